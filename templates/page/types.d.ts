// Types for the checker only; nothing of this file goes into the page.

type Bytes = Uint8Array<ArrayBuffer>;

/** The WebAssembly's glue (decryptor-wasm/pkg/decryptor.js), in front of the page's own code. */
declare function loadDecryptor(module: Bytes): Promise<Decryptor>;

interface Decryptor {
  Opener: new (aad: Bytes, iv: Bytes, tag: Bytes, deflated: boolean, chars: number) => WasmOpener;
  Sealer: new (contentKey: Bytes, iv: Bytes, aad: Bytes) => Filter;
  wrap_key(key: Bytes, contentKey: Bytes): Bytes;
}

/** Takes bytes piece by piece and gives others. */
interface Filter {
  push(chunk: Bytes): Bytes;
  finish(): Bytes;
}

interface WasmOpener {
  unlock_with_password(prepared: Bytes, p2s: Bytes, p2c: number, encrypted_key: Bytes): boolean;
  unlock_with_key(key: Bytes, encrypted_key: Bytes): boolean;
  derived_key(): Bytes | undefined;
  push(base64url: Bytes): void;
  authenticate(maxBytes: number): boolean;
  size(): number;
  read(): Bytes | undefined;
}

/** All of a JWE but its ciphertext, decoded. */
type Head = { recipients: Recipient[]; aad: Bytes; iv: Bytes; tag: Bytes; deflated: boolean };

type Recipient = { p2s: Bytes; p2c: number; wrapped: Bytes };

/** One JWE, whichever way it is opened. */
interface JweLock {
  head: Head;
  derive(recipient: Recipient, password: Bytes): Promise<Bytes | undefined>;
  unlock(recipient: Recipient, key: Bytes): Promise<boolean>;
  /** Decodes the ciphertext, which needs no key, once before `decrypt`. */
  load(progress: Progress): Promise<void>;
  /** The plaintext, of which nothing is given out before the tag is found right. */
  decrypt(maxBytes: number, progress: Progress): AsyncIterable<Bytes>;
}

/** Told how much of a lock's work is done, from 0 to 1. */
type Progress = (done: number) => Promise<void>;

type Reason = "wrong-password" | "damaged" | "unsupported" | "too-large" | "cut-off" | "memory" | "browser";

type Address = { name?: string; address?: string };

type Attachment = {
  name: string;
  type: string;
  size: number;
  range: [number, number];
  encoding: string;
  /** Of a file that lies in another attachment: where it stands there. */
  within?: [number, number];
  cid?: string;
  inline?: boolean;
  /** All that a reader wants of it is in the body and in `files`. */
  unpacked?: boolean;
  /** Of an attached message; its ranges are in the decoded attachment. */
  view?: Mail;
  event?: CalendarEvent;
};

/** Rust's message::Event. */
type CalendarEvent = {
  summary?: string;
  start?: string;
  end?: string;
  location?: string;
  organizer?: Address;
  recurring?: boolean;
  cancelled?: boolean;
};

/** What a reader sees of a message, be it the letter or one attached to it. */
type Mail = {
  from?: Address[];
  reply_to?: Address[];
  to?: Address[];
  cc?: Address[];
  subject?: string;
  date?: string;
  html?: string;
  text?: string;
  attachments?: Attachment[];
  files?: Attachment[];
  notes?: string[];
  message_id?: string;
  references?: string[];
};

type View = Mail & {
  version: number;
  message: { tag: string; size: number };
  sealed?: { at: string; by?: string; answer?: boolean };
  receipt?: { token: string; to: string };
  /** The sender's organisation, to which an answer is sealed as well: a key agreement that is made already. */
  reply?: { keys: { kid?: string; epk: object; kek: string }[] };
};

/** An answer as it was written. */
type Draft = {
  from: Address;
  to: Address[];
  subject: string;
  text: string;
  files: File[];
  date: Date;
  message_id: string;
  in_reply_to?: string;
  references: string[];
};

/** A recipient of a JWE that is made: its header, and the key that wraps the content key. */
type SealTo = { header: object; key: Bytes };

/** The payloads as they stand in the page, and what the page found to decrypt with. */
type Envelope = { view: Blob; message: Blob; decryptor?: string; subtle: boolean };

type Ways = { decryptor?: Decryptor; subtle: boolean };

type Task =
  | { type: "prepare"; envelope: Envelope }
  | { type: "open"; password: string }
  | { type: "seal"; draft: Draft }
  | { type: "extract"; id: number; message: Blob; attachment: Attachment }
  | { type: "zip"; id: number; message: Blob; attachments: Attachment[] };

type Reply =
  | { type: "ready" }
  | { type: "refused"; reason: Reason }
  | { type: "view"; view: View }
  | { type: "progress"; done: number }
  | { type: "message"; message: Blob }
  | { type: "sealing"; bytes: number }
  | { type: "sealed"; payloads: { message: Blob; view: Blob } }
  | { type: "unsealed"; reason: Reason }
  | Extraction;

/** What was asked for out of a message, or why it cannot be had; of an archive also what is not in it. */
type Extraction = { type: "extracted"; id: number; blob?: Blob; failed?: string[]; reason?: Reason };
