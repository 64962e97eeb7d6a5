"""Time and memory of a command line."""

import os
import pathlib
import subprocess
import tempfile
import time

# Nothing that anybody would wait for takes longer.
MOST_SECONDS = 120


class Failed(Exception):
    """A command that did not do its work; the text says why."""


def measure(command, folder):
    """Wall and CPU seconds and peak memory in bytes of one command line, with all its children."""
    with tempfile.NamedTemporaryFile("r") as report:
        # A process counts the memory of the one that it was forked from as its own. So it is forked from
        # `time`, which has hardly any; of several processes the largest counts.
        start = time.monotonic()
        process = subprocess.Popen(
            ["time", "-o", report.name, "-f", "%M", "timeout", str(MOST_SECONDS), "bash", "-c", f"set -o pipefail; {command}"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        errors = process.stderr.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode == 124:
            raise Failed(f"not done after {MOST_SECONDS} s")
        if process.returncode != 0:
            raise Failed(reason(errors))
        memory = int(report.read().split()[-1]) * 1024
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "memory": memory}


def reason(errors):
    """The line of an error report that says what is wrong."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith("FATAL")]
    telling = [line for line in lines if "error" in line.lower() or "memory" in line.lower()]
    return (fatal or telling or lines or ["no reason given"])[-1][:160]


def size_of(path):
    return pathlib.Path(path).stat().st_size
