"""Files that cannot be read: each is named with what is wrong and what to do, and the others go on."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.documents import read_document
from loaders.errors import SourceError
from loaders.reading import child
from loaders.reading.isolation import Isolated
from loaders.reading.text import UnreadableError
from tests.made_files import docx_of, locked, pdf_of, with_part
from tests.workspaces import PAGE, ROOT, small

MAIN_PART = "word/document.xml"
WORD = docx_of(PAGE)
PDF = pdf_of(PAGE.split("\n"))
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
FINNISH = "Kunta tekee yhteistyötä yritysten kanssa ilmaston hyväksi ja kehittää uusia ratkaisuja kaikille."


def zip_bomb() -> bytes:
    """A Word file of some hundred kilobytes whose main part unpacks to 256 megabytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(MAIN_PART, "w") as part:
        for _ in range(256):
            part.write(bytes(1024 * 1024))
    return target.getvalue()


def zip_file() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("side.txt", PAGE)
    return target.getvalue()


def nested_message(depth: int) -> bytes:
    """A message whose parts hold one another."""
    lines = ["From: a@example.org", "Subject: Post"]
    for number in range(depth):
        lines += [f'Content-Type: multipart/mixed; boundary="b{number}"', "", f"--b{number}"]
    return "\r\n".join([*lines, "Content-Type: text/plain", "", "Hej"]).encode()


BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a scan": ("scan.pdf", lambda: pdf_of([], []), "only pictures.*OCR"),
    "a password": ("laast.pdf", lambda: locked(PDF, user="hemmelig"), "password: save a copy without one"),
    "an old lock": ("laast.pdf", lambda: locked(PDF, user="x", algorithm="RC4-128"), "password: save a copy without"),
    "a PDF cut off": ("halv.pdf", lambda: PDF[:200], "damaged"),
    "a PDF of noise": ("stoej.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 200, "damaged"),
    "text called PDF": ("side.pdf", PAGE.encode, "damaged"),
    "a zip bomb": ("bombe.docx", zip_bomb, "unpacks to 268,435,456 bytes.*limit"),
    "an entity": ("ude.docx", lambda: with_part(WORD, MAIN_PART, ENTITY), "DOCTYPE"),
    "an entity in UTF-16": (
        "ude.docx",
        lambda: with_part(WORD, "word/styles.xml", ENTITY.replace(b"1.0", b"1.1").decode().encode("utf-16")),
        "DOCTYPE",
    ),
    "a zip called Word": ("pakke.docx", zip_file, "no Word file"),
    "an old Word file": ("gammel.docx", lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "old Word file"),
    "a Word file cut off": ("halv.docx", lambda: WORD[:2000], "damaged"),
    "deep HTML": ("dyb.html", lambda: b"<div>" * 100_000 + PAGE.encode(), "nest more than"),
    "deep HTML in many places": (
        "dyb.html",
        lambda: (b"<table><tr><td>" * 70 + b"ord" + b"</table>" * 70) * 300,
        "too many of its elements nest deep",
    ),
    "HTML of many tags": ("stor.html", lambda: b"<p>ord" * 1_000_000, "1,000,000 tags, and 250,000 are read"),
    "empty HTML": ("tom.html", lambda: b"<html><head><title></title></head><body></body></html>", "no text"),
    "no HTML at all": ("tom.html", lambda: b" \n", "empty"),
    "HTML made by a program": (
        "app.html",
        lambda: b"<div id=app></div><script>go()</script>",
        "no text",
    ),
    "deep parts": ("dyb.eml", lambda: nested_message(3000), "nest too deep|more than 1,000 parts"),
    "no message": ("side.eml", PAGE.encode, "no e-mail"),
    "control signs": ("stoej.txt", lambda: b"\x01\x02", "binary"),
    "another language": ("suomi.html", lambda: f"<p>{FINNISH}</p>".encode(), "language seems to be 'fi'"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_named_with_what_is_wrong_and_what_to_do(tmp_path: Path, case: str) -> None:
    name, content, words = BAD[case]
    path = tmp_path / name
    path.write_bytes(content())
    with pytest.raises(SourceError, match=words) as caught:
        read_document(path)
    assert str(caught.value).startswith(f"{path}:")
    assert "\n" not in str(caught.value)
    assert ": " in caught.value.problem


def test_the_other_files_go_on_and_the_exit_code_says_that_one_was_bad(tmp_path: Path) -> None:
    for name, content, _ in BAD.values():
        (tmp_path / name).write_bytes(content())
    with (tmp_path / "stor.pdf").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    (tmp_path / "zz-god.docx").write_bytes(WORD)
    command = [sys.executable, "-m", "endpoint", "extract", *sorted(map(str, tmp_path.iterdir()))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    bad = {name for name, _, _ in BAD.values()} | {"stor.pdf"}
    assert len(done.stderr.splitlines()) == len(bad)
    assert all(f"{name}:" in done.stderr for name in bad)
    assert {json.loads(line)["document"] for line in done.stdout.splitlines()} == {"zz-god.docx"}


def test_a_build_names_every_bad_source_and_publishes_nothing(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    (workspace / "data" / "documents" / "scan.pdf").write_bytes(pdf_of([]))
    (workspace / "data" / "documents" / "tom.html").write_bytes(b"<html></html>")
    command = [sys.executable, "-m", "endpoint", "build", "--workspace", str(workspace)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert "scan.pdf: the PDF has no text" in done.stderr
    assert "tom.html: the page is empty" in done.stderr
    assert not (workspace / "var" / "current").exists()


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_is_read() -> None:
    readers = Isolated(timeout_s=0.001)
    try:
        with pytest.raises(UnreadableError, match=r"longer than 0\.001 s"):
            readers.read("pdf", pdf_of(*[["ord " * 20] * 50] * 300))
    finally:
        readers.close()


def test_a_file_that_needs_too_much_memory_is_given_up_and_the_next_one_is_read() -> None:
    readers = Isolated(memory_mb=300)
    try:
        with pytest.raises(UnreadableError, match=r"memory|damaged|ended the process"):
            readers.read("html", b"<p>" + b"ord, " * 4_000_000)
        assert readers.read("html", b"<p>Kommunen samarbejder</p>").text == "Kommunen samarbejder\n"
    finally:
        readers.close()


def test_a_library_that_is_missing_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "loaders.reading.pdf_text", None)
    answer = child._answer({"kind": "pdf", "charset": None, "size": len(PDF)}, io.BytesIO(PDF))
    assert str(answer["problem"]).startswith("cannot be read by this installation")
