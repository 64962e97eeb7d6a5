// Programs that a test runs beside itself: any, and PostgreSQL.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { answers, freePort, mustEnd, run, until } from "./cleanup.mjs";

/**
 * Runs a program until the test ends, and returns when it is `ready`: when its output matches, or when the port
 * answers. `env` comes on top of the test's own environment.
 * @param {string} command
 * @param {string[]} [args]
 * @param {{ env?: Record<string, string>, cwd?: string, ready?: RegExp | number, seconds?: number }} [options]
 */
export async function startProcess(command, args = [], { env = {}, cwd, ready, seconds = 30 } = {}) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
  }
  let ended = false;
  const exited = new Promise((resolve) => {
    child.once("close", (code, signal) => {
      ended = true;
      resolve({ code, signal });
    });
  });
  await once(child, "spawn");
  const stop = mustEnd({
    async stop() {
      if (!ended) child.kill("SIGTERM");
      const patience = setTimeout(() => child.kill("SIGKILL"), 5000);
      await exited;
      clearTimeout(patience);
    },
    kill: () => child.kill("SIGKILL"),
  });

  const isReady = async () => {
    if (ended) throw new Error("it ended");
    return ready instanceof RegExp ? ready.test(text) : answers(ready);
  };
  if (ready !== undefined) {
    await until(isReady, "ready", seconds).catch(async (error) => {
      await stop();
      throw new Error(`${command}: ${error.message}; it said:\n${text}`);
    });
  }
  return {
    pid: child.pid,
    /** What it wrote so far, on both outputs. */
    text: () => text,
    /** @param {NodeJS.Signals} [signal] */
    kill: (signal = "SIGTERM") => child.kill(signal),
    /** How it ended: `{ code, signal }`. */
    exited,
    /** Ends it, with force after five seconds. */
    stop,
  };
}

const VERSIONS = "/usr/lib/postgresql";

/** Where Debian keeps the programs of the newest PostgreSQL; elsewhere $POSTGRES_BIN. */
export function postgresBinaries() {
  if (process.env.POSTGRES_BIN) return process.env.POSTGRES_BIN;
  try {
    const newest = readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a))[0];
    return join(VERSIONS, newest, "bin");
  } catch {
    return join(VERSIONS, "none");
  }
}

/**
 * Starts a PostgreSQL with a new cluster in `folder`, which other users must be able to enter (`folderForAll`).
 * Anybody on this machine is its superuser "postgres".
 */
export async function startPostgres(folder) {
  const [cluster, log] = [join(folder, "postgres"), join(folder, "postgres", "server.log")];
  const port = await freePort();
  const program = (name) => join(postgresBinaries(), name);
  // It refuses to run as root.
  const asItself = (name, args) =>
    process.getuid() === 0 ? ["runuser", ["-u", "postgres", "--", program(name), ...args]] : [program(name), args];
  mkdirSync(cluster, { mode: 0o700 });
  if (process.getuid() === 0) {
    const ids = await Promise.all(["-u", "-g"].map((which) => run("id", [which, "postgres"])));
    chownSync(cluster, ...ids.map(({ stdout }) => Number(stdout)));
  }
  const initdb = ["-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
  await run(...asItself("initdb", initdb), { cwd: folder });

  // Without fsync: what was committed outlives the server, though not the machine, and nobody waits for a busy disk.
  const settings = { listen_addresses: "127.0.0.1", port, unix_socket_directories: cluster, fsync: "off" };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`).join(" ");
  const control = (...args) => asItself("pg_ctl", ["-D", cluster, "-w", "-l", log, ...args]);
  /** @type {((mode?: "fast" | "immediate") => Promise<void>) | undefined} */
  let stopNow;
  async function start() {
    await run(...control("-o", options, "start"), { cwd: folder });
    stopNow = mustEnd({
      stop: async (mode = "fast") => run(...control("-m", mode, "stop"), { cwd: folder }),
      kill: () => spawnSync(...control("-m", "immediate", "stop"), { cwd: folder }),
    });
  }
  await start();
  return {
    port,
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    /** Starts it again after `stop`, with the same data on the same port. */
    start,
    /** @param {"fast" | "immediate"} [mode] in good order, or as a crash would */
    stop: async (mode) => stopNow?.(mode),
  };
}
