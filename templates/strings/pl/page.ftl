# The closed page
title = Zaszyfrowana wiadomość
closed-heading = Masz zaszyfrowaną wiadomość
claimed = Wygląda na to, że nadawcą jest { $sender }. Czy tak jest, musi pokazać sama wiadomość.
password = Hasło
password-note = To, które podał nadawca tej wiadomości.
password-hint = Podpowiedź nadawcy: { $hint }
password-show = Pokaż
password-show-label = Pokaż hasło
password-hide = Ukryj
password-missing = Wpisz hasło.
open = Otwórz wiadomość
opening = Otwieranie wiadomości…
promise = Wiadomość jest otwierana tylko na tym urządzeniu: nic, co tu wpisujesz lub czytasz, nie jest nigdzie wysyłane. Ta strona nigdy nie prosi o hasło do skrzynki pocztowej ani do żadnego konta.
language = Język

# Why it stays closed
failed-heading = Nie można otworzyć tej wiadomości
refused-wrong-password = To hasło nie otwiera wiadomości. Sprawdź wielkość liter i język klawiatury, a potem spróbuj ponownie.
refused-damaged = Ten plik jest uszkodzony albo został zmieniony po drodze. Poproś nadawcę o ponowne wysłanie.
refused-unsupported = Ta wiadomość jest zapieczętowana w sposób nieznany tej stronie. Poproś nadawcę o wysłanie jej inaczej.
refused-too-large = Ta wiadomość wymaga więcej, niż ta strona może wykonać. Poproś nadawcę o wysłanie jej inaczej.
refused-cut-off = Ten plik nie jest kompletny: brakuje końca. Zapisz go ponownie albo poproś nadawcę o ponowne wysłanie.
refused-memory = To urządzenie lub przeglądarka ma za mało pamięci na tę wiadomość. Zamknij inne programy i spróbuj ponownie albo otwórz plik na komputerze.
refused-browser = Ta przeglądarka jest za stara albo nie pozwala tu na odszyfrowanie. Otwórz plik w aktualnej wersji Firefox, Chrome, Edge lub Safari.

# The open message
message = Wiadomość
no-subject = (bez tematu)
header-from = Od
header-reply-to = Odpowiedź do
header-to = Do
header-cc = DW
header-date = Data
show-text = Pokaż jako zwykły tekst
print = Drukuj
sealed-at = Zapieczętowano: { $at }.
sealed-by = Zapieczętowano przez: { $by }, { $at }.
sealed-answer = Ta odpowiedź została zapieczętowana w przeglądarce autora: { $at }.
note-body-truncated = Tekst jest bardzo długi i kończy się tu przedwcześnie. Oryginalna wiadomość zawiera całość.
note-html-simplified = Część formatowania pominięto.
note-remote-images-removed = Pominięto obrazy, które zostałyby pobrane z internetu.
note-signed = Nadawca podpisał tę wiadomość cyfrowo. Podpis nie jest tu sprawdzany; zawiera go oryginalna wiadomość.
note-encrypted = Wiadomość lub jej część jest zaszyfrowana jeszcze raz i nie można jej tu pokazać. Zapisz oryginalną wiadomość.
note-partial-structure = Wiadomość była uszkodzona jeszcze przed zapieczętowaniem. Pokazano to, co udało się rozpoznać.
note-partial-message = To jest część większej wiadomości.
note-external-body = Jeden z załączników nie należy do tej wiadomości: znajduje się gdzie indziej.
note-addresses-omitted = Niektóre adresy tu pominięto; oryginalna wiadomość zawiera wszystkie.
decrypting-attachments = Odszyfrowywanie załączników… { $percent }
decrypting-original = Odszyfrowywanie oryginalnej wiadomości… { $percent }
rest-refused = Nie można otworzyć załączników ani oryginalnej wiadomości. { $why }

# Proof of reading
receipt-note = { $to } chce wiedzieć, że ta wiadomość została przeczytana. Nic nie zostanie wysłane bez twojego udziału: przycisk tylko przygotowuje e-mail.
receipt-confirm = Potwierdź przeczytanie
receipt-subject = Wiadomość przeczytana
receipt-body = Otworzyłem/-am i przeczytałem/-am zaszyfrowaną wiadomość.

# The answer
answer = Odpowiedz
compose-heading = Twoja odpowiedź
compose-note = Jest szyfrowana na tym urządzeniu tym samym hasłem. Powstaje jeden plik, który wysyłasz własnym programem pocztowym.
compose-from = Twój adres
compose-subject = Temat
compose-text = Tekst
compose-quote = Zacytuj wiadomość
compose-quoted = { $name } pisze, { $date }:
compose-attach = Dołącz pliki
compose-remove = Usuń
compose-remove-label = Usuń { $name }
compose-seal = Zapieczętuj odpowiedź
compose-sealing = Pieczętowanie odpowiedzi… { $percent }
compose-discard = Odrzuć
compose-discard-sure = Odrzucić wszystko?
compose-from-missing = Wpisz swój adres e-mail, na przykład nazwa@example.org.
compose-text-missing = Napisz coś albo dołącz plik.
compose-too-large = Pliki są za duże: razem mogą mieć { $limit }.
compose-failed = Nie udało się zapieczętować odpowiedzi. { $why }
composed-heading = Twoja odpowiedź jest zapieczętowana
composed-note = Zapisz plik i dołącz go do e-maila na adres { $to }. Otwiera się hasłem tej wiadomości. Sama strona niczego nie wysyła.
composed-save = Zapisz plik
composed-share = Udostępnij plik
composed-draft = Przygotuj e-mail
composed-again = Zmień odpowiedź
composed-subject = Zaszyfrowana odpowiedź
composed-body = Moja odpowiedź jest w załączonym pliku. Otwiera się w przeglądarce internetowej hasłem wcześniejszej wiadomości.
composed-not-shared = Nie udało się udostępnić pliku. Zapisz go.

# Where no script runs, and on paper. These stand in the page itself, not among the script's strings.
noscript-heading = To jest zaszyfrowana wiadomość
noscript-why = Nie otwiera się tutaj: podglądy w programach pocztowych i telefonach nie uruchamiają małego programu w tym pliku, który ją odszyfrowuje. Potrzebna jest przeglądarka internetowa i hasło podane przez nadawcę; żadnego konta, żadnej instalacji, żadnego połączenia z internetem.
noscript-iphone = Stuknij symbol udostępniania i wybierz przeglądarkę, na przykład Edge lub Firefox. Safari nie otwiera zapisanych plików: jeśli nie ma przeglądarki do wyboru, użyj komputera albo poproś nadawcę o plik PDF.
noscript-android = Stuknij symbol pobierania. Potem otwórz plik w aplikacji Pliki za pomocą Chrome lub Firefox.
noscript-computer = Zapisz plik. Potem kliknij go dwukrotnie; otworzy się w Edge, Chrome, Firefox lub Safari.

# Attachments
attachment-count = { $count ->
    [one] { $count } załącznik
    [few] { $count } załączniki
    [many] { $count } załączników
   *[other] { $count } załącznika
}
attachment-open = Otwórz
attachment-open-label = Otwórz { $name }
attachment-save = Zapisz
attachment-save-label = Zapisz { $name }
attachment-save-all = Zapisz wszystko jako ZIP
attachment-save-original = Zapisz oryginalną wiadomość
attachment-not-saved = Nie zapisano: { $names }. { $why }
attachment-not-shown = Nie pokazano: { $names }. { $why }
attachment-warning = { $names }: programy, skrypty i strony internetowe mogą po otwarciu wyrządzić szkody. Zapisz to tylko wtedy, gdy oczekujesz tego od tego nadawcy.
attachment-save-anyway = Zapisz mimo to
attachment-save-not = Nie zapisuj
viewer-cut = Widoczny jest tylko początek. Zapisz plik, aby zobaczyć całość.
viewer-failed = Tego pliku nie można tu wyświetlić. Zapisz go.
close = Zamknij
back = Wstecz
event-when = Kiedy
event-where = Gdzie
event-organizer = Organizator
event-repeats = powtarza się
event-cancelled = To wydarzenie jest odwołane.
event-save = Zapisz do kalendarza
