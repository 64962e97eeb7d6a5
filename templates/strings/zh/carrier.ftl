subject = 加密邮件
heading = 您有一封加密邮件
from = { $sender } 向您发送了一封加密邮件，邮件内容在附件中。
from-nobody = 您收到了一封加密邮件，邮件内容在附件中。
open-html = 请保存 { $file }，然后用 Firefox、Chrome、Edge 或 Safari 等网页浏览器打开。
open-pdf = 请用 PDF 阅读器打开 { $file }。
open-both = 两个附件是同一封邮件，供您选择：用网页浏览器打开 { $html }，或用 PDF 阅读器打开 { $pdf }。
password = 然后输入发件人给您的密码。
password-number = 这是您自 { $date } 起持有的第 { $number } 号密码。
password-number-for = 对于 { $address }，是您自 { $date } 起持有的第 { $number } 号密码。
hint = 发件人的提示：{ $hint }
answer = 在浏览器中的页面上，您还可以撰写加密回复。
promise = 文件在您的设备上打开，无需联网。它绝不会索要您的邮箱或任何账户的密码。
sealed-by = 由 { $organisation } 加密。

# The notice to the sender
notice-subject = 您的加密邮件的密码
notice-heading = 您的邮件以加密形式发送
notice-tell = 请通过邮件以外的方式将密码告知每位收件人，最好是打电话。
notice-each = { $address }：{ $password }
notice-keep = 在密码更改之前，收件人可以用同一密码打开此邮件以及您以后发送的邮件。请勿转发此通知。
notice-once = 此密码仅用于此邮件。请勿转发此通知。
