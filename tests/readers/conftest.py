"""What the tests of readers share: the mails, and what was found of their envelopes."""

import csv
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor

import mails
import pytest
from examine import CORPUS, PROGRAM, examine

# Of each source of the corpus, so many of the mails that Python reads without complaint are opened
# by all readers; all other mails are wrapped and opened too, by Waxseal itself.
OF_A_SOURCE = int(os.environ.get("WAXSEAL_READERS_OF_A_SOURCE", "6"))
# What a hand-made mail is wrapped with.
OPTIONS = {"pages-of-attachments": ["--attachment-pages"]}


def pytest_sessionstart(session):
    if not PROGRAM.exists():
        sys.exit(f"the program is not at {PROGRAM}: cargo build --package waxseal-cli")


def corpus_mails():
    """The paths of all mails, and of those for all readers."""
    if not CORPUS.exists():
        print(f"skipped: corpus not found at {CORPUS}")
        return [], []
    taken, wide = {}, []
    with open(CORPUS / "EML_PARSE.tsv", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for row in rows:
        if row["defects"] or row["exception"] or int(row["bytes"]) > 500_000:
            continue
        source = row["path"].rsplit("/", 1)[0]
        taken[source] = taken.get(source, 0) + 1
        if taken[source] <= OF_A_SOURCE:
            wide.append(CORPUS / row["path"])
    return sorted(CORPUS.glob("eml/*/*.eml")), wide


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("envelopes")


@pytest.fixture(scope="session")
def hand_made(folder):
    (folder / "mails").mkdir()
    return mails.write(folder / "mails")


@pytest.fixture(scope="session")
def findings(folder, hand_made):
    """What was found of every mail: the hand-made ones by name, those of the corpus by path."""
    every, wide = corpus_mails()
    chosen = set(wide)
    work = [(path, True) for path in hand_made] + [(path, path in chosen) for path in every]
    # The longest first, so that none runs alone at the end.
    work.sort(key=lambda job: job[0].stat().st_size * (1 + 9 * job[1]), reverse=True)
    made = {}
    with ProcessPoolExecutor(max_workers=os.cpu_count(), mp_context=multiprocessing.get_context("spawn")) as pool:
        jobs = {path: pool.submit(examine, path, folder, read_by_all, *OPTIONS.get(path.stem, ())) for path, read_by_all in work}
        for path, job in jobs.items():
            key = path.relative_to(CORPUS / "eml").as_posix() if path.is_relative_to(CORPUS) else path.stem
            made[key] = job.result()
    return made


@pytest.fixture(scope="session")
def wide(findings):
    """Those that all readers read, and Python too."""
    return {name: found for name, found in findings.items() if found.pages and found.letter}


@pytest.fixture(scope="session")
def passwords_seen():
    """What each reader made of each password."""
    return {}
