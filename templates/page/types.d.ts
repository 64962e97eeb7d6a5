// Types for the checker only; nothing of this file goes into the page.

type Bytes = Uint8Array<ArrayBuffer>;

/** The decryptor's glue, which stands in front of the page's script. */
declare const wasm_bindgen: {
  (from: { module_or_path: Bytes }): Promise<unknown>;
  Opener: new (head: string) => WasmOpener;
  Inflater: new (maxBytes: number) => WasmFilter;
  TransferDecoder: new (encoding: string) => WasmFilter;
};

interface WasmFilter {
  push(chunk: Bytes): Bytes;
  finish(): Bytes;
}

interface WasmOpener {
  readonly recipients: number;
  p2s(index: number): Bytes;
  p2c(index: number): number;
  unlock_with_password(index: number, prepared: Bytes): boolean;
  unlock_with_key(index: number, key: Bytes): boolean;
  derived_key(): Bytes;
  content_key(): Bytes;
  aad(): Bytes;
  iv(): Bytes;
  tag(): Bytes;
  push(base64url: string): void;
  authenticate(maxBytes: number): boolean;
  read(): Bytes | undefined;
}

/** One JWE with its password recipients, whichever way it is opened. */
interface JweLock {
  recipients: { p2s: Bytes; p2c: number }[];
  tag: Bytes;
  derive(index: number, password: Bytes): Promise<Bytes | undefined>;
  unlock(index: number, key: Bytes): Promise<boolean>;
  /** The plaintext, of which nothing is given out before the tag is found right. */
  decrypt(maxBytes: number, progress: Progress): AsyncIterable<Bytes>;
}

/** Told how much of a lock's work is done, from 0 to 1. */
type Progress = (done: number) => Promise<void>;

type Reason = "wrong-password" | "damaged" | "unsupported" | "too-large" | "cut-off" | "browser";

type Address = { name?: string; address?: string };

type Attachment = {
  name: string;
  type: string;
  size: number;
  range: [number, number];
  encoding: string;
  cid?: string;
  inline?: boolean;
};

type View = {
  version: number;
  message: { tag: string; size: number };
  from?: Address[];
  reply_to?: Address[];
  to?: Address[];
  cc?: Address[];
  subject?: string;
  date?: string;
  html?: string;
  text?: string;
  attachments?: Attachment[];
  notes?: string[];
};

type Envelope = { view: string; message: string; wasm?: Bytes; subtle: boolean };

type Task =
  | { type: "prepare"; envelope: Envelope }
  | { type: "open"; password: string }
  | { type: "extract"; id: number; range: [number, number]; encoding: string };

type Reply =
  | { type: "ready" }
  | { type: "refused"; reason: Reason }
  | { type: "view"; view: View }
  | { type: "progress"; done: number }
  | { type: "message"; message: Blob }
  | { type: "extracted"; id: number; blob: Blob };
