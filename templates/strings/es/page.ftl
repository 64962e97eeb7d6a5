# The closed page
title = Mensaje cifrado
closed-heading = Tiene un mensaje cifrado
claimed = Parece que viene de { $sender }. Solo el propio mensaje puede confirmarlo.
password = Contraseña
password-note = La que le ha dado el remitente de este mensaje.
password-hint = Pista del remitente: { $hint }
password-show = Mostrar
password-show-label = Mostrar la contraseña
password-hide = Ocultar
password-missing = Escriba la contraseña.
open = Abrir el mensaje
opening = Abriendo el mensaje…
promise = El mensaje se abre solo en este dispositivo: nada de lo que escriba o lea aquí se envía a ninguna parte. Esta página nunca pide la contraseña de su correo ni de ninguna cuenta.
language = Idioma

# Why it stays closed
failed-heading = Este mensaje no se puede abrir
refused-wrong-password = Esta contraseña no abre el mensaje. Compruebe las mayúsculas y el idioma del teclado, e inténtelo de nuevo.
refused-damaged = Este archivo está dañado o se modificó por el camino. Pida al remitente que lo envíe otra vez.
refused-unsupported = Este mensaje está sellado de un modo que esta página no conoce. Pida al remitente que lo envíe de otra forma.
refused-too-large = Este mensaje exige más de lo que esta página está dispuesta a hacer. Pida al remitente que lo envíe de otra forma.
refused-cut-off = Este archivo no está completo: le falta el final. Guárdelo de nuevo o pida al remitente que lo envíe otra vez.
refused-memory = Este dispositivo o navegador no tiene memoria suficiente para este mensaje. Cierre otros programas e inténtelo de nuevo, o abra el archivo en un ordenador.
refused-browser = Este navegador es demasiado antiguo o no permite descifrar aquí. Abra el archivo en una versión actual de Firefox, Chrome, Edge o Safari.

# The open message
message = Mensaje
no-subject = (sin asunto)
header-from = De
header-reply-to = Responder a
header-to = Para
header-cc = Cc
header-date = Fecha
show-text = Mostrar como texto
print = Imprimir
sealed-at = Sellado el { $at }.
sealed-by = Sellado por { $by } el { $at }.
sealed-answer = Esta respuesta se selló en el navegador de su autor el { $at }.
note-body-truncated = El texto es muy largo y termina aquí antes de tiempo. El correo original lo contiene entero.
note-html-simplified = Se ha omitido parte del formato.
note-remote-images-removed = Se han omitido las imágenes que se habrían cargado de Internet.
note-signed = El remitente firmó este correo digitalmente. La firma no se comprueba aquí; el correo original la contiene.
note-encrypted = El correo, o una parte, está cifrado una vez más y no se puede mostrar aquí. Guarde el correo original.
note-partial-structure = El correo ya estaba dañado antes de sellarse. Se muestra lo que se pudo reconocer.
note-partial-message = Esto es una parte de un correo mayor.
note-external-body = Un archivo adjunto no forma parte de este correo: está en otro lugar.
note-addresses-omitted = Aquí se omiten algunas direcciones; el correo original las contiene todas.
decrypting-attachments = Descifrando los archivos adjuntos… { $percent }
decrypting-original = Descifrando el correo original… { $percent }
rest-refused = Los archivos adjuntos y el correo original no se pueden abrir. { $why }

# Proof of reading
receipt-note = { $to } desea saber que ha leído este mensaje. No se envía nada que no envíe usted: el botón solo prepara un correo.
receipt-confirm = Confirmar la lectura
receipt-subject = Mensaje leído
receipt-body = He abierto y leído su mensaje cifrado.

# The answer
answer = Responder
compose-heading = Su respuesta
compose-note = Se cifra en este dispositivo, con la misma contraseña. El resultado es un archivo que usted envía con su propio programa de correo.
compose-from = Su dirección
compose-subject = Asunto
compose-text = Texto
compose-quote = Citar el mensaje
compose-quoted = { $name } escribió el { $date }:
compose-attach = Adjuntar archivos
compose-remove = Quitar
compose-remove-label = Quitar { $name }
compose-seal = Sellar la respuesta
compose-sealing = Sellando la respuesta… { $percent }
compose-discard = Descartar
compose-discard-sure = ¿Descartar todo?
compose-from-missing = Escriba su dirección de correo, por ejemplo nombre@example.org.
compose-text-missing = Escriba algo o adjunte un archivo.
compose-too-large = Los archivos son demasiado grandes: entre todos pueden tener { $limit }.
compose-failed = No se pudo sellar la respuesta. { $why }
composed-heading = Su respuesta está sellada
composed-note = Guarde el archivo y adjúntelo a un correo a { $to }. Se abre con la contraseña de este mensaje. La página no envía nada.
composed-save = Guardar el archivo
composed-share = Compartir el archivo
composed-draft = Preparar el correo
composed-again = Cambiar la respuesta
composed-subject = Respuesta cifrada
composed-body = Mi respuesta está en el archivo adjunto. Se abre en un navegador web con la contraseña de su mensaje.
composed-not-shared = No se pudo compartir el archivo. Guárdelo en su lugar.

# Where no script runs, and on paper. These stand in the page itself, not among the script's strings.
noscript-heading = Este es un mensaje cifrado
noscript-why = No se abre aquí: las vistas previas de los programas de correo y de los teléfonos no ejecutan el pequeño programa de este archivo que lo descifra. Necesita un navegador web y la contraseña que le dio el remitente; ninguna cuenta, ninguna instalación, ninguna conexión a Internet.
noscript-iphone = Toque el símbolo de compartir y elija un navegador como Edge o Firefox. Safari no abre archivos guardados: si no se ofrece ningún navegador, use un ordenador o pida un PDF al remitente.
noscript-android = Toque el símbolo de descarga. Después abra el archivo en la aplicación Archivos con Chrome o Firefox.
noscript-computer = Guarde el archivo. Después haga doble clic en él; se abre en Edge, Chrome, Firefox o Safari.

# Attachments
attachment-count = { $count ->
    [one] { $count } archivo adjunto
    [many] { $count } archivos adjuntos
   *[other] { $count } archivos adjuntos
}
attachment-open = Abrir
attachment-open-label = Abrir { $name }
attachment-save = Guardar
attachment-save-label = Guardar { $name }
attachment-save-all = Guardar todo como ZIP
attachment-save-original = Guardar el correo original
attachment-not-saved = No se guardó: { $names }. { $why }
attachment-not-shown = No se muestra: { $names }. { $why }
attachment-warning = { $names }: los programas, scripts y páginas web pueden causar daños al abrirse. Guárdelo solo si lo esperaba de este remitente.
attachment-save-anyway = Guardar de todos modos
attachment-save-not = No guardar
viewer-cut = Aquí solo se muestra el principio. Guarde el archivo para verlo completo.
viewer-failed = Este archivo no se puede mostrar aquí. Guárdelo.
close = Cerrar
back = Volver
event-when = Cuándo
event-where = Dónde
event-organizer = Organizador
event-repeats = se repite
event-cancelled = Este evento está cancelado.
event-save = Guardar para el calendario
