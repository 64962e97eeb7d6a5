"""Every reader opens every envelope with the password and with no other, and `open` gives every
mail back."""

import readers
import report
from conftest import CORPUS


def test_there_are_enough_mails(findings, wide):
    assert len(wide) >= (100 if CORPUS.exists() else 20), len(wide)
    print(f"{len(findings)} mails, {len(wide)} of them in all readers")


def test_every_mail_becomes_an_envelope_and_comes_back(findings):
    report.none({name: found.failed for name, found in findings.items() if found.failed})
    report.none([name for name, found in findings.items() if not found.returned])


def test_every_reader_opens_without_complaint(wide):
    complaints = {(name, reader): said for name, found in wide.items() for reader, said in found.complaints.items() if said}
    report.none(complaints)
    assert all(len(found.complaints) == len(readers.ALL) for found in wide.values())


def test_every_reader_refuses_without_the_password(wide):
    other = {(name, *key): was for name, found in wide.items() for key, was in found.refusals.items() if was != "refused"}
    report.none(other)
    assert all(len(found.refusals) == 3 * len(readers.ALL) for found in wide.values())
