# The closed page
title = Versleuteld bericht
closed-heading = U hebt een versleuteld bericht
claimed = Het lijkt van { $sender } te komen. Of dat zo is, moet het bericht zelf uitwijzen.
password = Wachtwoord
password-note = Het wachtwoord dat de afzender van dit bericht u heeft gegeven.
password-hint = Hint van de afzender: { $hint }
password-show = Tonen
password-show-label = Wachtwoord tonen
password-hide = Verbergen
password-missing = Typ het wachtwoord.
open = Bericht openen
opening = Het bericht wordt geopend…
promise = Het bericht wordt alleen op dit apparaat geopend: niets van wat u hier typt of leest, wordt ergens heen gestuurd. Deze pagina vraagt nooit om het wachtwoord van uw mailbox of van een ander account.
language = Taal

# Why it stays closed
failed-heading = Dit bericht kan niet worden geopend
refused-wrong-password = Dit wachtwoord opent het bericht niet. Controleer hoofdletters en de taal van het toetsenbord en probeer het opnieuw.
refused-damaged = Dit bestand is beschadigd of onderweg gewijzigd. Vraag de afzender het opnieuw te sturen.
refused-unsupported = Dit bericht is verzegeld op een manier die deze pagina niet kent. Vraag de afzender het anders te sturen.
refused-too-large = Dit bericht vraagt meer dan deze pagina bereid is te doen. Vraag de afzender het anders te sturen.
refused-cut-off = Dit bestand is niet volledig: het einde ontbreekt. Sla het opnieuw op of vraag de afzender het opnieuw te sturen.
refused-memory = Dit apparaat of deze browser heeft niet genoeg geheugen voor dit bericht. Sluit andere programma’s en probeer het opnieuw, of open het bestand op een computer.
refused-browser = Deze browser is te oud of staat ontsleutelen hier niet toe. Open het bestand in een actuele Firefox, Chrome, Edge of Safari.

# The open message
message = Bericht
no-subject = (geen onderwerp)
header-from = Van
header-reply-to = Antwoord aan
header-to = Aan
header-cc = Cc
header-date = Datum
show-text = Als platte tekst tonen
print = Afdrukken
sealed-at = Verzegeld op { $at }.
sealed-by = Verzegeld door { $by } op { $at }.
sealed-answer = Dit antwoord is op { $at } in de browser van de schrijver verzegeld.
note-body-truncated = De tekst is erg lang en eindigt hier voortijdig. De oorspronkelijke mail bevat alles.
note-html-simplified = Een deel van de opmaak is weggelaten.
note-remote-images-removed = Afbeeldingen die van internet zouden zijn geladen, zijn weggelaten.
note-signed = De afzender heeft deze mail digitaal ondertekend. De handtekening wordt hier niet gecontroleerd; ze staat in de oorspronkelijke mail.
note-encrypted = De mail, of een deel ervan, is nogmaals versleuteld en kan hier niet worden getoond. Sla de oorspronkelijke mail op.
note-partial-structure = De mail was al beschadigd voordat ze werd verzegeld. Wat herkend kon worden, wordt getoond.
note-partial-message = Dit is een deel van een grotere mail.
note-external-body = Een bijlage hoort niet bij deze mail: ze wordt elders bewaard.
note-addresses-omitted = Sommige adressen zijn hier weggelaten; de oorspronkelijke mail bevat ze allemaal.
decrypting-attachments = De bijlagen worden ontsleuteld… { $percent }
decrypting-original = De oorspronkelijke mail wordt ontsleuteld… { $percent }
rest-refused = De bijlagen en de oorspronkelijke mail kunnen niet worden geopend. { $why }

# Proof of reading
receipt-note = { $to } wil graag weten dat u dit bericht hebt gelezen. Er wordt niets verstuurd tenzij u het zelf verstuurt: de knop maakt alleen een concept.
receipt-confirm = Lezen bevestigen
receipt-subject = Bericht gelezen
receipt-body = Ik heb uw versleutelde bericht geopend en gelezen.

# The answer
answer = Beantwoorden
compose-heading = Uw antwoord
compose-note = Het wordt op dit apparaat versleuteld, met hetzelfde wachtwoord. Het resultaat is één bestand, dat u met uw eigen mailprogramma verstuurt.
compose-from = Uw adres
compose-subject = Onderwerp
compose-text = Tekst
compose-quote = Bericht citeren
compose-quoted = { $name } schreef op { $date }:
compose-attach = Bestanden toevoegen
compose-remove = Verwijderen
compose-remove-label = { $name } verwijderen
compose-seal = Antwoord verzegelen
compose-sealing = Het antwoord wordt verzegeld… { $percent }
compose-discard = Weggooien
compose-discard-sure = Alles weggooien?
compose-from-missing = Typ uw mailadres, bijvoorbeeld naam@example.org.
compose-text-missing = Schrijf iets of voeg een bestand toe.
compose-too-large = De bestanden zijn te groot: samen mogen ze { $limit } zijn.
compose-failed = Het antwoord kon niet worden verzegeld. { $why }
composed-heading = Uw antwoord is verzegeld
composed-note = Sla het bestand op en voeg het toe aan een mail aan { $to }. Het opent met het wachtwoord van dit bericht. De pagina zelf verstuurt niets.
composed-save = Bestand opslaan
composed-share = Bestand delen
composed-draft = Mail opstellen
composed-again = Antwoord wijzigen
composed-subject = Versleuteld antwoord
composed-body = Mijn antwoord staat in het bijgevoegde bestand. Het opent in een webbrowser met het wachtwoord van uw bericht.
composed-not-shared = Het bestand kon niet worden gedeeld. Sla het in plaats daarvan op.

# Where no script runs, and on paper. These stand in the page itself, not among the script's strings.
noscript-heading = Dit is een versleuteld bericht
noscript-why = Het opent hier niet: voorvertoningen in mailprogramma’s en op telefoons voeren het kleine programma in dit bestand dat het ontsleutelt niet uit. U hebt een webbrowser nodig en het wachtwoord dat de afzender u heeft gegeven; geen account, geen installatie, geen internetverbinding.
noscript-iphone = Tik op het deelsymbool en kies een browser zoals Edge of Firefox. Safari opent geen opgeslagen bestanden: wordt er geen browser aangeboden, gebruik dan een computer of vraag de afzender om een pdf.
noscript-android = Tik op het downloadsymbool. Open het bestand daarna in de app Bestanden met Chrome of Firefox.
noscript-computer = Sla het bestand op. Dubbelklik er daarna op; het opent in Edge, Chrome, Firefox of Safari.

# Attachments
attachment-count = { $count ->
    [one] { $count } bijlage
   *[other] { $count } bijlagen
}
attachment-open = Openen
attachment-open-label = { $name } openen
attachment-save = Opslaan
attachment-save-label = { $name } opslaan
attachment-save-all = Alles opslaan als ZIP
attachment-save-original = Oorspronkelijke mail opslaan
attachment-not-saved = Niet opgeslagen: { $names }. { $why }
attachment-not-shown = Niet getoond: { $names }. { $why }
attachment-warning = { $names }: programma’s, scripts en webpagina’s kunnen schade aanrichten als u ze opent. Sla dit alleen op als u het van deze afzender verwachtte.
attachment-save-anyway = Toch opslaan
attachment-save-not = Niet opslaan
viewer-cut = Hier staat alleen het begin. Sla het bestand op om alles te zien.
viewer-failed = Dit bestand kan hier niet worden getoond. Sla het op.
close = Sluiten
back = Terug
event-when = Wanneer
event-where = Waar
event-organizer = Organisator
event-repeats = herhaald
event-cancelled = Deze afspraak is geannuleerd.
event-save = Opslaan voor de agenda
