# The closed page
title = Mensagem cifrada
closed-heading = Tem uma mensagem cifrada
claimed = Parece vir de { $sender }. Só a própria mensagem pode confirmá-lo.
password = Senha
password-note = A que o remetente desta mensagem lhe deu.
password-hint = Dica do remetente: { $hint }
password-show = Mostrar
password-show-label = Mostrar a senha
password-hide = Ocultar
password-missing = Digite a senha.
open = Abrir a mensagem
opening = A abrir a mensagem…
promise = A mensagem é aberta só neste dispositivo: nada do que digita ou lê aqui é enviado. Esta página nunca pede a senha da sua caixa de correio nem de qualquer conta.
language = Idioma

# Why it stays closed
failed-heading = Não é possível abrir esta mensagem
refused-wrong-password = Esta senha não abre a mensagem. Verifique as maiúsculas e o idioma do teclado e tente de novo.
refused-damaged = Este arquivo está danificado ou foi alterado no caminho. Peça ao remetente que o envie de novo.
refused-unsupported = Esta mensagem está selada de um modo que esta página não conhece. Peça ao remetente que a envie de outra forma.
refused-too-large = Esta mensagem exige mais do que esta página aceita fazer. Peça ao remetente que a envie de outra forma.
refused-cut-off = Este arquivo não está completo: falta o fim. Salve-o de novo ou peça ao remetente que o envie de novo.
refused-memory = Este dispositivo ou navegador não tem memória suficiente para esta mensagem. Feche outros programas e tente de novo, ou abra o arquivo num computador.
refused-browser = Este navegador é antigo demais ou não permite decifrar aqui. Abra o arquivo numa versão atual do Firefox, Chrome, Edge ou Safari.

# The open message
message = Mensagem
no-subject = (sem assunto)
header-from = De
header-reply-to = Responder a
header-to = Para
header-cc = Cc
header-date = Data
show-text = Mostrar como texto
print = Imprimir
sealed-at = Selada em { $at }.
sealed-by = Selada por { $by } em { $at }.
sealed-answer = Esta resposta foi selada no navegador de quem a escreveu em { $at }.
note-body-truncated = O texto é muito longo e termina aqui antes do fim. O e-mail original contém-no inteiro.
note-html-simplified = Parte da formatação foi omitida.
note-remote-images-removed = As imagens que seriam carregadas da Internet foram omitidas.
note-signed = O remetente assinou este e-mail digitalmente. A assinatura não é verificada aqui; está no e-mail original.
note-encrypted = O e-mail, ou parte dele, está cifrado mais uma vez e não pode ser mostrado aqui. Salve o e-mail original.
note-partial-structure = O e-mail já estava danificado antes de ser selado. Mostra-se o que se pôde reconhecer.
note-partial-message = Isto é uma parte de um e-mail maior.
note-external-body = Um anexo não faz parte deste e-mail: está noutro lugar.
note-addresses-omitted = Alguns endereços foram omitidos aqui; o e-mail original contém todos.
decrypting-attachments = A decifrar os anexos… { $percent }
decrypting-original = A decifrar o e-mail original… { $percent }
rest-refused = Não é possível abrir os anexos e o e-mail original. { $why }

# Proof of reading
receipt-note = { $to } gostaria de saber que leu esta mensagem. Nada é enviado sem que você mesmo o envie: o botão apenas prepara um e-mail.
receipt-confirm = Confirmar a leitura
receipt-subject = Mensagem lida
receipt-body = Abri e li a sua mensagem cifrada.

# The answer
answer = Responder
compose-heading = A sua resposta
compose-note = É cifrada neste dispositivo, com a mesma senha. O resultado é um arquivo, que você envia com o seu próprio programa de e-mail.
compose-from = O seu endereço
compose-subject = Assunto
compose-text = Texto
compose-quote = Citar a mensagem
compose-quoted = { $name } escreveu em { $date }:
compose-attach = Anexar arquivos
compose-remove = Remover
compose-remove-label = Remover { $name }
compose-seal = Selar a resposta
compose-sealing = A selar a resposta… { $percent }
compose-discard = Descartar
compose-discard-sure = Descartar tudo?
compose-from-missing = Digite o seu endereço de e-mail, por exemplo nome@example.org.
compose-text-missing = Escreva algo ou anexe um arquivo.
compose-too-large = Os arquivos são grandes demais: juntos podem ter { $limit }.
compose-failed = Não foi possível selar a resposta. { $why }
composed-heading = A sua resposta está selada
composed-note = Salve o arquivo e anexe-o a um e-mail para { $to }. Abre com a senha desta mensagem. A própria página não envia nada.
composed-save = Salvar o arquivo
composed-share = Partilhar o arquivo
composed-draft = Preparar o e-mail
composed-again = Alterar a resposta
composed-subject = Resposta cifrada
composed-body = A minha resposta está no arquivo anexo. Abre num navegador com a senha da sua mensagem.
composed-not-shared = Não foi possível partilhar o arquivo. Salve-o em vez disso.

# Where no script runs, and on paper. These stand in the page itself, not among the script's strings.
noscript-heading = Esta é uma mensagem cifrada
noscript-why = Não abre aqui: as pré-visualizações dos programas de e-mail e dos telefones não executam o pequeno programa deste arquivo que a decifra. Precisa de um navegador e da senha que o remetente lhe deu; nenhuma conta, nenhuma instalação, nenhuma ligação à Internet.
noscript-iphone = Toque no símbolo de partilha e escolha um navegador como o Edge ou o Firefox. O Safari não abre arquivos salvos: se não aparecer nenhum navegador, use um computador ou peça um PDF ao remetente.
noscript-android = Toque no símbolo de download. Depois abra o arquivo no aplicativo Arquivos (Files) com o Chrome ou o Firefox.
noscript-computer = Salve o arquivo. Depois clique duas vezes nele; abre no Edge, Chrome, Firefox ou Safari.

# Attachments
attachment-count = { $count ->
    [one] { $count } anexo
    [many] { $count } anexos
   *[other] { $count } anexos
}
attachment-open = Abrir
attachment-open-label = Abrir { $name }
attachment-save = Salvar
attachment-save-label = Salvar { $name }
attachment-save-all = Salvar tudo como ZIP
attachment-save-original = Salvar o e-mail original
attachment-not-saved = Não salvo: { $names }. { $why }
attachment-not-shown = Não mostrado: { $names }. { $why }
attachment-warning = { $names }: programas, scripts e páginas web podem causar danos ao serem abertos. Salve apenas se você esperava isto deste remetente.
attachment-save-anyway = Salvar mesmo assim
attachment-save-not = Não salvar
viewer-cut = Aqui só aparece o início. Salve o arquivo para ver tudo.
viewer-failed = Este arquivo não pode ser mostrado aqui. Salve-o.
close = Fechar
back = Voltar
event-when = Quando
event-where = Onde
event-organizer = Organizador
event-repeats = repete
event-cancelled = Este evento foi cancelado.
event-save = Salvar para a agenda
