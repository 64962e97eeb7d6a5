#!/usr/bin/env python3
"""How long a password withstands guessing, from the rate of guesses that is measured here.

Build first: cargo build --release --package waxseal --example guesses
Then: tests/.venv/bin/python3 benches/guesses.py   (needs the package `cryptography`; hashcat is measured if installed)

Prints two tables in Markdown: the rates, and the years. SECURITY.md has those of one run.
"""

import hashlib
import math
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

ROOT = Path(__file__).parents[1]
ROUNDS = 600_000
SECONDS = 5.0

# One card, both modes in one source: hashcat 6.1.1 on an AMD Radeon RX 6800 XT, May 2021
# (github.com/bigpick/barelycompetent, content/post/amd6800xt-haschat-benchmark-ubuntu20_04_2.md): mode 12100
# (PBKDF2-HMAC-SHA512, 999 rounds) 1024.6 kH/s, mode 10700 (PDF 1.7 Level 8, revision 6) 132.7 kH/s.
CARD = {"html": 1_024_600 * 999 / ROUNDS, "pdf": 132_700}
# Assumptions, not measurements: today's cards do four times as much, and how many each attacker has.
FASTER = 4
ATTACKERS = {"one card of today": 1, "1,000 cards": 1_000, "1,000,000 cards": 1_000_000}

PASSWORDS = {
    "8 small letters, at random": 8 * math.log2(26),
    "the weakest that `wrap` takes (10^10 guesses by zxcvbn)": math.log2(1e10),
    "10 letters and digits, at random": 10 * math.log2(62),
    "5 words of 2,048, at random": 55.0,
    "12 letters and digits, at random": 12 * math.log2(62),
    "a generated one (80 bits)": 80.0,
}


def rate(guess) -> float:
    """Guesses a second of CPU time, so that what else the machine does counts little."""
    start, count = time.process_time(), 0
    while time.process_time() - start < SECONDS:
        guess(count)
        count += 1
    return count / (time.process_time() - start)


def pbkdf2(count: int) -> None:
    """PBKDF2 of OpenSSL, which is behind hashlib."""
    salt = b"PBES2-HS512+A256KW\0" + bytes(16)
    hashlib.pbkdf2_hmac("sha512", b"guess %08d" % count, salt, ROUNDS, 32)


def algorithm_2b(password: bytes, salt: bytes) -> bytes:
    """ISO 32000-2 algorithm 2.B for the user's password, with OpenSSL's AES and SHA-2."""
    k, number = hashlib.sha256(password + salt).digest(), 0
    while True:
        encryptor = Cipher(algorithms.AES(k[:16]), modes.CBC(k[16:32])).encryptor()
        e = encryptor.update((password + k) * 64)
        k = (hashlib.sha256, hashlib.sha384, hashlib.sha512)[int.from_bytes(e[:16], "big") % 3](e).digest()
        number += 1
        if number >= 64 and e[-1] <= number - 32:
            return k[:32]


def hashcat(mode: int) -> float | None:
    """All cores of this machine, by OpenCL."""
    if not shutil.which("hashcat"):
        return None
    command = ["hashcat", "--benchmark", "--force", "--machine-readable", "--hash-type", str(mode)]
    out = subprocess.run(command, capture_output=True, text=True).stdout
    # device:mode:clock:memory clock:time:rate
    found = re.search(rf"^\d+:{mode}:.*:(\d+(?:\.\d+)?)$", out, re.MULTILINE)
    return float(found[1]) / (os.cpu_count() or 1) if found else None


def own() -> dict[str, float]:
    """Waxseal: CPU time of many guesses less that of none."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    program = target / "release/examples/guesses"
    if not program.exists():
        sys.exit("cargo build --release --package waxseal --example guesses")

    def seconds(kind: str, count: int) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([program, kind, str(count)], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    counts = {"html": 20, "pdf": 5_000}
    rates = {kind: count / (seconds(kind, count) - seconds(kind, 0)) for kind, count in counts.items()}
    # A wrong password is tried as the user's and as the owner's; who guesses needs only one of them.
    return {"html": rates["html"], "pdf": 2 * rates["pdf"]}


def span(seconds: float) -> str:
    if seconds < 1:
        return "under a second"
    for unit, size in (("years", 31_557_600), ("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1)):
        if (value := seconds / size) >= 2 or unit == "seconds":
            break
    if value < 1e6:
        return f"{value:,.0f} {unit}"
    digit, power = f"{value:.0e}".split("e+")
    return f"{digit}·10^{int(power)} {unit}"


def processor() -> str:
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found[1] if found else "unknown"


def main() -> None:
    ours = own()
    openssl = {"html": rate(pbkdf2), "pdf": rate(lambda n: algorithm_2b(b"guess %08d" % n, b"saltsalt"))}
    cat = hashcat(12100)
    cracker = {"html": cat * 999 / ROUNDS if cat else None, "pdf": hashcat(10700)}
    shown = lambda value: "not measured" if value is None else f"{value:,.3g}" if value < 100 else f"{value:,.0f}"
    print(f"Guesses a second of CPU time, one core ({processor()}; for hashcat all cores by the clock, divided by their number):\n")
    print("| | HTML (PBKDF2-HMAC-SHA-512, 600,000 rounds) | PDF (revision 6) |\n| --- | ---: | ---: |")
    for who, rates in (("Waxseal", ours), ("OpenSSL, from Python", openssl), ("hashcat on this processor", cracker)):
        print(f"| {who} | {shown(rates['html'])} | {shown(rates['pdf'])} |")
    print(f"| one graphics card of 2021, from its source | {shown(CARD['html'])} | {shown(CARD['pdf'])} |")

    cores = {kind: max(filter(None, (ours[kind], openssl[kind], cracker[kind]))) for kind in ("html", "pdf")}
    print("\nHow long until a password is found, on average (half of all guesses):\n")
    attackers = {"one core": cores} | {
        name: {kind: CARD[kind] * FASTER * cards for kind in CARD} for name, cards in ATTACKERS.items()
    }
    print("| password | bits | | " + " | ".join(attackers) + " |")
    print("| --- | ---: | --- |" + " ---: |" * len(attackers))
    for name, bits in PASSWORDS.items():
        for kind in ("html", "pdf"):
            cells = [span(2 ** (bits - 1) / rates[kind]) for rates in attackers.values()]
            print(f"| {name} | {bits:.0f} | {kind.upper()} | " + " | ".join(cells) + " |")
    print("\nBits that withstand ten years of guessing (on average):\n")
    print("| | " + " | ".join(attackers) + " |\n| --- |" + " ---: |" * len(attackers))
    for kind in ("html", "pdf"):
        bits = [math.log2(10 * 31_557_600 * rates[kind]) + 1 for rates in attackers.values()]
        print(f"| {kind.upper()} | " + " | ".join(f"{math.ceil(it)}" for it in bits) + " |")


main()
