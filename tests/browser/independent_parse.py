"""What a reader should see of mails, as Python's own `email` package reads them.

Usage: independent_parse.py FILE... Prints a JSON list, one object a file. Nothing here may know of
Waxseal. Python 3.11 or newer, standard library only.
"""

import email
import email.policy
import hashlib
import html.parser
import json
import pathlib
import re
import sys


class Text(html.parser.HTMLParser):
    """The text of HTML, and the `cid:` references of its images."""

    def __init__(self):
        super().__init__()
        self.text, self.cids, self.hidden = [], set(), 0

    def handle_starttag(self, tag, attributes):
        self.hidden += tag in ("style", "script", "title")
        source = dict(attributes).get("src") or ""
        if source.lower().startswith("cid:"):
            self.cids.add(source[4:])

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "script", "title")

    def handle_data(self, data):
        if not self.hidden:
            self.text.append(data)


def leaves(part):
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        for child in part.iter_parts():
            yield from leaves(child)
    else:
        yield part


def describe(raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    rich, plain = message.get_body(("html",)), message.get_body(("plain",))
    reader = Text()
    if rich is not None:
        reader.feed(rich.get_content())
    text = "".join(reader.text) if rich is not None else plain.get_content() if plain is not None else ""
    attachments = []
    for part in leaves(message):
        content_id = (part["content-id"] or "").strip().strip("<>")
        if part is rich or part is plain or content_id in reader.cids:
            continue
        payload = part.get_payload(decode=True)
        encoding = str(part["content-transfer-encoding"] or "").strip().lower()
        attachments.append({
            "type": part.get_content_type(),
            "name": part.get_filename(),
            "sha256": hashlib.sha256(payload).hexdigest() if payload and encoding == "base64" else None,
        })
    subject = re.sub(r"\s+", " ", message["subject"] or "").strip()
    return {"subject": subject, "text": text, "attachments": attachments}


json.dump([describe(pathlib.Path(path).read_bytes()) for path in sys.argv[1:]], sys.stdout)
