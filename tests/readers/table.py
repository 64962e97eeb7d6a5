"""The tables in docs/readers.md, made of what the tests saw. With WAXSEAL_UPDATE=1 they are written,
otherwise the committed ones must be the same. Versions stand in the text, not in the tables: they
differ from machine to machine."""

import os
import re

import mails
import readers
from examine import ROOT
from text import LEVELS, level

DOCUMENT = ROOT / "docs" / "readers.md"


def check(name, rows):
    begin, end = f"<!-- {name}: made by tests/readers -->\n\n", f"\n<!-- {name}: end -->"
    document = DOCUMENT.read_text()
    before, _, rest = document.partition(begin)
    committed, _, after = rest.partition(end)
    assert rest and after, f"docs/readers.md has no place for the table {name}"
    if os.environ.get("WAXSEAL_UPDATE"):
        DOCUMENT.write_text(before + begin + rows + end + after)
        return
    assert committed == rows, f"docs/readers.md: WAXSEAL_UPDATE=1 writes the table {name} anew"


def markdown(head, rows):
    lines = ["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows]]
    return "\n".join(lines) + "\n"


SAID = {"exact": "yes", "words": "words", "characters": "characters", "letters": "letters", "lost": "**no**"}


def scripts(findings):
    """How well each reader gives the text of each script: the worst of all lines."""
    rows = []
    for script, (_, lines) in mails.SCRIPTS.items():
        row = [script]
        for reader in readers.WITH_TEXT:
            worst = len(LEVELS) - 1
            for kind in (f"script-{script}", "scripts-text"):
                texts = findings[kind].copied[reader.name]
                worst = min([worst, *(LEVELS.index(level(line, *texts)) for line in lines)])
            row.append(SAID[LEVELS[worst]])
        rows.append(row)
    return markdown(["script", *(reader.name for reader in readers.WITH_TEXT)], rows)


def names(findings):
    """Which names of attachments each reader gives as they are."""
    rows = []
    for name in mails.NAMES:
        shown = re.sub(r"x{20,}", "xxx…xxx", name) + (" (255 characters)" if len(name) == 255 else "")
        row = [f"`{shown}`"]
        for reader in readers.WITH_ATTACHMENTS:
            row.append("yes" if name in [got for got, _ in findings["names"].attachments[reader.name]] else "**no**")
        rows.append(row)
    return markdown(["name", *(reader.name for reader in readers.WITH_ATTACHMENTS)], rows)


def passwords(names, seen):
    rows = [[name, *(seen[reader.name, name] for reader in readers.ALL)] for name in names]
    return markdown(["password", *(reader.name for reader in readers.ALL)], rows)
