"""A large attachment is stored once, and takes no more memory than promised."""

import random
import subprocess
import sys

import mails
import pikepdf
from examine import PASSWORD, PROGRAM, password_file, waxseal

ATTACHED = 30_000_000
MOST = 64_000_000  # beside twice the message


# In a process of its own: what a parent has in memory when it starts a child would count as the child's.
MEASURE = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
sys.exit(code)
"""


def peak_memory(*arguments):
    """What the program had at most, in bytes, as the system counts it."""
    done = subprocess.run([sys.executable, "-c", MEASURE, PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_large_attachment(folder):
    content = random.Random(11).randbytes(ATTACHED)
    message = mails.mail("Large", mails.text("It is attached.\n"), [mails.attached("large.bin", "application/octet-stream", content)])
    mail, pdf, back = folder / "large.eml", folder / "large.pdf", folder / "back.eml"
    mail.write_bytes(message)
    given = password_file(folder, PASSWORD)
    assert peak_memory("wrap", mail, "--to", "pdf", "-o", pdf, "--password-file", given) <= 2 * len(message) + MOST
    # Neither the base64 of the mail nor a second copy of it in the original.
    assert pdf.stat().st_size < ATTACHED + 500_000
    assert peak_memory("open", pdf, "-o", back, "--password-file", given) <= 2 * len(message) + MOST
    assert back.read_bytes() == message
    with pikepdf.open(pdf, password=PASSWORD) as opened:
        (attachment,) = opened.attachments.values()
        assert attachment.get_file().read_bytes() == content
    attachments = folder / "attachments"
    code, said = waxseal("open", pdf, "--attachments", attachments, "--password-file", given)
    assert code == 0 and (attachments / "large.bin").read_bytes() == content, said
    for path in (mail, pdf, back, attachments / "large.bin"):
        path.unlink()
