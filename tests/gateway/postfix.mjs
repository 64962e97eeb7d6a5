// A Postfix of the test's own. https://www.postfix.org/postconf.5.html describes each setting.

import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answers, freePort, mustEnd, run, until } from "./cleanup.mjs";

/** For `main`: the outgoing client breaks no line of more than 998 bytes and converts nothing to 7 bits. */
export const AS_IT_IS = { smtp_line_length_limit: 0, disable_mime_output_conversion: "yes" };

/** main.cf, without what differs between two instances. */
const MAIN = {
  compatibility_level: "3.6",
  mail_owner: "postfix",
  setgid_group: "postdrop",
  myhostname: "gateway.test",
  // Nothing is delivered here; everything goes to the sink.
  mydestination: "",
  local_recipient_maps: "",
  alias_maps: "",
  alias_database: "",
  default_transport: "smtp",
  mynetworks: "127.0.0.0/8",
  inet_interfaces: "127.0.0.1",
  inet_protocols: "ipv4",
  disable_dns_lookups: "yes",
  smtp_host_lookup: "native",
  smtpd_peername_lookup: "no",
  smtpd_relay_restrictions: "permit_mynetworks, reject",
  smtpd_recipient_restrictions: "permit_mynetworks, reject",
  smtpd_error_sleep_time: "0",
  smtputf8_enable: "yes",
  message_size_limit: 200 * 1024 * 1024,
  mailbox_size_limit: 0,
  milter_protocol: "6",
  milter_default_action: "tempfail",
  non_smtpd_milters: "",
  // Else Postfix completes the header of mails from its own networks: Date, Message-ID, domains of addresses.
  local_header_rewrite_clients: "",
  // Failures are for the sender, not for a postmaster.
  notify_classes: "",
  // What is deferred is tried again soon, not after minutes. The queue manager counts whole seconds: one second of
  // waiting can be none, and then it meets a mail whose delivery has not quite ended ("skipped, still being delivered").
  queue_run_delay: "1s",
  minimal_backoff_time: "2s",
  maximal_backoff_time: "2s",
  in_flow_delay: "0",
};

/**
 * master.cf: the services as Postfix has them, none in a chroot, and two servers. The queue manager wakes up each
 * second instead of every five minutes, else a mail that it had to skip would wait for so long.
 */
const master = (smtpPort, reinjectPort) => `
127.0.0.1:${smtpPort}     inet n - n - - smtpd
127.0.0.1:${reinjectPort} inet n - n - - smtpd
  -o syslog_name=postfix/reinject
  -o smtpd_milters=
pickup    unix  n - n 60    1 pickup
cleanup   unix  n - n -     0 cleanup
qmgr      unix  n - n 1     1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n -     - trivial-rewrite
bounce    unix  - - n -     0 bounce
defer     unix  - - n -     0 bounce
trace     unix  - - n -     0 bounce
verify    unix  - - n -     1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n -     - proxymap
proxywrite unix - - n -     1 proxymap
smtp      unix  - - n -     - smtp
relay     unix  - - n -     - smtp
showq     unix  n - n -     - showq
error     unix  - - n -     - error
retry     unix  - - n -     - error
discard   unix  - - n -     - discard
anvil     unix  - - n -     1 anvil
scache    unix  - - n -     1 scache
postlog   unix-dgram n - n - 1 postlogd
`;

const cf = (settings) =>
  Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`).join("");

/**
 * Starts a Postfix in `folder`, which other users must be able to enter (`folderForAll`). Mail for anybody that
 * enters at `smtpPort` passes the milters, mail that enters at `reinjectPort` none; all leaves to `sinkPort`.
 * @param {object} options
 * @param {string} options.folder
 * @param {number} options.sinkPort
 * @param {string[]} [options.milters] as in smtpd_milters, such as "inet:127.0.0.1:8891"
 * @param {number} [options.smtpPort]
 * @param {number} [options.reinjectPort]
 * @param {Record<string, string | number>} [options.main] more settings for main.cf, or others
 */
export async function startPostfix({ milters = [], folder, smtpPort, reinjectPort, sinkPort, main = {} }) {
  smtpPort ??= await freePort();
  reinjectPort ??= await freePort();
  const [config, queue, data, mailLog] = ["postfix", "queue", "data", "mail.log"].map((name) => join(folder, name));
  for (const directory of [config, queue, data]) mkdirSync(directory);
  chownSync(data, ...(await ownerOfMail()));
  writeFileSync(join(config, "master.cf"), master(smtpPort, reinjectPort));
  writeFileSync(
    join(config, "main.cf"),
    cf({
      ...MAIN,
      queue_directory: queue,
      data_directory: data,
      maillog_file: mailLog,
      maillog_file_prefixes: folder,
      relayhost: `[127.0.0.1]:${sinkPort}`,
      smtpd_milters: milters.join(", "),
      ...main,
    }),
  );

  const log = () => (existsSync(mailLog) ? readFileSync(mailLog, "utf8") : "");
  const postfix = (command) =>
    run("postfix", ["-c", config, command]).catch((error) => {
      throw new Error(`postfix ${command}: ${error.message}\n${log()}`);
    });
  const isRunning = () => run("postfix", ["-c", config, "status"]).then(() => true, () => false);

  /** @type {(() => Promise<void>) | undefined} */
  let stopNow;
  async function start() {
    await postfix("start");
    stopNow = mustEnd({
      async stop() {
        // `abort` is `stop` without its waiting in steps of a second. One that is down already is fine.
        await postfix("abort").catch(() => {});
        await until(async () => !(await isRunning()), "Postfix has stopped");
      },
      kill: () => spawnSync("postfix", ["-c", config, "abort"]),
    });
    // Not the port with the milters: a milter would see the visit.
    await until(() => answers(reinjectPort), "Postfix answers");
  }
  await start();

  return {
    folder,
    config,
    smtpPort,
    reinjectPort,
    log,
    /** Starts it again after `stop`, with the same queue. */
    start,
    stop: async () => stopNow?.(),
    /**
     * The mails in the queue, as `postqueue -j` describes them. It reads one folder after the other and misses a
     * mail that moves meanwhile, hence it is asked twice; in doubt a mail is said to be there still.
     */
    async queue() {
      const mails = new Map();
      for (const _ of ["first", "again"]) {
        const { stdout } = await run("postqueue", ["-c", config, "-j"], { maxBuffer: 2 ** 28 });
        for (const line of stdout.split("\n").filter(Boolean)) mails.set(JSON.parse(line).queue_id, JSON.parse(line));
      }
      return [...mails.values()];
    },
    /** Tries everything in the queue again now. */
    flush: () => run("postqueue", ["-c", config, "-f"]),
  };
}

/** User and group of the user "postfix". */
async function ownerOfMail() {
  const ids = await Promise.all(["-u", "-g"].map((which) => run("id", [which, MAIN.mail_owner])));
  return ids.map(({ stdout }) => Number(stdout));
}
