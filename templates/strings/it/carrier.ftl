subject = Messaggio cifrato
heading = Hai un messaggio cifrato
from = { $sender } ti ha inviato un messaggio cifrato. Si trova nel file allegato.
from-nobody = Ti è stato inviato un messaggio cifrato. Si trova nel file allegato.
open-html = Salva { $file } e aprilo in un browser web come Firefox, Chrome, Edge o Safari.
open-pdf = Apri { $file } in un lettore PDF.
open-both = Ci sono due file con lo stesso messaggio, a tua scelta: apri { $html } in un browser web oppure { $pdf } in un lettore PDF.
password = Poi inserisci la password che ti ha dato il mittente.
password-number = È la password n. { $number }, che hai dal { $date }.
password-number-for = Per { $address } è la password n. { $number }, che hai dal { $date }.
hint = Suggerimento del mittente: { $hint }
answer = La pagina nel browser permette anche di rispondere in forma cifrata.
promise = Il file si apre sul tuo dispositivo, senza Internet. Non chiede mai la password della tua casella di posta né di alcun account.
sealed-by = Cifrato da { $organisation }.

# The notice to the sender
notice-subject = Password per il tuo messaggio cifrato
notice-heading = Il tuo messaggio viene inviato in forma cifrata
notice-tell = Comunica la password a ciascun destinatario con un mezzo diverso dall’e-mail, meglio se per telefono.
notice-each = { $address }: { $password }
notice-keep = I tuoi destinatari possono aprire questo messaggio, e i tuoi messaggi successivi, con la stessa password finché non viene cambiata. Non inoltrare questo avviso.
notice-once = Questa password vale solo per questo messaggio. Non inoltrare questo avviso.
