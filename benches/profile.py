#!/usr/bin/env python3
"""Where the time of sealing goes, for the goals of docs/peers.md that are not met (in docs/performance.md): `benches/profile.py`.

Builds the program and the example `rate` with frame pointers into a folder of their own, samples them with Linux `perf` (Debian:
linux-perf) and prints a table for each. A sample belongs to the innermost function that a row names; key derivation is left out."""

import collections
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "profile"
RELEASE = TARGET / "release"
WRAP = f"{RELEASE}/waxseal wrap mail.eml --quiet --force --password-file password"
KEYS = ["pbes2", "pbkdf2", "UserKey"]
KERNEL = "the kernel: reading and writing files, pages of memory"

FILES = [
    ("SHA-512 (HMAC of the JWE)", ["sha512"]),
    ("SHA-256 (of the message, of attachments)", ["sha256"]),
    ("MD5 (/CheckSum)", ["md5"]),
    ("AES-CBC", ["aes::", "cbc::"]),
    ("base64", ["base64"]),
    ("decrypting, inflating and comparing what was sealed", ["verify", "jwe::compare", "fdeflate", "jwe::inflate"]),
    ("deflating", ["zlib_rs", "flate2", "jwe::deflate"]),
    ("reading the mail", ["waxseal::message", "mail_parser", "ammonia", "memchr"]),
    ("the word lists of zxcvbn, which judges the password (a fixed cost)", ["Once::call_once", "zxcvbn"]),
]
LETTER = [("finding the payloads in the page", ["html::locate"]), *FILES]
PAGES = [
    ("parley: characters to glyphs (harfrust, fontique, icu)", ["parley::builder", "parley::shape"]),
    ("parley: breaking lines", ["break_all_lines", "BreakLines", "parley::layout"]),
    ("krilla: text of the pages", ["krilla::content", "krilla::surface"]),
    ("krilla: fonts and the file", ["krilla"]),
    ("the glyphs of each line, and what they stand for", ["pages::setting"]),
    ("reading the mail as boxes", ["pages::reading", "html5ever", "waxseal::message", "mail_parser"]),
    ("encrypting, writing and checking the PDF", ["pdf::file", "lopdf", "aes::", "zlib_rs", "pdf::seal", "sha256", "md5"]),
]
# The task, the kind and size of its mail, its command, how often, in which function it is (of a program that does more), and the rows.
TASKS = [
    ("A mail of photos of 25 MB to a page", "photo", 25_000_000, f"{WRAP} -o out.html", 5, "", FILES),
    ("A mail of photos of 25 MB to a PDF", "photo", 25_000_000, f"{WRAP} --to pdf -o out.pdf", 5, "", FILES),
    ("A letter of 10 KB to a page, key kept", "letter", 10_000, f"{RELEASE}/examples/rate mail.eml", 1, "waxseal::html", LETTER),
    ("A letter of 10 KB to a PDF, key kept", "letter", 10_000, f"{RELEASE}/examples/rate mail.eml", 1, "waxseal::pdf", PAGES),
]


def build():
    environment = os.environ | {
        "CARGO_TARGET_DIR": str(TARGET),
        "CARGO_PROFILE_RELEASE_DEBUG": "line-tables-only",
        "RUSTFLAGS": "-C force-frame-pointers=yes",
    }
    for what in (["--package", "waxseal-cli"], ["--package", "waxseal", "--example", "rate"]):
        subprocess.run(["cargo", "build", "--locked", "--release", "--quiet", *what], cwd=ROOT, env=environment, check=True)


def samples(command, runs, folder):
    """The functions of each sample, innermost first, and whether that is the kernel's."""
    record = ["perf", "record", "--quiet", "-e", "cpu-clock", "-F", "1999", "--call-graph", "fp", "-o", "perf.data"]
    for _ in range(runs):
        subprocess.run([*record, *command.split()], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        script = ["perf", "script", "-i", "perf.data", "-F", "ip,sym,dso"]
        text = subprocess.run(script, cwd=folder, check=True, capture_output=True, text=True).stdout
        for block in filter(None, text.split("\n\n")):
            # Address, function, file.
            frames = [line.split(maxsplit=1)[1].rsplit(" (", 1) for line in block.strip().splitlines()]
            yield [name for name, _ in frames], "kernel" in frames[0][1]


def row_of(functions, is_kernel, rows):
    if is_kernel:
        return KERNEL
    for function in functions:
        for label, parts in rows:
            if any(part in function for part in parts):
                return label
    return "the rest"


def main():
    build()
    for title, kind, size, command, runs, within, rows in TASKS:
        with tempfile.TemporaryDirectory(prefix="waxseal-profile-") as folder:
            subprocess.run([sys.executable, HERE / "peers/mails.py", kind, str(size)], cwd=folder, check=True)
            (pathlib.Path(folder) / "password").write_text("correct horse battery staple\n")
            counts = collections.Counter()
            for functions, is_kernel in samples(command, runs, folder):
                if any(part in function for part in KEYS for function in functions):
                    continue
                if any(within in function for function in functions):
                    counts[row_of(functions, is_kernel, rows)] += 1
        print(f"**{title}** ({counts.total()} samples)\n\n| | of the time |\n| --- | --- |")
        for label, count in counts.most_common():
            share = count / counts.total()
            if share >= 0.005:
                print(f"| {label} | {share:.0%} |")
        print(flush=True)


if __name__ == "__main__":
    main()
