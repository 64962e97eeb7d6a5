"""Every reader that knows attachments gives each with its name and its bytes."""

import hashlib
import json
import pathlib

import mails
import readers
import report
import table


AMBIGUOUS = json.loads((pathlib.Path(__file__).resolve().parent.parent / "ambiguous-mails.json").read_text())

# PyMuPDF does not look into a name tree of more than one node (ISO 32000-2 §7.9.6), which MuPDF itself does.
PYMUPDF_MOST = 64


def digest(content):
    return hashlib.sha256(content).hexdigest()


def test_attachments_are_those_of_the_mail(wide):
    wrong = {}
    for name, found in wide.items():
        # Python leaves some parts encoded, and finds attachments elsewhere in mails that can be read in two ways.
        expected = [sha256 for _, _, sha256 in found.letter.attachments if sha256 and name not in AMBIGUOUS]
        all_readers = [sorted(sha256 for _, sha256 in found.attachments[reader.name]) for reader in readers.WITH_ATTACHMENTS]
        for reader, got in zip(readers.WITH_ATTACHMENTS, all_readers):
            if reader.name == "MuPDF" and len(all_readers[0]) > PYMUPDF_MOST:
                continue
            rest = list(got)
            missing = [sha256 for sha256 in expected if sha256 not in rest or rest.remove(sha256)]
            if missing or got != all_readers[0]:
                wrong[name, reader.name] = (missing, len(got), len(all_readers[0]))
    report.none(wrong)


def test_names_in_each_reader(findings):
    """Japanese, Arabic, emoji, 255 characters, two of one name."""
    found = findings["names"]
    for reader in readers.WITH_ATTACHMENTS:
        names = [name for name, _ in found.attachments[reader.name]]
        assert len(names) == len(mails.NAMES) + 4, (reader.name, names)
        assert len([name for name in names if name.startswith("twice")]) == 2
        assert digest(b"") in [sha256 for _, sha256 in found.attachments[reader.name]]
        assert digest(bytes(100_000)) in [sha256 for _, sha256 in found.attachments[reader.name]]


def test_table(findings):
    """The table of names in docs/readers.md is what was seen here."""
    table.check("names", table.names(findings))
