// How many mails a second pass a Postfix alone, with a milter that does nothing, and with the gateway, in one run on one machine; and whether
// its memory stays where it is. The programs must be built with optimisation:
//
//   cargo build --release --package waxseal-milter --bins --examples
//   node benches/gateway.mjs [seconds for each figure] [mails of the long run]
//
// Needs what tests/gateway needs. smtp-source and smtp-sink are Postfix's own load generators.

import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const RELEASE = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "release");
process.env.WAXSEAL_MILTER_BIN ??= join(RELEASE, "waxseal-milter");
const { folderForAll, freePort, startPostfix, startProcess } = await import("../tests/gateway/harness.mjs");
const { MILTER, milter } = await import("../tests/gateway/gateway.mjs");

const execute = promisify(execFile);
const [seconds = 20, long = 20_000] = process.argv.slice(2).map(Number);
const SESSIONS = 8;

/** A mail of about `size` bytes: a letter, and for more than a letter a file that does not shrink. */
function mailOf(size) {
  const letter = "Dear Bob,\r\n\r\nthe figures of the third quarter are attached. Please call me if anything is unclear.\r\n".repeat(20);
  const head = "From: ann@inside.test\r\nTo: bob@outside.test\r\nSubject: Figures\r\nMIME-Version: 1.0\r\n";
  const bytes = Buffer.alloc(Math.max(0, Math.round(((size - letter.length) * 3) / 4.2)));
  for (let index = 0, state = 1; index < bytes.length; index += 1) {
    state = (state * 1103515245 + 12345) % 2147483648;
    bytes[index] = state >> 16;
  }
  return `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n${letter}\r\n--b\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment; filename=q3.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString("base64").replace(/.{76}/g, "$&\r\n")}\r\n--b--\r\n`;
}

const rule = (action, password = "stored") => `
[[rule]]
name = "all"
always = true
action = "${action}"
password = "${password}"`;

const WAYS = [
  { name: "Postfix alone" },
  { name: "a milter that does nothing", program: () => join(RELEASE, "examples/do_nothing") },
  { name: "the gateway, mail passes", rules: "" },
  { name: "the gateway, sealed as a page", rules: rule("html") },
  { name: "the gateway, sealed as a page, no key kept", rules: rule("html"), keys: 0 },
  { name: "the gateway, sealed as a PDF", rules: rule("pdf") },
];

/** Starts everything for one way; what `smtp-source` sends goes to `smtp-sink`. */
async function start({ program, rules, keys = 10_000 }) {
  const folder = folderForAll();
  const [sinkPort, port, reinjectPort] = [await freePort(), await freePort(), await freePort()];
  await startProcess("smtp-sink", ["-u", "postfix", `127.0.0.1:${sinkPort}`, "1000"], { ready: sinkPort });
  let running;
  if (program) running = await startProcess(program(), [`127.0.0.1:${port}`], { ready: /listening/ });
  if (rules !== undefined) {
    const [config, keyFile] = [join(folder, "milter.toml"), join(folder, "store.key")];
    await milter(["store-key", keyFile]);
    writeFileSync(
      config,
      `listen = ["inet:127.0.0.1:${port}"]
otherwise = "pass"
[organisation]
domains = ["inside.test"]
[store]
url = "sqlite:${join(folder, "store.db")}"
key_file = "${keyFile}"
[inject]
smtp = "127.0.0.1:${reinjectPort}"
[limits]
cached_keys = ${keys}
${rules}`,
    );
    await milter(["passwords", "--config", config, "set", "outside.test", "--password-stdin"], "violet kettle 19 saddle\n");
    running = await startProcess(MILTER, ["run", "--config", config], { ready: /listening on/ });
  }
  const milters = running ? [`inet:127.0.0.1:${port}`] : [];
  const postfix = await startPostfix({ folder, sinkPort, reinjectPort, milters, main: { default_process_limit: 50 } });
  return { postfix, running, folder };
}

/** Sends `count` mails and waits until Postfix has taken all of them; gives the seconds. */
async function send({ postfix, folder }, mail, count) {
  const file = join(folder, "mail");
  writeFileSync(file, mail.replaceAll("\r\n", "\n"));
  const before = process.hrtime.bigint();
  await execute("smtp-source", [
    "-s", String(SESSIONS), "-m", String(count), "-f", "ann@inside.test", "-t", "bob@outside.test", "-F", file,
    `127.0.0.1:${postfix.smtpPort}`,
  ]);
  return Number(process.hrtime.bigint() - before) / 1e9;
}

const residentKb = (pid) => Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]);

const table = [];
for (const way of WAYS) {
  const row = { way: way.name };
  const gateway = await start(way);
  for (const [size, name] of [[10 * 1024, "10 KB"], [1024 * 1024, "1 MB"]]) {
    const mail = mailOf(size);
    const trial = 2 * SESSIONS;
    await send(gateway, mail, SESSIONS);
    const once = await send(gateway, mail, trial);
    const count = Math.max(trial, Math.round((seconds * trial) / once));
    row[name] = count / (await send(gateway, mail, count));
  }
  table.push(row);
  await gateway.running?.stop();
  await gateway.postfix.stop();
}
const [alone] = table;
console.log("| | 10 KB: mails a second | of Postfix alone | 1 MB: mails a second | of Postfix alone |\n| --- | --- | --- | --- | --- |");
for (const row of table) {
  const figures = ["10 KB", "1 MB"].flatMap((size) => [row[size].toFixed(1), (row[size] / alone[size]).toFixed(2)]);
  console.log(`| ${row.way} | ${figures.join(" | ")} |`);
}

const gateway = await start({ rules: rule("html") });
const mail = mailOf(10 * 1024);
await send(gateway, mail, 500);
const resident = [residentKb(gateway.running.pid)];
for (let part = 0; part < 4; part += 1) {
  await send(gateway, mail, long / 4);
  resident.push(residentKb(gateway.running.pid));
}
console.log(`\nResident memory after 500 mails and after each quarter of ${long} more: ${resident.map((kb) => `${(kb / 1024).toFixed(1)} MB`).join(", ")}.`);
process.exit(0);
