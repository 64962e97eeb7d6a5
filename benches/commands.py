#!/usr/bin/env python3
"""Measures whole commands: `waxseal wrap` and `open` and what a user would pick instead, one after
the other, several times; prints the medians and their ratios as Markdown. See README.md."""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from mails import SIZES

HERE = pathlib.Path(__file__).resolve().parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent / "target"))
WAXSEAL = os.environ.get("WAXSEAL_BIN", str(TARGET / "release" / "waxseal"))
STATICRYPT = HERE / "node_modules" / ".bin" / "staticrypt"
PASSWORD = "correct horse battery staple"
RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 3
# StatiCrypt takes gigabytes beyond this.
STATICRYPT_MOST = 25_000_000


def measure(command, cwd):
    """Wall and CPU seconds and peak memory in bytes of one command line, or None if it fails."""
    start = time.monotonic()
    process = subprocess.Popen(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = status
    if status != 0:
        sys.exit(f"{command}: {errors.decode()}")
    # ru_maxrss of the shell covers the largest of its children.
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def median(command, cwd):
    return [statistics.median(values) for values in zip(*(measure(command, cwd) for _ in range(RUNS)))]


def size_of(path):
    return path.stat().st_size if path.exists() else 0


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
            wall, cpu, memory = median(command, folder)
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
