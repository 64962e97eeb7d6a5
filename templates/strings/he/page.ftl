# The closed page
title = הודעה מוצפנת
closed-heading = יש לך הודעה מוצפנת
claimed = נראה שהיא הגיעה מאת { $sender }. רק ההודעה עצמה תוכל לאשר זאת.
password = סיסמה
password-note = הסיסמה שקיבלת משולח ההודעה.
password-hint = רמז מהשולח: { $hint }
password-show = הצגה
password-show-label = הצגה של הסיסמה
password-hide = הסתרה
password-missing = נא להקליד את הסיסמה.
open = פתיחת ההודעה
opening = ההודעה נפתחת…
promise = ההודעה נפתחת במכשיר הזה בלבד: שום דבר שמקלידים או קוראים כאן אינו נשלח לשום מקום. הדף הזה לעולם אינו מבקש את הסיסמה של תיבת הדואר או של חשבון כלשהו.
language = שפה

# Why it stays closed
failed-heading = לא ניתן לפתוח את ההודעה
refused-wrong-password = הסיסמה הזאת אינה פותחת את ההודעה. יש לבדוק אותיות גדולות ואת שפת המקלדת ולנסות שוב.
refused-damaged = הקובץ פגום או שונה בדרך. יש לבקש מהשולח לשלוח אותו שוב.
refused-unsupported = ההודעה חתומה בדרך שהדף הזה אינו מכיר. יש לבקש מהשולח לשלוח אותה בדרך אחרת.
refused-too-large = ההודעה דורשת יותר ממה שהדף הזה מוכן לבצע. יש לבקש מהשולח לשלוח אותה בדרך אחרת.
refused-cut-off = הקובץ אינו שלם: סופו חסר. יש לשמור אותו שוב, או לבקש מהשולח לשלוח אותו שוב.
refused-memory = אין במכשיר או בדפדפן מספיק זיכרון להודעה הזאת. יש לסגור תוכנות אחרות ולנסות שוב, או לפתוח את הקובץ במחשב.
refused-browser = הדפדפן ישן מדי או שאינו מאפשר פענוח כאן. יש לפתוח את הקובץ בגרסה עדכנית של Firefox, Chrome, Edge או Safari.

# The open message
message = הודעה
no-subject = (ללא נושא)
header-from = מאת
header-reply-to = מענה אל
header-to = אל
header-cc = עותק
header-date = תאריך
show-text = הצגה כטקסט פשוט
print = הדפסה
sealed-at = נחתמה ב־{ $at }.
sealed-by = נחתמה בידי { $by } ב־{ $at }.
sealed-answer = התשובה נחתמה בדפדפן של כותבה ב־{ $at }.
note-body-truncated = הטקסט ארוך מאוד ומסתיים כאן לפני סופו. הדואר המקורי מכיל את כולו.
note-html-simplified = חלק מהעיצוב הושמט.
note-remote-images-removed = תמונות שהיו נטענות מהאינטרנט הושמטו.
note-signed = השולח חתם על הדואר דיגיטלית. החתימה אינה נבדקת כאן; היא נמצאת בדואר המקורי.
note-encrypted = הדואר או חלק ממנו מוצפן פעם נוספת ולא ניתן להציגו כאן. יש לשמור את הדואר המקורי.
note-partial-structure = הדואר היה פגום עוד לפני שנחתם. מוצג מה שהיה אפשר לזהות.
note-partial-message = זהו חלק מדואר גדול יותר.
note-external-body = קובץ מצורף אחד אינו חלק מהדואר הזה: הוא שמור במקום אחר.
note-addresses-omitted = חלק מהכתובות הושמטו כאן; הדואר המקורי מכיל את כולן.
decrypting-attachments = הקבצים המצורפים מפוענחים… { $percent }
decrypting-original = הדואר המקורי מפוענח… { $percent }
rest-refused = לא ניתן לפתוח את הקבצים המצורפים ואת הדואר המקורי. { $why }

# Proof of reading
receipt-note = { $to } מעוניין לדעת שקראת את ההודעה. שום דבר אינו נשלח אלא אם שולחים בעצמך: הכפתור רק מכין טיוטה.
receipt-confirm = אישור קריאה
receipt-subject = ההודעה נקראה
receipt-body = פתחתי וקראתי את ההודעה המוצפנת.

# The answer
answer = תשובה
compose-heading = התשובה שלך
compose-note = היא מוצפנת במכשיר הזה, באותה סיסמה. מתקבל קובץ אחד, ששולחים בתוכנת הדואר הרגילה.
compose-from = הכתובת שלך
compose-subject = נושא
compose-text = טקסט
compose-quote = ציטוט ההודעה
compose-quoted = { $name } כתב/ה ב־{ $date }:
compose-attach = צירוף קבצים
compose-remove = הסרה
compose-remove-label = הסרה: { $name }
compose-seal = חתימת התשובה
compose-sealing = התשובה נחתמת… { $percent }
compose-discard = ביטול
compose-discard-sure = לבטל הכול?
compose-from-missing = נא להקליד את כתובת הדואר שלך, למשל name@example.org.
compose-text-missing = נא לכתוב משהו או לצרף קובץ.
compose-too-large = הקבצים גדולים מדי: יחד הם יכולים להיות { $limit }.
compose-failed = לא ניתן היה לחתום את התשובה. { $why }
composed-heading = התשובה שלך חתומה
composed-note = יש לשמור את הקובץ ולצרף אותו לדואר אל { $to }. הוא נפתח בסיסמה של ההודעה הזאת. הדף עצמו אינו שולח דבר.
composed-save = שמירת הקובץ
composed-share = שיתוף הקובץ
composed-draft = הכנת הדואר
composed-again = שינוי התשובה
composed-subject = תשובה מוצפנת
composed-body = התשובה שלי נמצאת בקובץ המצורף. הוא נפתח בדפדפן בסיסמה של ההודעה שלך.
composed-not-shared = לא ניתן היה לשתף את הקובץ. אפשר לשמור אותו במקום זאת.

# Where no script runs, and on paper. These stand in the page itself, not among the script's strings.
noscript-heading = זוהי הודעה מוצפנת
noscript-why = היא אינה נפתחת כאן: תצוגות מקדימות בתוכנות דואר ובטלפונים אינן מריצות את התוכנה הקטנה שבקובץ, שמפענחת אותה. נדרשים דפדפן והסיסמה שקיבלת מהשולח; בלי חשבון, בלי התקנה ובלי חיבור לאינטרנט.
noscript-iphone = יש להקיש על סמל השיתוף ולבחור דפדפן כגון Edge או Firefox. Safari אינו פותח קבצים שמורים: אם לא מוצע דפדפן, יש להשתמש במחשב או לבקש מהשולח קובץ PDF.
noscript-android = יש להקיש על סמל ההורדה, ואז לפתוח את הקובץ ביישום הקבצים באמצעות Chrome או Firefox.
noscript-computer = יש לשמור את הקובץ וללחוץ עליו פעמיים; הוא ייפתח ב־Edge, ב־Chrome, ב־Firefox או ב־Safari.

# Attachments
attachment-count = { $count ->
    [one] קובץ מצורף אחד
    [two] שני קבצים מצורפים
   *[other] { $count } קבצים מצורפים
}
attachment-open = פתיחה
attachment-open-label = פתיחה: { $name }
attachment-save = שמירה
attachment-save-label = שמירה: { $name }
attachment-save-all = שמירת הכול כ־ZIP
attachment-save-original = שמירת הדואר המקורי
attachment-not-saved = לא נשמר: { $names }. { $why }
attachment-not-shown = לא הוצג: { $names }. { $why }
attachment-warning = { $names }: תוכניות, סקריפטים ודפי אינטרנט עלולים לגרום נזק כשפותחים אותם. יש לשמור רק אם ציפית לכך מהשולח הזה.
attachment-save-anyway = שמירה בכל זאת
attachment-save-not = לא לשמור
viewer-cut = כאן מוצגת רק ההתחלה. כדי לראות הכול, יש לשמור את הקובץ.
viewer-failed = אי אפשר להציג כאן את הקובץ הזה. אפשר לשמור אותו.
close = סגירה
back = חזרה
event-when = מתי
event-where = איפה
event-organizer = מארגן
event-repeats = חוזר
event-cancelled = האירוע הזה בוטל.
event-save = שמירה ליומן
