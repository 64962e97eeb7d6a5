# The closed page
title = Message chiffré
closed-heading = Vous avez un message chiffré
claimed = Il semble venir de { $sender }. Seul le message lui-même pourra le confirmer.
password = Mot de passe
password-note = Celui que l’expéditeur de ce message vous a donné.
password-hint = Indice de l’expéditeur : { $hint }
password-show = Afficher
password-show-label = Afficher le mot de passe
password-hide = Masquer
password-missing = Veuillez saisir le mot de passe.
open = Ouvrir le message
opening = Ouverture du message…
promise = Le message s’ouvre uniquement sur cet appareil : rien de ce que vous saisissez ou lisez ici n’est envoyé. Cette page ne demande jamais le mot de passe de votre messagerie ni d’aucun compte.
language = Langue

# Why it stays closed
failed-heading = Ce message ne peut pas être ouvert
refused-wrong-password = Ce mot de passe n’ouvre pas le message. Vérifiez les majuscules et la langue du clavier, puis réessayez.
refused-damaged = Ce fichier est endommagé ou a été modifié en chemin. Demandez à l’expéditeur de le renvoyer.
refused-unsupported = Ce message est scellé d’une manière que cette page ne connaît pas. Demandez à l’expéditeur de l’envoyer autrement.
refused-too-large = Ce message exige plus que ce que cette page accepte de faire. Demandez à l’expéditeur de l’envoyer autrement.
refused-cut-off = Ce fichier est incomplet : il manque la fin. Enregistrez-le de nouveau, ou demandez à l’expéditeur de le renvoyer.
refused-memory = Cet appareil ou ce navigateur n’a pas assez de mémoire pour ce message. Fermez d’autres programmes et réessayez, ou ouvrez le fichier sur un ordinateur.
refused-browser = Ce navigateur est trop ancien ou n’autorise pas le déchiffrement ici. Ouvrez le fichier dans une version récente de Firefox, Chrome, Edge ou Safari.

# The open message
message = Message
no-subject = (sans objet)
header-from = De
header-reply-to = Répondre à
header-to = À
header-cc = Cc
header-date = Date
show-text = Afficher en texte brut
print = Imprimer
sealed-at = Scellé le { $at }.
sealed-by = Scellé par { $by } le { $at }.
sealed-answer = Cette réponse a été scellée dans le navigateur de son auteur le { $at }.
note-body-truncated = Le texte est très long et s’arrête ici. Le message d’origine le contient en entier.
note-html-simplified = Une partie de la mise en forme a été omise.
note-remote-images-removed = Les images qui auraient été chargées depuis Internet ont été omises.
note-signed = L’expéditeur a signé ce message numériquement. La signature n’est pas vérifiée ici ; elle figure dans le message d’origine.
note-encrypted = Le message, ou une partie, est chiffré une seconde fois et ne peut pas être affiché ici. Enregistrez le message d’origine.
note-partial-structure = Le message était déjà abîmé avant d’être scellé. Ce qui a pu être reconnu est affiché.
note-partial-message = Ceci est un fragment d’un message plus grand.
note-external-body = Une pièce jointe ne fait pas partie de ce message : elle se trouve ailleurs.
note-addresses-omitted = Certaines adresses sont omises ici ; le message d’origine les contient toutes.
decrypting-attachments = Déchiffrement des pièces jointes… { $percent }
decrypting-original = Déchiffrement du message d’origine… { $percent }
rest-refused = Les pièces jointes et le message d’origine ne peuvent pas être ouverts. { $why }

# Proof of reading
receipt-note = { $to } aimerait savoir que vous avez lu ce message. Rien n’est envoyé sans vous : le bouton prépare seulement un e-mail.
receipt-confirm = Confirmer la lecture
receipt-subject = Message lu
receipt-body = J’ai ouvert et lu votre message chiffré.

# The answer
answer = Répondre
compose-heading = Votre réponse
compose-note = Elle est chiffrée sur cet appareil, avec le même mot de passe. Il en résulte un fichier, que vous envoyez avec votre propre messagerie.
compose-from = Votre adresse
compose-subject = Objet
compose-text = Texte
compose-quote = Citer le message
compose-quoted = { $name } a écrit le { $date } :
compose-attach = Joindre des fichiers
compose-remove = Retirer
compose-remove-label = Retirer { $name }
compose-seal = Sceller la réponse
compose-sealing = Scellement de la réponse… { $percent }
compose-discard = Abandonner
compose-discard-sure = Tout abandonner ?
compose-from-missing = Veuillez saisir votre adresse e-mail, par exemple nom@example.org.
compose-text-missing = Veuillez écrire quelque chose ou joindre un fichier.
compose-too-large = Les fichiers sont trop volumineux : { $limit } au total au maximum.
compose-failed = La réponse n’a pas pu être scellée. { $why }
composed-heading = Votre réponse est scellée
composed-note = Enregistrez le fichier et joignez-le à un e-mail à { $to }. Il s’ouvre avec le mot de passe de ce message. La page elle-même n’envoie rien.
composed-save = Enregistrer le fichier
composed-share = Partager le fichier
composed-draft = Préparer l’e-mail
composed-again = Modifier la réponse
composed-subject = Réponse chiffrée
composed-body = Ma réponse se trouve dans le fichier joint. Il s’ouvre dans un navigateur web avec le mot de passe de votre message.
composed-not-shared = Le fichier n’a pas pu être partagé. Enregistrez-le plutôt.

# Where no script runs, and on paper. These stand in the page itself, not among the script's strings.
noscript-heading = Ceci est un message chiffré
noscript-why = Il ne s’ouvre pas ici : les aperçus des messageries et des téléphones n’exécutent pas le petit programme de ce fichier qui le déchiffre. Il vous faut un navigateur web et le mot de passe donné par l’expéditeur ; ni compte, ni installation, ni connexion à Internet.
noscript-iphone = Touchez le symbole de partage et choisissez un navigateur comme Edge ou Firefox. Safari n’ouvre pas les fichiers enregistrés : si aucun navigateur n’est proposé, utilisez un ordinateur ou demandez un PDF à l’expéditeur.
noscript-android = Touchez le symbole de téléchargement. Ouvrez ensuite le fichier dans l’application Fichiers avec Chrome ou Firefox.
noscript-computer = Enregistrez le fichier. Double-cliquez ensuite dessus ; il s’ouvre dans Edge, Chrome, Firefox ou Safari.

# Attachments
attachment-count = { $count ->
    [one] { $count } pièce jointe
    [many] { $count } pièces jointes
   *[other] { $count } pièces jointes
}
attachment-open = Ouvrir
attachment-open-label = Ouvrir { $name }
attachment-save = Enregistrer
attachment-save-label = Enregistrer { $name }
attachment-save-all = Tout enregistrer en ZIP
attachment-save-original = Enregistrer le message d’origine
attachment-not-saved = Non enregistré : { $names }. { $why }
attachment-not-shown = Non affiché : { $names }. { $why }
attachment-warning = { $names } : les programmes, scripts et pages web peuvent causer des dommages à l’ouverture. N’enregistrez ceci que si vous l’attendiez de cet expéditeur.
attachment-save-anyway = Enregistrer quand même
attachment-save-not = Ne pas enregistrer
viewer-cut = Seul le début est affiché ici. Enregistrez le fichier pour tout voir.
viewer-failed = Ce fichier ne peut pas être affiché ici. Enregistrez-le plutôt.
close = Fermer
back = Retour
event-when = Quand
event-where = Où
event-organizer = Organisateur
event-repeats = se répète
event-cancelled = Cet événement est annulé.
event-save = Enregistrer pour l’agenda
