"""A PDF file as it lies on the disk, nothing decrypted: a strict parser of the syntax of ISO 32000-2
§7.2, §7.3 and §7.5 that accepts only files of objects one after another, as Waxseal writes them."""

import re

SPACE = b"\0\t\n\f\r "
DELIMITERS = SPACE + b"()<>[]{}/%"
ESCAPES = {ord(a): b for a, b in zip("nrtbf", b"\n\r\t\b\f")}


class Ref(tuple):
    """An indirect reference: number and generation."""


class Parser:
    def __init__(self, data):
        self.data, self.at = data, 0

    def fail(self, what):
        raise ValueError(f"{what} at byte {self.at}: {self.data[self.at : self.at + 40]!r}")

    def skip(self):
        self.at = re.compile(rb"(?:[\0\t\n\f\r ]|%[^\r\n]*)*").match(self.data, self.at).end()

    def take(self, token):
        self.skip()
        if self.data.startswith(token, self.at):
            self.at += len(token)
            return True
        return False

    def match(self, pattern):
        found = re.compile(pattern).match(self.data, self.at)
        if found:
            self.at = found.end()
        return found

    def value(self):
        self.skip()
        if self.take(b"<<"):
            made = {}
            while not self.take(b">>"):
                name = self.value()
                if not isinstance(name, str):
                    self.fail("no name")
                if name[1:] in made:
                    self.fail(f"{name} twice")
                made[name[1:]] = self.value()
            return made
        if self.take(b"["):
            made = []
            while not self.take(b"]"):
                made.append(self.value())
            return made
        if self.take(b"<"):
            digits = re.sub(rb"\s", b"", self.match(rb"[^>]*")[0])
            self.at += 1
            return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
        if self.take(b"("):
            return self.literal()
        if found := self.match(rb"(\d+) (\d+) R(?![^\0\t\n\f\r ()<>\[\]{}/%])"):
            return Ref((int(found[1]), int(found[2])))
        if found := self.match(rb"[+-]?\d*\.?\d+|[+-]?\d+\."):
            return float(found[0]) if b"." in found[0] else int(found[0])
        if found := self.match(rb"/[^\0\t\n\f\r ()<>\[\]{}/%]*"):
            return re.sub(rb"#([0-9a-fA-F]{2})", lambda hex: bytes([int(hex[1], 16)]), found[0]).decode("latin-1")
        for word, meaning in {b"true": True, b"false": False, b"null": None}.items():
            if self.take(word):
                return meaning
        self.fail("no object")

    def literal(self):
        made, depth = bytearray(), 1
        while True:
            byte = self.data[self.at]
            self.at += 1
            if byte == ord("\\"):
                byte = self.data[self.at]
                self.at += 1
                if octal := re.compile(rb"[0-7]{1,3}").match(self.data, self.at - 1):
                    made.append(int(octal[0][-3:], 8) & 255)
                    self.at = octal.end()
                elif byte not in b"\r\n":
                    made.append(ESCAPES.get(byte, byte))
                elif byte == ord("\r") and self.data[self.at] == ord("\n"):
                    self.at += 1
                continue
            depth += (byte == ord("(")) - (byte == ord(")"))
            if depth == 0:
                return bytes(made)
            if byte == ord("\r"):  # an end of line in a string is a line feed (§7.3.4.2)
                byte = ord("\n")
                self.at += self.data[self.at] == ord("\n")
            made.append(byte)


def strings(value):
    """All strings in a value."""
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def read(data):
    """Objects by reference, each with its value and its stream's bytes or None; and the trailer."""
    parser = Parser(data)
    if not data.startswith(b"%PDF-"):
        parser.fail("no header")
    lengths = {Ref((int(a), int(b))): int(c) for a, b, c in re.findall(rb"(\d+) (\d+) obj\s+(\d+)\s+endobj", data)}
    objects, trailer = {}, None
    while True:
        parser.skip()
        if found := parser.match(rb"(\d+) (\d+) obj(?=[\s<(\[/])"):
            reference = Ref((int(found[1]), int(found[2])))
            if reference in objects:
                parser.fail("an object twice")
            value, stream = parser.value(), None
            if parser.take(b"stream"):
                if not parser.match(rb"\r?\n"):
                    parser.fail("no line after stream")
                length = value["Length"]
                length = lengths[length] if isinstance(length, Ref) else length
                stream = data[parser.at : parser.at + length]
                parser.at += length
                if not parser.match(rb"\r?\n?endstream"):
                    parser.fail("no endstream")
                if value.get("Type") == "/XRef":
                    trailer = value
            if not parser.take(b"endobj"):
                parser.fail("no endobj")
            objects[reference] = (value, stream)
        elif parser.match(rb"xref\s+"):
            while parser.match(rb"\d+ \d+\s+"):
                parser.match(rb"(?:\d{10} \d{5} [fn][ \r\n]{2})*")
            if not parser.take(b"trailer"):
                parser.fail("no trailer")
            trailer = parser.value()
        elif found := parser.match(rb"startxref\s+(\d+)\s+%%EOF\s*"):
            if parser.at != len(data):
                parser.fail("more after the end")
            return objects, trailer
        elif parser.at == len(data):  # %%EOF was skipped as a comment
            return objects, trailer
        elif not parser.match(rb"startxref\s+\d+"):
            parser.fail("no object, no trailer")
