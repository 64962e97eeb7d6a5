# The closed page
title = Verschlüsselte Nachricht
closed-heading = Sie haben eine verschlüsselte Nachricht
claimed = Sie scheint von { $sender } zu kommen. Ob das stimmt, muss die Nachricht selbst zeigen.
password = Passwort
password-note = Das Passwort, das Ihnen der Absender dieser Nachricht gegeben hat.
password-hint = Hinweis des Absenders: { $hint }
password-show = Anzeigen
password-show-label = Passwort anzeigen
password-hide = Verbergen
password-missing = Bitte geben Sie das Passwort ein.
open = Nachricht öffnen
opening = Die Nachricht wird geöffnet …
promise = Die Nachricht wird nur auf diesem Gerät geöffnet: Nichts, was Sie hier eingeben oder lesen, wird irgendwohin gesendet. Diese Seite fragt nie nach dem Passwort Ihres Postfachs oder eines anderen Kontos.
language = Sprache

# Why it stays closed
failed-heading = Diese Nachricht lässt sich nicht öffnen
refused-wrong-password = Dieses Passwort öffnet die Nachricht nicht. Prüfen Sie Groß- und Kleinschreibung und die Sprache der Tastatur, und versuchen Sie es noch einmal.
refused-damaged = Diese Datei ist beschädigt oder wurde unterwegs verändert. Bitten Sie den Absender, sie noch einmal zu senden.
refused-unsupported = Diese Nachricht ist auf eine Art versiegelt, die diese Seite nicht kennt. Bitten Sie den Absender, sie anders zu senden.
refused-too-large = Diese Nachricht verlangt mehr, als diese Seite zu tun bereit ist. Bitten Sie den Absender, sie anders zu senden.
refused-cut-off = Diese Datei ist nicht vollständig: Ihr Ende fehlt. Speichern Sie sie noch einmal, oder bitten Sie den Absender, sie noch einmal zu senden.
refused-memory = Dieses Gerät oder dieser Browser hat für diese Nachricht nicht genug Speicher. Schließen Sie andere Programme und versuchen Sie es noch einmal, oder öffnen Sie die Datei auf einem Computer.
refused-browser = Dieser Browser ist zu alt oder lässt das Entschlüsseln hier nicht zu. Öffnen Sie die Datei in einem aktuellen Firefox, Chrome, Edge oder Safari.

# The open message
message = Nachricht
no-subject = (kein Betreff)
header-from = Von
header-reply-to = Antwort an
header-to = An
header-cc = Kopie
header-date = Datum
show-text = Als reinen Text zeigen
print = Drucken
sealed-at = Versiegelt am { $at }.
sealed-by = Versiegelt von { $by } am { $at }.
sealed-answer = Diese Antwort wurde am { $at } im Browser ihres Verfassers versiegelt.
note-body-truncated = Der Text ist sehr lang und endet hier vorzeitig. Die Original-Mail enthält ihn ganz.
note-html-simplified = Ein Teil der Formatierung ist weggelassen.
note-remote-images-removed = Bilder, die aus dem Internet geladen worden wären, sind weggelassen.
note-signed = Der Absender hat diese Mail digital unterschrieben. Die Unterschrift wird hier nicht geprüft; die Original-Mail enthält sie.
note-encrypted = Die Mail oder ein Teil davon ist noch einmal verschlüsselt und kann hier nicht gezeigt werden. Speichern Sie die Original-Mail.
note-partial-structure = Die Mail war schon vor dem Versiegeln beschädigt. Gezeigt wird, was zu erkennen war.
note-partial-message = Dies ist ein Teil einer größeren Mail.
note-external-body = Ein Anhang gehört nicht zu dieser Mail: Er liegt anderswo.
note-addresses-omitted = Einige Adressen sind hier weggelassen; die Original-Mail enthält alle.
decrypting-attachments = Die Anhänge werden entschlüsselt … { $percent }
decrypting-original = Die Original-Mail wird entschlüsselt … { $percent }
rest-refused = Die Anhänge und die Original-Mail lassen sich nicht öffnen. { $why }

# Proof of reading
receipt-note = { $to } bittet um eine Bestätigung, dass Sie diese Nachricht gelesen haben. Gesendet wird nichts, was Sie nicht selbst senden: Die Schaltfläche entwirft nur eine Mail.
receipt-confirm = Lesen bestätigen
receipt-subject = Nachricht gelesen
receipt-body = Ich habe Ihre verschlüsselte Nachricht geöffnet und gelesen.

# The answer
answer = Antworten
compose-heading = Ihre Antwort
compose-note = Sie wird auf diesem Gerät mit demselben Passwort verschlüsselt. Heraus kommt eine Datei, die Sie mit Ihrem eigenen Mailprogramm senden.
compose-from = Ihre Adresse
compose-subject = Betreff
compose-text = Text
compose-quote = Nachricht zitieren
compose-quoted = { $name } schrieb am { $date }:
compose-attach = Dateien anhängen
compose-remove = Entfernen
compose-remove-label = { $name } entfernen
compose-seal = Antwort versiegeln
compose-sealing = Die Antwort wird versiegelt … { $percent }
compose-discard = Verwerfen
compose-discard-sure = Alles verwerfen?
compose-from-missing = Bitte geben Sie Ihre Mailadresse ein, zum Beispiel name@example.org.
compose-text-missing = Bitte schreiben Sie etwas, oder hängen Sie eine Datei an.
compose-too-large = Die Dateien sind zu groß: Zusammen dürfen sie { $limit } haben.
compose-failed = Die Antwort ließ sich nicht versiegeln. { $why }
composed-heading = Ihre Antwort ist versiegelt
composed-note = Speichern Sie die Datei und hängen Sie sie an eine Mail an { $to }. Sie öffnet sich mit dem Passwort dieser Nachricht. Die Seite selbst sendet nichts.
composed-save = Datei speichern
composed-share = Datei teilen
composed-draft = Mail entwerfen
composed-again = Antwort ändern
composed-subject = Verschlüsselte Antwort
composed-body = Meine Antwort steht in der angehängten Datei. Sie öffnet sich in einem Webbrowser mit dem Passwort Ihrer Nachricht.
composed-not-shared = Die Datei ließ sich nicht teilen. Speichern Sie sie stattdessen.

# Where no script runs, and on paper. These stand in the page itself, not among the script's strings.
noscript-heading = Dies ist eine verschlüsselte Nachricht
noscript-why = Sie öffnet sich hier nicht: Vorschauen in Mailprogrammen und auf Telefonen führen das kleine Programm in dieser Datei nicht aus, das sie entschlüsselt. Sie brauchen einen Webbrowser und das Passwort, das Ihnen der Absender gegeben hat; kein Konto, keine Installation, keine Internetverbindung.
noscript-iphone = Tippen Sie auf das Teilen-Symbol und wählen Sie einen Browser wie Edge oder Firefox. Safari öffnet keine gespeicherten Dateien: Wird kein Browser angeboten, nehmen Sie einen Computer, oder bitten Sie den Absender um ein PDF.
noscript-android = Tippen Sie auf das Download-Symbol. Öffnen Sie die Datei dann in der App „Dateien“ mit Chrome oder Firefox.
noscript-computer = Speichern Sie die Datei. Doppelklicken Sie dann darauf; sie öffnet sich in Edge, Chrome, Firefox oder Safari.

# Attachments
attachment-count = { $count ->
    [one] { $count } Anhang
   *[other] { $count } Anhänge
}
attachment-open = Öffnen
attachment-open-label = { $name } öffnen
attachment-save = Speichern
attachment-save-label = { $name } speichern
attachment-save-all = Alle als ZIP speichern
attachment-save-original = Original-Mail speichern
attachment-not-saved = Nicht gespeichert: { $names }. { $why }
attachment-not-shown = Nicht gezeigt: { $names }. { $why }
attachment-warning = { $names }: Programme, Skripte und Webseiten können Schaden anrichten, wenn man sie öffnet. Speichern Sie dies nur, wenn Sie es von diesem Absender erwartet haben.
attachment-save-anyway = Trotzdem speichern
attachment-save-not = Nicht speichern
viewer-cut = Hier steht nur der Anfang. Speichern Sie die Datei, um alles zu sehen.
viewer-failed = Diese Datei kann hier nicht angezeigt werden. Speichern Sie sie stattdessen.
close = Schließen
back = Zurück
event-when = Wann
event-where = Wo
event-organizer = Einladender
event-repeats = wiederholt sich
event-cancelled = Dieser Termin ist abgesagt.
event-save = Für den Kalender speichern
