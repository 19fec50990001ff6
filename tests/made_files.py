"""Files of foreign formats for tests, made on the spot: a PDF by its objects (ISO 32000-1), Word, e-mail, HTML."""

import io
import zipfile
from collections.abc import Sequence

import docx
from pypdf import PdfReader, PdfWriter

LINE_POINTS = 14
TOP_POINTS = 780


def pdf_of(*pages: Sequence[str]) -> bytes:
    """A PDF with a line of text for each string, "" for a blank line; a page without lines has a picture."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    kids = []
    for lines in pages:
        content = _content(lines) if lines else b"0.5 g 72 72 400 600 re f"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        stream = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % stream
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    return _file(objects)


def locked(pdf: bytes, *, user: str, algorithm: str = "AES-256") -> bytes:
    """The PDF encrypted; with an empty user's password it opens without being asked for one."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.encrypt(user_password=user, owner_password="owner", algorithm=algorithm)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def docx_of(text: str) -> bytes:
    """A Word file: the first block a title, blocks of bullets a list, all others paragraphs."""
    document = docx.Document()
    for number, block in enumerate(text.strip().split("\n\n")):
        if number == 0:
            document.add_heading(block, 0)
        elif block.startswith("• "):
            for line in block.split("\n"):
                document.add_paragraph(line.removeprefix("• "), style="List Bullet")
        else:
            document.add_paragraph(block)
    return saved(document)


def saved(document: "docx.document.Document") -> bytes:
    """The bytes of a Word document."""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def with_part(docx_file: bytes, name: str, content: bytes) -> bytes:
    """The Word file with one part put in place of the one that has its name, or beside the others."""
    source, target = zipfile.ZipFile(io.BytesIO(docx_file)), io.BytesIO()
    with source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.infolist():
            if part.filename != name:
                archive.writestr(part, source.read(part))
        archive.writestr(name, content)
    return target.getvalue()


def _content(lines: Sequence[str]) -> bytes:
    drawn = []
    for number, line in enumerate(lines):
        words = line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        if line:
            drawn.append(b"BT /F1 11 Tf 1 0 0 1 72 %d Tm (%s) Tj ET" % (TOP_POINTS - LINE_POINTS * number, words))
    return b"\n".join(drawn)


def _file(objects: Sequence[bytes]) -> bytes:
    body = io.BytesIO(b"%PDF-1.4\n")
    body.seek(0, io.SEEK_END)
    places = []
    for number, content in enumerate(objects, 1):
        places.append(body.tell())
        body.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table = body.tell()
    body.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    body.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    body.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return body.getvalue()
