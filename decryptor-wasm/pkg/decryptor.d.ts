declare namespace wasm_bindgen {
    /* tslint:disable */
    /* eslint-disable */

    /**
     * Inflates piece by piece, and never more than it was told to.
     */
    export class Inflater {
        free(): void;
        [Symbol.dispose](): void;
        /**
         * Inflates what is left.
         */
        finish(): Uint8Array;
        /**
         * An inflater that throws once it would give more than `max_bytes`.
         */
        constructor(max_bytes: number);
        /**
         * Inflates the next piece.
         */
        push(deflated: Uint8Array | number[]): Uint8Array;
    }

    /**
     * One JWE: construct, unlock, push, authenticate, read, in this order.
     *
     * The page parses the JSON of the JWE with the browser's own parser and hands over its decoded
     * members; a JSON parser in here would be a third of the module.
     */
    export class Opener {
        free(): void;
        [Symbol.dispose](): void;
        /**
         * Authenticates at most `max_bytes` more. True once all of it is read and the tag is right;
         * throws if the tag is wrong.
         */
        authenticate(max_bytes: number): boolean;
        /**
         * The content key, for WebCrypto: 32 bytes for the HMAC, then 32 for AES.
         */
        content_key(): Uint8Array | undefined;
        /**
         * The derived key that unlocked, for the other JWE.
         */
        derived_key(): Uint8Array | undefined;
        /**
         * Takes the additional authenticated data (the protected header as it is written), the decoded
         * `iv` and `tag`, and whether `zip` is `DEF`.
         */
        constructor(aad: Uint8Array | number[], iv: Uint8Array | number[], tag: Uint8Array | number[], compressed: boolean);
        /**
         * Takes the next piece of ciphertext: base64url, white space allowed, cut anywhere.
         */
        push(base64url: string): void;
        /**
         * The next piece of plaintext; undefined at the end, and before the tag was found right.
         */
        read(): Uint8Array | undefined;
        /**
         * Tries a key of 32 bytes that WebCrypto derived, or the other JWE of the same envelope.
         */
        unlock_with_key(key: Uint8Array | number[], encrypted_key: Uint8Array | number[]): boolean;
        /**
         * Derives a recipient's key from a prepared password, which takes long, and tries it on the
         * recipient's encrypted key. False means that this is not the recipient's password.
         */
        unlock_with_password(prepared: Uint8Array | number[], p2s: Uint8Array | number[], p2c: number, encrypted_key: Uint8Array | number[]): boolean;
    }

    /**
     * Decodes the body of a part piece by piece.
     */
    export class TransferDecoder {
        free(): void;
        [Symbol.dispose](): void;
        /**
         * Decodes what is left.
         */
        finish(): Uint8Array;
        /**
         * A decoder for `base64` or `quoted-printable`; anything else stands for itself.
         */
        constructor(encoding: string);
        /**
         * Decodes the next piece.
         */
        push(encoded: Uint8Array | number[]): Uint8Array;
    }

}
declare type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

declare interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_inflater_free: (a: number, b: number) => void;
    readonly __wbg_opener_free: (a: number, b: number) => void;
    readonly __wbg_transferdecoder_free: (a: number, b: number) => void;
    readonly inflater_finish: (a: number) => [number, number, number, number];
    readonly inflater_new: (a: number) => number;
    readonly inflater_push: (a: number, b: number, c: number) => [number, number, number, number];
    readonly opener_authenticate: (a: number, b: number) => [number, number, number];
    readonly opener_content_key: (a: number) => [number, number];
    readonly opener_derived_key: (a: number) => [number, number];
    readonly opener_new: (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => [number, number, number];
    readonly opener_push: (a: number, b: number, c: number) => [number, number];
    readonly opener_read: (a: number) => [number, number, number, number];
    readonly opener_unlock_with_key: (a: number, b: number, c: number, d: number, e: number) => [number, number, number];
    readonly opener_unlock_with_password: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => [number, number, number];
    readonly transferdecoder_finish: (a: number) => [number, number];
    readonly transferdecoder_new: (a: number, b: number) => number;
    readonly transferdecoder_push: (a: number, b: number, c: number) => [number, number];
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __externref_table_dealloc: (a: number) => void;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __wbindgen_malloc: (a: number, b: number) => number;
    readonly __wbindgen_realloc: (a: number, b: number, c: number, d: number) => number;
    readonly __wbindgen_start: () => void;
}

declare type SyncInitInput = BufferSource | WebAssembly.Module;

declare namespace wasm_bindgen {
    /**
     * Instantiates the given `module`, which can either be bytes or
     * a precompiled `WebAssembly.Module`.
     *
     * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
     *
     * @returns {InitOutput}
     */
    export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;
}

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
declare function wasm_bindgen (module_or_path: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
