# The closed page
title = Zašifrovaná zpráva
closed-heading = Máte zašifrovanou zprávu
claimed = Zdá se, že ji poslal { $sender }. Zda tomu tak je, musí ukázat sama zpráva.
password = Heslo
password-note = To, které vám dal odesílatel této zprávy.
password-hint = Nápověda odesílatele: { $hint }
password-show = Zobrazit
password-show-label = Zobrazit heslo
password-hide = Skrýt
password-missing = Zadejte prosím heslo.
open = Otevřít zprávu
opening = Zpráva se otevírá…
promise = Zpráva se otevírá jen na tomto zařízení: nic z toho, co zde píšete nebo čtete, se nikam neposílá. Tato stránka se nikdy neptá na heslo k vaší poštovní schránce ani k jinému účtu.
language = Jazyk

# Why it stays closed
failed-heading = Tuto zprávu nelze otevřít
refused-wrong-password = Toto heslo zprávu neotevře. Zkontrolujte velká písmena a jazyk klávesnice a zkuste to znovu.
refused-damaged = Tento soubor je poškozený nebo byl cestou změněn. Požádejte odesílatele, aby ho poslal znovu.
refused-unsupported = Tato zpráva je zapečetěna způsobem, který tato stránka nezná. Požádejte odesílatele, aby ji poslal jinak.
refused-too-large = Tato zpráva vyžaduje víc, než je tato stránka ochotna udělat. Požádejte odesílatele, aby ji poslal jinak.
refused-cut-off = Tento soubor není úplný: chybí mu konec. Uložte ho znovu, nebo požádejte odesílatele, aby ho poslal znovu.
refused-memory = Toto zařízení nebo prohlížeč nemá pro tuto zprávu dost paměti. Zavřete jiné programy a zkuste to znovu, nebo soubor otevřete na počítači.
refused-browser = Tento prohlížeč je příliš starý nebo zde dešifrování nedovoluje. Otevřete soubor v aktuálním Firefoxu, Chromu, Edgi nebo Safari.

# The open message
message = Zpráva
no-subject = (bez předmětu)
header-from = Od
header-reply-to = Odpověď na
header-to = Komu
header-cc = Kopie
header-date = Datum
show-text = Zobrazit jako prostý text
print = Vytisknout
sealed-at = Zapečetěno { $at }.
sealed-by = Zapečetil { $by }, { $at }.
sealed-answer = Tato odpověď byla zapečetěna v prohlížeči svého autora { $at }.
note-body-truncated = Text je velmi dlouhý a zde končí předčasně. Původní e-mail ho obsahuje celý.
note-html-simplified = Část formátování je vynechána.
note-remote-images-removed = Obrázky, které by se načetly z internetu, jsou vynechány.
note-signed = Odesílatel tento e-mail digitálně podepsal. Podpis se zde neověřuje; obsahuje ho původní e-mail.
note-encrypted = E-mail nebo jeho část je zašifrována ještě jednou a nelze ji zde zobrazit. Uložte původní e-mail.
note-partial-structure = E-mail byl poškozený už před zapečetěním. Zobrazeno je to, co se podařilo rozpoznat.
note-partial-message = Toto je část většího e-mailu.
note-external-body = Jedna příloha není součástí tohoto e-mailu: je uložena jinde.
note-addresses-omitted = Některé adresy jsou zde vynechány; původní e-mail obsahuje všechny.
decrypting-attachments = Dešifrování příloh… { $percent }
decrypting-original = Dešifrování původního e-mailu… { $percent }
rest-refused = Přílohy a původní e-mail nelze otevřít. { $why }

# Proof of reading
receipt-note = { $to } by rád věděl, že jste tuto zprávu četli. Nic se neodešle, dokud to neodešlete sami: tlačítko jen připraví e-mail.
receipt-confirm = Potvrdit přečtení
receipt-subject = Zpráva přečtena
receipt-body = Vaši zašifrovanou zprávu jsem otevřel(a) a přečetl(a).

# The answer
answer = Odpovědět
compose-heading = Vaše odpověď
compose-note = Šifruje se na tomto zařízení stejným heslem. Výsledkem je jeden soubor, který pošlete svým poštovním programem.
compose-from = Vaše adresa
compose-subject = Předmět
compose-text = Text
compose-quote = Citovat zprávu
compose-quoted = { $name } napsal(a) { $date }:
compose-attach = Přiložit soubory
compose-remove = Odebrat
compose-remove-label = Odebrat { $name }
compose-seal = Zapečetit odpověď
compose-sealing = Odpověď se pečetí… { $percent }
compose-discard = Zahodit
compose-discard-sure = Zahodit vše?
compose-from-missing = Zadejte prosím svou e-mailovou adresu, například jmeno@example.org.
compose-text-missing = Napište prosím něco, nebo přiložte soubor.
compose-too-large = Soubory jsou příliš velké: dohromady mohou mít { $limit }.
compose-failed = Odpověď se nepodařilo zapečetit. { $why }
composed-heading = Vaše odpověď je zapečetěna
composed-note = Uložte soubor a přiložte ho k e-mailu pro { $to }. Otevře se heslem této zprávy. Stránka sama nic neposílá.
composed-save = Uložit soubor
composed-share = Sdílet soubor
composed-draft = Připravit e-mail
composed-again = Změnit odpověď
composed-subject = Zašifrovaná odpověď
composed-body = Moje odpověď je v přiloženém souboru. Otevře se ve webovém prohlížeči heslem vaší zprávy.
composed-not-shared = Soubor se nepodařilo sdílet. Místo toho ho uložte.

# Where no script runs, and on paper. These stand in the page itself, not among the script's strings.
noscript-heading = Toto je zašifrovaná zpráva
noscript-why = Zde se neotevře: náhledy v poštovních programech a telefonech nespouštějí malý program v tomto souboru, který ji dešifruje. Potřebujete webový prohlížeč a heslo, které vám dal odesílatel; žádný účet, žádnou instalaci, žádné připojení k internetu.
noscript-iphone = Klepněte na symbol sdílení a vyberte prohlížeč, například Edge nebo Firefox. Safari uložené soubory neotevírá: není-li v nabídce žádný prohlížeč, použijte počítač, nebo požádejte odesílatele o PDF.
noscript-android = Klepněte na symbol stažení. Potom soubor otevřete v aplikaci Soubory v Chromu nebo Firefoxu.
noscript-computer = Uložte soubor. Potom na něj dvakrát klikněte; otevře se v Edgi, Chromu, Firefoxu nebo Safari.

# Attachments
attachment-count = { $count ->
    [one] { $count } příloha
    [few] { $count } přílohy
    [many] { $count } přílohy
   *[other] { $count } příloh
}
attachment-open = Otevřít
attachment-open-label = Otevřít { $name }
attachment-save = Uložit
attachment-save-label = Uložit { $name }
attachment-save-all = Uložit vše jako ZIP
attachment-save-original = Uložit původní e-mail
attachment-not-saved = Neuloženo: { $names }. { $why }
attachment-not-shown = Nezobrazeno: { $names }. { $why }
attachment-warning = { $names }: programy, skripty a webové stránky mohou po otevření napáchat škodu. Uložte to jen tehdy, pokud jste to od tohoto odesílatele čekali.
attachment-save-anyway = Přesto uložit
attachment-save-not = Neukládat
viewer-cut = Zobrazen je jen začátek. Chcete-li vidět vše, soubor uložte.
viewer-failed = Tento soubor zde nelze zobrazit. Uložte jej.
close = Zavřít
back = Zpět
event-when = Kdy
event-where = Kde
event-organizer = Pořadatel
event-repeats = opakuje se
event-cancelled = Tato událost je zrušena.
event-save = Uložit do kalendáře
