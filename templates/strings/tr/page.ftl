# The closed page
title = Şifreli ileti
closed-heading = Şifreli bir iletiniz var
claimed = { $sender } tarafından gönderilmiş görünüyor. Öyle olup olmadığını iletinin kendisi gösterir.
password = Parola
password-note = Bu iletiyi gönderenin size verdiği parola.
password-hint = Gönderenin ipucu: { $hint }
password-show = Göster
password-show-label = Parolayı göster
password-hide = Gizle
password-missing = Lütfen parolayı yazın.
open = İletiyi aç
opening = İleti açılıyor…
promise = İleti yalnızca bu aygıtta açılır: burada yazdığınız veya okuduğunuz hiçbir şey hiçbir yere gönderilmez. Bu sayfa posta kutunuzun veya herhangi bir hesabın parolasını asla sormaz.
language = Dil

# Why it stays closed
failed-heading = Bu ileti açılamıyor
refused-wrong-password = Bu parola iletiyi açmıyor. Büyük harfleri ve klavye dilini denetleyip yeniden deneyin.
refused-damaged = Bu dosya bozulmuş veya yolda değiştirilmiş. Gönderenden yeniden göndermesini isteyin.
refused-unsupported = Bu ileti, bu sayfanın bilmediği bir biçimde mühürlenmiş. Gönderenden başka bir yolla göndermesini isteyin.
refused-too-large = Bu ileti, bu sayfanın yapmaya hazır olduğundan fazlasını istiyor. Gönderenden başka bir yolla göndermesini isteyin.
refused-cut-off = Bu dosya tam değil: sonu eksik. Yeniden kaydedin veya gönderenden yeniden göndermesini isteyin.
refused-memory = Bu aygıtta veya tarayıcıda bu ileti için yeterli bellek yok. Başka programları kapatıp yeniden deneyin veya dosyayı bir bilgisayarda açın.
refused-browser = Bu tarayıcı çok eski veya burada şifre çözmeye izin vermiyor. Dosyayı güncel bir Firefox, Chrome, Edge veya Safari ile açın.

# The open message
message = İleti
no-subject = (konu yok)
header-from = Kimden
header-reply-to = Yanıt adresi
header-to = Kime
header-cc = Bilgi
header-date = Tarih
show-text = Düz metin olarak göster
print = Yazdır
sealed-at = Mühürlenme: { $at }.
sealed-by = Mühürleyen: { $by }, { $at }.
sealed-answer = Bu yanıt, yazanın tarayıcısında mühürlendi: { $at }.
note-body-truncated = Metin çok uzun ve burada erken bitiyor. Tamamı özgün postada.
note-html-simplified = Biçimlendirmenin bir bölümü çıkarıldı.
note-remote-images-removed = İnternetten yüklenecek olan resimler çıkarıldı.
note-signed = Gönderen bu postayı dijital olarak imzaladı. İmza burada denetlenmez; özgün postada bulunur.
note-encrypted = Posta veya bir bölümü bir kez daha şifrelenmiş ve burada gösterilemiyor. Özgün postayı kaydedin.
note-partial-structure = Posta mühürlenmeden önce bozulmuştu. Tanınabilen bölümler gösteriliyor.
note-partial-message = Bu, daha büyük bir postanın bir parçasıdır.
note-external-body = Eklerden biri bu postada değil: başka bir yerde tutuluyor.
note-addresses-omitted = Bazı adresler burada çıkarıldı; özgün postada hepsi var.
decrypting-attachments = Eklerin şifresi çözülüyor… { $percent }
decrypting-original = Özgün postanın şifresi çözülüyor… { $percent }
rest-refused = Ekler ve özgün posta açılamıyor. { $why }

# Proof of reading
receipt-note = { $to }, bu iletiyi okuduğunuzu bilmek istiyor. Siz göndermedikçe hiçbir şey gönderilmez: düğme yalnızca bir posta taslağı hazırlar.
receipt-confirm = Okuduğumu onayla
receipt-subject = İleti okundu
receipt-body = Şifreli iletinizi açtım ve okudum.

# The answer
answer = Yanıtla
compose-heading = Yanıtınız
compose-note = Bu aygıtta aynı parolayla şifrelenir. Ortaya çıkan tek dosyayı kendi posta programınızla gönderirsiniz.
compose-from = Adresiniz
compose-subject = Konu
compose-text = Metin
compose-quote = İletiyi alıntıla
compose-quoted = { $name }, { $date } tarihinde yazdı:
compose-attach = Dosya ekle
compose-remove = Kaldır
compose-remove-label = Kaldır: { $name }
compose-seal = Yanıtı mühürle
compose-sealing = Yanıt mühürleniyor… { $percent }
compose-discard = Vazgeç
compose-discard-sure = Her şey silinsin mi?
compose-from-missing = Lütfen posta adresinizi yazın, örneğin ad@example.org.
compose-text-missing = Lütfen bir şey yazın veya bir dosya ekleyin.
compose-too-large = Dosyalar çok büyük: toplam en fazla { $limit } olabilir.
compose-failed = Yanıt mühürlenemedi. { $why }
composed-heading = Yanıtınız mühürlendi
composed-note = Dosyayı kaydedin ve { $to } adresine bir postaya ekleyin. Bu iletinin parolasıyla açılır. Sayfanın kendisi hiçbir şey göndermez.
composed-save = Dosyayı kaydet
composed-share = Dosyayı paylaş
composed-draft = Postayı hazırla
composed-again = Yanıtı değiştir
composed-subject = Şifreli yanıt
composed-body = Yanıtım ekteki dosyada. İletinizin parolasıyla bir web tarayıcısında açılır.
composed-not-shared = Dosya paylaşılamadı. Bunun yerine kaydedin.

# Where no script runs, and on paper. These stand in the page itself, not among the script's strings.
noscript-heading = Bu şifreli bir iletidir
noscript-why = Burada açılmaz: posta programlarındaki ve telefonlardaki önizlemeler, bu dosyada şifreyi çözen küçük programı çalıştırmaz. Bir web tarayıcısı ve gönderenin verdiği parola yeterlidir; hesap, kurulum veya internet bağlantısı gerekmez.
noscript-iphone = Paylaş simgesine dokunun ve Edge veya Firefox gibi bir tarayıcı seçin. Safari kayıtlı dosyaları açmaz: tarayıcı sunulmuyorsa bilgisayar kullanın veya gönderenden PDF isteyin.
noscript-android = İndirme simgesine dokunun. Sonra dosyayı Dosyalar uygulamasında Chrome veya Firefox ile açın.
noscript-computer = Dosyayı kaydedin. Sonra çift tıklayın; Edge, Chrome, Firefox veya Safari ile açılır.

# Attachments
attachment-count = { $count ->
    [one] { $count } ek
   *[other] { $count } ek
}
attachment-open = Aç
attachment-open-label = { $name } dosyasını aç
attachment-save = Kaydet
attachment-save-label = Kaydet: { $name }
attachment-save-all = Tümünü ZIP olarak kaydet
attachment-save-original = Özgün postayı kaydet
attachment-not-saved = Kaydedilmedi: { $names }. { $why }
attachment-not-shown = Gösterilmedi: { $names }. { $why }
attachment-warning = { $names }: programlar, betikler ve web sayfaları açıldığında zarar verebilir. Yalnızca bu gönderenden bekliyorsanız kaydedin.
attachment-save-anyway = Yine de kaydet
attachment-save-not = Kaydetme
viewer-cut = Burada yalnızca başı gösteriliyor. Tümünü görmek için dosyayı kaydedin.
viewer-failed = Bu dosya burada gösterilemiyor. Bunun yerine kaydedin.
close = Kapat
back = Geri
event-when = Ne zaman
event-where = Nerede
event-organizer = Düzenleyen
event-repeats = yineleniyor
event-cancelled = Bu etkinlik iptal edildi.
event-save = Takvim için kaydet
