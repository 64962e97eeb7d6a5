subject = Şifreli ileti
heading = Şifreli bir iletiniz var
from = { $sender } size şifreli bir ileti gönderdi. İleti ekteki dosyada.
from-nobody = Size şifreli bir ileti gönderildi. İleti ekteki dosyada.
open-html = { $file } dosyasını kaydedin ve Firefox, Chrome, Edge veya Safari gibi bir web tarayıcısında açın.
open-pdf = { $file } dosyasını bir PDF okuyucuda açın.
open-both = Aynı iletiyi içeren iki dosya var, istediğinizi seçebilirsiniz: { $html } dosyasını bir web tarayıcısında veya { $pdf } dosyasını bir PDF okuyucuda açın.
password = Sonra gönderenin size verdiği parolayı yazın.
password-number = Bu, { $date } tarihinden beri sizde olan { $number } numaralı paroladır.
password-number-for = { $address } için bu, { $date } tarihinden beri sizde olan { $number } numaralı paroladır.
hint = Gönderenin ipucu: { $hint }
answer = Tarayıcıdaki sayfada şifreli yanıt da yazabilirsiniz.
promise = Dosya, internet olmadan kendi aygıtınızda açılır. Posta kutunuzun veya herhangi bir hesabın parolasını asla sormaz.
sealed-by = Şifreleyen: { $organisation }.

# The notice to the sender
notice-subject = Şifreli iletiniz için parolalar
notice-heading = İletiniz şifreli olarak gönderiliyor
notice-tell = Parolayı her alıcıya e-posta dışında bir yolla, en iyisi telefonla bildirin.
notice-each = { $address }: { $password }
notice-keep = Alıcılarınız bu iletiyi ve sizden gelecek sonraki iletileri, parola değiştirilene kadar aynı parolayla açabilir. Bu bildirimi başkasına iletmeyin.
notice-once = Bu parola yalnızca bu ileti içindir. Bu bildirimi başkasına iletmeyin.
