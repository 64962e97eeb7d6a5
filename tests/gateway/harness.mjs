// What the tests of the gateway share: a Postfix and a PostgreSQL of their own, a client, and a server that
// keeps what arrives. Everything runs on free ports of 127.0.0.1 in temporary folders, needs no DNS, reads no
// configuration of the machine's own Postfix, and is gone when the test file ends, however it ends.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { postgresBinaries } from "./processes.mjs";

export { folderForAll, freePort, until } from "./cleanup.mjs";
export { AS_IT_IS, startPostfix } from "./postfix.mjs";
export { startPostgres, startProcess } from "./processes.mjs";
export { startSink } from "./sink.mjs";
export { submit } from "./submit.mjs";

/** What of `needed` is not there, as a reason to skip, or false. */
export function missing(needed = ["postfix", "postgres"]) {
  const reasons = [];
  if (needed.includes("postfix")) {
    // Its master process starts the others as other users.
    if (process.getuid() !== 0) reasons.push("root rights for Postfix");
    const { stdout } = spawnSync("postconf", ["-d", "-h", "mail_version"], { encoding: "utf8" });
    const [major, minor] = (stdout ?? "").split(".").map(Number);
    // 3.4 is the first that logs to a file by itself.
    if (!(major > 3 || (major === 3 && minor >= 4))) reasons.push("Postfix 3.4 or later");
  }
  if (needed.includes("postgres") && !existsSync(postgresBinaries())) reasons.push("PostgreSQL's initdb and pg_ctl");
  return reasons.length > 0 && `skipped: not found: ${reasons.join(", ")}`;
}
