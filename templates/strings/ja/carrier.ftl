subject = 暗号化されたメッセージ
heading = 暗号化されたメッセージが届いています
from = { $sender } から暗号化されたメッセージが届きました。メッセージは添付ファイルの中にあります。
from-nobody = 暗号化されたメッセージをお届けします。メッセージは添付ファイルの中にあります。
open-html = { $file } を保存し、Firefox、Chrome、Edge、Safari などのウェブブラウザで開いてください。
open-pdf = { $file } を PDF リーダーで開いてください。
open-both = 同じメッセージのファイルが 2 つあり、どちらでも読めます。{ $html } はウェブブラウザで、{ $pdf } は PDF リーダーで開いてください。
password = 次に、送信者から受け取ったパスワードを入力してください。
password-number = { $date } からお持ちの { $number } 番のパスワードです。
password-number-for = { $address } の場合は、{ $date } からお持ちの { $number } 番のパスワードです。
hint = 送信者からのヒント：{ $hint }
answer = ブラウザで開いたページでは、暗号化した返信を書くこともできます。
promise = ファイルはお使いの端末の中で開かれ、インターネット接続は要りません。メールやその他のアカウントのパスワードを尋ねることは決してありません。
sealed-by = { $organisation } により暗号化されました。

# The notice to the sender
notice-subject = 暗号化されたメッセージのパスワード
notice-heading = あなたのメッセージは暗号化して送信されます
notice-tell = 受信者それぞれに、メール以外の方法でパスワードを伝えてください。電話が最適です。
notice-each = { $address }：{ $password }
notice-keep = 受信者は、パスワードが変更されるまで、このメッセージと今後あなたから届くメッセージを同じパスワードで開けます。この通知は転送しないでください。
notice-once = このパスワードはこのメッセージ専用です。この通知は転送しないでください。
