# What the recipient's page says. One line a message; a plural is one select expression. README.md beside
# this folder says what translators should know.

# The closed page
title = Encrypted message
closed-heading = You have an encrypted message
claimed = It seems to come from { $sender }. Whether that is so, the message itself must show.
password = Password
password-note = The one that the sender of this message has given you.
password-hint = The sender’s hint: { $hint }
password-show = Show
password-show-label = Show password
password-hide = Hide
password-missing = Please type the password.
open = Open message
opening = Opening the message…
promise = The message is opened on this device only: nothing that you type or read here is sent anywhere. This page never asks for the password of your mailbox or of any account.
language = Language

# Why it stays closed
failed-heading = This message cannot be opened
refused-wrong-password = This password does not open the message. Check capital letters and the keyboard’s language, then try again.
refused-damaged = This file is damaged, or was changed on its way. Ask the sender to send it again.
refused-unsupported = This message is sealed in a way that this page does not know. Ask the sender to send it in another way.
refused-too-large = This message demands more than this page is ready to do. Ask the sender to send it in another way.
refused-cut-off = This file is not complete: its end is missing. Save it again, or ask the sender to send it again.
refused-memory = This device or browser does not have enough memory for this message. Close other programs and try again, or open the file on a computer.
refused-browser = This browser is too old, or does not allow decryption here. Open the file in a current Firefox, Chrome, Edge or Safari.

# The open message
message = Message
no-subject = (no subject)
header-from = From
header-reply-to = Reply to
header-to = To
header-cc = Cc
header-date = Date
show-text = Show as plain text
print = Print
sealed-at = Sealed on { $at }.
sealed-by = Sealed by { $by } on { $at }.
sealed-answer = This answer was sealed in its writer’s browser on { $at }.
note-body-truncated = The text is very long and ends early here. The original mail has all of it.
note-html-simplified = Some of the formatting is left out.
note-remote-images-removed = Pictures that would have been loaded from the internet are left out.
note-signed = The sender signed this mail digitally. The signature is not checked here; the original mail has it.
note-encrypted = The mail, or a part of it, is encrypted once more and cannot be shown here. Save the original mail.
note-partial-structure = The mail was broken before it was sealed. What could be recognised is shown.
note-partial-message = This is one piece of a larger mail.
note-external-body = An attachment is not part of this mail: it is kept elsewhere.
note-addresses-omitted = Some of the addresses are left out here; the original mail has them all.
decrypting-attachments = Decrypting the attachments… { $percent }
decrypting-original = Decrypting the original mail… { $percent }
rest-refused = The attachments and the original mail cannot be opened. { $why }

# Proof of reading
receipt-note = { $to } would like to know that you have read this message. Nothing is sent unless you send it yourself: the button only drafts a mail.
receipt-confirm = Confirm reading
receipt-subject = Message read
receipt-body = I have opened and read your encrypted message.

# The answer
answer = Answer
compose-heading = Your answer
compose-note = It is encrypted on this device, with the same password. What comes of it is one file, which you send with your own mail program.
compose-from = Your address
compose-subject = Subject
compose-text = Text
compose-quote = Quote the message
compose-quoted = { $name } wrote on { $date }:
compose-attach = Attach files
compose-remove = Remove
compose-remove-label = Remove { $name }
compose-seal = Seal the answer
compose-sealing = Sealing the answer… { $percent }
compose-discard = Discard
compose-discard-sure = Discard everything?
compose-from-missing = Please type your mail address, such as name@example.org.
compose-text-missing = Please write something, or attach a file.
compose-too-large = The files are too large: all together may have { $limit }.
compose-failed = The answer could not be sealed. { $why }
composed-heading = Your answer is sealed
composed-note = Save the file, and attach it to a mail to { $to }. It opens with the password of this message. The page itself sends nothing.
composed-save = Save the file
composed-share = Share the file
composed-draft = Draft the mail
composed-again = Change the answer
composed-subject = Encrypted answer
composed-body = My answer is in the attached file. It opens in a web browser with the password of your message.
composed-not-shared = The file could not be shared. Save it instead.

# Where no script runs, and on paper. These stand in the page itself, not among the script's strings.
noscript-heading = This is an encrypted message
noscript-why = It does not open here: previews in mail programs and on phones do not run the small program in this file that decrypts it. You need a web browser and the password that the sender has given you; no account, no installation, no connection to the internet.
noscript-iphone = Tap the share symbol and choose a browser such as Edge or Firefox. Safari opens no saved files: if no browser is offered, use a computer, or ask the sender for a PDF.
noscript-android = Tap the download symbol. Then open the file in the Files app with Chrome or Firefox.
noscript-computer = Save the file. Then double-click it; it opens in Edge, Chrome, Firefox or Safari.

# Attachments
attachment-count = { $count ->
    [one] { $count } attachment
   *[other] { $count } attachments
}
attachment-open = Open
attachment-open-label = Open { $name }
attachment-save = Save
attachment-save-label = Save { $name }
attachment-save-all = Save all as ZIP
attachment-save-original = Save the original mail
attachment-not-saved = Not saved: { $names }. { $why }
attachment-not-shown = Not shown: { $names }. { $why }
attachment-warning = { $names }: programs, scripts and web pages can do harm when they are opened. Save this only if you expected it from this sender.
attachment-save-anyway = Save anyway
attachment-save-not = Do not save
viewer-cut = Only the beginning is shown here. Save the file to see all of it.
viewer-failed = This file cannot be shown here. Save it instead.
close = Close
back = Back
event-when = When
event-where = Where
event-organizer = Organizer
event-repeats = repeats
event-cancelled = This event is cancelled.
event-save = Save for the calendar
