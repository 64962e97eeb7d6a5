// An engine other than Chromium behind a few verbs: Firefox over WebDriver BiDi, a standard of the W3C that takes no
// more than this to speak.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";

export const FIREFOX = process.env.FIREFOX ?? "/usr/bin/firefox-esr";

const ENTER = "\uE007";

/**
 * @typedef {object} Engine
 * @property {(url: string) => Promise<void>} goto
 * @property {<T>(script: (...args: any[]) => T, ...args: any[]) => Promise<Awaited<T>>} evaluate
 * @property {(selector: string) => Promise<void>} click with a real pointer
 * @property {(keys: string) => Promise<void>} type into what has the focus, as a keyboard does
 * @property {string} downloads the folder for what is saved
 * @property {string[]} requests everything that tried to leave the machine
 * @property {() => Promise<void>} close
 */

/** Waits until a script in the page gives something true, and gives that. */
export async function until(engine, script, ...args) {
  for (let i = 0; i < 300; i++) {
    const value = await engine.evaluate(script, ...args);
    if (value) return value;
    await sleep(100);
  }
  throw new Error(`never true: ${script}; the page says: ${await engine.evaluate(() => document.body.innerText)}`);
}

/** Types a password and presses Enter. The page itself has put the focus there, and selects what was wrong. */
export const submit = (engine, password) => engine.type(password + ENTER);

/** The file of this name, once it lies complete in the downloads. */
export async function downloaded(engine, name) {
  for (let i = 0; i < 100; i++) {
    const names = readdirSync(engine.downloads);
    if (names.includes(name) && !names.some((other) => /\.part$/.test(other))) {
      return readFileSync(join(engine.downloads, name));
    }
    await sleep(100);
  }
  throw new Error(`${name} was not saved; there is ${readdirSync(engine.downloads)}`);
}

/** A proxy that notes who asks for what, and gives nothing. */
async function startNoticer() {
  const requests = [];
  // Firefox keeps itself up to date, whatever page is open.
  const note = ({ url }) => /\b(mozilla\.(com|net|org)|firefox\.com)\b/.test(url) || requests.push(url);
  const server = createServer((request, response) => {
    note(request);
    response.writeHead(404).end();
  });
  server.on("connect", (request, socket) => {
    note(request);
    socket.end("HTTP/1.1 404 Not Found\r\n\r\n");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { requests, port: server.address().port, stop: () => server.close() };
}

/** What each engine needs: a folder that lives as long as it, and the noticer. */
async function startGround() {
  const home = mkdtempSync(join(tmpdir(), "waxseal-engine-"));
  const downloads = join(home, "downloads");
  mkdirSync(downloads);
  return { home, downloads, noticer: await startNoticer() };
}

async function stop(child, { home, noticer }) {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill();
    await once(child, "exit");
  }
  noticer.stop();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

/** @returns {Promise<Engine>} */
export async function startFirefox() {
  const ground = await startGround();
  const { home, downloads, noticer } = ground;
  const preferences = {
    "browser.download.dir": downloads,
    "browser.download.folderList": 2,
    "browser.download.always_ask_before_handling_new_types": false,
    "intl.accept_languages": "en-GB",
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": noticer.port,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": noticer.port,
    "network.proxy.allow_hijacking_localhost": true,
    "remote.prefs.recommended": true,
  };
  const lines = Object.entries(preferences).map((entry) => `user_pref(${JSON.stringify(entry).slice(1, -1)});\n`);
  writeFileSync(join(home, "user.js"), lines.join(""));
  const child = spawn(
    FIREFOX, ["--headless", "--no-remote", "--profile", home, "--remote-debugging-port", "0", "about:blank"],
    { env: { ...process.env, HOME: home }, stdio: ["ignore", "ignore", "pipe"] },
  );
  const address = await new Promise((found, fail) => {
    child.once("exit", () => fail(new Error(`${FIREFOX} ended before it could be driven`)));
    createInterface(child.stderr).on("line", (line) => {
      const [, url] = /WebDriver BiDi listening on (\S+)/.exec(line) ?? [];
      if (url) found(url);
    });
  });
  const socket = new WebSocket(`${address}/session`);
  await once(socket, "open");
  const waiting = new Map();
  socket.on("message", (data) => {
    const { id, type, result, error, message } = JSON.parse(data);
    if (type === "success") waiting.get(id)?.done(result);
    if (type === "error") waiting.get(id)?.fail(new Error(`${error}: ${message}`));
  });
  const send = (method, params) =>
    new Promise((done, fail) => {
      const id = waiting.size;
      waiting.set(id, { done, fail });
      socket.send(JSON.stringify({ id, method, params }));
    });
  await send("session.new", { capabilities: {} });
  const { contexts: [{ context }] } = await send("browsingContext.getTree", {});

  return {
    downloads,
    requests: noticer.requests,
    async goto(url) {
      await send("browsingContext.navigate", { context, url, wait: "complete" });
    },
    async evaluate(script, ...args) {
      const expression = `(async () => JSON.stringify(await (${script})(...${JSON.stringify(args)})))()`;
      const { result, exceptionDetails } = await send("script.evaluate", {
        expression, target: { context }, awaitPromise: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.text);
      return result.value && JSON.parse(result.value);
    },
    async click(selector) {
      await this.evaluate((selector) => document.querySelector(selector).scrollIntoView({ block: "center" }), selector);
      const { nodes: [node] } = await send("browsingContext.locateNodes", { context, locator: { type: "css", value: selector } });
      const actions = [
        { type: "pointerMove", x: 0, y: 0, origin: { type: "element", element: { sharedId: node.sharedId } } },
        { type: "pointerDown", button: 0 },
        { type: "pointerUp", button: 0 },
      ];
      await send("input.performActions", { context, actions: [{ type: "pointer", id: "pointer", actions }] });
    },
    async type(keys) {
      const actions = [...keys].flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]);
      await send("input.performActions", { context, actions: [{ type: "key", id: "keyboard", actions }] });
    },
    async close() {
      await send("browser.close", {});
      await stop(child, ground);
    },
  };
}
