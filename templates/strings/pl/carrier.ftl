subject = Zaszyfrowana wiadomość
heading = Masz zaszyfrowaną wiadomość
from = { $sender } przesyła ci zaszyfrowaną wiadomość. Jest w załączonym pliku.
from-nobody = Przesłano ci zaszyfrowaną wiadomość. Jest w załączonym pliku.
open-html = Zapisz plik { $file } i otwórz go w przeglądarce internetowej, na przykład Firefox, Chrome, Edge lub Safari.
open-pdf = Otwórz plik { $file } w czytniku PDF.
open-both = Są dwa pliki z tą samą wiadomością, do wyboru: otwórz { $html } w przeglądarce internetowej albo { $pdf } w czytniku PDF.
password = Potem wpisz hasło podane przez nadawcę.
password-number = Jest to hasło nr { $number }, które masz od dnia { $date }.
password-number-for = Dla adresu { $address } jest to hasło nr { $number }, które masz od dnia { $date }.
hint = Podpowiedź nadawcy: { $hint }
answer = Na stronie w przeglądarce można też napisać zaszyfrowaną odpowiedź.
promise = Plik otwiera się na twoim urządzeniu, bez internetu. Nigdy nie prosi o hasło do skrzynki pocztowej ani do żadnego konta.
sealed-by = Wiadomość zaszyfrowana przez: { $organisation }.

# The notice to the sender
notice-subject = Hasła do twojej zaszyfrowanej wiadomości
notice-heading = Twoja wiadomość jest wysyłana w postaci zaszyfrowanej
notice-tell = Przekaż hasło każdemu odbiorcy w inny sposób niż e-mailem, najlepiej telefonicznie.
notice-each = { $address }: { $password }
notice-keep = Odbiorcy mogą otwierać tę wiadomość i twoje późniejsze wiadomości tym samym hasłem, dopóki nie zostanie ono zmienione. Nie przesyłaj dalej tego powiadomienia.
notice-once = To hasło jest tylko do tej wiadomości. Nie przesyłaj dalej tego powiadomienia.
