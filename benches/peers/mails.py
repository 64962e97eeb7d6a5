"""The mails that are measured, and each as a page for tools that take pages: `mails.py KIND BYTES` writes
mail.eml, of about that many bytes, and page.html into the current folder. The same ones each time.

KIND is `text` (prose, what is more than a letter as an attached text), `photo` (JPEG files of at most 5 MB) or `office`
(a .docx of text and pictures, an .xlsx of figures; of 10 KB and more). The photos are random bytes between the head and the end of a JPEG, stuffed
as its entropy-coded data is: no picture, but as incompressible as one. `mails.py letter 10000` is one text part alone.
"""

import base64
import html
import io
import pathlib
import random
import sys
import zipfile

WORDS = """the of and to in a is that for it as was with be by on not he this are or his from at which but have an had they you were
their one all we can her has there been if more when will would who so no out up into them than then its our two these may about like
time some could other such only new also first over after many must through back years where much your way down should because long
each just people those how state good water between life day same another while last might great year off come since against go came
right used take three house use during without again place American around however home small found thought part general high upon
school every part once letter figures quarter contract delivery invoice order number meeting office project team customer report draft
attached regards please review signed agreed amount account payment received schedule department manager Thursday October Munich""".split()
HEAD = (
    "From: Ann <ann@example.org>\r\nTo: Bob <bob@example.org>\r\nSubject: The figures and what belongs to them\r\n"
    "Date: Thu, 5 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
)
# A photo of a telephone is about as large.
PHOTO = 5_000_000
JPEG_HEAD = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300") + bytes(range(1, 65)) + bytes.fromhex("ffda000c03010002110311003f00")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def prose(size, seed=1):
    """Lines of words, each as frequent as the words of a language are (Zipf). DEFLATE sees no farther back than
    32 KB, so more than a million bytes are the same ones again."""
    rng = random.Random(seed)
    weights = [1 / rank for rank in range(1, len(WORDS) + 1)]
    lines, length = [], 0
    while length < min(size, 1_000_000):
        words = rng.choices(WORDS, weights, k=rng.randint(9, 14))
        line = " ".join(words)[:76].capitalize() + rng.choice([".", ",", "", "", ""]) + "\r\n"
        lines.append(line)
        length += len(line)
    once = "".join(lines)
    return (once * (size // len(once) + 1))[:size].rsplit("\r\n", 1)[0] + "\r\n"


def photo(size, seed):
    return JPEG_HEAD + random.Random(seed).randbytes(size).replace(b"\xff", b"\xff\x00")[:size] + b"\xff\xd9"


def archive(files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as writer:
        for name, content in files.items():
            stored = zipfile.ZIP_STORED if name.endswith(".jpg") else None
            writer.writestr(zipfile.ZipInfo(name, (2026, 11, 5, 10, 0, 0)), content, stored or zipfile.ZIP_DEFLATED)
    return made.getvalue()


def document(size):
    """Text, for a third of it, and pictures."""
    text = prose(min(size, 1_000_000), 2).splitlines()
    xml = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text)
    files = {"[Content_Types].xml": "<Types/>", "word/document.xml": f"<w:document><w:body>{xml}</w:body></w:document>"}
    rest = size - len(archive(files))
    for index in range(max(0, -(-rest // PHOTO))):
        files[f"word/media/image{index}.jpg"] = photo(min(PHOTO, rest - index * PHOTO), index)
    return archive(files)


def table(size):
    """Nothing but figures; those shrink to about a quarter."""
    rng = random.Random(3)
    rows = "".join(f'<row r="{row}"><c><v>{rng.random() * 1e4:.2f}</v></c><c><v>{rng.randint(1, 999)}</v></c></row>' for row in range(1, size // 14))
    return archive({"[Content_Types].xml": "<Types/>", "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>"})


def parts(kind, size):
    """The text of the mail, and its attachments: name, type and content."""
    if kind == "letter":
        return prose(size), []
    if kind == "text":
        letter = prose(min(size, 10_000))
        rest = size - len(letter)
        return letter, [("minutes.txt", "text/plain", prose(rest, 4).encode())] if rest > 1000 else []
    letter = "Hello Bob,\r\n\r\n" + prose(min(size // 4, 2000))
    # Of 78 characters of base64, line ends included, 57 are the file's.
    rest = max(57, (size - len(letter) - len(HEAD) - 400) * 57 // 78)
    if kind == "office":
        sheet = table(min(rest // 3, 3_000_000))
        return letter, [("report.docx", DOCX, document(rest - len(sheet))), ("figures.xlsx", XLSX, sheet)]
    count = -(-rest // PHOTO)
    return letter, [(f"photo{index}.jpg", "image/jpeg", photo(rest // count, index)) for index in range(count)]


def mail(letter, attachments):
    if not attachments:
        yield f"{HEAD}Content-Type: text/plain; charset=utf-8\r\n\r\n{letter}".encode()
        return
    yield f'{HEAD}Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{letter}\r\n'.encode()
    for name, media_type, content in attachments:
        encoding = "7bit" if media_type == "text/plain" else "base64"
        yield (
            f"--b\r\nContent-Type: {media_type}; name={name}\r\nContent-Disposition: attachment; filename={name}\r\n"
            f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
        ).encode()
        yield content if encoding == "7bit" else base64.encodebytes(content).replace(b"\n", b"\r\n")
        yield b"\r\n"
    yield b"--b--\r\n"


def page(letter, attachments):
    """The mail as somebody would make a page of it: the text, and each file as a link that saves it."""
    yield f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>Mail</title></head><body><pre id="text">{html.escape(letter)}</pre>\n'.encode()
    for name, media_type, content in attachments:
        # Prose needs nothing else escaped.
        data = b"," + content.replace(b"\r\n", b"%0D%0A") if media_type == "text/plain" else b";base64," + base64.b64encode(content)
        yield b'<p><a download="%s" href="data:%s%s">file</a></p>\n' % (name.encode(), media_type.encode(), data)
    yield b'<p id="end"></p></body></html>\n'


if __name__ == "__main__":
    made = parts(sys.argv[1], int(sys.argv[2]))
    for name, write in {"mail.eml": mail, "page.html": page}.items():
        with pathlib.Path(name).open("wb") as file:
            file.writelines(write(*made))
