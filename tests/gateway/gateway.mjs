// The gateway as an administrator sets it up: a Postfix, its milter, a store, and a sink for what leaves.

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import PostalMime from "postal-mime";
import { PROGRAM, ROOT } from "../browser/helpers.mjs";
import { AS_IT_IS, folderForAll, freePort, startPostfix, startProcess, startSink } from "./harness.mjs";

const execute = promisify(execFile);

/** The programs, as cargo builds them. */
export const MILTER =
  process.env.WAXSEAL_MILTER_BIN ??
  join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug/waxseal-milter");

/** Runs the milter's program with `input` on its standard input, and gives its output; fails if it does. */
export function milter(args, input = "") {
  const running = execute(MILTER, args);
  running.child.stdin.end(input);
  return running.then(({ stdout }) => stdout);
}

/** Of the rules of most tests. */
export const ON_DEMAND = `
[[rule]]
name = "on demand"
tag = ["secure"]
action = "html"
password = "stored"
`;

/**
 * Sets everything up and starts it.
 * @param {object} options
 * @param {string} [options.rules] TOML, from the first [[rule]] on
 * @param {string} [options.otherwise]
 * @param {string} [options.organisation] more lines of [organisation]
 * @param {string} [options.more] more tables
 * @param {string} [options.store] the store's URL; without it, an SQLite file
 * @param {number} [options.hosts] how many milters share the store; Postfix asks one of them (see `spread`)
 * @param {Record<string, string | number>} [options.main] for Postfix
 * @param {object} [options.sink]
 */
export async function startGateway({
  rules = ON_DEMAND, otherwise = "pass", organisation = "", more = "", store, hosts = 1, main = AS_IT_IS, sink: of,
} = {}) {
  const folder = folderForAll();
  const sink = await startSink(of);
  const reinjectPort = await freePort();
  const keyFile = join(folder, "store.key");
  await milter(["store-key", keyFile]);
  const milters = [];
  for (let number = 0; number < hosts; number += 1) {
    const [port, metrics] = [await freePort(), await freePort()];
    const config = join(folder, `milter-${number}.toml`);
    writeFileSync(
      config,
      `listen = ["inet:127.0.0.1:${port}", "unix:${join(folder, `milter-${number}.sock`)}"]
metrics = "127.0.0.1:${metrics}"
otherwise = "${otherwise}"
[organisation]
domains = ["inside.test"]
notices_from = "postmaster@inside.test"
${organisation}
[store]
url = "${store ?? `sqlite:${join(folder, "store.db")}`}"
key_file = "${keyFile}"
[inject]
smtp = "127.0.0.1:${reinjectPort}"
${more}
${rules}`,
    );
    milters.push(await startMilter({ config, port, metrics, socket: join(folder, `milter-${number}.sock`) }));
  }
  const listens = milters.map(({ port }) => `inet:127.0.0.1:${port}`);
  // Postfix asks every milter in its list, so that one of several hosts stands in each Postfix's list.
  const postfix = await startPostfix({ folder, sinkPort: sink.port, reinjectPort, milters: listens.slice(0, 1), main });
  return {
    folder,
    sink,
    postfix,
    milters,
    /** The first or only milter. */
    milter: milters[0],
    passwords: (args, input) => milter(["passwords", "--config", milters[0].config, ...args], input),
  };
}

/** A milter that can be killed and started again. */
async function startMilter({ config, port, metrics, socket }) {
  let log = "";
  const launch = () => startProcess(MILTER, ["run", "--config", config], { ready: /listening on/ });
  let running = await launch();
  return {
    config,
    port,
    socket,
    /** All that it and those before it have said. */
    log: () => log + running.text(),
    pid: () => running.pid,
    async stop(signal = "SIGTERM") {
      running.kill(signal);
      await running.exited;
      log += running.text();
    },
    async start() {
      running = await launch();
    },
    reload: () => running.kill("SIGHUP"),
    /** What monitoring reads there: status and text. */
    async ask(path) {
      const response = await fetch(`http://127.0.0.1:${metrics}${path}`);
      return { status: response.status, text: await response.text() };
    },
  };
}

/** A mail of these header lines and this text. */
export const mail = (header, text = "The cat is in the bag.") =>
  Buffer.from(["From: ann@inside.test", ...header, "", text, ""].join("\r\n"));

/** What was submitted: Postfix puts its Received in front, and nothing else. */
export function withoutReceived(raw) {
  const text = raw.toString("latin1");
  return Buffer.from(text.replace(/^Received: from .*\r\n(?:[ \t].*\r\n)*/, ""), "latin1");
}

/** The envelopes that a mail carries: `{ html, pdf }`, each a Buffer or nothing. */
export async function envelopesOf(raw) {
  const { attachments } = await PostalMime.parse(raw);
  const named = (name) => attachments.find(({ filename }) => filename === name);
  const content = (attachment) => attachment && Buffer.from(attachment.content);
  return { html: content(named("message.html")), pdf: content(named("message.pdf")) };
}

let folder;

/** Opens an envelope with the program, by `{ password }` or `{ key }`, and gives the message. */
export async function open(envelope, { password, key }) {
  folder ??= mkdtempSync(join(folderForAll(), "opened-"));
  const into = mkdtempSync(join(folder, "one-"));
  const [file, secret, message] = ["envelope", "password", "message.eml"].map((name) => join(into, name));
  writeFileSync(file, envelope);
  if (password !== undefined) writeFileSync(secret, password, { mode: 0o600 });
  const by = password === undefined ? ["--key", key] : ["--password-file", secret];
  await execute(PROGRAM, ["open", file, "-o", message, ...by]);
  return readFileSync(message);
}

/** A pair of keys of the organisation: `{ key, publicKey }`, two files. */
export async function organisationKey() {
  const into = mkdtempSync(join(folderForAll(), "key-"));
  const key = join(into, "org.jwk");
  await execute(PROGRAM, ["key", "generate", "-o", key]);
  return { key, publicKey: join(into, "org.pub.jwk") };
}
