subject = Mensagem cifrada
heading = Você tem uma mensagem cifrada
from = { $sender } enviou uma mensagem cifrada para você. Ela está no arquivo anexo.
from-nobody = Uma mensagem cifrada foi enviada para você. Ela está no arquivo anexo.
open-html = Salve { $file } e abra o arquivo num navegador como o Firefox, o Chrome, o Edge ou o Safari.
open-pdf = Abra { $file } num leitor de PDF.
open-both = Há dois arquivos com a mesma mensagem, para que você possa escolher: abra { $html } num navegador ou { $pdf } num leitor de PDF.
password = Depois digite a senha que o remetente lhe deu.
password-number = É a senha nº { $number }, que você tem desde { $date }.
password-number-for = Para { $address }, é a senha nº { $number }, que você tem desde { $date }.
hint = Dica do remetente: { $hint }
answer = Na página do navegador, você também pode responder de forma cifrada.
promise = O arquivo é aberto no seu dispositivo, sem Internet. Ele nunca pede a senha da sua caixa de correio nem de qualquer conta.
sealed-by = Cifrada por { $organisation }.

# The notice to the sender
notice-subject = Senhas para a sua mensagem cifrada
notice-heading = A sua mensagem é enviada de forma cifrada
notice-tell = Informe a senha a cada destinatário por outro meio que não o e-mail, de preferência por telefone.
notice-each = { $address }: { $password }
notice-keep = Os seus destinatários podem abrir esta mensagem, e as próximas que você enviar, com a mesma senha até que ela seja alterada. Não encaminhe este aviso.
notice-once = Esta senha vale só para esta mensagem. Não encaminhe este aviso.
