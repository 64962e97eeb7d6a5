"""Describes the mails in a folder as Python's own `email` package reads them.

Usage: describe.py FOLDER. Prints one JSON object: path -> description. The tests compare it with
what Waxseal reads, so nothing here may know of Waxseal. Python 3.11 or newer, standard library only.
"""

import email
import email.policy
import hashlib
import json
import pathlib
import sys


def leaves(part):
    """All parts that hold data; an attached message is one of them."""
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        for child in part.iter_parts():
            yield from leaves(child)
    else:
        yield part


def describe_part(part):
    payload = part.get_payload(decode=True)
    return {
        "type": part.get_content_type(),
        "name": part.get_filename(),
        "disposition": part.get_content_disposition(),
        "size": None if payload is None else len(payload),
        "sha256": None if payload is None else hashlib.sha256(payload).hexdigest(),
        # With line ends as LF and none at the end.
        "loose": None if payload is None else hashlib.sha256(payload.replace(b"\r\n", b"\n").rstrip(b"\n")).hexdigest(),
    }


def addresses(message, name):
    return [
        address.addr_spec
        for header in message.get_all(name, [])
        for address in header.addresses
    ]


def bodies(message, media_type):
    """All texts of this type that are no files, one after the other."""
    found = []
    for part in leaves(message):
        is_file = part.get_content_disposition() == "attachment" or part.get_filename()
        if part.get_content_type() == media_type and not is_file:
            try:
                found.append(part.get_content())
            except LookupError:  # a character set that it does not know
                pass
    return "\n".join(found) if found else None


def describe(raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    texts = {kind: bodies(message, f"text/{kind}") for kind in ("plain", "html")}
    try:
        date = message["date"]
    except Exception:  # it gives up on some that make no sense
        date = None
    return {
        "subject": message["subject"],
        "date": date.datetime.isoformat() if date and date.datetime else None,
        "from": addresses(message, "from"),
        "to": addresses(message, "to"),
        "cc": addresses(message, "cc"),
        "text": texts["plain"],
        "html": texts["html"],
        "parts": [describe_part(part) for part in leaves(message)],
    }


def main(folder):
    found = {}
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            try:
                found[name] = describe(path.read_bytes())
            except Exception as error:  # a mail that this parser cannot take is no evidence
                found[name] = {"refused": f"{type(error).__name__}: {error}"}
    # Bytes that the parser could not decode are lone surrogates here, which JSON has no place for.
    text = json.dumps(found, indent=1, ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


if __name__ == "__main__":
    main(sys.argv[1])
