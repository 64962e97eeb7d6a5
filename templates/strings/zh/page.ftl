# The closed page
title = 加密邮件
closed-heading = 您有一封加密邮件
claimed = 看起来来自 { $sender }。是否属实，须由邮件本身证明。
password = 密码
password-note = 此邮件的发件人给您的密码。
password-hint = 发件人的提示：{ $hint }
password-show = 显示
password-show-label = 显示密码
password-hide = 隐藏
password-missing = 请输入密码。
open = 打开邮件
opening = 正在打开邮件…
promise = 邮件只在此设备上打开：您在此输入或阅读的任何内容都不会发送到任何地方。此页面绝不会索要您的邮箱或任何账户的密码。
language = 语言

# Why it stays closed
failed-heading = 无法打开此邮件
refused-wrong-password = 此密码无法打开邮件。请检查大小写和键盘语言，然后重试。
refused-damaged = 此文件已损坏，或在传输途中被更改。请让发件人重新发送。
refused-unsupported = 此邮件的封装方式是此页面不支持的。请让发件人以其他方式发送。
refused-too-large = 此邮件的要求超出了此页面允许的范围。请让发件人以其他方式发送。
refused-cut-off = 此文件不完整：缺少末尾。请重新保存，或让发件人重新发送。
refused-memory = 此设备或浏览器的内存不足以打开此邮件。请关闭其他程序后重试，或在电脑上打开文件。
refused-browser = 此浏览器版本过旧，或不允许在此解密。请用最新的 Firefox、Chrome、Edge 或 Safari 打开文件。

# The open message
message = 邮件
no-subject = （无主题）
header-from = 发件人
header-reply-to = 回复至
header-to = 收件人
header-cc = 抄送
header-date = 日期
show-text = 以纯文本显示
print = 打印
sealed-at = 封装于 { $at }。
sealed-by = 由 { $by } 封装于 { $at }。
sealed-answer = 此回复于 { $at } 在作者的浏览器中封装。
note-body-truncated = 正文很长，在此提前结束。原始邮件中有全文。
note-html-simplified = 部分格式已省略。
note-remote-images-removed = 本应从互联网加载的图片已省略。
note-signed = 发件人对此邮件进行了数字签名。此处不验证签名；签名在原始邮件中。
note-encrypted = 邮件的全部或一部分经过再次加密，无法在此显示。请保存原始邮件。
note-partial-structure = 邮件在封装前已损坏。此处显示能够识别的部分。
note-partial-message = 这是一封较大邮件的一部分。
note-external-body = 有一个附件不在此邮件中，而是存放在别处。
note-addresses-omitted = 此处省略了部分地址；原始邮件中有全部地址。
decrypting-attachments = 正在解密附件… { $percent }
decrypting-original = 正在解密原始邮件… { $percent }
rest-refused = 无法打开附件和原始邮件。{ $why }

# Proof of reading
receipt-note = { $to } 希望知道您已阅读此邮件。除非您亲自发送，否则不会发送任何内容：按钮只会起草一封邮件。
receipt-confirm = 确认已读
receipt-subject = 邮件已读
receipt-body = 我已打开并阅读您的加密邮件。

# The answer
answer = 回复
compose-heading = 您的回复
compose-note = 回复在此设备上用同一密码加密，生成一个文件，由您用自己的邮件程序发送。
compose-from = 您的地址
compose-subject = 主题
compose-text = 正文
compose-quote = 引用邮件
compose-quoted = { $name } 于 { $date } 写道：
compose-attach = 添加附件
compose-remove = 移除
compose-remove-label = 移除 { $name }
compose-seal = 封装回复
compose-sealing = 正在封装回复… { $percent }
compose-discard = 放弃
compose-discard-sure = 全部放弃？
compose-from-missing = 请输入您的邮件地址，例如 name@example.org。
compose-text-missing = 请写点内容，或添加一个文件。
compose-too-large = 文件过大：总共不得超过 { $limit }。
compose-failed = 无法封装回复。{ $why }
composed-heading = 您的回复已封装
composed-note = 请保存文件，并将其附在发给 { $to } 的邮件中。它用此邮件的密码打开。此页面本身不发送任何内容。
composed-save = 保存文件
composed-share = 共享文件
composed-draft = 起草邮件
composed-again = 修改回复
composed-subject = 加密回复
composed-body = 我的回复在附件中。请在网页浏览器中用您邮件的密码打开。
composed-not-shared = 无法共享文件。请改为保存。

# Where no script runs, and on paper. These stand in the page itself, not among the script's strings.
noscript-heading = 这是一封加密邮件
noscript-why = 此处无法打开：邮件程序和手机中的预览不会运行此文件中用于解密的小程序。您需要网页浏览器和发件人给您的密码；无需账户、无需安装、无需联网。
noscript-iphone = 轻点共享图标，选择 Edge 或 Firefox 等浏览器。Safari 无法打开已保存的文件：如果没有可选的浏览器，请使用电脑，或请发件人提供 PDF。
noscript-android = 轻点下载图标，然后在“文件”应用中用 Chrome 或 Firefox 打开文件。
noscript-computer = 保存文件，然后双击它；它会在 Edge、Chrome、Firefox 或 Safari 中打开。

# Attachments
attachment-count = { $count ->
   *[other] { $count } 个附件
}
attachment-open = 打开
attachment-open-label = 打开 { $name }
attachment-save = 保存
attachment-save-label = 保存 { $name }
attachment-save-all = 全部保存为 ZIP
attachment-save-original = 保存原始邮件
attachment-not-saved = 未保存：{ $names }。{ $why }
attachment-not-shown = 未显示：{ $names }。{ $why }
attachment-warning = { $names }：程序、脚本和网页在打开时可能造成危害。仅当您预期会从此发件人收到它时才保存。
attachment-save-anyway = 仍然保存
attachment-save-not = 不保存
viewer-cut = 此处仅显示开头部分。保存文件即可查看全部内容。
viewer-failed = 无法在此显示此文件。请改为保存。
close = 关闭
back = 返回
event-when = 时间
event-where = 地点
event-organizer = 组织者
event-repeats = 重复
event-cancelled = 此活动已取消。
event-save = 保存到日历
