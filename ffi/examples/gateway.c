// A small mail gateway: seals a mail for its recipients and writes what is to be sent into files.
//
//     cc -std=c11 -Iffi/include ffi/examples/gateway.c -Ltarget/release -lwaxseal_ffi -o gateway
//     ./gateway html mail.eml outgoing bob@example.com bob.password
//
// writes outgoing-1.eml and prints its audit record. A mail server that calls it, such as Postfix by its pipe(8), gives
// the mail back to its sender after exit status 65, and tries again after 75.

#include "waxseal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Of sysexits.h, which not every system has.
enum { USAGE = 64, DATA_ERROR = 65, TRY_AGAIN = 75 };

enum { MAX_RECIPIENTS = 16 };

typedef struct {
    uint8_t *bytes;
    size_t length;
} File;

// Overwritten in a way that no compiler leaves out.
static void forget(File file) {
    volatile uint8_t *bytes = file.bytes;
    for (size_t i = 0; bytes != NULL && i < file.length; i++) bytes[i] = 0;
    free(file.bytes);
}

// All of a file. `bytes` is NULL if that fails.
static File read_file(const char *path) {
    File file = {NULL, 0};
    FILE *in = fopen(path, "rb");
    long length = -1;
    if (in != NULL && fseek(in, 0, SEEK_END) == 0 && (length = ftell(in)) >= 0 && fseek(in, 0, SEEK_SET) == 0) {
        file.bytes = malloc((size_t)length + 1);
        if (file.bytes != NULL) file.length = fread(file.bytes, 1, (size_t)length, in);
    }
    if (file.bytes == NULL || file.length != (size_t)length) {
        fprintf(stderr, "gateway: %s cannot be read: %s\n", path, strerror(errno));
        forget(file);
        file = (File){NULL, 0};
    }
    if (in != NULL) fclose(in);
    return file;
}

static int write_file(const char *path, const uint8_t *bytes, size_t length) {
    FILE *out = fopen(path, "wb");
    int is_written = out != NULL && fwrite(bytes, 1, length, out) == length;
    if (out != NULL && fclose(out) != 0) is_written = 0;
    if (!is_written) fprintf(stderr, "gateway: %s cannot be written: %s\n", path, strerror(errno));
    return is_written;
}

// Says what went wrong, frees it, and knows what the mail server is told.
static int fail(WaxsealError *error) {
    const int status = waxseal_error_disposition(error) == WAXSEAL_STATUS_BOUNCE ? DATA_ERROR : TRY_AGAIN;
    fprintf(stderr, "gateway: %s\n", waxseal_error_text(error));
    waxseal_error_free(error);
    return status;
}

static int deliver(const WaxsealOutgoing *outgoing, const char *name) {
    for (size_t i = 0; i < waxseal_outgoing_count(outgoing); i++) {
        char path[4096];
        size_t length = 0;
        const uint8_t *mail = waxseal_outgoing_mail(outgoing, i, &length);
        snprintf(path, sizeof path, "%s-%zu.eml", name, i + 1);
        if (!write_file(path, mail, length)) return TRY_AGAIN;
        // Here a gateway would speak SMTP: RCPT TO for each of these, then the mail.
        for (size_t j = 0; j < waxseal_outgoing_recipient_count(outgoing, i); j++) {
            fprintf(stderr, "gateway: %s goes to %s\n", path, waxseal_outgoing_recipient(outgoing, i, j));
        }
        puts(waxseal_outgoing_record(outgoing, i));
    }
    return EXIT_SUCCESS;
}

static int seal(const WaxsealSealer *sealer, File message, const WaxsealRecipient *recipients, size_t count,
                const char *name) {
    WaxsealOutgoing *outgoing = NULL;
    WaxsealError *error = NULL;
    if (waxseal_seal(sealer, message.bytes, message.length, recipients, count, &outgoing, &error) !=
        WAXSEAL_STATUS_OK) {
        return fail(error);
    }
    const int status = deliver(outgoing, name);
    waxseal_outgoing_free(outgoing);
    return status;
}

// `arguments`: an address and the file of its password, for each recipient.
static int gateway(const WaxsealSealer *sealer, uint32_t format, const char *mail, const char *name,
                   char **arguments, size_t count) {
    WaxsealRecipient recipients[MAX_RECIPIENTS] = {0};
    File passwords[MAX_RECIPIENTS] = {0};
    int status = TRY_AGAIN;
    size_t known = 0;
    for (; known < count; known++) {
        File *password = &passwords[known];
        *password = read_file(arguments[2 * known + 1]);
        if (password->bytes == NULL) break;
        size_t length = password->length;
        while (length > 0 && strchr("\r\n", password->bytes[length - 1]) != NULL) length--;
        recipients[known].address = arguments[2 * known];
        recipients[known].password = password->bytes;
        recipients[known].password_length = length;
        recipients[known].format = format;
    }
    File message = {NULL, 0};
    if (known == count && (message = read_file(mail)).bytes != NULL) {
        status = seal(sealer, message, recipients, count, name);
    }
    forget(message);
    for (size_t i = 0; i < known; i++) forget(passwords[i]);
    return status;
}

int main(int count, char **arguments) {
    uint32_t format = 0;
    if (count >= 6 && strcmp(arguments[1], "html") == 0) format = WAXSEAL_FORMAT_HTML;
    if (count >= 6 && strcmp(arguments[1], "pdf") == 0) format = WAXSEAL_FORMAT_PDF;
    if (format == 0 || count % 2 != 0 || (count - 4) / 2 > MAX_RECIPIENTS) {
        fputs("usage: gateway html|pdf MAIL OUTPUT ADDRESS PASSWORD-FILE [ADDRESS PASSWORD-FILE]...\n", stderr);
        return USAGE;
    }

    // A gateway that runs for days makes this once, and uses it from all its threads.
    WaxsealOptions options = {0};
    options.branding = "organisation = 'Example Ltd'\nlanguages = ['en', 'de']";
    WaxsealSealer *sealer = NULL;
    WaxsealError *error = NULL;
    if (waxseal_sealer_new(&options, &sealer, &error) != WAXSEAL_STATUS_OK) return fail(error);

    const int status =
        gateway(sealer, format, arguments[2], arguments[3], arguments + 4, (size_t)(count - 4) / 2);
    waxseal_sealer_free(sealer);
    return status;
}
