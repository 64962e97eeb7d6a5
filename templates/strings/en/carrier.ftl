# What the mail says that carries an envelope, before anything is opened, and what the sender is told.

subject = Encrypted message
heading = You have an encrypted message
from = { $sender } has sent you an encrypted message. It is in the attached file.
from-nobody = You have been sent an encrypted message. It is in the attached file.
open-html = Save { $file } and open it in a web browser, such as Firefox, Chrome, Edge or Safari.
open-pdf = Open { $file } in a PDF reader.
open-both = There are two files with the same message, so that you can choose: open { $html } in a web browser, or { $pdf } in a PDF reader.
password = Then type the password that the sender has given you.
password-number = It is password no. { $number }, which you have had since { $date }.
password-number-for = For { $address } it is password no. { $number }, which you have had since { $date }.
hint = The sender’s hint: { $hint }
answer = The page in the browser also lets you answer in encrypted form.
promise = The file is opened on your device, without the internet. It never asks for the password of your mailbox or of any account.
sealed-by = Encrypted by { $organisation }.

# The notice to the sender
notice-subject = Passwords for your encrypted message
notice-heading = Your message is sent in encrypted form
notice-tell = Tell each recipient the password, in another way than by mail: best by telephone.
notice-each = { $address }: { $password }
notice-keep = Your recipients can open this message, and later ones from you, with the same password until it is changed. Do not forward this notice.
notice-once = This password is for this message only. Do not forward this notice.
