// Calls each function with what nobody should pass, and checks that it is an error and not a crash. Run it under
// valgrind: c.rs does.

#include "waxseal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int faults = 0;

static void check(int is_right, const char *what, int line) {
    if (!is_right) {
        fprintf(stderr, "line %d: %s\n", line, what);
        faults++;
    }
}

#define CHECK(condition) check((condition), #condition, __LINE__)

// A call failed as it should: nothing was made, and the error says `text`. Frees it.
static void failed(WaxsealStatus status, const void *made, WaxsealError *error, WaxsealStatus expected,
                   const char *text, int line) {
    const char *found = waxseal_error_text(error);
    check(status == expected, "another status", line);
    check(made == NULL, "something was made", line);
    check(error != NULL && waxseal_error_disposition(error) == expected, "another disposition", line);
    if (found == NULL || strstr(found, text) == NULL) {
        fprintf(stderr, "line %d: \"%s\" instead of \"%s\"\n", line, found ? found : "(none)", text);
        faults++;
    }
    waxseal_error_free(error);
}

static const char MAIL[] = "From: ann@example.org\r\nTo: bob@example.com\r\n\r\nHello.\r\n";
static const char PASSWORD[] = "correct horse battery staple";

static WaxsealRecipient bob(void) {
    WaxsealRecipient recipient = {0};
    recipient.address = "bob@example.com";
    recipient.password = (const uint8_t *)PASSWORD;
    recipient.password_length = strlen(PASSWORD);
    recipient.format = WAXSEAL_FORMAT_HTML;
    return recipient;
}

// Whatever places held before is overwritten, so they begin with garbage that nobody may read.
#define GARBAGE ((void *)(uintptr_t)0x5a5a5a5a)

static void options_fail(WaxsealOptions options, const char *text, int line) {
    WaxsealSealer *sealer = GARBAGE;
    WaxsealError *error = GARBAGE;
    WaxsealStatus status = waxseal_sealer_new(&options, &sealer, &error);
    failed(status, sealer, error, WAXSEAL_STATUS_RETRY, text, line);
}

static void options(void) {
    WaxsealOptions options = {0};
    options.branding = "accent = 'yellow'";
    options_fail(options, "line 1, column 10", __LINE__);
    options.branding = "organisation = 'x'\nlogo = 'none.png'";
    options.branding_folder = "/nowhere";
    options_fail(options, "/nowhere/none.png", __LINE__);
    options.branding_folder = "\xff";
    options_fail(options, "branding_folder is not UTF-8", __LINE__);
    options.branding_folder = NULL;
    options.branding = "organisation = '\xc3\x28'";
    options_fail(options, "branding is not UTF-8 (byte 16)", __LINE__);
    options.branding = "languages = []";
    options_fail(options, "no language", __LINE__);
    options.branding = NULL;

    options.recipient_key_count = 1;
    options_fail(options, "recipient_keys is NULL", __LINE__);
    const char *keys[] = {"{}", NULL};
    options.recipient_keys = keys;
    options_fail(options, "recipient_keys[0]: the key cannot be used", __LINE__);
    keys[0] = "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo\"}";
    options.recipient_key_count = 2;
    options_fail(options, "recipient_keys[1] is NULL", __LINE__);
    options.recipient_key_count = SIZE_MAX;
    options_fail(options, "no memory holds", __LINE__);
    options.recipient_keys = (const char *const *)((const char *)keys + 1);
    options.recipient_key_count = 1;
    options_fail(options, "not aligned", __LINE__);
    options.recipient_key_count = 0; // then nobody reads the pointer

    options.p2c = 209999;
    options_fail(options, "iterations are too few", __LINE__);
    options.p2c = 0;
    options.cached_keys = UINT32_MAX;
    options_fail(options, "cached_keys cannot be 4294967295", __LINE__);

    WaxsealError *error = GARBAGE;
    CHECK(waxseal_sealer_new(NULL, NULL, &error) == WAXSEAL_STATUS_RETRY);
    failed(WAXSEAL_STATUS_RETRY, NULL, error, WAXSEAL_STATUS_RETRY, "is NULL", __LINE__);
    CHECK(waxseal_sealer_new(NULL, NULL, NULL) == WAXSEAL_STATUS_RETRY);

    WaxsealSealer *sealer = GARBAGE;
    const void *odd = (const char *)&options + 1;
    WaxsealStatus status = waxseal_sealer_new((const WaxsealOptions *)odd, &sealer, &error);
    failed(status, sealer, error, WAXSEAL_STATUS_RETRY, "not aligned", __LINE__);
}

static void recipient_fails(const WaxsealSealer *sealer, WaxsealRecipient recipient, WaxsealStatus expected,
                            const char *text, int line) {
    WaxsealOutgoing *outgoing = GARBAGE;
    WaxsealError *error = GARBAGE;
    WaxsealRecipient recipients[] = {bob(), recipient};
    WaxsealStatus status =
        waxseal_seal(sealer, (const uint8_t *)MAIL, strlen(MAIL), recipients, 2, &outgoing, &error);
    failed(status, outgoing, error, expected, text, line);
}

static void recipients(const WaxsealSealer *sealer) {
    WaxsealRecipient recipient = bob();
    recipient.address = NULL;
    recipient_fails(sealer, recipient, WAXSEAL_STATUS_RETRY, "recipients[1]: the address is NULL", __LINE__);
    recipient.address = "";
    recipient_fails(sealer, recipient, WAXSEAL_STATUS_BOUNCE, "the address is empty", __LINE__);
    recipient.address = "bob@example.com>\r\nRCPT TO:<eve@example.com";
    recipient_fails(sealer, recipient, WAXSEAL_STATUS_BOUNCE, "control character", __LINE__);
    recipient.address = "b\xf6"
                        "b@example.com";
    recipient_fails(sealer, recipient, WAXSEAL_STATUS_BOUNCE, "the address is not UTF-8 (byte 1)", __LINE__);

    recipient = bob();
    recipient.password = NULL;
    recipient_fails(sealer, recipient, WAXSEAL_STATUS_RETRY, "bob@example.com: the password is NULL", __LINE__);
    recipient.password_length = 0;
    recipient_fails(sealer, recipient, WAXSEAL_STATUS_BOUNCE, "it is empty", __LINE__);
    recipient.password = (const uint8_t *)"\xc3\x28";
    recipient.password_length = 2;
    recipient_fails(sealer, recipient, WAXSEAL_STATUS_BOUNCE, "the password is not UTF-8", __LINE__);
    recipient.password = (const uint8_t *)"correct\0horse battery staple";
    recipient.password_length = 28;
    recipient_fails(sealer, recipient, WAXSEAL_STATUS_BOUNCE, "the password cannot be used", __LINE__);
    recipient.password_length = SIZE_MAX;
    recipient_fails(sealer, recipient, WAXSEAL_STATUS_RETRY, "no memory holds", __LINE__);
    recipient.password = (const uint8_t *)"password";
    recipient.password_length = 8;
    recipient_fails(sealer, recipient, WAXSEAL_STATUS_BOUNCE, "too weak", __LINE__);

    recipient = bob();
    recipient.format = 0;
    recipient_fails(sealer, recipient, WAXSEAL_STATUS_RETRY, "the format cannot be 0", __LINE__);
    recipient.format = UINT32_MAX;
    recipient_fails(sealer, recipient, WAXSEAL_STATUS_RETRY, "the format cannot be 4294967295", __LINE__);

    recipient = bob();
    recipient.hint = "battery, staple and two more";
    recipient_fails(sealer, recipient, WAXSEAL_STATUS_BOUNCE, "the hint cannot be used", __LINE__);
    recipient.hint = "\x80";
    recipient_fails(sealer, recipient, WAXSEAL_STATUS_BOUNCE, "the hint is not UTF-8", __LINE__);

    recipient = bob();
    recipient.password_number = 2;
    recipient_fails(sealer, recipient, WAXSEAL_STATUS_RETRY, "password_since is NULL", __LINE__);
    recipient.password_since = "2026-05-12\r\nhttps://example.com/";
    recipient_fails(sealer, recipient, WAXSEAL_STATUS_BOUNCE, "password_since is empty or has", __LINE__);
}

static void seal_fails(const WaxsealSealer *sealer, const void *message, size_t length,
                       const WaxsealRecipient *recipients, size_t count, WaxsealStatus expected, const char *text,
                       int line) {
    WaxsealOutgoing *outgoing = GARBAGE;
    WaxsealError *error = GARBAGE;
    WaxsealStatus status = waxseal_seal(sealer, message, length, recipients, count, &outgoing, &error);
    failed(status, outgoing, error, expected, text, line);
}

static void seal(const WaxsealSealer *sealer) {
    const WaxsealRecipient one = bob();
    const size_t length = strlen(MAIL);
    seal_fails(NULL, MAIL, length, &one, 1, WAXSEAL_STATUS_RETRY, "the sealer is NULL", __LINE__);
    const void *odd = (const char *)sealer + 1;
    seal_fails((const WaxsealSealer *)odd, MAIL, length, &one, 1, WAXSEAL_STATUS_RETRY, "not aligned", __LINE__);
    seal_fails(sealer, NULL, length, &one, 1, WAXSEAL_STATUS_RETRY, "the message is NULL", __LINE__);
    seal_fails(sealer, MAIL, SIZE_MAX, &one, 1, WAXSEAL_STATUS_RETRY, "no memory holds", __LINE__);
    seal_fails(sealer, MAIL, length, NULL, 1, WAXSEAL_STATUS_RETRY, "recipients is NULL", __LINE__);
    seal_fails(sealer, MAIL, length, &one, SIZE_MAX / 8, WAXSEAL_STATUS_RETRY, "no memory holds", __LINE__);
    seal_fails(sealer, MAIL, length, &one, 0, WAXSEAL_STATUS_BOUNCE, "no recipient", __LINE__);
    seal_fails(sealer, MAIL, length, NULL, 0, WAXSEAL_STATUS_BOUNCE, "no recipient", __LINE__);
    seal_fails(sealer, NULL, 0, &one, 1, WAXSEAL_STATUS_BOUNCE, "not an e-mail message", __LINE__);
    seal_fails(sealer, "\0\0\0\0\xff", 5, &one, 1, WAXSEAL_STATUS_BOUNCE, "not an e-mail message", __LINE__);

    WaxsealError *error = GARBAGE;
    WaxsealOutgoing *outgoing = GARBAGE;
    CHECK(waxseal_seal(sealer, (const uint8_t *)MAIL, length, &one, 1, NULL, &error) == WAXSEAL_STATUS_RETRY);
    failed(WAXSEAL_STATUS_RETRY, NULL, error, WAXSEAL_STATUS_RETRY, "is NULL", __LINE__);
    CHECK(waxseal_seal(NULL, NULL, 0, NULL, 0, &outgoing, NULL) == WAXSEAL_STATUS_RETRY);
    CHECK(outgoing == NULL);
    CHECK(waxseal_seal(NULL, NULL, 0, NULL, 0, NULL, NULL) == WAXSEAL_STATUS_RETRY);
}

// Indexes that there are not, after a mail that was sealed; NUL in the message is no end.
static void accessors(const WaxsealSealer *sealer) {
    const char mail[] = "From: ann@example.org\r\nTo: bob@example.com\r\n\r\nA\0B\r\n";
    const WaxsealRecipient one = bob();
    WaxsealOutgoing *outgoing = NULL;
    WaxsealError *error = GARBAGE;
    CHECK(waxseal_seal(sealer, (const uint8_t *)mail, sizeof mail - 1, &one, 1, &outgoing, &error) ==
          WAXSEAL_STATUS_OK);
    CHECK(error == NULL);
    if (outgoing == NULL) return;
    size_t length = 0;
    CHECK(waxseal_outgoing_count(outgoing) == 1);
    CHECK(waxseal_outgoing_recipient_count(outgoing, 0) == 1);
    CHECK(strcmp(waxseal_outgoing_recipient(outgoing, 0, 0), "bob@example.com") == 0);
    CHECK(waxseal_outgoing_mail(outgoing, 0, &length) != NULL && length > 10000);
    CHECK(strstr(waxseal_outgoing_record(outgoing, 0), "\"original\":51,") != NULL);
    CHECK(waxseal_outgoing_mail(outgoing, 0, NULL) == NULL);

    const WaxsealOutgoing *none[] = {outgoing, NULL, NULL};
    none[2] = (const WaxsealOutgoing *)(const void *)((const char *)outgoing + 1);
    for (size_t i = 0; i < 3; i++) {
        const size_t index = i == 0 ? SIZE_MAX : 0;
        CHECK(i == 0 || waxseal_outgoing_count(none[i]) == 0);
        CHECK(waxseal_outgoing_recipient_count(none[i], index) == 0);
        CHECK(waxseal_outgoing_recipient(none[i], index, 0) == NULL);
        length = 1;
        CHECK(waxseal_outgoing_mail(none[i], index, &length) == NULL && length == 0);
        CHECK(waxseal_outgoing_record(none[i], index) == NULL);
    }
    CHECK(waxseal_outgoing_recipient(outgoing, 0, 1) == NULL);
    CHECK(waxseal_outgoing_recipient(outgoing, 0, SIZE_MAX) == NULL);
    waxseal_outgoing_free(outgoing);
}

static void passwords(void) {
    const uint32_t styles[] = {0, 3, WAXSEAL_PASSWORD_STYLE_LETTERS, WAXSEAL_PASSWORD_STYLE_WORDS};
    const uint32_t bits[] = {80, 80, 79, 257};
    for (size_t i = 0; i < 4; i++) {
        WaxsealPassword *password = GARBAGE;
        WaxsealError *error = GARBAGE;
        WaxsealStatus status = waxseal_generate_password(styles[i], bits[i], &password, &error);
        failed(status, password, error, WAXSEAL_STATUS_RETRY, i < 2 ? "the style cannot be" : "80 to 256 bits",
               __LINE__);
    }
    CHECK(waxseal_generate_password(1, 0, NULL, NULL) == WAXSEAL_STATUS_RETRY);
    for (uint32_t style = 1; style <= 2; style++) {
        WaxsealPassword *password = NULL;
        CHECK(waxseal_generate_password(style, 0, &password, NULL) == WAXSEAL_STATUS_OK);
        CHECK(strlen(waxseal_password_text(password)) >= 20);
        waxseal_password_free(password);
    }
    CHECK(waxseal_password_text(NULL) == NULL);
}

int main(void) {
    CHECK(strchr(waxseal_version(), '.') != NULL);
    CHECK(waxseal_error_text(NULL) == NULL);
    CHECK(waxseal_error_disposition(NULL) == WAXSEAL_STATUS_RETRY);
    waxseal_error_free(NULL);
    waxseal_sealer_free(NULL);
    waxseal_outgoing_free(NULL);
    waxseal_password_free(NULL);
    options();
    passwords();

    WaxsealOptions options = {0};
    options.p2c = 210000;
    options.branding = "languages = ['en']";
    WaxsealSealer *sealer = NULL;
    if (waxseal_sealer_new(&options, &sealer, NULL) != WAXSEAL_STATUS_OK) {
        fputs("no sealer\n", stderr);
        return EXIT_FAILURE;
    }
    seal(sealer);
    recipients(sealer);
    accessors(sealer);
    waxseal_sealer_free(sealer);
    return faults == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
