subject = Mensaje cifrado
heading = Tiene un mensaje cifrado
from = { $sender } le ha enviado un mensaje cifrado. Está en el archivo adjunto.
from-nobody = Se le ha enviado un mensaje cifrado. Está en el archivo adjunto.
open-html = Guarde { $file } y ábralo en un navegador web como Firefox, Chrome, Edge o Safari.
open-pdf = Abra { $file } en un lector de PDF.
open-both = Hay dos archivos con el mismo mensaje, para que pueda elegir: abra { $html } en un navegador web o { $pdf } en un lector de PDF.
password = Después escriba la contraseña que le ha dado el remitente.
password-number = Es la contraseña n.º { $number }, que tiene desde el { $date }.
password-number-for = Para { $address } es la contraseña n.º { $number }, que tiene desde el { $date }.
hint = Pista del remitente: { $hint }
answer = En la página del navegador también puede responder de forma cifrada.
promise = El archivo se abre en su dispositivo, sin Internet. Nunca pide la contraseña de su correo ni de ninguna cuenta.
sealed-by = Cifrado por { $organisation }.

# The notice to the sender
notice-subject = Contraseñas para su mensaje cifrado
notice-heading = Su mensaje se envía de forma cifrada
notice-tell = Comunique la contraseña a cada destinatario por un medio que no sea el correo, preferiblemente por teléfono.
notice-each = { $address }: { $password }
notice-keep = Sus destinatarios pueden abrir este mensaje, y los que usted les envíe más adelante, con la misma contraseña hasta que se cambie. No reenvíe este aviso.
notice-once = Esta contraseña sirve solo para este mensaje. No reenvíe este aviso.
