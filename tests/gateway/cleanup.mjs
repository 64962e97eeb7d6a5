// The end of everything that a test started, and the small helpers that all parts of the harness use.

import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

export const run = promisify(execFile);

const running = new Set();

/**
 * Remembers something that must end: `stop` ends it in good order, `kill` at once and without waiting.
 * The function given back stops it now, and only once.
 */
export function mustEnd({ stop, kill }) {
  const entry = { stop, kill };
  running.add(entry);
  return async (...how) => {
    if (running.delete(entry)) await stop(...how);
  };
}

after(async () => {
  const errors = [];
  // The last first: what was started later may use what was there already.
  for (const entry of [...running].reverse()) {
    running.delete(entry);
    await Promise.resolve(entry.stop()).catch((error) => errors.push(error));
  }
  if (errors.length > 0) throw new AggregateError(errors, errors.join("\n"));
});

// The hook above does not run when a test file fails while it loads, or is interrupted.
process.on("exit", () => {
  for (const entry of [...running].reverse()) {
    try {
      entry.kill();
    } catch (error) {
      console.error(error);
    }
  }
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));

/** A temporary folder that other users may enter: Postfix and PostgreSQL do not run as root. */
export function folderForAll() {
  const folder = mkdtempSync(join(tmpdir(), "waxseal-gateway-"));
  chmodSync(folder, 0o755);
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  mustEnd({ stop: async () => remove(), kill: remove });
  return folder;
}

const given = new Set();

/** A port of 127.0.0.1 that nobody listens on, and that was not given before. */
export async function freePort() {
  for (;;) {
    const server = createServer();
    await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
    const { port } = server.address();
    await new Promise((resolve) => server.close(resolve));
    if (!given.has(port)) {
      given.add(port);
      return port;
    }
  }
}

/** Waits until `condition` gives something, and gives that. */
export async function until(condition, what, seconds = 20) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`after ${seconds} s still not: ${what}`);
    await sleep(25);
  }
}

/** Does anybody accept connections there? */
export const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
