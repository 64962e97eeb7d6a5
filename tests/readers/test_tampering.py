"""A file that was changed or cut off never gives another message: `open` fails with words, or what
was changed is not of the message. PDF itself has no protection against changes (docs/pdf-envelope.md)."""

import random

import mails
import pytest
from examine import PASSWORD, password_file, waxseal

TURNED, CUT = 48, 24


@pytest.fixture(scope="module")
def whole(folder):
    path, mail = folder / "whole.pdf", folder / "whole.eml"
    content = random.Random(12).randbytes(300_000)
    mail.write_bytes(mails.mail("Whole", mails.text("It is attached.\n"), [mails.attached("a.bin", "application/octet-stream", content)]))
    code, said = waxseal("wrap", mail, "--to", "pdf", "-o", path, "--password-file", password_file(folder, PASSWORD))
    assert code == 0, said
    return path.read_bytes()


def opened(folder, data):
    """Exit code, words, and the message that was written or None."""
    path, back = folder / "changed.pdf", folder / "changed.eml"
    path.write_bytes(data)
    back.unlink(missing_ok=True)
    code, said = waxseal("open", path, "-o", back, "--password-file", password_file(folder, PASSWORD), timeout=60)
    return code, said, back.read_bytes() if back.exists() else None


def clear(code, said):
    """An error of sysexits.h with words, no panic."""
    return code in (65, 77) and said.strip() and "panicked" not in said


def test_one_byte_turned(folder, whole):
    original = (folder / "whole.eml").read_bytes()
    failed = 0
    for i in range(TURNED):
        changed = bytearray(whole)
        changed[len(whole) * (2 * i + 1) // (2 * TURNED)] ^= 0x20
        code, said, message = opened(folder, bytes(changed))
        assert (code == 0 and message == original) or (clear(code, said) and message is None), (i, code, said)
        failed += code != 0
    assert failed > TURNED // 2, "most of the file is the attachment, and hardly any change of it is noticed"


def test_cut_off(folder, whole):
    for i in range(CUT):
        code, said, message = opened(folder, whole[: len(whole) * i // CUT])
        assert clear(code, said) and message is None, (i, code, said)
    for less in (1, 2, 7, 40):
        code, said, message = opened(folder, whole[:-less])
        assert message in (None, (folder / "whole.eml").read_bytes()), (less, code, said)
