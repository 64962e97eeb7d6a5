"""Makes the tables and pictures of one run: `report.py FOLDER` reads FOLDER/peers.json and writes FOLDER/peers.md and
FOLDER/pictures/peers-*.svg. Started by `run`."""

import json
import pathlib
import re
import sys

from goals import goals_of
from picture import write_pictures
from results import KINDS, Run, label, median, of_opening

NUMBER = r"\d+(\.\d+)+"
HEADER = """# Waxseal and what a user would pick instead

Written by `benches/peers/run`, not by hand; [`benches/peers/README.md`](../benches/peers/README.md) says how each figure is taken and what
each tool is given. Every run stands in `peers.json`; here are medians. MB are millions of bytes.
"""


def table(columns, rows):
    yield "| " + " | ".join(columns) + " |"
    yield "|" + " --- |" * len(columns)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def seconds(value):
    return "" if value is None else f"{value:.2f} s"


def megabytes(value):
    return "" if value is None else f"{value / 1e6:.0f} MB"


def failure(row):
    return "fails: " + row["failed"].replace("|", "\\|")


def by_size(rows):
    return sorted(rows, key=lambda row: (row["size"], KINDS.index(row["kind"]) if row["kind"] in KINDS else 0))


def about(document):
    machine = document["machine"]
    # Some programs say more than their version.
    versions = ", ".join(f"{name} {re.search(NUMBER, version).group()}" for name, version in document["versions"].items())
    yield f"{document['date']}, {machine['processor']}, {machine['cores']} cores, {machine['system']}; load before the run {machine['load before']:.1f}. {versions}."
    yield ""
    if document["quick"]:
        yield "**A quick run: one measurement of small mails, to try the benchmark; no figures to quote.**\n"


def commands(run, task, beyond):
    """The rows of one task, each tool beside Waxseal's time for the same mail."""
    ours = None
    for row in by_size(run.rows(task)):
        mail = f"{row['kind']}, {label(row['size'])}" if row["task"] != "make pages" else row["kind"]
        if "failed" in row:
            yield [mail, row["tool"], failure(row)] + [""] * (5 + beyond)
            continue
        cpu, wall, memory = (median(turn[what] for turn in row["runs"]) for what in ("cpu", "wall", "memory"))
        if row["tool"] == "Waxseal":
            ours = cpu
        cells = [mail, row["tool"], seconds(cpu), f"{cpu / ours:.2f}", seconds(wall)]
        if beyond:
            cells.insert(3, seconds(median(turn["beyond"] for turn in row["runs"] if "beyond" in turn)))
        yield cells + [megabytes(memory), f"{(memory - row['mail']) / 1e6:+.0f} MB", f"{row['made'] / row['mail']:.3f}"]


def openings(document):
    for row in by_size(document["browser"]):
        mail = f"{row['kind']}, {label(row['size'])}"
        if "failed" in row:
            yield [mail, row["tool"], failure(row)] + [""] * 7
            continue
        times = [seconds(of_opening(row, what)) for what in ("ready", "view", "done", "beyond view", "beyond done")]
        blocks = [f"{median(run[what] for run in row['runs']):.0f} ms" for what in ("blockLoading", "block")]
        yield [mail, row["tool"], *times, *blocks, megabytes(of_opening(row, "memory"))]


def report(run):
    document = run.document
    yield HEADER
    yield from about(document)
    yield "## The goals\n"
    yield "Judged by the run, with the mail of photos; \"peer\" is the best one for that figure.\n"
    yield from table(["goal", "Waxseal", "peer", ""], ([row["goal"], row["measured"], row["peer"], row["met"]] for row in goals_of(run)))
    yield "![Sealing to a page and opening it: bars of CPU, memory and time of each tool](pictures/peers-page.svg)\n"
    yield "![Sealing to a PDF: bars of CPU and memory of each tool](pictures/peers-pdf.svg)\n"
    columns = ["mail", "tool", "CPU", "beyond the fixed cost", "CPU to Waxseal's", "wall", "peak memory", "less the mail", "size to the mail's"]
    plain = [column for column in columns if "fixed" not in column]
    for title, task in {"Sealing to a page": "seal a page", "Opening a page by program": "open a page"}.items():
        yield f"## {title}\n"
        yield from table(columns, commands(run, task, True))
    for title, task in {"Sealing to a PDF": "seal a PDF", "Opening a PDF by program": "open a PDF", "Making pages": "make pages"}.items():
        yield f"## {title}\n"
        yield from table(plain, commands(run, task, False))
    yield "## Opening in Chromium\n"
    columns = ["mail", "page of", "ready", "view", "message", "view beyond the fixed cost", "message beyond", "longest block, loading", "after the click", "memory of the tab"]
    yield from table(columns, openings(document))
    yield "## What leaves\n"
    leaving = run.rows("what leaves")
    yield f"A mail of photos of {label(leaving[0]['size'])}: the mail that carries the envelope for Waxseal, the page alone for the others.\n"
    yield from table(["made by", "size to the mail's"], ([row["tool"], row.get("failed") or f"{row['made'] / row['mail']:.3f}"] for row in leaving))


folder = pathlib.Path(sys.argv[1])
run = Run(json.loads((folder / "peers.json").read_text()))
(folder / "peers.md").write_text("\n".join(report(run)).rstrip() + "\n")
write_pictures(run, folder / "pictures")
