"""The text that each reader takes out of the pages is the mail's."""

import json
import pathlib
import re

import mails
import pytest
import readers
import report
import table
from text import bare, differences, level, without_numbers

# Where a mail can be read in more ways than one: opened, but its text is not compared.
AMBIGUOUS = json.loads((pathlib.Path(__file__).resolve().parent.parent / "ambiguous-mails.json").read_text())

# Readers turn what is written from right to left each in their own way: that is compared line by line below.
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

# What stands between the words of a mail on the page: numbers and dots of lists, and instead of
# pictures that are not there, what they show.
BETWEEN = r"(\d+[.)]|[•◦▪–]|\[[^]]*\])+"

# The head of a table on each of its pages.
REPEATED = {"tables": "NoWhatCountPrice"}


def test_header_and_text(wide):
    wrong = {}
    for name, found in wide.items():
        if name in AMBIGUOUS or RIGHT_TO_LEFT.search(found.letter.text + found.letter.subject):
            continue
        for reader in readers.WITH_TEXT:
            text = without_numbers(found.pages[reader.name])
            expected = found.letter.text
            if reader.name == "PDFium":  # takes a hyphen at the end of a line for one of hyphenation
                text, expected = text.replace("-", ""), expected.replace("-", "")
            between = f"{BETWEEN}|{REPEATED[name]}" if name in REPEATED else BETWEEN
            missing, surplus = differences(expected, text, between)
            head = [found.letter.subject, *found.letter.addresses]
            lost = [part for part in head if bare(part).replace("-", "") not in bare(text).replace("-", "")]
            if missing or surplus or lost:
                wrong[name, reader.name] = {"missing": missing[:8], "surplus": surplus[:8], "lost": lost}
    report.none(wrong)


@pytest.mark.parametrize("script", mails.SCRIPTS)
def test_each_script_in_each_reader(findings, script):
    """No letter is lost; in which order readers give them is in the table."""
    for kind in (f"script-{script}", "scripts-text"):
        for reader in readers.WITH_TEXT:
            texts = findings[kind].copied[reader.name]
            levels = {line: level(line, *texts) for line in mails.SCRIPTS[script][1]}
            assert "lost" not in levels.values(), (kind, reader.name, levels, texts)


def test_table(findings):
    """The table of scripts in docs/readers.md is what was seen here."""
    table.check("scripts", table.scripts(findings))
