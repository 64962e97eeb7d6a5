#!/usr/bin/env python3
"""Measures `waxseal wrap --to pdf` and `open`, beside qpdf, which only encrypts and decrypts a PDF that is
there already, and beside WeasyPrint, which only makes pages and encrypts nothing. See README.md."""

import pathlib
import shutil
import subprocess
import sys
import tempfile

from mails import SIZES
from measure import WAXSEAL, median, size_of

HERE = pathlib.Path(__file__).resolve().parent
WEASYPRINT = HERE / ".venv" / "bin" / "weasyprint"
PASSWORD = "correct horse battery staple"
RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 3
WRAP = f"{WAXSEAL} wrap mail.eml --to pdf -o mail.pdf --force --quiet --password-file password"


def run(command, folder):
    subprocess.run(command, shell=True, cwd=folder, check=True)


def rows(label, tools, folder):
    mail, first = size_of(folder / "mail.eml"), None
    for tool, (command, product) in tools.items():
        wall, cpu, memory = median(command, folder, RUNS)
        first = first or cpu
        made = size_of(folder / product)
        yield (
            f"| {label} | {tool} | {wall:.2f} s | {cpu:.2f} s | {cpu / first:.2f} |"
            f" {memory / 1e6:.0f} MB | {(memory - mail) / 1e6:+.0f} MB | {made / 1e3:.0f} KB |"
        )


def attachments(label, size, folder):
    """One attachment that does not compress."""
    run(f"{sys.executable} {HERE}/mails.py {size} > mail.eml", folder)
    # The same pages, attachment and original, in clear: what qpdf is given.
    run(f"{WRAP} && qpdf --password='{PASSWORD}' --decrypt --stream-data=preserve mail.pdf clear.pdf", folder)
    encrypt = f"qpdf --stream-data=preserve clear.pdf --encrypt '{PASSWORD}' another 256 -- qpdf.pdf"
    decrypt = f"qpdf --password='{PASSWORD}' --decrypt --stream-data=preserve mail.pdf back.pdf"
    opened = f"{WAXSEAL} open mail.pdf -o back.eml --force --quiet --password-file password"
    yield from rows(label, {"waxseal wrap": (WRAP, "mail.pdf"), "qpdf --encrypt": (encrypt, "qpdf.pdf")}, folder)
    yield from rows(label, {"waxseal open": (opened, "back.eml"), "qpdf --decrypt": (decrypt, "back.pdf")}, folder)
    run("cmp mail.eml back.eml", folder)


def pages(label, make, folder):
    """Hardly anything but pages."""
    run(f"{make} && {sys.executable} {HERE}/as_page.py mail.eml > page.html", folder)
    tools = {"waxseal wrap": (WRAP, "mail.pdf")}
    if WEASYPRINT.exists():
        tools["weasyprint"] = (f"{WEASYPRINT} --quiet page.html weasyprint.pdf", "weasyprint.pdf")
    yield from rows(label, tools, folder)


def hand_made(name):
    return f"{sys.executable} {HERE.parent}/tests/readers/mails.py . && mv {name}.eml mail.eml"


def measured():
    for label, size in SIZES.items():
        if size >= 1_000_000:
            yield lambda folder, label=label, size=size: attachments(label, size, folder)
    text = f"{sys.executable} {HERE}/mails.py text > mail.eml"
    yield lambda folder: pages("text of 10 KB", text, folder)
    yield lambda folder: pages("newsletter", hand_made("newsletter"), folder)
    yield lambda folder: pages("200 pages of text", hand_made("long-text"), folder)


print(f"Medians of {RUNS} runs. CPU ratios are to Waxseal in the same row group; size is of what was made.\n")
print("| mail | command | wall | CPU | CPU ratio | peak memory | memory less mail | size |")
print("| --- | --- | --- | --- | --- | --- | --- | --- |")
for measure in measured():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="waxseal-bench-"))
    try:
        (folder / "password").write_text(PASSWORD)
        (folder / "password").chmod(0o600)
        for row in measure(folder):
            print(row, flush=True)
    finally:
        shutil.rmtree(folder)
