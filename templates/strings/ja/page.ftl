# The closed page
title = 暗号化されたメッセージ
closed-heading = 暗号化されたメッセージが届いています
claimed = { $sender } からのようです。本当かどうかは、メッセージの内容でご確認ください。
password = パスワード
password-note = このメッセージの送信者から受け取ったパスワードです。
password-hint = 送信者からのヒント：{ $hint }
password-show = 表示
password-show-label = パスワードを表示
password-hide = 隠す
password-missing = パスワードを入力してください。
open = メッセージを開く
opening = メッセージを開いています…
promise = メッセージはこの端末の中だけで開かれます。ここで入力した内容や読んだ内容が送信されることはありません。このページがメールやその他のアカウントのパスワードを尋ねることは決してありません。
language = 言語

# Why it stays closed
failed-heading = このメッセージは開けません
refused-wrong-password = このパスワードではメッセージを開けません。大文字と小文字、キーボードの言語を確認して、もう一度お試しください。
refused-damaged = このファイルは破損しているか、途中で変更されています。送信者に再送を依頼してください。
refused-unsupported = このメッセージは、このページが対応していない方法で封印されています。別の方法で送るよう送信者に依頼してください。
refused-too-large = このメッセージを開くには、このページで許される以上の処理が必要です。別の方法で送るよう送信者に依頼してください。
refused-cut-off = このファイルは不完全です。末尾が欠けています。もう一度保存するか、送信者に再送を依頼してください。
refused-memory = この端末またはブラウザには、このメッセージを開くのに十分なメモリがありません。ほかのプログラムを閉じてもう一度試すか、パソコンで開いてください。
refused-browser = このブラウザは古すぎるか、ここでの復号を許可していません。最新の Firefox、Chrome、Edge、Safari で開いてください。

# The open message
message = メッセージ
no-subject = （件名なし）
header-from = 差出人
header-reply-to = 返信先
header-to = 宛先
header-cc = Cc
header-date = 日時
show-text = テキストで表示
print = 印刷
sealed-at = { $at }に封印されました。
sealed-by = { $by } が{ $at }に封印しました。
sealed-answer = この返信は{ $at }に、書いた人のブラウザで封印されました。
note-body-truncated = 本文が非常に長いため、ここで途切れています。元のメールには全文があります。
note-html-simplified = 書式の一部を省略しています。
note-remote-images-removed = インターネットから読み込まれるはずだった画像を省略しています。
note-signed = 送信者はこのメールに電子署名をしています。署名はここでは検証されません。元のメールに含まれています。
note-encrypted = メールの全部または一部がさらに暗号化されているため、ここでは表示できません。元のメールを保存してください。
note-partial-structure = このメールは封印される前から壊れていました。読み取れた部分を表示しています。
note-partial-message = これは大きなメールの一部です。
note-external-body = 添付ファイルの 1 つはこのメールに含まれず、別の場所にあります。
note-addresses-omitted = アドレスの一部を省略しています。元のメールにはすべて含まれています。
decrypting-attachments = 添付ファイルを復号しています… { $percent }
decrypting-original = 元のメールを復号しています… { $percent }
rest-refused = 添付ファイルと元のメールを開けません。{ $why }

# Proof of reading
receipt-note = { $to } は、あなたがこのメッセージを読んだことの確認を希望しています。ご自身で送信しない限り何も送られません。ボタンはメールの下書きを作るだけです。
receipt-confirm = 開封を確認
receipt-subject = メッセージを読みました
receipt-body = 暗号化されたメッセージを開いて読みました。

# The answer
answer = 返信
compose-heading = 返信を書く
compose-note = この端末の中で、同じパスワードで暗号化されます。できあがった 1 つのファイルを、ご自身のメールソフトで送ってください。
compose-from = あなたのアドレス
compose-subject = 件名
compose-text = 本文
compose-quote = 元のメッセージを引用
compose-quoted = { $date }、{ $name } さんは書きました：
compose-attach = ファイルを添付
compose-remove = 削除
compose-remove-label = { $name } を削除
compose-seal = 返信を封印
compose-sealing = 返信を封印しています… { $percent }
compose-discard = 破棄
compose-discard-sure = すべて破棄しますか？
compose-from-missing = メールアドレスを入力してください（例：name@example.org）。
compose-text-missing = 本文を書くか、ファイルを添付してください。
compose-too-large = ファイルが大きすぎます。合計で { $limit } までです。
compose-failed = 返信を封印できませんでした。{ $why }
composed-heading = 返信が封印されました
composed-note = ファイルを保存し、{ $to } へのメールに添付してください。このメッセージのパスワードで開けます。このページ自体は何も送信しません。
composed-save = ファイルを保存
composed-share = ファイルを共有
composed-draft = メールを下書き
composed-again = 返信を修正
composed-subject = 暗号化された返信
composed-body = 返信は添付ファイルの中にあります。メッセージと同じパスワードで、ウェブブラウザで開けます。
composed-not-shared = ファイルを共有できませんでした。代わりに保存してください。

# Where no script runs, and on paper. These stand in the page itself, not among the script's strings.
noscript-heading = これは暗号化されたメッセージです
noscript-why = ここでは開けません。メールソフトやスマートフォンのプレビューは、このファイルを復号する小さなプログラムを実行しないためです。必要なのはウェブブラウザと、送信者から受け取ったパスワードだけです。アカウントもインストールもインターネット接続も要りません。
noscript-iphone = 共有アイコンをタップし、Edge や Firefox などのブラウザを選びます。Safari は保存したファイルを開けません。ブラウザが表示されない場合は、パソコンを使うか、送信者に PDF を依頼してください。
noscript-android = ダウンロードのアイコンをタップします。次に、ファイルアプリから Chrome または Firefox で開きます。
noscript-computer = ファイルを保存し、ダブルクリックします。Edge、Chrome、Firefox、Safari で開きます。

# Attachments
attachment-count = { $count ->
   *[other] 添付ファイル { $count } 件
}
attachment-open = 開く
attachment-open-label = { $name } を開く
attachment-save = 保存
attachment-save-label = { $name } を保存
attachment-save-all = すべてを ZIP で保存
attachment-save-original = 元のメールを保存
attachment-not-saved = 保存できませんでした：{ $names }。{ $why }
attachment-not-shown = 表示できませんでした：{ $names }。{ $why }
attachment-warning = { $names }：プログラム、スクリプト、Web ページは、開くと害を及ぼすことがあります。この差出人から届く予定だったものだけを保存してください。
attachment-save-anyway = それでも保存
attachment-save-not = 保存しない
viewer-cut = ここには冒頭だけが表示されています。全体を見るにはファイルを保存してください。
viewer-failed = このファイルはここでは表示できません。保存してください。
close = 閉じる
back = 戻る
event-when = 日時
event-where = 場所
event-organizer = 主催者
event-repeats = 繰り返し
event-cancelled = この予定はキャンセルされました。
event-save = カレンダー用に保存
