"""The mails that are measured: one text part and one attachment that does not compress, in base64;
or 10 KB of text alone (`text`)."""

import base64
import random
import sys


def mail(size):
    """A mail of about `size` bytes; the same one each time."""
    head = (
        "From: Ann <ann@example.org>\r\nTo: Bob <bob@example.org>\r\n"
        f"Subject: Benchmark of {size} bytes\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
        "Content-Type: text/plain; charset=utf-8\r\n\r\nHello Bob,\r\n\r\nhere it is.\r\n"
        "--b\r\nContent-Type: image/jpeg; name=photo.jpg\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    content = random.Random(size).randbytes(max(57, (size - len(head)) * 57 // 78))
    lines = base64.encodebytes(content).replace(b"\n", b"\r\n")
    return head.encode() + lines + b"--b--\r\n"


def text():
    """A mail of 10 KB of text and nothing else."""
    lines = "".join(f"This is line {i} of a letter that says nothing, but says it at length.\r\n" for i in range(140))
    return f"From: Ann <ann@example.org>\r\nTo: Bob <bob@example.org>\r\nSubject: A letter\r\n\r\n{lines}".encode()


SIZES = {"10 KB": 10_000, "1 MB": 1_000_000, "25 MB": 25_000_000, "100 MB": 100_000_000}

if __name__ == "__main__":
    sys.stdout.buffer.write(text() if sys.argv[1] == "text" else mail(int(sys.argv[1])))
