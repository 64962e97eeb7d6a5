# The closed page
title = Messaggio cifrato
closed-heading = Hai un messaggio cifrato
claimed = Sembra provenire da { $sender }. Solo il messaggio stesso può confermarlo.
password = Password
password-note = Quella che ti ha dato il mittente di questo messaggio.
password-hint = Suggerimento del mittente: { $hint }
password-show = Mostra
password-show-label = Mostra la password
password-hide = Nascondi
password-missing = Inserisci la password.
open = Apri il messaggio
opening = Apertura del messaggio…
promise = Il messaggio si apre solo su questo dispositivo: nulla di ciò che scrivi o leggi qui viene inviato. Questa pagina non chiede mai la password della tua casella di posta né di alcun account.
language = Lingua

# Why it stays closed
failed-heading = Questo messaggio non si può aprire
refused-wrong-password = Questa password non apre il messaggio. Controlla le maiuscole e la lingua della tastiera, poi riprova.
refused-damaged = Questo file è danneggiato o è stato modificato durante il percorso. Chiedi al mittente di inviarlo di nuovo.
refused-unsupported = Questo messaggio è sigillato in un modo che questa pagina non conosce. Chiedi al mittente di inviarlo in un altro modo.
refused-too-large = Questo messaggio richiede più di quanto questa pagina sia disposta a fare. Chiedi al mittente di inviarlo in un altro modo.
refused-cut-off = Questo file non è completo: manca la fine. Salvalo di nuovo o chiedi al mittente di inviarlo di nuovo.
refused-memory = Questo dispositivo o browser non ha abbastanza memoria per questo messaggio. Chiudi altri programmi e riprova, oppure apri il file su un computer.
refused-browser = Questo browser è troppo vecchio o non consente la decifratura qui. Apri il file in una versione recente di Firefox, Chrome, Edge o Safari.

# The open message
message = Messaggio
no-subject = (nessun oggetto)
header-from = Da
header-reply-to = Rispondi a
header-to = A
header-cc = Cc
header-date = Data
show-text = Mostra come testo
print = Stampa
sealed-at = Sigillato il { $at }.
sealed-by = Sigillato da { $by } il { $at }.
sealed-answer = Questa risposta è stata sigillata nel browser di chi l’ha scritta il { $at }.
note-body-truncated = Il testo è molto lungo e qui termina prima. Il messaggio originale lo contiene tutto.
note-html-simplified = Parte della formattazione è stata omessa.
note-remote-images-removed = Le immagini che sarebbero state caricate da Internet sono state omesse.
note-signed = Il mittente ha firmato digitalmente questo messaggio. La firma non viene verificata qui; è nel messaggio originale.
note-encrypted = Il messaggio, o una sua parte, è cifrato un’altra volta e non può essere mostrato qui. Salva il messaggio originale.
note-partial-structure = Il messaggio era già danneggiato prima di essere sigillato. È mostrato ciò che si è potuto riconoscere.
note-partial-message = Questa è una parte di un messaggio più grande.
note-external-body = Un allegato non fa parte di questo messaggio: si trova altrove.
note-addresses-omitted = Alcuni indirizzi sono omessi qui; il messaggio originale li contiene tutti.
decrypting-attachments = Decifratura degli allegati… { $percent }
decrypting-original = Decifratura del messaggio originale… { $percent }
rest-refused = Gli allegati e il messaggio originale non si possono aprire. { $why }

# Proof of reading
receipt-note = { $to } vorrebbe sapere che hai letto questo messaggio. Non viene inviato nulla se non lo invii tu: il pulsante prepara soltanto un’e-mail.
receipt-confirm = Conferma la lettura
receipt-subject = Messaggio letto
receipt-body = Ho aperto e letto il messaggio cifrato.

# The answer
answer = Rispondi
compose-heading = La tua risposta
compose-note = Viene cifrata su questo dispositivo, con la stessa password. Ne risulta un file, che invii con il tuo programma di posta.
compose-from = Il tuo indirizzo
compose-subject = Oggetto
compose-text = Testo
compose-quote = Cita il messaggio
compose-quoted = { $name } ha scritto il { $date }:
compose-attach = Allega file
compose-remove = Rimuovi
compose-remove-label = Rimuovi { $name }
compose-seal = Sigilla la risposta
compose-sealing = Sigillatura della risposta… { $percent }
compose-discard = Elimina
compose-discard-sure = Eliminare tutto?
compose-from-missing = Inserisci il tuo indirizzo e-mail, per esempio nome@example.org.
compose-text-missing = Scrivi qualcosa o allega un file.
compose-too-large = I file sono troppo grandi: insieme possono avere { $limit }.
compose-failed = La risposta non si è potuta sigillare. { $why }
composed-heading = La tua risposta è sigillata
composed-note = Salva il file e allegalo a un’e-mail a { $to }. Si apre con la password di questo messaggio. La pagina stessa non invia nulla.
composed-save = Salva il file
composed-share = Condividi il file
composed-draft = Prepara l’e-mail
composed-again = Modifica la risposta
composed-subject = Risposta cifrata
composed-body = La mia risposta è nel file allegato. Si apre in un browser web con la password del messaggio.
composed-not-shared = Il file non si è potuto condividere. Salvalo, invece.

# Where no script runs, and on paper. These stand in the page itself, not among the script's strings.
noscript-heading = Questo è un messaggio cifrato
noscript-why = Non si apre qui: le anteprime dei programmi di posta e dei telefoni non eseguono il piccolo programma contenuto in questo file che lo decifra. Servono un browser web e la password data dal mittente; nessun account, nessuna installazione, nessuna connessione a Internet.
noscript-iphone = Tocca il simbolo di condivisione e scegli un browser come Edge o Firefox. Safari non apre i file salvati: se non viene proposto alcun browser, usa un computer o chiedi un PDF al mittente.
noscript-android = Tocca il simbolo di download. Poi apri il file nell’app File con Chrome o Firefox.
noscript-computer = Salva il file. Poi fai doppio clic su di esso; si apre in Edge, Chrome, Firefox o Safari.

# Attachments
attachment-count = { $count ->
    [one] { $count } allegato
    [many] { $count } allegati
   *[other] { $count } allegati
}
attachment-open = Apri
attachment-open-label = Apri { $name }
attachment-save = Salva
attachment-save-label = Salva { $name }
attachment-save-all = Salva tutto come ZIP
attachment-save-original = Salva il messaggio originale
attachment-not-saved = Non salvato: { $names }. { $why }
attachment-not-shown = Non mostrato: { $names }. { $why }
attachment-warning = { $names }: programmi, script e pagine web possono causare danni quando vengono aperti. Salva solo se te lo aspettavi da questo mittente.
attachment-save-anyway = Salva comunque
attachment-save-not = Non salvare
viewer-cut = Qui è mostrato solo l’inizio. Salva il file per vederlo tutto.
viewer-failed = Questo file non può essere mostrato qui. Salvalo.
close = Chiudi
back = Indietro
event-when = Quando
event-where = Dove
event-organizer = Organizzatore
event-repeats = si ripete
event-cancelled = Questo evento è annullato.
event-save = Salva per il calendario
