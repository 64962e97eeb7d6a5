"""PDF readers behind one face: each opens a file with a password, or refuses it, and gives the text
of its pages and the attachments that it finds. Passwords are given as they are, unprepared."""

import ctypes
import json
import logging
import pathlib
import re
import subprocess
import tempfile
from dataclasses import dataclass, field

import pikepdf
import pymupdf
import pypdf
import pypdfium2

HERE = pathlib.Path(__file__).resolve().parent
logging.getLogger("pypdf").setLevel(logging.ERROR)
pymupdf.TOOLS.mupdf_display_errors(False)


class Refused(Exception):
    """The reader asks for another password."""


@dataclass
class Reading:
    """What a reader finds in a file. `None`: it has no such function."""

    pages: list | None = None  # in the order in which they were written
    copied: list | None = None  # as a viewer copies it, where that is another order
    attachments: list | None = None  # of (name, bytes)
    complaints: list = field(default_factory=list)


def run(command, **more):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


class DebianQpdf:
    """The `qpdf` of Debian, which checks the whole file."""

    name = "qpdf"

    def version(self):
        return re.search(rb"version ([\d.]+)", run(["qpdf", "--version"]).stdout)[1].decode()

    def read(self, path, password):
        with tempfile.NamedTemporaryFile() as file:
            file.write((password or "").encode())
            file.flush()
            given = [] if password is None else [f"--password-file={file.name}", "--password-mode=unicode"]
            done = run(["qpdf", "--check", *given, str(path)])
        if b"invalid password" in done.stderr:
            raise Refused
        complaints = [] if done.returncode == 0 else [done.stderr.decode(errors="replace") or done.stdout.decode(errors="replace")]
        return Reading(complaints=complaints)


class Pikepdf:
    """pikepdf, which carries a newer qpdf than Debian."""

    name = "pikepdf"

    def version(self):
        return f"{pikepdf.__version__} (qpdf {pikepdf.__libqpdf_version__})"

    def read(self, path, password):
        try:
            pdf = pikepdf.open(path, **({} if password is None else {"password": password}))
        except pikepdf.PasswordError:
            raise Refused from None
        with pdf:
            found = [(pdf.attachments[key].filename, pdf.attachments[key].get_file().read_bytes()) for key in pdf.attachments]
            return Reading(attachments=found, complaints=list(map(str, [*pdf.get_warnings(), *pdf.check_pdf_syntax()])))


class Poppler:
    """poppler-utils: pdftotext and pdfdetach (Evince, Okular and others are built on the same library)."""

    name = "poppler"

    def version(self):
        return re.search(rb"version ([\d.]+)", run(["pdfinfo", "-v"]).stderr)[1].decode()

    @staticmethod
    def call(command, path, password, *after):
        given = [] if password is None else ["-upw", password]
        done = run([command[0], *given, *command[1:], str(path), *after])
        if b"Incorrect password" in done.stderr:
            raise Refused
        return done

    def read(self, path, password):
        done = self.call(["pdftotext", "-raw", "-enc", "UTF-8"], path, password, "-")
        copied = self.call(["pdftotext", "-enc", "UTF-8"], path, password, "-")
        complaints = [done.stderr.decode(errors="replace")] if done.returncode or done.stderr else []
        with tempfile.TemporaryDirectory() as folder:
            listed = self.call(["pdfdetach", "-list", "-enc", "UTF-8"], path, password).stdout.decode(errors="replace")
            names = re.findall(r"^(\d+): (.*)$", listed, re.M)
            found = []
            for number, name in names:
                target = pathlib.Path(folder, number)
                self.call(["pdfdetach", "-save", number, "-o", str(target)], path, password)
                found.append((name, target.read_bytes() if target.exists() else None))
        pages, copied = (what.stdout.decode(errors="replace").split("\f")[:-1] for what in (done, copied))
        return Reading(pages, copied, found, complaints)


class Mupdf:
    """MuPDF, through PyMuPDF."""

    name = "MuPDF"

    def version(self):
        return pymupdf.mupdf_version

    def read(self, path, password):
        pymupdf.TOOLS.reset_mupdf_warnings()
        with pymupdf.open(path) as document:
            if document.needs_pass and not (password is not None and document.authenticate(password)):
                raise Refused
            pages = [page.get_text("text", flags=pymupdf.TEXT_PRESERVE_WHITESPACE) for page in document]
            # PyMuPDF gives the UTF-8 bytes of a name as if they were Latin-1.
            found = [
                (document.embfile_info(i)["ufilename"].encode("latin-1", "replace").decode(errors="replace"), document.embfile_get(i))
                for i in range(document.embfile_count())
            ]
        warnings = pymupdf.TOOLS.mupdf_warnings()
        return Reading(pages, None, found, [warnings] if warnings else [])


class Pdfium:
    """PDFium, the engine of Chromium's and Android's viewers."""

    name = "PDFium"

    def version(self):
        return str(pypdfium2.PDFIUM_INFO)

    def read(self, path, password):
        try:
            document = pypdfium2.PdfDocument(path, password=password)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower():
                raise Refused from None
            raise
        try:
            pages = []
            for page in document:
                text = page.get_textpage()
                pages.append(text.get_text_range())
                text.close()
                page.close()
            found = []
            for i in range(document.count_attachments()):
                attachment = document.get_attachment(i)
                try:
                    data = bytes(attachment.get_data())
                except pypdfium2.PdfiumError:
                    data = self.empty(attachment)
                found.append((attachment.get_name(), data))
            return Reading(pages, None, found)
        finally:
            document.close()

    @staticmethod
    def empty(attachment):
        """pypdfium2 takes a file of no bytes for a failure."""
        size = ctypes.c_ulong()
        known = pypdfium2.raw.FPDFAttachment_GetFile(attachment, None, 0, size)
        return b"" if known and size.value == 0 else None


class Pypdf:
    """pypdf: a reader of its own, all in Python."""

    name = "pypdf"

    def version(self):
        return pypdf.__version__

    def read(self, path, password):
        document = pypdf.PdfReader(path)
        if document.is_encrypted and not (password is not None and document.decrypt(password)):
            raise Refused
        pages = [page.extract_text() for page in document.pages]
        found = [(file.alternative_name or file.name, bytes(file.content)) for file in document.attachment_list]
        return Reading(pages, None, found)


class Pdfjs:
    """pdf.js in Node.js, in one process for all files (`pdfjs.mjs`)."""

    name = "pdf.js"

    def __init__(self):
        self.process = None

    def ask(self, request):
        if self.process is None:
            self.process = subprocess.Popen(
                ["node", str(HERE / "pdfjs.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("pdfjs.mjs ended")
        return json.loads(line)

    def version(self):
        return self.ask({})["version"]

    def read(self, path, password):
        answer = self.ask({"path": str(path), "password": password})
        if answer.get("refused"):
            raise Refused
        if "error" in answer:
            raise RuntimeError(answer["error"])
        found = [(name, bytes.fromhex(content)) for name, content in answer["attachments"]]
        return Reading(answer["pages"], None, found, answer["complaints"])

    def close(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()


ALL = [DebianQpdf(), Pikepdf(), Poppler(), Mupdf(), Pdfium(), Pdfjs(), Pypdf()]
WITH_TEXT = [reader for reader in ALL if reader.name not in ("qpdf", "pikepdf")]
WITH_ATTACHMENTS = [reader for reader in ALL if reader.name != "qpdf"]
