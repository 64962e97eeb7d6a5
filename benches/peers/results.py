"""One run's results, as goals, tables and pictures ask for them: medians, by tool."""

import dataclasses
import statistics

KINDS = ("text", "photo", "office")
PAGE_PEERS = ("page-encryptor", "pagevault", "PageCrypt", "StatiCrypt")
PDF_PEERS = ("qpdf", "mutool", "pikepdf", "pypdf")


def label(size):
    return f"{size // 1_000_000} MB" if size >= 1_000_000 else f"{size // 1000} KB"


def median(values):
    values = list(values)
    return statistics.median(values) if values else None


@dataclasses.dataclass
class Run:
    """The document that collect.py has made."""

    document: dict

    def rows(self, task):
        return [row for row in self.document["commands"] if row["task"] == task]

    def sizes(self):
        """The sizes that stand for a large mail and a very large one."""
        sizes = sorted({row["size"] for row in self.document["browser"]})
        return (25_000_000, 100_000_000) if 100_000_000 in sizes else (sizes[-1], sizes[-1])

    def command(self, task, tool, size, what, kind="photo"):
        """The median of what a command took, or None if it failed."""
        for row in self.rows(task):
            if (row["tool"], row["size"], row["kind"]) == (tool, size, kind) and "failed" not in row:
                return row[what] if what in ("made", "mail") else median(run[what] for run in row["runs"])
        return None

    def opening(self, tool, size, what, kind="photo"):
        """The median of what opening in the browser took, in seconds or bytes, or None if it failed."""
        for row in self.document["browser"]:
            if (row["tool"], row["size"], row["kind"]) == (tool, size, kind) and "failed" not in row:
                return of_opening(row, what)
        return None


def of_opening(row, what):
    if what == "memory":
        return median(row["memory"])
    if what == "longest block":
        return median(max(run["blockLoading"], run["block"]) / 1000 for run in row["runs"])
    if what.startswith("beyond "):
        what = what.removeprefix("beyond ")
        return median((run[what] - run["fixed"][what]) / 1000 for run in row["runs"] if "fixed" in run)
    return median(run[what] / 1000 for run in row["runs"])


def least(values):
    """The best of a dictionary of measured values, with its name."""
    measured = {name: value for name, value in values.items() if value is not None}
    name = min(measured, key=measured.get, default=None)
    return name, measured.get(name)
