subject = Verschlüsselte Nachricht
heading = Sie haben eine verschlüsselte Nachricht
from = { $sender } hat Ihnen eine verschlüsselte Nachricht gesendet. Sie steht in der angehängten Datei.
from-nobody = Ihnen wurde eine verschlüsselte Nachricht gesendet. Sie steht in der angehängten Datei.
open-html = Speichern Sie { $file } und öffnen Sie die Datei in einem Webbrowser wie Firefox, Chrome, Edge oder Safari.
open-pdf = Öffnen Sie { $file } in einem PDF-Programm.
open-both = Es gibt zwei Dateien mit derselben Nachricht, damit Sie wählen können: Öffnen Sie { $html } in einem Webbrowser oder { $pdf } in einem PDF-Programm.
password = Geben Sie dann das Passwort ein, das Ihnen der Absender gegeben hat.
password-number = Es ist das Passwort Nr. { $number }, das Sie seit dem { $date } haben.
password-number-for = Für { $address } ist es das Passwort Nr. { $number }, das Sie seit dem { $date } haben.
hint = Hinweis des Absenders: { $hint }
answer = Auf der Seite im Browser können Sie auch verschlüsselt antworten.
promise = Die Datei wird auf Ihrem Gerät geöffnet, ohne Internet. Sie fragt nie nach dem Passwort Ihres Postfachs oder eines anderen Kontos.
sealed-by = Verschlüsselt von { $organisation }.

# The notice to the sender
notice-subject = Passwörter für Ihre verschlüsselte Nachricht
notice-heading = Ihre Nachricht wird verschlüsselt gesendet
notice-tell = Teilen Sie jedem Empfänger das Passwort auf einem anderen Weg als per Mail mit, am besten telefonisch.
notice-each = { $address }: { $password }
notice-keep = Ihre Empfänger können diese Nachricht und spätere von Ihnen mit demselben Passwort öffnen, bis es geändert wird. Leiten Sie diese Mitteilung nicht weiter.
notice-once = Dieses Passwort gilt nur für diese Nachricht. Leiten Sie diese Mitteilung nicht weiter.
