"""What is measured: the command lines of Waxseal and of its peers, and their versions. All work in a folder with
mail.eml, page.html, clear.pdf (where there are PDFs) and the file `password`."""

import importlib.metadata
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RELEASE = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
WAXSEAL = os.environ.get("WAXSEAL_BIN", str(RELEASE / "waxseal"))
PASSWORD = "correct horse battery staple"
# The mail whose time is a tool's fixed cost.
FIXED = ("text", 1000)

BIN = pathlib.Path(sys.executable).parent
NODE = HERE / "node_modules" / ".bin"
QUIET = "--force --quiet --password-file password"
# OpenSSL derives its key as Waxseal does.
KDF = "-aes-256-cbc -pbkdf2 -md sha512 -iter 600000 -pass file:password"
PYTHON_PDF = f"{sys.executable} {HERE}/encrypt_pdf.py"

# Task, tool, command line, what it makes. pagevault takes any file, so it gets the mail, and its page offers to save that; the
# others take pages.
COMMANDS = {
    "seal a page": {
        "Waxseal": (f"{WAXSEAL} wrap mail.eml -o waxseal.html {QUIET}", "waxseal.html"),
        "page-encryptor": (f"{BIN}/page-encryptor -i page.html -o page-encryptor.html -p '{PASSWORD}'", "page-encryptor.html"),
        "pagevault": (f"{BIN}/pagevault lock mail.eml -p '{PASSWORD}' -o pagevault.html", "pagevault.html"),
        "PageCrypt": (f"{NODE}/pagecrypt page.html pagecrypt.html '{PASSWORD}'", "pagecrypt.html"),
        "StatiCrypt": (f"{NODE}/staticrypt page.html -p '{PASSWORD}' --short -c false -d static", "static/page.html"),
        "openssl enc, base64": (f"openssl enc {KDF} -in mail.eml | base64 > mail.enc", "mail.enc"),
    },
    "open a page": {
        "Waxseal": (f"{WAXSEAL} open waxseal.html -o back.eml {QUIET}", "back.eml"),
        "base64 -d, openssl enc -d": (f"base64 -d mail.enc | openssl enc -d {KDF} -out back.enc", "back.enc"),
    },
    "seal a PDF": {
        "Waxseal": (f"{WAXSEAL} wrap mail.eml --to pdf -o waxseal.pdf {QUIET}", "waxseal.pdf"),
        "qpdf": (f"qpdf --stream-data=preserve clear.pdf --encrypt '{PASSWORD}' another 256 -- qpdf.pdf", "qpdf.pdf"),
        "mutool": (f"mutool clean -E aes-256 -O another -U '{PASSWORD}' clear.pdf mutool.pdf", "mutool.pdf"),
        "pikepdf": (f"{PYTHON_PDF} pikepdf clear.pdf pikepdf.pdf '{PASSWORD}'", "pikepdf.pdf"),
        "pypdf": (f"{PYTHON_PDF} pypdf clear.pdf pypdf.pdf '{PASSWORD}'", "pypdf.pdf"),
    },
    "open a PDF": {
        "Waxseal": (f"{WAXSEAL} open waxseal.pdf -o back.eml {QUIET}", "back.eml"),
        "qpdf --decrypt": (f"qpdf --password='{PASSWORD}' --decrypt --stream-data=preserve waxseal.pdf back.pdf", "back.pdf"),
    },
}
# Hardly anything but pages, which WeasyPrint makes too, without encryption, attachments or tags.
PAGES = {
    "Waxseal": COMMANDS["seal a PDF"]["Waxseal"],
    "WeasyPrint": (f"{BIN}/weasyprint --quiet body.html weasyprint.pdf", "weasyprint.pdf"),
}
# The same pages, attachment and original, in clear: what the tools that encrypt a PDF are given.
CLEAR = f"qpdf --password='{PASSWORD}' --decrypt --stream-data=preserve waxseal.pdf clear.pdf"
# What leaves: the mail with the envelope in it.
CARRIED = {
    "Waxseal, a page": (f"{WAXSEAL} wrap mail.eml --mail --to html -o sent.eml {QUIET}", "sent.eml"),
    "Waxseal, a PDF": (f"{WAXSEAL} wrap mail.eml --mail --to pdf -o sent.eml {QUIET}", "sent.eml"),
}


def versions():
    def first_line(*command):
        made = subprocess.run(command, capture_output=True, text=True, check=True)
        return (made.stdout + made.stderr).splitlines()[0].strip()

    found = {
        "Waxseal": first_line(WAXSEAL, "--version"),
        "OpenSSL": first_line("openssl", "version"),
        "qpdf": first_line("qpdf", "--version"),
        "mutool": first_line("mutool", "-v"),
    }
    for name in ("page-encryptor", "pagevault", "pikepdf", "pypdf", "weasyprint"):
        found[name] = importlib.metadata.version(name)
    for name in ("pagecrypt", "staticrypt"):
        found[name] = json.loads((HERE / "node_modules" / name / "package.json").read_text())["version"]
    return found
