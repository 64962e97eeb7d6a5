"""Wraps one mail with the program and notes everything that the tests ask about its envelope. It
runs in processes of its own, two at a time, because seven readers of 150 files take their time."""

import hashlib
import os
import pathlib
import subprocess
import traceback
from dataclasses import dataclass, field

import accessibility
import outloud
import pikepdf
import readers
import reference
import surface

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
PROGRAM = pathlib.Path(os.environ.get("WAXSEAL_BIN", TARGET / "debug" / "waxseal"))
CORPUS = pathlib.Path(os.environ.get("WAXSEAL_CORPUS", ROOT.parent / "shared" / "corpus"))

PASSWORD = "correct horse battery staple"
WRONG = {"wrong": "correct horse battery stable", "empty": "", "none": None}


@dataclass
class Findings:
    """What was seen of one mail. Readers are named; "refusals" has what each did without the password."""

    path: pathlib.Path
    letter: reference.Letter | None = None
    failed: str | None = None
    warnings: str = ""
    size: int = 0
    returned: bool = False
    pages: dict = field(default_factory=dict)
    copied: dict = field(default_factory=dict)
    attachments: dict = field(default_factory=dict)
    complaints: dict = field(default_factory=dict)
    refusals: dict = field(default_factory=dict)
    surface: list = field(default_factory=list)
    accessibility: list = field(default_factory=list)


def waxseal(*arguments, **more):
    """Runs the program; gives its exit code and what it said."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
    return done.returncode, done.stdout.decode(errors="replace")


def password_file(folder, password, name="password"):
    path = pathlib.Path(folder, name)
    if not path.exists():
        path.write_bytes(password if isinstance(password, bytes) else password.encode())
        path.chmod(0o600)
    return path


def secrets(letter):
    """What must not be found in the file: names, and pairs of words, because single ones occur in
    the syntax of PDF too."""
    words = letter.text.split()[:200]
    pairs = [f"{one} {other}" for one, other in zip(words, words[1:])]
    found = [letter.subject, *letter.addresses, *(name or "" for name, _, _ in letter.attachments), *pairs]
    return sorted({words for words in found if len(words) >= 8 and words.isprintable()} | {"<x:xmpmeta", "http://www.w3.org/"})


def said_by_outloud(path):
    """An independent checker of the Matterhorn Protocol, which reads no encrypted files. Only what
    the standard demands counts, not what it thinks of a mail's style."""
    result = outloud.check(str(path), layers=["conformance"])
    return [f"outloud {found.rule} {found.message}" for found in result.findings if found.severity == "error"]


def examine(path, folder, wide, *options):
    """Everything about one mail; `wide` with all readers, otherwise only what Waxseal itself and
    the structure show."""
    findings = Findings(path)
    try:
        look(findings, pathlib.Path(folder), wide, options)
    except Exception:
        findings.failed = (findings.failed or "") + traceback.format_exc(limit=-4)
    return findings


def look(findings, folder, wide, options):
    original = findings.path.read_bytes()
    given = password_file(folder, PASSWORD)
    stem = hashlib.sha256(str(findings.path).encode() + repr(options).encode()).hexdigest()[:16]
    envelope, back = folder / f"{stem}.pdf", folder / f"{stem}.eml"
    code, said = waxseal("wrap", findings.path, "--to", "pdf", "-o", envelope, "--password-file", given, *options)
    if code:
        findings.failed = f"wrap: exit code {code}: {said}"
        return
    findings.warnings, findings.size = said, envelope.stat().st_size
    code, said = waxseal("open", envelope, "-o", back, "--quiet", "--password-file", given)
    findings.returned = code == 0 and back.read_bytes() == original
    if code:
        findings.failed = f"open: exit code {code}: {said}"
    back.unlink(missing_ok=True)

    try:
        findings.letter = reference.read(original)
    except Exception:  # Python cannot read every mail
        pass
    words = secrets(findings.letter) if findings.letter else []
    data = envelope.read_bytes()
    findings.surface = surface.in_clear(data, PASSWORD.encode(), words)
    with pikepdf.open(envelope, password=PASSWORD) as pdf:
        findings.surface += surface.active(pdf)
        findings.accessibility = accessibility.problems(pdf)
        if wide:
            clear = folder / f"{stem}-clear.pdf"
            pdf.save(clear, encryption=False)
            findings.accessibility += said_by_outloud(clear)
            clear.unlink()
    if not wide:
        envelope.unlink()
        return
    for reader in readers.ALL:
        reading = reader.read(envelope, PASSWORD)
        findings.pages[reader.name] = reading.pages
        findings.copied[reader.name] = ["\n".join(pages) for pages in (reading.pages, reading.copied) if pages]
        if reading.attachments is not None:
            findings.attachments[reader.name] = [
                (name, None if content is None else hashlib.sha256(content).hexdigest()) for name, content in reading.attachments
            ]
        findings.complaints[reader.name] = reading.complaints
        for kind, password in WRONG.items():
            try:
                reader.read(envelope, password)
                findings.refusals[reader.name, kind] = "opened"
            except readers.Refused:
                findings.refusals[reader.name, kind] = "refused"
            except Exception as error:
                findings.refusals[reader.name, kind] = repr(error)
