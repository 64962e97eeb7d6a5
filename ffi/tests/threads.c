// Threads seal with one sealer at the same time. c.rs runs it.

#include "waxseal.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 2, MAILS = 3 };

static const WaxsealSealer *sealer = NULL;

static const char MAIL[] = "From: ann@example.org\r\nTo: bob@example.com, eve@example.com\r\n\r\nHello.\r\n";
static const char PASSWORD[] = "correct horse battery staple";

// NULL if all went well.
static void *seal(void *address) {
    WaxsealRecipient recipient = {0};
    recipient.address = address;
    recipient.password = (const uint8_t *)PASSWORD;
    recipient.password_length = strlen(PASSWORD);
    for (int i = 0; i < MAILS; i++) {
        recipient.format = i == 0 ? WAXSEAL_FORMAT_BOTH : WAXSEAL_FORMAT_HTML;
        WaxsealOutgoing *outgoing = NULL;
        WaxsealError *error = NULL;
        waxseal_seal(sealer, (const uint8_t *)MAIL, strlen(MAIL), &recipient, 1, &outgoing, &error);
        const char *found = waxseal_outgoing_recipient(outgoing, 0, 0);
        if (found == NULL || strcmp(found, address) != 0) {
            fprintf(stderr, "%s: %s\n", (const char *)address, error ? waxseal_error_text(error) : "another mail");
            return address;
        }
        waxseal_outgoing_free(outgoing);
    }
    return NULL;
}

int main(void) {
    static char addresses[THREADS][16] = {"bob@example.com", "eve@example.com"};
    WaxsealSealer *made = NULL;
    if (waxseal_sealer_new(NULL, &made, NULL) != WAXSEAL_STATUS_OK) return EXIT_FAILURE;
    sealer = made;

    pthread_t threads[THREADS];
    int status = EXIT_SUCCESS;
    for (int i = 0; i < THREADS; i++) {
        if (pthread_create(&threads[i], NULL, seal, addresses[i]) != 0) return EXIT_FAILURE;
    }
    for (int i = 0; i < THREADS; i++) {
        void *failed = NULL;
        if (pthread_join(threads[i], &failed) != 0 || failed != NULL) status = EXIT_FAILURE;
    }
    waxseal_sealer_free(made);
    return status;
}
