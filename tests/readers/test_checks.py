"""The checks themselves: each finds what it is there to find."""

import accessibility
import handler
import pikepdf
import pytest
import raw
import surface
from examine import CORPUS
from text import differences, level

PASSWORD = "correct horse battery staple"


def made(path, change=None, **encryption):
    """A small encrypted PDF of pikepdf's, changed before it is written."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = "A secret title of a letter"
        if change:
            change(pdf)
        how = {"user": PASSWORD, "owner": "another", "R": 6, **encryption}
        pdf.save(path, encryption=pikepdf.Encryption(**how), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return path.read_bytes()


def test_nothing_is_found_where_nothing_is(tmp_path):
    data = made(tmp_path / "good.pdf")
    assert surface.in_clear(data, PASSWORD.encode(), ["A secret title"]) == []
    with pikepdf.open(tmp_path / "good.pdf", password=PASSWORD) as pdf:
        assert surface.active(pdf) == []


def action(kind, **more):
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **more)


ACTIVE = {
    "JavaScript": lambda pdf: pdf.Root.__setattr__("OpenAction", action("JavaScript", JS="app.alert(1)")),
    "Launch": lambda pdf: pdf.pages[0].obj.__setattr__("Annots", pikepdf.Array([pikepdf.Dictionary(A=action("Launch", F="a.exe"))])),
    "URI": lambda pdf: pdf.pages[0].obj.__setattr__("X", pikepdf.Dictionary(A=action("URI", URI="file:///etc/passwd"))),
    "AA": lambda pdf: pdf.pages[0].obj.__setattr__("AA", pikepdf.Dictionary(O=action("GoTo"))),
    "Crypt": lambda pdf: pdf.Root.__setattr__("X", pikepdf.Stream(pdf, b"x", Filter=pikepdf.Name.Crypt)),
}


@pytest.mark.parametrize("what", ACTIVE)
def test_active_things_are_found(tmp_path, what):
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        ACTIVE[what](pdf)
        assert surface.active(pdf), what


def test_clear_text_is_found(tmp_path):
    data = made(tmp_path / "clear.pdf", metadata=False)
    good = surface.in_clear(data, PASSWORD.encode(), [])
    assert any("EncryptMetadata" in wrong for wrong in good), good
    data = made(tmp_path / "good.pdf")
    # A string and an object that nobody encrypted.
    bad = data.replace(b"endobj", b"endobj\n999 0 obj << /A (in clear, and some more of it) >> endobj", 1)
    assert any("in clear" in wrong for wrong in surface.in_clear(bad, PASSWORD.encode(), []))
    bad = data.replace(b"endobj", b"endobj\n%A secret title\n", 1)
    assert any("'A secret title'" in wrong for wrong in surface.in_clear(bad, PASSWORD.encode(), ["A secret title"]))


def test_empty_and_equal_passwords_are_found(tmp_path):
    data = made(tmp_path / "same.pdf", owner=PASSWORD)
    assert any("opens as owner" in wrong for wrong in surface.in_clear(data, PASSWORD.encode(), []))
    data = made(tmp_path / "none.pdf", user="")
    assert any("empty password" in wrong for wrong in surface.in_clear(data, b"", []))


def test_missing_tags_are_found():
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        found = accessibility.problems(pdf)
        for number in ("01-006", "06-001", "06-002", "07-002", "11-006"):
            assert any(wrong.startswith(number) for wrong in found), (number, found)


def test_the_handler_is_that_of_the_standard():
    """A file of qpdf's whose passwords are known."""
    path = CORPUS / "pdf/qpdf/c-r6-in.pdf"
    if not path.exists():
        pytest.skip(f"skipped: {path} not found")
    objects, trailer = raw.read(path.read_bytes())
    encrypt = objects[trailer["Encrypt"]][0]
    assert [handler.key_of(encrypt, word)[1] for word in (b"user4", b"owner4", b"", b"user3")] == ["user", "owner", None, None]


def test_differences_of_text():
    assert differences("one two three", "Head one tw o\nthree 1 / 1") == ([], [])
    assert differences("one two three", "one three") == (["two"], [])
    assert differences("one two", "one and two") == ([], ["and"])
    assert differences("one two", "one • two", "•") == ([], [])
    assert [level("ab cd", text) for text in ("x\nab\ncd", "cd ab", "bacd", "ab")] == ["exact", "words", "characters", "lost"]
    assert level("שָׁלוֹם", "שלוֹם") == "letters"
