# The closed page
title = رسالة مشفّرة
closed-heading = لديك رسالة مشفّرة
claimed = يبدو أنها من { $sender }. والرسالة نفسها هي التي تؤكد ذلك.
password = كلمة المرور
password-note = الكلمة التي أعطاك إياها مرسل هذه الرسالة.
password-hint = تلميح من المرسل: { $hint }
password-show = إظهار
password-show-label = إظهار كلمة المرور
password-hide = إخفاء
password-missing = يرجى كتابة كلمة المرور.
open = فتح الرسالة
opening = جارٍ فتح الرسالة…
promise = تُفتح الرسالة على هذا الجهاز فقط: لا يُرسل أي شيء تكتبه أو تقرؤه هنا إلى أي مكان. ولا تطلب هذه الصفحة أبدًا كلمة مرور بريدك أو أي حساب.
language = اللغة

# Why it stays closed
failed-heading = لا يمكن فتح هذه الرسالة
refused-wrong-password = كلمة المرور هذه لا تفتح الرسالة. تحقّق من الأحرف الكبيرة ولغة لوحة المفاتيح، ثم حاول مرة أخرى.
refused-damaged = هذا الملف تالف أو جرى تغييره في الطريق. اطلب من المرسل إرساله مرة أخرى.
refused-unsupported = هذه الرسالة مختومة بطريقة لا تعرفها هذه الصفحة. اطلب من المرسل إرسالها بطريقة أخرى.
refused-too-large = تتطلب هذه الرسالة أكثر مما تسمح به هذه الصفحة. اطلب من المرسل إرسالها بطريقة أخرى.
refused-cut-off = هذا الملف غير مكتمل: نهايته مفقودة. احفظه مرة أخرى أو اطلب من المرسل إرساله مرة أخرى.
refused-memory = لا توجد في هذا الجهاز أو المتصفح ذاكرة كافية لهذه الرسالة. أغلق البرامج الأخرى وحاول مرة أخرى، أو افتح الملف على حاسوب.
refused-browser = هذا المتصفح قديم جدًا أو لا يسمح بفك التشفير هنا. افتح الملف في إصدار حديث من Firefox أو Chrome أو Edge أو Safari.

# The open message
message = الرسالة
no-subject = (بلا موضوع)
header-from = من
header-reply-to = الرد إلى
header-to = إلى
header-cc = نسخة
header-date = التاريخ
show-text = عرض كنص عادي
print = طباعة
sealed-at = خُتمت في { $at }.
sealed-by = ختمها { $by } في { $at }.
sealed-answer = خُتم هذا الرد في متصفح كاتبه في { $at }.
note-body-truncated = النص طويل جدًا وينتهي هنا قبل تمامه. البريد الأصلي يحتوي عليه كاملًا.
note-html-simplified = حُذف بعض التنسيق.
note-remote-images-removed = حُذفت الصور التي كانت ستُحمَّل من الإنترنت.
note-signed = وقّع المرسل هذا البريد رقميًا. لا يُتحقق من التوقيع هنا، وهو موجود في البريد الأصلي.
note-encrypted = البريد أو جزء منه مشفّر مرة أخرى ولا يمكن عرضه هنا. احفظ البريد الأصلي.
note-partial-structure = كان البريد معطوبًا قبل ختمه. يُعرض ما أمكن التعرف عليه.
note-partial-message = هذا جزء من بريد أكبر.
note-external-body = أحد المرفقات ليس جزءًا من هذا البريد، بل محفوظ في مكان آخر.
note-addresses-omitted = حُذفت بعض العناوين هنا، والبريد الأصلي يحتوي عليها كلها.
decrypting-attachments = جارٍ فك تشفير المرفقات… { $percent }
decrypting-original = جارٍ فك تشفير البريد الأصلي… { $percent }
rest-refused = لا يمكن فتح المرفقات والبريد الأصلي. { $why }

# Proof of reading
receipt-note = يود { $to } أن يعرف أنك قرأت هذه الرسالة. لا يُرسل شيء إلا إذا أرسلته بنفسك: الزر يُعدّ مسودة بريد فقط.
receipt-confirm = تأكيد القراءة
receipt-subject = قُرئت الرسالة
receipt-body = فتحتُ رسالتك المشفّرة وقرأتها.

# The answer
answer = الرد
compose-heading = ردّك
compose-note = يُشفَّر على هذا الجهاز بكلمة المرور نفسها. والناتج ملف واحد ترسله ببرنامج بريدك.
compose-from = عنوانك
compose-subject = الموضوع
compose-text = النص
compose-quote = اقتباس الرسالة
compose-quoted = كتب { $name } في { $date }:
compose-attach = إرفاق ملفات
compose-remove = إزالة
compose-remove-label = إزالة { $name }
compose-seal = ختم الرد
compose-sealing = جارٍ ختم الرد… { $percent }
compose-discard = تجاهل
compose-discard-sure = تجاهل كل شيء؟
compose-from-missing = يرجى كتابة عنوان بريدك، مثل name@example.org.
compose-text-missing = يرجى كتابة شيء أو إرفاق ملف.
compose-too-large = الملفات كبيرة جدًا: الحد الأقصى لمجموعها { $limit }.
compose-failed = تعذّر ختم الرد. { $why }
composed-heading = ردّك مختوم
composed-note = احفظ الملف وأرفقه ببريد إلى { $to }. يُفتح بكلمة مرور هذه الرسالة. الصفحة نفسها لا ترسل شيئًا.
composed-save = حفظ الملف
composed-share = مشاركة الملف
composed-draft = إعداد البريد
composed-again = تعديل الرد
composed-subject = رد مشفّر
composed-body = ردّي في الملف المرفق. يُفتح في متصفح ويب بكلمة مرور رسالتك.
composed-not-shared = تعذّرت مشاركة الملف. احفظه بدلًا من ذلك.

# Where no script runs, and on paper. These stand in the page itself, not among the script's strings.
noscript-heading = هذه رسالة مشفّرة
noscript-why = لا تُفتح هنا: فالمعاينة في برامج البريد والهواتف لا تشغّل البرنامج الصغير الذي يفك تشفيرها في هذا الملف. تحتاج إلى متصفح ويب وكلمة المرور التي أعطاك إياها المرسل؛ لا حساب ولا تثبيت ولا اتصال بالإنترنت.
noscript-iphone = اضغط رمز المشاركة واختر متصفحًا مثل Edge أو Firefox. لا يفتح Safari الملفات المحفوظة: إن لم يظهر متصفح فاستخدم حاسوبًا أو اطلب من المرسل ملف PDF.
noscript-android = اضغط رمز التنزيل. ثم افتح الملف من تطبيق الملفات باستخدام Chrome أو Firefox.
noscript-computer = احفظ الملف. ثم انقر عليه نقرًا مزدوجًا؛ يُفتح في Edge أو Chrome أو Firefox أو Safari.

# Attachments
attachment-count = { $count ->
    [zero] لا مرفقات
    [one] مرفق واحد
    [two] مرفقان
    [few] { $count } مرفقات
    [many] { $count } مرفقًا
   *[other] { $count } مرفق
}
attachment-open = فتح
attachment-open-label = فتح { $name }
attachment-save = حفظ
attachment-save-label = حفظ { $name }
attachment-save-all = حفظ الكل كملف ZIP
attachment-save-original = حفظ البريد الأصلي
attachment-not-saved = لم يُحفظ: { $names }. { $why }
attachment-not-shown = لم يُعرض: { $names }. { $why }
attachment-warning = { $names }: قد تسبب البرامج والنصوص البرمجية وصفحات الويب ضررًا عند فتحها. لا تحفظ هذا إلا إذا كنت تتوقعه من هذا المرسل.
attachment-save-anyway = حفظ على أي حال
attachment-save-not = عدم الحفظ
viewer-cut = تظهر هنا البداية فقط. احفظ الملف لرؤيته كاملًا.
viewer-failed = لا يمكن عرض هذا الملف هنا. احفظه بدلًا من ذلك.
close = إغلاق
back = رجوع
event-when = متى
event-where = أين
event-organizer = المنظِّم
event-repeats = يتكرر
event-cancelled = أُلغي هذا الحدث.
event-save = حفظ للتقويم
