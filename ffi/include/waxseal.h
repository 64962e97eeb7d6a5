// Waxseal seals an e-mail into one encrypted file, which its recipient opens offline with a password: an HTML page or
// a PDF. This header is the interface for mail gateways. examples/gateway.c is a small one from end to end.
//
//     options, zero-initialised --> waxseal_sealer_new --> a sealer, once
//     message and recipients    --> waxseal_seal       --> the mails that go out, and a record of each
//
// Who owns what
//   - What the caller passes stays the caller's. It is read during the call, and nothing keeps a pointer to it.
//   - A function with parameters `T **result, WaxsealError **error` sets both: one to a new object, the other to NULL.
//     The caller frees the object with the function of its type, once. Freeing NULL does nothing.
//   - What an accessor returns belongs to the object that was asked, and is valid until that is freed.
//
// What a pointer may be
//   - `const char *` is text: UTF-8, ending with NUL. Bytes are a pointer and a length, and NULL if the length is 0.
//   - Where NULL is allowed, it says so. Elsewhere it is an error, not a crash; so is text that is not UTF-8. But an
//     address that is not NULL is read: no library can tell one that was freed from one that was not.
//
// Errors
//   - WAXSEAL_STATUS_OK, or what a gateway does with the message: WAXSEAL_STATUS_BOUNCE or WAXSEAL_STATUS_RETRY. After
//     either there is nothing to send, and the message must not leave in clear.
//   - `error` may be NULL for callers who do not want the text.
//
// Threads
//   - One sealer may be used by many threads at the same time, until one of them frees it.
//   - Other objects may go from thread to thread; reading them at the same time is safe, too.
//
// The program's signals, standard output and locale are left alone. A fault within the library becomes
// WAXSEAL_STATUS_RETRY, and a line on standard error. Only memory that runs out ends the program.
//
// Made of ffi/src by a test. Change it there.


#ifndef WAXSEAL_H
#define WAXSEAL_H

#include <stddef.h>
#include <stdint.h>

// Whether it worked; and if not, what a gateway does with the message. It never leaves in clear.
typedef enum {
    // It worked.
    WAXSEAL_STATUS_OK = 0,
    // Give the message back to its sender, with the error's text: it would fail again. An exit status for it is
    // EX_DATAERR (65).
    WAXSEAL_STATUS_BOUNCE = 1,
    // Keep the message and try again later: the fault is of this machine, or of the program that calls. An exit
    // status for it is EX_TEMPFAIL (75).
    WAXSEAL_STATUS_RETRY = 2,
} WaxsealStatus;

// What a recipient gets.
typedef enum {
    // A page: opens in every browser.
    WAXSEAL_FORMAT_HTML = 1,
    // A PDF: opens in PDF readers that know AES-256.
    WAXSEAL_FORMAT_PDF = 2,
    // One of each in one mail, under one password.
    WAXSEAL_FORMAT_BOTH = 3,
} WaxsealFormat;

// What a generated password looks like.
typedef enum {
    // Small letters and digits in groups, such as k3wd-9hfu-...: short to type, and for any format.
    WAXSEAL_PASSWORD_STYLE_LETTERS = 1,
    // English words, such as orbit-salad-...: easy to say, but too long for some PDF readers.
    WAXSEAL_PASSWORD_STYLE_WORDS = 2,
} WaxsealPasswordStyle;

// Why something did not work. Free it with waxseal_error_free.
typedef struct WaxsealError WaxsealError;

// The mails that go out, counted from 0. Free it with waxseal_outgoing_free.
typedef struct WaxsealOutgoing WaxsealOutgoing;

// A password that was made. Free it with waxseal_password_free.
typedef struct WaxsealPassword WaxsealPassword;

// Seals messages. Make it once, share it between threads, and free it with waxseal_sealer_free.
typedef struct WaxsealSealer WaxsealSealer;

// How a sealer seals. All zero is a good beginning: `WaxsealOptions options = {0};`
typedef struct {
    // A branding file's text (TOML, docs/branding.md): organisation, logo, colour, contact, languages, templates of
    // the note. NULL: nobody's name, all languages.
    const char *branding;
    // The folder that files named in `branding` are looked for in. NULL: the working directory.
    const char *branding_folder;
    // Public keys (JWK, RFC 7517) of the organisation, which open every page too. They do not open PDFs. NULL if there
    // are none.
    const char *const *recipient_keys;
    // How many `recipient_keys` there are.
    size_t recipient_key_count;
    // How many derived keys are kept in memory, so that further mails to a recipient take no second of computing: up
    // to 1,000,000. 0: 10,000.
    uint32_t cached_keys;
    // How many rounds of PBKDF2 make a key of a password: at least 210,000. 0: 600,000.
    uint32_t p2c;
    // 1 if no derived key is kept, whatever `cached_keys` says. 0: they are.
    uint8_t keep_no_keys;
    // 1 if the subject of the original goes out, in clear. 0: a neutral one.
    uint8_t keep_subject;
    // 1 if passwords are taken that are easy to guess. 0: they are refused.
    uint8_t allow_weak_passwords;
} WaxsealOptions;

// Somebody to seal for. Zero-initialise it, then set `address`, `password`, `password_length` and `format`.
typedef struct {
    // The mail address, as in RCPT TO (RFC 5321).
    const char *address;
    // What opens the envelope, in UTF-8, without NUL at its end. The library's copies are zeroised; zeroise yours.
    const uint8_t *password;
    // The length of `password` in bytes.
    size_t password_length;
    // One of WaxsealFormat.
    uint32_t format;
    // Which of the recipient's passwords it is, from 1; the note in the mail says so. 0: it is not counted.
    uint32_t password_number;
    // The day since when the recipient has had it, such as "2026-05-12". Only read if `password_number` is not 0.
    const char *password_since;
    // A reminder of the password, which everybody on the way can read; one that tells it is refused. NULL: none.
    const char *hint;
    // 1 if the recipient gets a mail of their own in any case. 0: recipients may share one.
    uint8_t separate;
} WaxsealRecipient;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// The version of the library, such as "0.1.0". It is never freed.
const char *waxseal_version(void);

// Makes a sealer. Takes a second or so: it prepares all that mails have in common.
//
// `options` may be NULL: the defaults. Errors are of what the options hold, with the line and column in the branding.
// They are no fault of a message, so the status is WAXSEAL_STATUS_RETRY.
WaxsealStatus waxseal_sealer_new(const WaxsealOptions *options,
                                 WaxsealSealer **sealer,
                                 WaxsealError **error);

// Frees a sealer, and zeroises the keys that it keeps. No thread may be using it. NULL is allowed.
void waxseal_sealer_free(WaxsealSealer *sealer);

// Seals a message (RFC 5322, as it came) for its recipients and makes the mails that go out; it sends nothing.
//
// Recipients of a page share one mail, up to five passwords in an envelope; so do recipients of the same password.
// Whoever is named neither in To nor in Cc (a blind copy) gets one of their own. A PDF has one password, so different
// passwords make different mails. Each envelope is opened again and compared with the message before it is returned.
//
// All is sealed or nothing. WAXSEAL_STATUS_BOUNCE: the message is none or too large; a password is weak or cannot be
// used, a hint tells it, an address or a text is not UTF-8; there is no recipient. WAXSEAL_STATUS_RETRY: no randomness,
// an envelope that does not open again, a pointer that is NULL, a format that there is not.
//
// The first mail for a recipient and password takes a good part of a second by intention, so that guessing does.
WaxsealStatus waxseal_seal(const WaxsealSealer *sealer,
                           const uint8_t *message,
                           size_t message_length,
                           const WaxsealRecipient *recipients,
                           size_t recipient_count,
                           WaxsealOutgoing **outgoing,
                           WaxsealError **error);

// How many mails there are: at least one. 0 for NULL.
size_t waxseal_outgoing_count(const WaxsealOutgoing *outgoing);

// How many recipients the mail `index` has: at least one. 0 if there is no such mail.
size_t waxseal_outgoing_recipient_count(const WaxsealOutgoing *outgoing, size_t index);

// A recipient of the mail `index`, counted from 0: the address for RCPT TO, as it was passed. NULL if there is none.
const char *waxseal_outgoing_recipient(const WaxsealOutgoing *outgoing,
                                       size_t index,
                                       size_t recipient);

// The mail `index` itself (RFC 5322), its lines ending with CRLF; not yet dot-stuffed for SMTP. Sets `length` to its
// length in bytes; no NUL follows. NULL, and a length of 0, if there is no such mail. NULL if `length` is NULL.
const uint8_t *waxseal_outgoing_mail(const WaxsealOutgoing *outgoing,
                                     size_t index,
                                     size_t *length);

// The record of the mail `index` to keep: JSON on one line, with its time, recipients, format, algorithms, Message-IDs,
// sizes and SHA-256 digests, and without password, subject and content. NULL if there is no such mail.
const char *waxseal_outgoing_record(const WaxsealOutgoing *outgoing,
                                    size_t index);

// Frees the mails. NULL is allowed.
void waxseal_outgoing_free(WaxsealOutgoing *outgoing);

// Makes a random password. Tell it to the recipient on another way than by mail.
//
// `style` is one of WaxsealPasswordStyle. `bits` is how hard it is to guess: 80 to 256, or 0 for 80, which is enough.
// The status of an error is WAXSEAL_STATUS_RETRY.
WaxsealStatus waxseal_generate_password(uint32_t style,
                                        uint32_t bits,
                                        WaxsealPassword **password,
                                        WaxsealError **error);

// The password as text, ASCII. NULL for NULL.
const char *waxseal_password_text(const WaxsealPassword *password);

// Zeroises and frees a password. NULL is allowed.
void waxseal_password_free(WaxsealPassword *password);

// What is wrong, where, and what to do about it: a sentence in English. It never holds a password or the content of
// a mail, but may name a recipient. NULL for NULL.
const char *waxseal_error_text(const WaxsealError *error);

// WAXSEAL_STATUS_BOUNCE or WAXSEAL_STATUS_RETRY, as the function returned that made the error.
// WAXSEAL_STATUS_RETRY for NULL.
WaxsealStatus waxseal_error_disposition(const WaxsealError *error);

// Frees an error. NULL is allowed.
void waxseal_error_free(WaxsealError *error);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* WAXSEAL_H */
