subject = Versleuteld bericht
heading = U hebt een versleuteld bericht
from = { $sender } heeft u een versleuteld bericht gestuurd. Het staat in het bijgevoegde bestand.
from-nobody = Er is u een versleuteld bericht gestuurd. Het staat in het bijgevoegde bestand.
open-html = Sla { $file } op en open het bestand in een webbrowser zoals Firefox, Chrome, Edge of Safari.
open-pdf = Open { $file } in een pdf-lezer.
open-both = Er zijn twee bestanden met hetzelfde bericht, zodat u kunt kiezen: open { $html } in een webbrowser of { $pdf } in een pdf-lezer.
password = Typ daarna het wachtwoord dat de afzender u heeft gegeven.
password-number = Het is wachtwoord nr. { $number }, dat u sinds { $date } hebt.
password-number-for = Voor { $address } is het wachtwoord nr. { $number }, dat u sinds { $date } hebt.
hint = Hint van de afzender: { $hint }
answer = Op de pagina in de browser kunt u ook versleuteld antwoorden.
promise = Het bestand wordt op uw apparaat geopend, zonder internet. Het vraagt nooit om het wachtwoord van uw mailbox of van een ander account.
sealed-by = Versleuteld door { $organisation }.

# The notice to the sender
notice-subject = Wachtwoorden voor uw versleutelde bericht
notice-heading = Uw bericht wordt versleuteld verstuurd
notice-tell = Geef het wachtwoord aan elke ontvanger door op een andere manier dan per mail, het liefst telefonisch.
notice-each = { $address }: { $password }
notice-keep = Uw ontvangers kunnen dit bericht en latere berichten van u met hetzelfde wachtwoord openen, totdat het wordt gewijzigd. Stuur deze melding niet door.
notice-once = Dit wachtwoord geldt alleen voor dit bericht. Stuur deze melding niet door.
