subject = Zašifrovaná zpráva
heading = Máte zašifrovanou zprávu
from = { $sender } vám posílá zašifrovanou zprávu. Najdete ji v přiloženém souboru.
from-nobody = Byla vám poslána zašifrovaná zpráva. Najdete ji v přiloženém souboru.
open-html = Uložte soubor { $file } a otevřete ho ve webovém prohlížeči, například ve Firefoxu, Chromu, Edgi nebo Safari.
open-pdf = Otevřete soubor { $file } ve čtečce PDF.
open-both = Stejná zpráva je ve dvou souborech, abyste si mohli vybrat: otevřete { $html } ve webovém prohlížeči, nebo { $pdf } ve čtečce PDF.
password = Potom zadejte heslo, které vám dal odesílatel.
password-number = Je to heslo č. { $number }, které máte od { $date }.
password-number-for = Pro adresu { $address } je to heslo č. { $number }, které máte od { $date }.
hint = Nápověda odesílatele: { $hint }
answer = Na stránce v prohlížeči můžete také zašifrovaně odpovědět.
promise = Soubor se otevírá na vašem zařízení, bez internetu. Nikdy se neptá na heslo k vaší poštovní schránce ani k jinému účtu.
sealed-by = Šifrování zajišťuje { $organisation }.

# The notice to the sender
notice-subject = Hesla k vaší zašifrované zprávě
notice-heading = Vaše zpráva se posílá zašifrovaná
notice-tell = Sdělte heslo každému příjemci jinak než e-mailem, nejlépe telefonicky.
notice-each = { $address }: { $password }
notice-keep = Příjemci mohou tuto zprávu i vaše pozdější zprávy otevírat stejným heslem, dokud nebude změněno. Toto oznámení nepřeposílejte.
notice-once = Toto heslo platí jen pro tuto zprávu. Toto oznámení nepřeposílejte.
