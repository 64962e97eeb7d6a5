"""What the envelopes are made of: nothing active, nothing in clear, pages that can be read aloud.
`surface.py`, `handler.py` and `accessibility.py` say what is looked at."""

import report


def all_of(findings, what):
    return {name: getattr(found, what)[:6] for name, found in findings.items() if getattr(found, what)}


def test_nothing_active_and_nothing_in_clear(findings):
    report.none(all_of(findings, "surface"))


def test_matterhorn_protocol(findings):
    report.none(all_of(findings, "accessibility"))
