"""Time and memory of a command line."""

import os
import pathlib
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent / "target"))
WAXSEAL = os.environ.get("WAXSEAL_BIN", str(TARGET / "release" / "waxseal"))


def measure(command, cwd):
    """Wall and CPU seconds and peak memory in bytes of one command line; the end if it fails."""
    start = time.monotonic()
    process = subprocess.Popen(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = status
    if status != 0:
        sys.exit(f"{command}: {errors.decode()}")
    # ru_maxrss of the shell covers the largest of its children.
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def median(command, cwd, runs):
    """The medians of several runs."""
    return [statistics.median(values) for values in zip(*(measure(command, cwd) for _ in range(runs)))]


def size_of(path):
    return path.stat().st_size if path.exists() else 0
