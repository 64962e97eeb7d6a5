subject = Message chiffré
heading = Vous avez un message chiffré
from = { $sender } vous a envoyé un message chiffré. Il se trouve dans le fichier joint.
from-nobody = Un message chiffré vous a été envoyé. Il se trouve dans le fichier joint.
open-html = Enregistrez { $file } et ouvrez ce fichier dans un navigateur web comme Firefox, Chrome, Edge ou Safari.
open-pdf = Ouvrez { $file } dans un lecteur PDF.
open-both = Le même message se trouve dans deux fichiers, au choix : ouvrez { $html } dans un navigateur web, ou { $pdf } dans un lecteur PDF.
password = Saisissez ensuite le mot de passe que l’expéditeur vous a donné.
password-number = Il s’agit du mot de passe n° { $number }, que vous avez depuis le { $date }.
password-number-for = Pour { $address }, il s’agit du mot de passe n° { $number }, que vous avez depuis le { $date }.
hint = Indice de l’expéditeur : { $hint }
answer = La page dans le navigateur vous permet aussi de répondre sous forme chiffrée.
promise = Le fichier s’ouvre sur votre appareil, sans Internet. Il ne demande jamais le mot de passe de votre messagerie ni d’aucun compte.
sealed-by = Chiffré par { $organisation }.

# The notice to the sender
notice-subject = Mots de passe pour votre message chiffré
notice-heading = Votre message est envoyé sous forme chiffrée
notice-tell = Communiquez le mot de passe à chaque destinataire autrement que par e-mail, de préférence par téléphone.
notice-each = { $address } : { $password }
notice-keep = Vos destinataires peuvent ouvrir ce message, et les suivants de votre part, avec le même mot de passe tant qu’il n’est pas changé. Ne transférez pas cet avis.
notice-once = Ce mot de passe ne vaut que pour ce message. Ne transférez pas cet avis.
