#!/usr/bin/env python3
"""The hand-made mails: every script, every kind of body, and names of attachments that readers
stumble over. `mails.py FOLDER` writes them there; they are the same bytes each time.

All text in them was written for these tests.
"""

import base64
import io
import pathlib
import random
import sys

from PIL import Image, ImageDraw

# Short lines, so that each is one line on a page: what readers make of it can be compared line by
# line. The second line of each mixes in digits and a Latin word.
SCRIPTS = {
    "latin": (
        "de",
        ["Größe und Maße der Straßenbahn", "Zwölf Boxkämpfer jagen Viktor 42 km", "Žluťoučký kůň, œuvre, Łódź, fjörð"],
    ),
    "greek": ("el", ["Η καλή μέρα από το πρωί φαίνεται", "Το έγγραφο PDF έχει 12 σελίδες", "Ἀρχὴ ἥμισυ παντός"]),
    "cyrillic": ("ru", ["Письмо открывается паролем", "Файл PDF занимает 25 мегабайт", "Ґанок, їжак, џеп, љубав, ѓакон"]),
    "arabic": ("ar", ["تفتح الرسالة بكلمة المرور", "الملف من نوع PDF وعدد صفحاته 12", "فارسی: گزارش چهارم پیوست است"]),
    "hebrew": ("he", ["המכתב נפתח בסיסמה", "הקובץ מסוג PDF ובו 12 עמודים", "שָׁלוֹם לְכֻלָּם"]),
    "devanagari": ("hi", ["पत्र पासवर्ड से खुलता है", "यह PDF फ़ाइल 12 पृष्ठों की है", "क्षत्रिय ज्ञान श्री विद्यार्थी"]),
    "thai": ("th", ["เปิดจดหมายด้วยรหัสผ่าน", "ไฟล์ PDF มี 12 หน้า", "น้ำท่วมที่บ้านผู้ใหญ่"]),
    "chinese": ("zh-CN", ["请用密码打开这封信", "这个 PDF 文件有 12 页", "附件在最后一页列出"]),
    "japanese": ("ja", ["この手紙はパスワードで開きます", "PDFファイルは12ページあります", "添付は「最後のページ」に示します"]),
    "korean": ("ko", ["이 편지는 암호로 열립니다", "PDF 파일은 12쪽입니다", "첨부 파일은 마지막 쪽에 있습니다"]),
    "emoji": ("en", ["Party 🎉 at 8, bring 🍕", "Flags 🇩🇪 🇯🇵, family 👨‍👩‍👧, thumb 👍🏽", "Heart ❤️, keycap 1️⃣, check ✅"]),
    "bidi": ("en", ["The word שלום stands in English", "Price: 12 درهم (about 3 EUR)", "First سلام then שלום then end"]),
}

NAMES = [
    "報告書 最終版.pdf",
    "تقرير سنوي.txt",
    "🎉 party 🍕.txt",
    "Übersicht für Jürgen.txt",
    "x" * 251 + ".txt",
    "a 'quoted' (and) [odd] name; with = signs.txt",
]

WORDS = (
    "letter window river garden paper orange silver morning teacher bottle winter simple quiet yellow market "
    "corner summer bridge travel winner basket candle doctor engine flower ginger hammer island jacket kitchen"
).split()


def words(source, count):
    return " ".join(source.choice(WORDS) for _ in range(count)).capitalize() + "."


def picture(width, height, colour, text, form="PNG"):
    image = Image.new("RGB", (width, height), colour)
    drawing = ImageDraw.Draw(image)
    drawing.rectangle((4, 4, width - 5, height - 5), outline="white", width=3)
    drawing.text((width // 3, height // 2 - 5), text, fill="white")
    data = io.BytesIO()
    image.save(data, form)
    return data.getvalue()


def encoded(text):
    return "=?utf-8?B?" + base64.b64encode(text.encode()).decode() + "?="


def folded(text):
    """RFC 2047: an encoded word has at most 75 characters."""
    if text.isascii():
        return text
    pieces, piece = [], ""
    for character in text:
        if len((piece + character).encode()) > 42:
            pieces.append(piece)
            piece = ""
        piece += character
    return "\r\n ".join(encoded(piece) for piece in [*pieces, piece])


def percent(text):
    return "".join(f"%{byte:02X}" for byte in text.encode())


def part(headers, content):
    """A MIME part in base64."""
    lines = base64.encodebytes(content).replace(b"\n", b"\r\n")
    return headers.encode() + b"Content-Transfer-Encoding: base64\r\n\r\n" + lines


def attached(name, media_type, content):
    """RFC 2231: the name of any characters, in pieces of a line each."""
    raw = percent(name)
    pieces, start = [], 0
    while start < len(raw):
        end = min(start + 60, len(raw))
        while end < len(raw) and "%" in raw[max(start, end - 2) : end]:
            end -= 1
        pieces.append(raw[start:end])
        start = end
    parameters = "".join(
        f";\r\n filename*{index}*={'utf-8' + chr(39) * 2 if index == 0 else ''}{piece}" for index, piece in enumerate(pieces)
    )
    return part(f"Content-Type: {media_type}\r\nContent-Disposition: attachment{parameters}\r\n", content)


def shown(content_id, media_type, content):
    return part(f"Content-Type: {media_type}\r\nContent-Disposition: inline\r\nContent-ID: <{content_id}>\r\n", content)


def text(content):
    return part("Content-Type: text/plain; charset=utf-8\r\n", content.replace("\n", "\r\n").encode())


def rich(content):
    return part("Content-Type: text/html; charset=utf-8\r\n", content.encode())


def several(kind, parts, boundary):
    lines = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode() + lines + f"--{boundary}--\r\n".encode()


def mail(subject, body, attachments=(), sender="Ann Example"):
    head = (
        f"From: {folded(sender)} <ann@example.org>\r\nTo: {folded('Bob Beispiel')} <bob@example.com>\r\n"
        f"Subject: {folded(subject)}\r\nDate: Fri, 20 Nov 2026 15:57:12 +0100\r\n"
        "Message-ID: <one@example.org>\r\nMIME-Version: 1.0\r\n"
    ).encode()
    return head + (several("mixed", [body, *attachments], "outer") if attachments else body)


def of_script(name):
    """A rich mail in one script: subject, sender, paragraph, list, table, attachment."""
    language, lines = SCRIPTS[name]
    direction = "rtl" if name in ("arabic", "hebrew") else "ltr"
    content = (
        f'<html lang="{language}"><body dir="{direction}"><h1>{lines[0]}</h1><p>{lines[1]}</p>'
        f"<ul><li>{lines[2]}</li><li><b>{lines[0]}</b></li></ul>"
        f'<table border="1" cellpadding="4"><tr><th>{lines[1]}</th></tr><tr><td><i>{lines[2]}</i></td></tr></table>'
        f'<p><a href="https://example.org/{name}">{lines[1]}</a></p></body></html>'
    )
    return mail(lines[0], rich(content), [attached(f"{lines[0]}.txt", "text/plain", lines[1].encode())], lines[2])


def newsletter():
    product = "".join(
        f'<td width="33%" valign="top" style="padding:8px;font:13px Arial,sans-serif;color:#333">'
        f'<img src="cid:p{i}@example.org" width="160" height="100" alt="Product {i}" style="display:block">'
        f'<b>Product {i}</b><br>A useful thing, now <font color="#cc0000"><b>{i * 9}.99</b></font></td>'
        for i in (1, 2, 3)
    )
    content = f"""<html lang="en"><head><title>Autumn</title><style>.foot{{color:#bbbbbb}}</style></head><body style="margin:0">
<div style="display:none;max-height:0;overflow:hidden">Preheader that nobody is to see</div>
<table width="100%" cellpadding="0" cellspacing="0" bgcolor="#eeeeee"><tr><td align="center" style="padding:20px 0">
<table width="600" align="center" cellpadding="0" cellspacing="0" bgcolor="#ffffff" style="border:1px solid #cccccc">
<tr><td style="padding:16px 24px"><table width="100%"><tr><td><img src="cid:logo@example.org" alt="ACME" width="120" height="48"></td>
<td align="right" style="font:12px Arial"><a href="https://example.com/view" style="color:#888">View in browser</a></td></tr></table></td></tr>
<tr><td><img src="cid:hero@example.org" width="600" height="180" alt="An orange field" style="display:block;width:100%"></td></tr>
<tr><td style="padding:24px;font:16px/24px Helvetica,Arial,sans-serif;color:#333333"><h2 style="margin:0 0 12px;color:#1a4d8f">Autumn sale</h2>
Hello Bob,<br><br>our <b>biggest sale</b> of the year has begun. {words(random.Random(3), 25)}
<table align="center" style="margin:20px auto"><tr><td bgcolor="#1a82e2"><a href="https://example.com/shop" style="display:inline-block;padding:12px 28px;color:#ffffff;text-decoration:none">Shop now</a></td></tr></table></td></tr>
<tr><td style="padding:0 16px"><table width="100%"><tr>{product}</tr></table></td></tr>
<tr><td class="foot" bgcolor="#333333" align="center" style="padding:20px;font:12px/18px Arial">ACME · Musterstraße 1 · Berlin<br>
<a href="https://example.com/leave" style="color:#ffffff">Unsubscribe</a></td></tr></table></td></tr></table></body></html>"""
    images = [shown("logo@example.org", "image/png", picture(120, 48, (200, 60, 60), "ACME"))]
    images.append(shown("hero@example.org", "image/jpeg", picture(600, 180, (230, 140, 40), "AUTUMN", "JPEG")))
    for i, colour in enumerate([(60, 120, 60), (60, 60, 160), (140, 60, 140)], 1):
        images.append(shown(f"p{i}@example.org", "image/png", picture(160, 100, colour, f"P{i}")))
    return mail("Autumn sale", several("related", [rich(content), *images], "inner"))


def outlook():
    content = """<html xmlns:o="urn:schemas-microsoft-com:office:office" lang="de"><head><style>p.MsoNormal{margin:0cm;font-size:11.0pt;font-family:"Calibri",sans-serif}</style></head>
<body lang="DE" link="#0563C1"><div class="WordSection1"><p class="MsoNormal">Sehr geehrte Frau Beispiel,<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>
<p class="MsoNormal">anbei der <b><span style="color:#C00000">Entwurf</span></b> des Vertrags. Bitte prüfen Sie die Fristen:<o:p></o:p></p>
<table class="MsoTableGrid" border="1" cellspacing="0" cellpadding="0" style="border-collapse:collapse;border:none"><tr><td width="200" style="width:150.0pt;border:solid windowtext 1.0pt;padding:0cm 5.4pt"><p class="MsoNormal"><b>Schritt</b></p></td><td style="border:solid windowtext 1.0pt;padding:0cm 5.4pt"><p class="MsoNormal"><b>Frist</b></p></td></tr>
<tr><td style="border:solid windowtext 1.0pt;padding:0cm 5.4pt"><p class="MsoNormal">Prüfung</p></td><td style="border:solid windowtext 1.0pt;padding:0cm 5.4pt"><p class="MsoNormal">1. Dezember</p></td></tr></table>
<p class="MsoListParagraph" style="margin-left:36.0pt;text-indent:-18.0pt">1.&nbsp;&nbsp; Erster Punkt</p><p class="MsoListParagraph" style="margin-left:36.0pt;text-indent:-18.0pt">2.&nbsp;&nbsp; Zweiter Punkt</p>
<p class="MsoNormal">Mit freundlichen Grüßen<br>Ann Example</p>
<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Von:</b> Bob &lt;bob@example.com&gt;<br><b>Gesendet:</b> Donnerstag, 19. November 2026 10:12<br><b>Betreff:</b> Vertrag</p></div>
<p class="MsoNormal">Können Sie mir den Entwurf schicken?</p></div></body></html>"""
    return mail("AW: Vertrag", several("alternative", [text("Sehr geehrte Frau Beispiel,\n"), rich(content)], "alt"))


def apple():
    content = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body style="word-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;" class="">
Hi Bob,<div class=""><br class=""></div><div class="">the pictures of the <i class="">harbour</i> are below.&nbsp;</div><div class=""><br class=""></div>
<div class=""><img apple-inline="yes" id="one" src="cid:harbour@example.org" width="320" height="200" class=""></div>
<div class=""><br class=""></div><div class="">Sent from my phone</div>
<div><br class=""><blockquote type="cite" class=""><div class="">On 19. Nov 2026, at 10:12, Bob &lt;<a href="mailto:bob@example.com" class="">bob@example.com</a>&gt; wrote:</div><br class=""><div class="">Do you have pictures?</div></blockquote></div></body></html>"""
    image = shown("harbour@example.org", "image/jpeg", picture(640, 400, (40, 100, 160), "harbour", "JPEG"))
    return mail("Re: Pictures", several("related", [rich(content), image], "inner"))


def thread():
    source = random.Random(7)
    content = f"<p>{words(source, 30)}</p>"
    for i in range(1, 7):
        content = (
            f"<p>{words(source, 25)}</p><p>On {i} Nov 2026, Person {i} wrote:</p>"
            f'<blockquote type="cite" style="margin:0 0 0 8px;border-left:2px solid #6688cc;padding-left:8px">{content}</blockquote>'
        )
    return mail("Re: Re: Re: The plan", rich(f'<html lang="en"><body>{content}</body></html>'))


def plain_thread():
    source = random.Random(8)
    lines = []
    for i in range(160):
        depth = i // 20 % 5
        lines.append(">" * depth + (" " if depth else "") + words(source, 8))
    return mail("Re: Plain thread", text("\n".join(lines) + "\n"))


def long_text():
    source = random.Random(9)
    paragraphs = (f"Paragraph {i}. " + " ".join(words(source, 12) for _ in range(7)) for i in range(1, 1351))
    return mail("A very long letter", text("\n\n".join(paragraphs) + "\n"))


def tables():
    rows = "".join(f"<tr><td>{i}</td><td>Part {i}</td><td align=right>{i * 3}</td><td align=right>{i * 7}.50</td></tr>" for i in range(1, 91))
    wide = "".join(f"<td>column-{i}</td>" for i in range(1, 21))
    content = (
        f'<html lang="en"><body><h1>Invoice</h1><table border="1" cellpadding="3" style="border-collapse:collapse"><thead><tr><th>No</th>'
        f'<th>What</th><th>Count</th><th>Price</th></tr></thead><tbody>{rows}<tr><td colspan="3"><b>Total</b></td><td>99.00</td></tr></tbody></table>'
        f'<h2>Wider than the page</h2><table border="1"><tr>{wide}</tr></table></body></html>'
    )
    return mail("Tables", rich(content))


def names():
    source = random.Random(10)
    parts = [attached(name, "application/octet-stream", source.randbytes(700 + i)) for i, name in enumerate(NAMES)]
    parts.append(attached("empty.txt", "text/plain", b""))
    parts.append(attached("zeros.bin", "application/octet-stream", bytes(100_000)))
    parts.append(attached("twice.txt", "text/plain", b"the first\n"))
    parts.append(attached("twice.txt", "text/plain", b"the second\n"))
    return mail("Names", text("Every attachment has a name that some reader gets wrong.\n"), parts)


def hostile():
    content = (
        '<html><body><p>Links: <a href="javascript:alert(1)">one</a> <a href="file:///etc/passwd">two</a> '
        '<a href="data:text/html,x">three</a> <a href="https://example.org/good">four</a> '
        '<a href="mailto:bob@example.com">five</a> <a href="ftp://example.org/">six</a> '
        '<a href=" java&#10;script:alert(1)">seven</a></p><form action="https://example.org/steal">'
        '<input name="q" value="field"><button>send</button></form><script>alert(1)</script>'
        '<object data="x.swf"></object><iframe src="https://example.org/"></iframe><embed src="x.pdf">'
        '<p style="padding:1e30px;font-size:1e9px;margin:-1e30px">Huge</p><p onclick="alert(1)">End</p></body></html>'
    )
    return mail("Hostile", rich(content), [attached("run.js", "application/javascript", b"app.alert(1)"), attached("a.exe", "application/x-msdownload", b"MZ")])


def pages_of_attachments():
    log = "\n".join(f"line {i}" for i in range(1, 60)).encode()
    return mail(
        "Attachments as pages",
        text("An image and a text are attached.\n"),
        [
            attached("field.png", "image/png", picture(500, 300, (80, 140, 60), "field")),
            attached("notes.txt", "text/plain; charset=utf-8", log),
        ],
    )


def every():
    """All of them: name without ending, bytes."""
    yield from ((f"script-{name}", of_script(name)) for name in SCRIPTS)
    lines = "\n".join(line for _, lines in SCRIPTS.values() for line in lines)
    yield "scripts-text", mail("Every script", text(lines + "\n"))
    for make in (newsletter, outlook, apple, thread, plain_thread, long_text, tables, names, hostile, pages_of_attachments):
        yield make.__name__.replace("_", "-"), make()
    yield "empty", mail("", text(""))


def write(folder):
    paths = []
    for name, content in every():
        path = pathlib.Path(folder, f"{name}.eml")
        path.write_bytes(content)
        paths.append(path)
    return paths


if __name__ == "__main__":
    write(sys.argv[1])
