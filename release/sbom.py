"""Writes the bill of materials of the programs (CycloneDX 1.6, JSON) and collects the licences of what is in them.

    release/sbom.py TRIPLE FILE [LICENCES]

It is made of `cargo metadata` and Cargo.lock: what the programs link on this platform, what the WebAssembly of the
pages is made of, the fonts and SQLite, and (with the scope "excluded") what only runs while they are built. The same
commit gives the same bytes.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import uuid
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROGRAMS = ("waxseal-cli", "waxseal-milter")
# What the pages carry, which is in the library as bytes.
PAGE, WASM = "waxseal-decryptor", "wasm32-unknown-unknown"
FONTS = {
    "pkg:deb/debian/fonts-noto-core@20201225-1": "Noto Sans and Noto Serif, for PDFs",
    "pkg:deb/debian/fonts-noto-mono@20201225-1": "Noto Sans Mono, for PDFs",
    "pkg:npm/%40expo-google-fonts/noto-emoji@0.4.7": "Noto Emoji, for PDFs",
}


def metadata(triple: str) -> dict:
    command = ["cargo", "metadata", "--locked", "--format-version", "1"]
    command += ["--filter-platform", triple, "--filter-platform", WASM]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)


def checksums() -> dict[tuple[str, str], str]:
    packages = tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]
    return {(it["name"], it["version"]): it["checksum"] for it in packages if "checksum" in it}


def needed(triple: str, edges: str, programs: tuple[str, ...]) -> set[str]:
    """What the programs need, with the features that they have when they are built together. (`cargo metadata` knows
    only the features of the whole workspace, tests included.)"""
    command = ["cargo", "tree", "--locked", "--target", triple, "--edges", edges, "--prefix", "none", "--format", "{p}"]
    for program in programs:
        command += ["--package", program]
    lines = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    # "name v1.2.3 (where it is, or that it is a macro)"
    parts = [line.split() for line in lines if line]
    return {f"pkg:cargo/{name}@{version.removeprefix('v')}" for name, version, *_ in parts}


def is_built(dependency: dict) -> bool:
    return any(kind["kind"] in (None, "build") for kind in dependency["dep_kinds"])


def purl(package: dict) -> str:
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(package: dict, checksum: str | None, linked: bool) -> dict:
    made = {
        "type": "application" if package["name"] in PROGRAMS else "library",
        "bom-ref": purl(package),
        "name": package["name"],
        "version": package["version"],
        "scope": "required" if linked else "excluded",
        "purl": purl(package),
    }
    if package["description"]:
        made["description"] = " ".join(package["description"].split())
    if package["license"]:
        # "MIT/Apache-2.0" is how older crates write OR.
        made["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    if package["name"] == PAGE:
        # The one that `waxseal --version --verbose` prints.
        wasm = (ROOT / "decryptor-wasm/pkg/decryptor.wasm").read_bytes()
        made["hashes"] = [{"alg": "SHA-256", "content": hashlib.sha256(wasm).hexdigest()}]
    elif checksum:
        made["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    if (package["repository"] or "").startswith("http"):
        made["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    return made


def no_crate(kind: str, ref: str, what: str, licence: str) -> dict:
    name, version = ref.rsplit("/", 1)[1].split("@")
    return {
        "type": kind, "bom-ref": ref, "name": name, "version": version, "description": what, "scope": "required",
        "licenses": [{"license": {"id": licence}}], "purl": ref,
    }


def no_crates(packages: dict[str, dict]) -> list[tuple[str, dict]]:
    """Each with the crate that it is in."""
    crates = {it["name"]: ref for ref, it in packages.items()}
    sqlite = crates["libsqlite3-sys"]
    header = (Path(packages[sqlite]["manifest_path"]).parent / "sqlite3/sqlite3.h").read_text()
    version = re.search(r'^#define SQLITE_VERSION\s+"([0-9.]+)"', header, re.MULTILINE)[1]
    what = "The milter's store; C, built with it"
    return [
        *((crates["waxseal"], no_crate("data", ref, what, "OFL-1.1")) for ref, what in FONTS.items()),
        (sqlite, no_crate("library", f"pkg:generic/sqlite@{version}", what, "blessing")),
    ]


def bill(triple: str, meta: dict) -> dict:
    packages = {purl(it): it for it in meta["packages"]}
    by_id = {it["id"]: purl(it) for it in meta["packages"]}
    linked = needed(triple, "normal,no-proc-macro", PROGRAMS) | needed(WASM, "normal,no-proc-macro", (PAGE,))
    everything = needed(triple, "normal,build", PROGRAMS) | needed(WASM, "normal,build", (PAGE,))
    edges = {
        by_id[node["id"]]: sorted({by_id[to["pkg"]] for to in node["deps"] if is_built(to)} & everything)
        for node in meta["resolve"]["nodes"]
    }
    sums = checksums()
    order = sorted(everything)
    components = [
        component(packages[it], sums.get((packages[it]["name"], packages[it]["version"])), it in linked) for it in order
    ]
    others = no_crates(packages)
    for crate, it in others:
        edges[crate].append(it["bom-ref"])
    components += [it for _, it in others]
    version = next(it["version"] for it in packages.values() if it["name"] == PROGRAMS[0])
    when = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), timezone.utc)
    whole = f"pkg:generic/waxseal@{version}?platform={triple}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, whole + json.dumps(components))}",
        "version": 1,
        "metadata": {
            "timestamp": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application", "bom-ref": whole, "name": "waxseal", "version": version,
                "licenses": [{"expression": "MIT OR Apache-2.0"}],
            },
        },
        "components": components,
        "dependencies": [
            {"ref": whole, "dependsOn": sorted(f"pkg:cargo/{name}@{version}" for name in (*PROGRAMS, PAGE))},
            *({"ref": it, "dependsOn": edges[it]} for it in order),
            *({"ref": it["bom-ref"], "dependsOn": []} for _, it in others),
        ],
    }


def copy_licences(meta: dict, names: set[str], folder: Path) -> None:
    for package in meta["packages"]:
        if purl(package) not in names or package["source"] is None:
            continue
        place = Path(package["manifest_path"]).parent
        for file in sorted(place.iterdir()):
            if file.is_file() and file.name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE")):
                to = folder / f"{package['name']}-{package['version']}"
                to.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, to / file.name)
    fonts = folder / "noto-fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / "envelope/fonts/OFL.txt", fonts / "OFL.txt")


def main() -> None:
    triple, file, *rest = sys.argv[1:]
    meta = metadata(triple)
    made = bill(triple, meta)
    Path(file).write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    linked = {it["purl"] for it in made["components"] if it["scope"] == "required"}
    for folder in rest:
        copy_licences(meta, linked, Path(folder))


main()
