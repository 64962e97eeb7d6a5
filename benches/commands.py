#!/usr/bin/env python3
"""Measures whole commands: `waxseal wrap` and `open` and what a user would pick instead, one after
the other, several times; prints the medians and their ratios as Markdown. See README.md."""

import pathlib
import shutil
import subprocess
import sys
import tempfile

from mails import SIZES
from measure import WAXSEAL, median, size_of

HERE = pathlib.Path(__file__).resolve().parent
STATICRYPT = HERE / "node_modules" / ".bin" / "staticrypt"
PASSWORD = "correct horse battery staple"
RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 3
# StatiCrypt takes gigabytes beyond this.
STATICRYPT_MOST = 25_000_000


def rows_of(label, size, folder):
    # Made, encoded and compared by other processes: what a command's parent has in memory when it
    # starts the command would count as the command's own.
    subprocess.run(f"{sys.executable} {HERE}/mails.py {size} > mail.eml", shell=True, cwd=folder, check=True)
    mail = size_of(folder / "mail.eml")
    (folder / "password").write_text(PASSWORD)
    (folder / "password").chmod(0o600)
    # What StatiCrypt encrypts is a page, so the mail becomes a link in one.
    commands = {
        "wrap": {
            "waxseal wrap": (
                f"{WAXSEAL} wrap mail.eml -o mail.html --force --quiet --password-file password",
                "mail.html",
            ),
            "openssl enc, base64": (
                "openssl enc -aes-256-cbc -pbkdf2 -md sha512 -iter 600000 -pass file:password -in mail.eml"
                " | base64 > mail.enc",
                "mail.enc",
            ),
        },
        "open": {
            "waxseal open": (
                f"{WAXSEAL} open mail.html -o back.eml --force --quiet --password-file password",
                "back.eml",
            ),
            "base64 -d, openssl enc -d": (
                "base64 -d mail.enc | openssl enc -d -aes-256-cbc -pbkdf2 -md sha512 -iter 600000"
                " -pass file:password -out back.enc",
                "back.enc",
            ),
        },
    }
    if STATICRYPT.exists() and size <= STATICRYPT_MOST:
        page = """(printf '<a download="mail.eml" href="data:message/rfc822;base64,'; base64 -w 0 mail.eml;"""
        subprocess.run(f"{page} printf '\">mail</a>') > page.html", shell=True, cwd=folder, check=True)
        commands["wrap"]["staticrypt"] = (
            f"{STATICRYPT} page.html -p '{PASSWORD}' --short -c false -d out",
            "out/page.html",
        )
    for task, tools in commands.items():
        first = None
        for tool, (command, product) in tools.items():
            wall, cpu, memory = median(command, folder, RUNS)
            first = first or (cpu, memory)
            made = size_of(folder / product)
            yield (
                f"| {label} | {tool} | {wall:.2f} s | {cpu:.2f} s | {cpu / first[0]:.2f} |"
                f" {memory / 1e6:.0f} MB | {(memory - mail) / 1e6:+.0f} MB | {made / mail:.3f} |"
            )
    subprocess.run(["cmp", "mail.eml", "back.eml"], cwd=folder, check=True)


print(f"Medians of {RUNS} runs. CPU ratios are to Waxseal in the same row group; size is of what was made, to the mail.\n")
print("| mail | command | wall | CPU | CPU ratio | peak memory | memory less mail | size |")
print("| --- | --- | --- | --- | --- | --- | --- | --- |")
for label, size in SIZES.items():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="waxseal-bench-"))
    try:
        for row in rows_of(label, size, folder):
            print(row, flush=True)
    finally:
        shutil.rmtree(folder)
