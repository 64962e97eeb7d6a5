// The engines other than Chromium behind a few verbs: Firefox over WebDriver BiDi and WebKitGTK over WebDriver, which
// knows no BiDi. Both are standards of the W3C that take no more than this to speak.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";

export const FIREFOX = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
export const WEBKIT_DRIVER = process.env.WEBKIT_DRIVER ?? "/usr/bin/WebKitWebDriver";
export const XVFB = process.env.XVFB ?? "/usr/bin/Xvfb";

const ENTER = "\uE007";

/**
 * @typedef {object} Engine
 * @property {(url: string) => Promise<void>} goto
 * @property {<T>(script: (...args: any[]) => T, ...args: any[]) => Promise<Awaited<T>>} evaluate
 * @property {(selector: string) => Promise<void>} click with a real pointer
 * @property {(selector: string, path: string) => Promise<void>} choose a file of the disk
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

/** Takes the file of this name out of the downloads, once it is complete: the next of that name will be a new one. */
export async function downloaded(engine, name) {
  const path = join(engine.downloads, name);
  let before = 0;
  for (let i = 0; i < 100; i++) {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    // Firefox writes beside it meanwhile, and WebKit into the very file: it is complete when it grows no more.
    if (size > 0 && size === before && !readdirSync(engine.downloads).some((other) => /\.part$/.test(other))) {
      const content = readFileSync(path);
      rmSync(path);
      return content;
    }
    before = size;
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

async function stop({ home, noticer }, ...children) {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill();
    await once(child, "exit");
  }
  noticer.stop();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

/** An expression for the page that gives what a script does, as JSON. */
const asking = (script, args) => `(async () => JSON.stringify(await (${script})(...${JSON.stringify(args)})))()`;

/** What a keyboard does, in the words of both protocols. */
const keystrokes = (keys) => ({
  type: "key", id: "keyboard",
  actions: [...keys].flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]),
});

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
  const locate = async (selector) => {
    const { nodes: [{ sharedId }] } = await send("browsingContext.locateNodes", { context, locator: { type: "css", value: selector } });
    return { sharedId };
  };

  return {
    downloads,
    requests: noticer.requests,
    async goto(url) {
      await send("browsingContext.navigate", { context, url, wait: "complete" });
    },
    async evaluate(script, ...args) {
      const { result, exceptionDetails } = await send("script.evaluate", {
        expression: asking(script, args), target: { context }, awaitPromise: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.text);
      return result.value && JSON.parse(result.value);
    },
    async click(selector) {
      await this.evaluate((selector) => document.querySelector(selector).scrollIntoView({ block: "center" }), selector);
      const actions = [
        { type: "pointerMove", x: 0, y: 0, origin: { type: "element", element: await locate(selector) } },
        { type: "pointerDown", button: 0 },
        { type: "pointerUp", button: 0 },
      ];
      await send("input.performActions", { context, actions: [{ type: "pointer", id: "pointer", actions }] });
    },
    async choose(selector, path) {
      await send("input.setFiles", { context, element: await locate(selector), files: [path] });
    },
    async type(keys) {
      await send("input.performActions", { context, actions: [keystrokes(keys)] });
    },
    async close() {
      await send("browser.close", {});
      await stop(ground, child);
    },
  };
}

/** A port that nobody listens on: WebKit's driver takes one, and never tells one that it chose. */
async function freePort() {
  const socket = createSocket().listen(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}

/** A screen that nobody sees, because WebKitGTK has no headless mode. */
async function startScreen() {
  const child = spawn(XVFB, ["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
  const display = await new Promise((found, fail) => {
    child.once("exit", () => fail(new Error(`${XVFB} ended before it had a screen`)));
    createInterface(child.stdout).once("line", (number) => found(`:${number}`));
  });
  return { child, display };
}

/** @returns {Promise<Engine>} */
export async function startWebKit() {
  const ground = await startGround();
  const { home, downloads, noticer } = ground;
  // WebDriver cannot say where downloads go; they go where the desktop says.
  writeFileSync(join(home, "user-dirs.dirs"), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
  const screen = await startScreen();
  const port = await freePort();
  const driver = spawn(WEBKIT_DRIVER, [`--port=${port}`], {
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, DISPLAY: screen.display, GDK_BACKEND: "x11" },
    stdio: "ignore",
  });
  const send = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  for (let i = 0; i < 100 && !(await send("GET", "/status").catch(() => undefined)); i++) await sleep(50);
  const proxy = { proxyType: "manual", httpProxy: `127.0.0.1:${noticer.port}`, sslProxy: `127.0.0.1:${noticer.port}` };
  // Without the name of a browser, the driver takes the MiniBrowser that it came with.
  const { sessionId } = await send("POST", "/session", { capabilities: { alwaysMatch: { proxy } } }).catch(async (error) => {
    await stop(ground, driver, screen.child);
    throw error;
  });
  const session = `/session/${sessionId}`;
  const locate = async (selector) => {
    const element = await send("POST", `${session}/element`, { using: "css selector", value: selector });
    return `${session}/element/${Object.values(element)[0]}`;
  };

  return {
    downloads,
    requests: noticer.requests,
    async goto(url) {
      await send("POST", `${session}/url`, { url });
    },
    async evaluate(script, ...args) {
      const value = await send("POST", `${session}/execute/sync`, { script: `return ${asking(script, args)}`, args: [] });
      return value && JSON.parse(value);
    },
    async click(selector) {
      await send("POST", `${await locate(selector)}/click`, {});
    },
    async choose(selector, path) {
      await send("POST", `${await locate(selector)}/value`, { text: path });
    },
    async type(keys) {
      await send("POST", `${session}/actions`, { actions: [keystrokes(keys)] });
    },
    async close() {
      await send("DELETE", session);
      await stop(ground, driver, screen.child);
    },
  };
}
