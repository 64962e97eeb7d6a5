"""Which passwords `wrap` takes for a PDF, and what readers make of each when it is typed as the
sender typed it. ISO 32000-2 §7.6.4.3.3 wants SASLprep (RFC 4013) before; most readers do without."""

import unicodedata

import pikepdf
import pytest
import readers
import table
from examine import password_file, waxseal

NFC = unicodedata.normalize("NFC", "schöne Fähre über 7 Flüsse")

# Password, whether a PDF may have it, and what must be said where not.
PASSWORDS = {
    "ASCII": ("correct horse battery staple", True),
    "ä as one character (NFC)": (NFC, True),
    "ä as two characters (NFD)": (unicodedata.normalize("NFD", NFC), True),
    "Arabic": ("كلمة 2718 المرور", True),
    "emoji": ("harbour 🐙 window 🍕 seven", True),
    "leading and trailing space": (" correct horse battery ", True),
    "127 bytes": ("correct horse battery staple " * 4 + "harbour win", True),
    "128 bytes": ("correct horse battery staple " * 4 + "harbour wind", False),
    "no-break space": ("correct\u00a0horse battery staple", False),
    "soft hyphen": ("correct horse bat\u00adtery staple", False),
    "ligature": ("correct horse e\ufb03cient staple", False),
}


def test_the_lengths_are_what_they_are_called():
    for name in ("127 bytes", "128 bytes"):
        assert len(PASSWORDS[name][0].encode()) == int(name.split()[0])


def opens(reader, path, password):
    try:
        reader.read(path, password)
        return True
    except readers.Refused:
        return False


@pytest.mark.parametrize("name", PASSWORDS)
def test_password(name, folder, hand_made, passwords_seen):
    password, taken = PASSWORDS[name]
    mail = folder / "mails" / "script-latin.eml"
    stem = f"password-{list(PASSWORDS).index(name)}"
    given = password_file(folder, password, stem)
    pdf, page = folder / f"{stem}.pdf", folder / f"{stem}.html"
    code, said = waxseal("wrap", mail, "--to", "pdf", "-o", pdf, "--password-file", given)
    assert password not in said
    if not taken:
        assert code == 65 and not pdf.exists(), (code, said)
        return
    assert code == 0, said

    # The same password opens both envelopes with Waxseal.
    code, said = waxseal("wrap", mail, "-o", page, "--p2c", "210000", "--password-file", given)
    assert code == 0, said
    for envelope in (pdf, page):
        back = folder / f"{stem}.eml"
        code, said = waxseal("open", envelope, "-o", back, "--force", "--password-file", given)
        assert code == 0 and back.read_bytes() == mail.read_bytes(), said

    prepared = unicodedata.normalize("NFC", password)
    for reader in readers.ALL:
        assert not opens(reader, pdf, "#" + prepared[1:]), f"{reader.name} takes another"
        if opens(reader, pdf, password):
            passwords_seen[reader.name, name] = "as typed"
        elif opens(reader, pdf, prepared):
            passwords_seen[reader.name, name] = "in NFC only"
        else:
            # The tools of poppler cut what they are given; the library beneath does not.
            assert reader.name == "poppler" and len(prepared.encode()) > 32, f"{reader.name} does not open"
            passwords_seen[reader.name, name] = "**no**: its tools take 32 bytes"


@pytest.mark.parametrize("name", ["NFD", "no-break space", "soft hyphen", "ligature"])
@pytest.mark.parametrize("prepared", [False, True], ids=["as typed", "prepared"])
def test_pdfs_of_others_open_with_what_they_made_of_a_password(name, prepared, folder):
    typed = unicodedata.normalize("NFD", NFC) if name == "NFD" else PASSWORDS[name][0]
    # What SASLprep does to these (RFC 4013 §2).
    made = unicodedata.normalize("NFKC", typed.replace("\u00ad", "")) if prepared else typed
    pdf, files = folder / "of-others.pdf", folder / f"of-others-{name}-{prepared}"
    with pikepdf.new() as document:
        document.add_blank_page()
        document.attachments["letter.txt"] = pikepdf.AttachedFileSpec(document, b"a letter", filename="letter.txt")
        document.save(pdf, encryption=pikepdf.Encryption(user=made, owner="nobody knows it", R=6))
    given = password_file(folder, typed, f"of-others-{name}")
    code, said = waxseal("open", pdf, "--attachments", files, "--password-file", given)
    assert code == 0 and (files / "letter.txt").read_bytes() == b"a letter", said


def test_generated_passwords_are_for_every_reader(folder, hand_made):
    mail, pdf, made = folder / "mails" / "script-latin.eml", folder / "generated.pdf", folder / "generated"
    code, said = waxseal("wrap", mail, "--to", "pdf", "-o", pdf, "--generate-password", "--generated-password-file", made)
    assert code == 0, said
    password = made.read_text().rstrip("\n")
    assert password.isascii() and 16 <= len(password) <= 32
    for reader in readers.ALL:
        assert opens(reader, pdf, password), reader.name


def test_the_owner_password_opens_too(folder, hand_made):
    mail, pdf = folder / "mails" / "script-latin.eml", folder / "owner.pdf"
    user, owner = password_file(folder, PASSWORDS["ASCII"][0]), password_file(folder, "the owner of this letter", "owner")
    code, said = waxseal("wrap", mail, "--to", "pdf", "-o", pdf, "--no-print", "--password-file", user, "--owner-password-file", owner)
    assert code == 0, said
    for reader in readers.ALL:
        if reader.name == "poppler":  # its tools take an owner password with another option
            continue
        assert opens(reader, pdf, "the owner of this letter"), reader.name
    code, said = waxseal("open", pdf, "-o", folder / "owner.eml", "--password-file", owner)
    assert code == 0 and (folder / "owner.eml").read_bytes() == mail.read_bytes(), said


@pytest.mark.parametrize("owner", ["", PASSWORDS["ASCII"][0]], ids=["empty", "same"])
def test_no_owner_password_that_gives_the_letter_away(folder, hand_made, owner):
    mail, pdf = folder / "mails" / "script-latin.eml", folder / f"no-owner-{len(owner)}.pdf"
    user, file = password_file(folder, PASSWORDS["ASCII"][0]), password_file(folder, owner, f"no-owner-{len(owner)}")
    code, said = waxseal("wrap", mail, "--to", "pdf", "-o", pdf, "--password-file", user, "--owner-password-file", file)
    assert code != 0 and not pdf.exists(), said


def test_table(passwords_seen):
    """The table of passwords in docs/readers.md is what was seen here."""
    names = [name for name, (_, taken) in PASSWORDS.items() if taken]
    if len(passwords_seen) < len(names) * len(readers.ALL):
        pytest.skip("only some of the passwords were tried")
    table.check("passwords", table.passwords(names, passwords_seen))
