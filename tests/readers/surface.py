"""What an envelope must not hold: anything active, anything in clear."""

import re

import handler
import pikepdf
import raw

FORBIDDEN = set(
    "/JavaScript /JS /Launch /SubmitForm /ResetForm /ImportData /GoToE /GoToR /GoTo3DView /RichMedia /RichMediaExecute /Rendition "
    "/Sound /Movie /Trans /SetOCGState /Thread /Hide /Named /AA /OpenAction /AcroForm /XFA /Crypt /Identity /EmbeddedGoTo".split()
)
ACTIONS = {"/URI", "/GoTo"}
# `/CIDToGIDMap /Identity` is a map in fonts (§9.7.4.2), `/Encoding /Identity` a transfer encoding in
# the recipe of the original (docs/pdf-envelope.md). Neither is a crypt filter.
IDENTITY_IS_A_MAP = {"/CIDToGIDMap", "/Encoding"}


def walk(value, key=None):
    """A value and all in it, with the key that each stands under; indirect objects are not entered."""
    yield key, value
    if isinstance(value, pikepdf.Stream):
        value = value.stream_dict if hasattr(value, "stream_dict") else value
    if isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        for name, inner in value.items():
            yield name, pikepdf.Name(name)
            if not getattr(inner, "is_indirect", False):
                yield from walk(inner, name)
    elif isinstance(value, pikepdf.Array):
        for inner in value:
            if not getattr(inner, "is_indirect", False):
                yield from walk(inner, key)


def active(pdf):
    """Whatever acts, or could be left in clear, in an opened PDF."""
    found = []
    for thing in pdf.objects:
        for key, value in walk(thing):
            if isinstance(value, pikepdf.Name) and str(value) in FORBIDDEN and not (value == "/Identity" and key in IDENTITY_IS_A_MAP):
                found.append(f"{value} under {key} in object {thing.objgen}")
            if not isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
                continue
            # `/A` is an action, or in a structure element the attributes of an owner (§14.7.6).
            if (key == "/A" and "/O" not in value) or value.get("/Type") == "/Action":
                if str(value.get("/S")) not in ACTIONS:
                    found.append(f"action {value.get('/S')!r} in object {thing.objgen}")
                if "/Next" in value:
                    found.append(f"a chain of actions in object {thing.objgen}")
            if "/URI" in value:
                address = str(value["/URI"])
                if not re.match(r"(https?|mailto):[\x21-\x7e]+$", address, re.I):
                    found.append(f"/URI {address!r}")
            if value.get("/Type") == "/Annot" and value.get("/Subtype") != "/Link":
                found.append(f"annotation {value.get('/Subtype')!r}")
            if value.get("/Type") == "/Filespec" and ("/FS" in value or "/Volatile" in value):
                found.append("a file by URL")
            if isinstance(value, pikepdf.Stream) and ("/F" in value or "/FFilter" in value):
                found.append("a stream in another file")
    return found


def in_clear(data, password, secrets):
    """Whatever of a file is not encrypted: its strings and streams, looked at one by one, and
    words that must not be found anywhere."""
    objects, trailer = raw.read(data)
    reference = trailer.get("Encrypt")
    if not isinstance(reference, raw.Ref):
        return ["no Encrypt dictionary of its own"]
    encrypt, stream = objects.pop(reference)
    wrong, key = handler.problems(encrypt, password)
    if key is None:
        return wrong or ["the password does not open"]
    allowed = {"Size", "Root", "ID", "Encrypt", "Type", "W", "Index", "Length", "Filter", "DecodeParms", "Info"}
    if set(trailer) - allowed:
        wrong.append(f"trailer has {set(trailer) - allowed}")
    ivs = []
    for number, (value, stream) in objects.items():
        if isinstance(value, dict) and value.get("Type") == "/XRef":
            continue
        pieces = [*raw.strings(value)] + ([] if stream is None else [stream])
        for piece in pieces:
            if handler.decrypted(key, piece) is None:
                wrong.append(f"in clear or damaged in object {number[0]}: {piece[:40]!r}")
            ivs.append(piece[:16])
        if isinstance(value, dict) and "/Crypt" in str(value.get("Filter")):
            wrong.append(f"a crypt filter of its own in object {number[0]}")
    if len(set(ivs)) != len(ivs):
        wrong.append("an IV twice")
    for secret in secrets:
        for form in (secret.encode(errors="replace"), secret.encode("utf-16-be", "replace"), secret.encode(errors="replace").hex().encode()):
            if len(form) >= 5 and form in data:
                wrong.append(f"{secret!r} in clear")
    return wrong
