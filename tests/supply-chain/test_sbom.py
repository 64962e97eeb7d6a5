"""The bill of materials of a release: valid, whole, and the same each time. Run by pytest."""

import hashlib
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).parents[2]
TRIPLE = "x86_64-unknown-linux-gnu"


def write(folder: Path) -> tuple[str, Path]:
    file, licences = folder / "bill.json", folder / "licences"
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1700000000"}
    command = [sys.executable, ROOT / "release/sbom.py", TRIPLE, file, licences]
    subprocess.run(command, check=True, env=environment)
    return file.read_text(), licences


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return write(tmp_path_factory.mktemp("bill"))


def test_it_is_valid_by_the_schema(made):
    text, _ = made
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(text) is None
    # The validator is one.
    assert validator.validate_str(text.replace('"bomFormat": "CycloneDX"', '"bomFormat": "X"')) is not None


def test_it_names_what_is_linked_and_not_what_only_tests_need(made):
    components = json.loads(made[0])["components"]
    linked = {it["name"] for it in components if it["scope"] == "required"}
    for program in ("cli", "milter", "envelope"):
        manifest = tomllib.loads((ROOT / program / "Cargo.toml").read_text())
        assert manifest["dependencies"].keys() - {"async-trait"} <= linked, program
    every = {it["name"] for it in components}
    assert not every & {"criterion", "insta", "proptest", "wasm-bindgen-cli-support", "rand_chacha", "openssl"}
    # A macro runs while it is built, and is not part of the program.
    scopes = {it["name"]: it["scope"] for it in components}
    assert scopes["serde_derive"] == scopes["cc"] == "excluded"


def test_each_is_the_crate_of_the_lock_file_and_has_a_licence(made):
    bill = json.loads(made[0])
    locked = {
        (it["name"], it["version"]): it.get("checksum")
        for it in tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]
    }
    assert len(bill["components"]) > 100
    crates = [it for it in bill["components"] if it["purl"].startswith("pkg:cargo/")]
    assert all(it["licenses"] for it in bill["components"])
    for component in crates:
        if component["name"] == "waxseal-decryptor":
            continue
        checksum = locked[component["name"], component["version"]]
        assert [it["content"] for it in component.get("hashes", [])] == ([checksum] if checksum else [])


def test_it_names_what_is_no_crate_of_the_programs(made):
    """The WebAssembly in each page and what it is made of, the fonts, SQLite."""
    text, licences = made
    components = {it["name"]: it for it in json.loads(text)["components"]}
    wasm = (ROOT / "decryptor-wasm/pkg/decryptor.wasm").read_bytes()
    assert components["waxseal-decryptor"]["hashes"][0]["content"] == hashlib.sha256(wasm).hexdigest()
    assert components["wasm-bindgen"]["scope"] == "required"
    assert components["sqlite"]["version"].startswith("3.")
    # The versions are those of the fonts' own table.
    table = (ROOT / "envelope/fonts/README.md").read_text()
    fonts = [it for it in components.values() if it["type"] == "data"]
    assert len(fonts) == 3
    for font in fonts:
        assert any(font["name"] in line and font["version"] in line for line in table.splitlines()), font
    assert (licences / "noto-fonts/OFL.txt").read_bytes() == (ROOT / "envelope/fonts/OFL.txt").read_bytes()


def test_it_is_the_same_each_time_and_comes_with_licences(made, tmp_path):
    text, licences = made
    again, _ = write(tmp_path)
    assert again == text
    assert (licences / "README").exists() is False and len(list(licences.iterdir())) > 100
