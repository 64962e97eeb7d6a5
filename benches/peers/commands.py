"""Measures whole commands, Waxseal's and those of its peers, in turns; writes every run as JSON.
`commands.py FOLDER OUT [--quick]`; the envelopes stay in FOLDER for browser.mjs. Started by `run`."""

import json
import pathlib
import shutil
import statistics
import subprocess
import sys

from measure import Failed, measure, size_of
from results import KINDS, PAGE_PEERS
from tools import CARRIED, CLEAR, COMMANDS, FIXED, HERE, PAGES, PASSWORD, ROOT

FOLDER, OUT = map(pathlib.Path, sys.argv[1:3])
QUICK = "--quick" in sys.argv
SIZES = [10_000, 1_000_000] if QUICK else [10_000, 1_000_000, 25_000_000, 100_000_000]
# A tool that has taken as long for one mail is not asked again.
ENOUGH_SECONDS = 20


def runs_of(kind, size):
    if QUICK:
        return 1
    if size == 100_000_000:
        return 3 if kind == "photo" else 1
    return 5 if kind == "photo" else 3


def folder_of(kind, size, purpose=""):
    """A folder with the mail, made by another process."""
    folder = FOLDER / f"{purpose}{kind}-{size}"
    folder.mkdir(parents=True)
    (folder / "password").write_text(PASSWORD)
    (folder / "password").chmod(0o600)
    shell(f"{sys.executable} {HERE}/mails.py {kind} {size}", folder)
    return folder


def shell(command, folder):
    subprocess.run(command, shell=True, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def in_turns(tools, folder, runs, fixed=None):
    """Every tool once, then every tool again: what disturbs one disturbs all. With `fixed`, the same tool does the mail of
    1 KB right before, and `beyond` is the CPU time above that."""
    results = {tool: {"runs": []} for tool in tools}
    for turn in range(runs):
        for tool, (command, product) in tools.items():
            result = results[tool]
            if "failed" in result or sum(run["wall"] for run in result["runs"]) > ENOUGH_SECONDS:
                continue
            try:
                before = fixed and measure(command, fixed)
                run = measure(command, folder)
            except Failed as failed:
                result["failed"] = str(failed)
                continue
            if before:
                run |= {"beyond": run["cpu"] - before["cpu"], "fixed": before["cpu"]}
            result["runs"].append(run)
            result["made"] = size_of(folder / product)
    return results


def rows(task, tools, kind, size, folder, runs, fixed=None):
    mail = size_of(folder / "mail.eml")
    for tool, result in in_turns(tools, folder, runs, fixed).items():
        told = result.get("failed") or f"{statistics.median(run['cpu'] for run in result['runs']):.2f} s of CPU"
        print(f"{task}, {kind} mail of {size} bytes, {tool}: {told}", file=sys.stderr, flush=True)
        yield {"task": task, "tool": tool, "kind": kind, "size": size, "mail": mail, **result}


def mails():
    """The fixed cost, then every kind in every size."""
    fixed = folder_of(*FIXED)
    for place, (kind, size) in enumerate([FIXED, *((kind, size) for size in SIZES for kind in KINDS)]):
        folder = fixed if place == 0 else folder_of(kind, size)
        for task, tools in COMMANDS.items():
            if task == "seal a PDF":
                shell(f"{tools['Waxseal'][0]} && {CLEAR}", folder)
            yield from rows(task, tools, kind, size, folder, runs_of(kind, size) * (2 if place == 0 else 1), size >= 1_000_000 and fixed)
            check(task, tools, folder)
        if place > 0:
            # Only the pages are needed again.
            for path in folder.iterdir():
                if path.suffix not in (".html", ".eml") and path.is_file():
                    path.unlink()


def check(task, tools, folder):
    """Whether what was measured did its work; the pages are opened by browser.mjs."""
    if task == "seal a PDF":
        for _, product in tools.values():
            if (folder / product).exists():
                shell(f"qpdf --is-encrypted {product}", folder)
    if task.startswith("open"):
        shell("cmp mail.eml back.eml", folder)
    if task == "open a page":
        shell("cmp mail.eml back.enc", folder)


def what_leaves():
    size = 1_000_000 if QUICK else 10_000_000
    folder = folder_of("photo", size, "carried")
    pages = {tool: COMMANDS["seal a page"][tool] for tool in PAGE_PEERS}
    yield from rows("what leaves", CARRIED | pages, "photo", size, folder, 1)
    shutil.rmtree(folder)


def pages():
    letters = {"a letter of 10 KB": f"{sys.executable} {HERE}/mails.py letter 10000"}
    if not QUICK:
        for label, name in {"a newsletter": "newsletter", "200 pages of text": "long-text"}.items():
            letters[label] = f"{sys.executable} {ROOT}/tests/readers/mails.py . && mv {name}.eml mail.eml"
    for label, make in letters.items():
        folder = FOLDER / label.replace(" ", "-")
        folder.mkdir()
        (folder / "password").write_text(PASSWORD)
        (folder / "password").chmod(0o600)
        shell(f"{make} && {sys.executable} {HERE}/as_page.py mail.eml > body.html", folder)
        yield from rows("make pages", PAGES, label, size_of(folder / "mail.eml"), folder, 1 if QUICK else 3)
        shutil.rmtree(folder)


measured = [*mails(), *what_leaves(), *pages()]
OUT.write_text(json.dumps(measured))
