"""Failures that can be read: one line for each thing that is wrong."""


def none(wrong, most=40):
    """Asserts that a list or a dict of what is wrong is empty."""
    lines = [f"{key}: {value}" for key, value in wrong.items()] if isinstance(wrong, dict) else list(map(str, wrong))
    shown = "\n".join(line[:600] for line in lines[:most])
    assert not lines, f"{len(lines)} in all\n{shown}"
