"""Pages look as they did when somebody last looked at them: poppler at 60 dpi, compared with the
pictures in `pictures/`. After a change that is meant, take them anew with WAXSEAL_UPDATE=1 and look
at each that git shows as changed. CJK and colour emoji are of Debian's fonts-noto-cjk and
fonts-noto-color-emoji."""

import os
import pathlib
import subprocess

import pytest
from examine import CORPUS, PASSWORD, password_file, waxseal
from PIL import Image, ImageChops

PICTURES = pathlib.Path(__file__).resolve().parent / "pictures"

# Mail and pages. Those with a slash are of the corpus (all MIT or Apache-2.0).
SHOWN = {
    **{f"script-{name}": [1] for name in "latin greek cyrillic arabic hebrew devanagari thai chinese japanese korean emoji bidi".split()},
    "scripts-text": [1],
    "newsletter": [1],
    "outlook": [1],
    "apple": [1],
    "thread": [1],
    "plain-thread": [1, 2],
    "tables": [1, 2, 3],
    "names": [1],
    "hostile": [1],
    "pages-of-attachments": [1, 2, 3, 4],
    "long-text": [1, 100, 200],
    "inbucket/outlook": [1],
    "eml2pdf/train_ticket": [1],
    "eml2pdf/test_arabic": [1],
    "james-project/invitationEmailFromOP": [1],
}


def drawn(path, page, into):
    command = ["pdftoppm", "-r", "60", "-png", "-singlefile", "-f", str(page), "-l", str(page), "-upw", PASSWORD, str(path), str(into)]
    subprocess.run(command, check=True)
    return Image.open(into.with_suffix(".png")).convert("RGB")


def distance(one, other):
    """The share of pixels that differ clearly. Antialiasing and versions of poppler differ a little
    at every edge, so what counts is a difference that stays when the pictures are made coarse."""
    small = (one.width // 3, one.height // 3)
    coarse = [image.resize(small, Image.Resampling.BOX) for image in (one, other)]
    difference = ImageChops.difference(*coarse).convert("L")
    return sum(difference.histogram()[40:]) / (small[0] * small[1])


@pytest.mark.parametrize("name", SHOWN)
def test_picture(name, folder, hand_made):
    mail = CORPUS / "eml" / f"{name}.eml" if "/" in name else folder / "mails" / f"{name}.eml"
    if not mail.exists():
        pytest.skip(f"skipped: {mail} not found")
    stem = name.replace("/", "-")
    path = folder / f"picture-{stem}.pdf"
    options = ["--attachment-pages"] if name == "pages-of-attachments" else []
    code, said = waxseal("wrap", mail, "--to", "pdf", "-o", path, "--password-file", password_file(folder, PASSWORD), *options)
    assert code == 0, said
    for page in SHOWN[name]:
        picture = drawn(path, page, folder / f"{stem}-{page}")
        kept = PICTURES / f"{stem}-{page}.png"
        if os.environ.get("WAXSEAL_UPDATE"):
            PICTURES.mkdir(exist_ok=True)
            if not kept.exists() or distance(picture, Image.open(kept).convert("RGB").resize(picture.size)) > 0.0005:
                few = picture.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
                few.save(kept, optimize=True)
            continue
        expected = Image.open(kept).convert("RGB")
        assert picture.size == expected.size, f"{kept.name}: another size"
        assert distance(picture, expected) < 0.002, f"{kept.name}: the page looks different (WAXSEAL_UPDATE=1 takes it anew)"
