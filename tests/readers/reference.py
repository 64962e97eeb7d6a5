"""What a recipient is to find in a mail's envelope, as Python's own `email` and `html.parser` read
the mail. Nothing here knows of Waxseal or of PDF."""

import email
import email.policy
import hashlib
import html.parser
import re
from dataclasses import dataclass

UNSEEN = {"style", "script", "title", "head", "template", "noscript", "select", "option", "textarea", "iframe", "object"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
INLINE = {"a", "abbr", "b", "bdi", "big", "code", "em", "font", "i", "img", "s", "small", "span", "strong", "sub", "sup", "tt", "u"}


class Text(html.parser.HTMLParser):
    """The visible text of HTML, the `cid:` references of its images, and their alternative texts."""

    def __init__(self):
        super().__init__()
        self.text, self.cids, self.alternatives, self.open = [], set(), [], []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        source = attributes.get("src") or ""
        if source.lower().startswith("cid:"):
            self.cids.add(source[4:])
        if tag == "img":
            self.alternatives.append(attributes.get("alt") or "")
        if tag not in INLINE:
            self.text.append("\n")
        if tag not in VOID:
            style = re.sub(r"\s", "", attributes.get("style") or "").lower()
            self.open.append((tag, tag in UNSEEN - {"head"} or "display:none" in style or "hidden" in attributes))

    def handle_endtag(self, tag):
        if tag not in INLINE:
            self.text.append("\n")
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth][0] == tag:
                del self.open[depth:]
                break

    def handle_data(self, data):
        if not any(hidden for _, hidden in self.open):
            self.text.append(data)


@dataclass
class Letter:
    """What is to be found."""

    subject: str
    addresses: list
    text: str
    rich: bool
    alternatives: list
    attachments: list  # of (name or None, media type, SHA-256 or None where Python leaves the bytes encoded)


def leaves(part):
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        for child in part.iter_parts():
            yield from leaves(child)
    else:
        yield part


def read(raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    rich, plain = message.get_body(("html",)), message.get_body(("plain",))
    reader = Text()
    if rich is not None:
        reader.feed(rich.get_content())
    text = "".join(reader.text) if rich is not None else plain.get_content() if plain is not None else ""
    if rich is None:
        # Quotations have bars on the pages, and transport's `>From` is mended.
        text = re.sub(r"(?m)^>(?: ?>)* ?", "", re.sub(r"(?m)^>From ", "From ", text))
    attachments = []
    for part in leaves(message):
        content_id = (part["content-id"] or "").strip().strip("<>")
        if part is rich or part is plain or (content_id and content_id in reader.cids):
            continue
        content = part.get_payload(decode=True)
        encoding = str(part["content-transfer-encoding"] or "").strip().lower()
        digest = hashlib.sha256(content).hexdigest() if content is not None and encoding == "base64" else None
        attachments.append((part.get_filename(), part.get_content_type(), digest))
    addresses = [
        address.addr_spec for header in ("from", "to") for address in getattr(message[header], "addresses", ()) if address.addr_spec
    ]
    subject = re.sub(r"\s+", " ", message["subject"] or "").strip()
    return Letter(subject, addresses, text, rich is not None, reader.alternatives, attachments)
