"""Puts what was measured into one JSON document, with where it was measured and by which versions:
`collect.py FOLDER LOAD [--quick]`. Started by `run`."""

import datetime
import json
import os
import pathlib
import re
import subprocess
import sys

from tools import RELEASE, versions

MAILS = pathlib.Path(__file__).with_name("mails.py")
folder, load = pathlib.Path(sys.argv[1]), float(sys.argv[2])


def results(name):
    return json.loads((folder / name).read_text(), parse_float=lambda text: round(float(text), 4))


browser = results("browser.json")


def found(pattern, path):
    match = re.search(pattern, pathlib.Path(path).read_text(), re.MULTILINE)
    return match.group(1).strip() if match else "unknown"


def rate():
    """Envelopes a second of CPU time, of 10 KB mails with a key that is kept, and whole mails: the example `rate` measures that;
    without it there are none."""
    program = RELEASE / "examples" / "rate"
    if not program.exists():
        return None
    subprocess.run([sys.executable, MAILS, "letter", "10000"], cwd=folder, check=True)
    return json.loads(subprocess.run([program, folder / "mail.eml"], capture_output=True, check=True).stdout)


document = {
    "date": datetime.date.today().isoformat(),
    "quick": "--quick" in sys.argv,
    "machine": {
        "processor": found(r"^model name\s*:(.*)", "/proc/cpuinfo"),
        "cores": os.cpu_count(),
        "system": found(r'^PRETTY_NAME="(.*)"', "/etc/os-release"),
        "load before": load,
    },
    "versions": versions() | {"Chromium": browser["chromium"]},
    "commands": results("commands.json"),
    "browser": browser["results"],
    "rate": rate(),
}
print(json.dumps(document, indent=1))
