"""The body of a mail as one HTML page with its pictures inside, for tools that take no mails:
`as_page.py MAIL > PAGE`."""

import base64
import email
import email.policy
import html
import pathlib
import sys

message = email.message_from_bytes(pathlib.Path(sys.argv[1]).read_bytes(), policy=email.policy.default)
rich = message.get_body(("html",))
if rich is None:
    text = html.escape(message.get_body(("plain",)).get_content())
    page = f'<!doctype html><meta charset="utf-8"><title>Mail</title><pre style="white-space:pre-wrap">{text}</pre>'
else:
    page = rich.get_content()
    for part in message.walk():
        name = (part["content-id"] or "").strip("<> ")
        if name:
            data = base64.b64encode(part.get_payload(decode=True)).decode()
            page = page.replace(f"cid:{name}", f"data:{part.get_content_type()};base64,{data}")
sys.stdout.buffer.write(page.encode())
