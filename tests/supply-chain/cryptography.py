"""Fails if a cryptographic crate in Cargo.lock is not the one that docs/supply-chain.md has notes of."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Where cryptography comes from; a crate of theirs must have a note, or stand here because it computes nothing secret.
MAKERS = ("RustCrypto/", "dalek-cryptography/", "mit-plv/fiat-crypto", "rust-random/")
PLUMBING = {
    "aead", "base16ct", "block-buffer", "block-padding", "cipher", "cmov", "const-oid", "cpubits", "cpufeatures",
    "crypto-common", "ctutils", "curve25519-dalek-derive", "der", "digest", "hybrid-array", "inout", "rand_chacha",
    "rand_core", "rand_xorshift", "sec1", "universal-hash", "wnaf", "zeroize_derive",
}


def notes() -> dict[str, set[str]]:
    table = (ROOT / "docs/supply-chain.md").read_text().partition("| crate | version |")[2]
    rows = re.findall(r"^\| ([a-z0-9_-]+) \| ([0-9., ]+) \|", table, re.MULTILINE)
    return {name: set(versions.split(", ")) for name, versions in rows}


def locked() -> dict[str, set[str]]:
    versions: dict[str, set[str]] = {}
    for package in tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]:
        versions.setdefault(package["name"], set()).add(package["version"])
    return versions


def cryptographic() -> set[str]:
    command = ["cargo", "metadata", "--locked", "--format-version", "1"]
    packages = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)["packages"]
    theirs = lambda package: any(maker in (package["repository"] or "") for maker in MAKERS)
    return {package["name"] for package in packages if theirs(package)}


def faults(noted: dict[str, set[str]], versions: dict[str, set[str]], named: set[str]) -> list[str]:
    found = [f"{name}: no notes" for name in sorted(named - noted.keys() - PLUMBING)]
    for name, of in noted.items():
        if name not in versions:
            found.append(f"{name}: the notes speak of it, but Cargo.lock does not name it")
        elif of != versions[name]:
            has = ", ".join(sorted(versions[name]))
            found.append(f"{name}: the notes are of {', '.join(sorted(of))}, Cargo.lock has {has}")
    return found


def main() -> None:
    noted, versions, named = notes(), locked(), cryptographic()
    if len(noted) < 15 or not named:
        sys.exit("docs/supply-chain.md: the table of cryptographic crates cannot be read")
    # What this script must notice is tried on the way.
    assert faults({**noted, "aes": {"0.0.1"}}, versions, named)
    assert faults(noted, {**versions, "aes": {"0.0.1", *noted["aes"]}}, named)
    assert faults(noted, versions, named | {"des"})
    if found := faults(noted, versions, named):
        sys.exit("docs/supply-chain.md: look at what changed, then correct the notes\n  " + "\n  ".join(found))
    print(f"docs/supply-chain.md has notes of {len(noted)} cryptographic crates, each of the version in Cargo.lock")


main()
