"""``samspil import``: a file or an address becomes a source whole or not at all, and no address leads inside."""

import gzip
import hashlib
import socket
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from endpoint.commands.cli import main
from loaders.errors import FetchError
from loaders.fetching import fetch
from loaders.public_network import is_public
from loaders.reading import MAX_BYTES
from loaders.settings import Settings
from tests.made_files import pdf_of
from tests.workspaces import PAGE, bare, published_number, run

LOOPBACK = frozenset({"127.0.0.1"})
INSIDE = """
127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1
::1 :: fe80::1%eth0 fc00::1 ::ffff:10.0.0.1 2002:7f00:1:: 64:ff9b::7f00:1 ff02::1
::7f00:1 fec0::1
"""
HTML = "".join(f"<p>{block}</p>" for block in PAGE.split("\n\n"))
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A server on loopback that answers what a test says."""

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)


@pytest.fixture
def site() -> Iterator[Site]:
    """A real HTTP server."""
    answers: dict[str, Answer] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers[self.path](self)

        def log_message(self, *_: object) -> None:
            """Nothing: a test's output is its own."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Site(f"http://127.0.0.1:{server.server_port}", answers)
        server.shutdown()
        thread.join()


def says(content: bytes, media_type: str, status: int = 200, **headers: str) -> Answer:
    """An answer with a body; ``Content_Length`` may lie."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", media_type)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in ({"Content-Length": str(len(content))} | named).items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(content)

    return answer


def drips(request: BaseHTTPRequestHandler) -> None:
    """A body of which a byte comes now and then, until the client leaves."""
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.end_headers()
    try:
        while True:
            request.wfile.write(b" ")
            time.sleep(0.05)
    except OSError:
        return


def fetched(site: Site, path: str = "/side", *, timeout_s: float = 30) -> bytes:
    return fetch(f"{site.url}{path}", timeout_s=timeout_s, private_hosts=LOOPBACK).content


def import_(workspace: Path, *args: str | Path, **environment: str) -> Result:
    return CliRunner(env=environment).invoke(main, ["import", "--workspace", str(workspace), *map(str, args)])


def test_a_page_is_kept_with_its_text_and_its_metadata_and_builds(tmp_path: Path, site: Site) -> None:
    workspace = bare(tmp_path)
    page = HTML.encode("iso-8859-1")
    site.answers["/gr%C3%B8nt/veje.aspx?id=7"] = says(page, "text/html; charset=iso-8859-1")
    address = f"{site.url}/grønt/veje.aspx?id=7"
    done = import_(workspace, address, "--slug", "veje", "--language", "da", SAMSPIL_PRIVATE_HOSTS="127.0.0.1")
    folder = workspace / "data" / "documents" / "veje"
    assert (done.exit_code, done.stdout) == (0, f"{folder}\n")
    metadata = tomllib.loads((folder / "document.toml").read_text(encoding="utf-8"))
    assert (folder / "veje.html").read_bytes() == page
    text = (folder / "veje.html.txt").read_bytes()
    assert text.decode().startswith("Grønne Veje\n\nGrønne Veje er et partnerskab")
    assert metadata["sha256"] == hashlib.sha256(page).hexdigest()
    assert metadata["text_sha256"] == hashlib.sha256(text).hexdigest()
    assert metadata["address"] == f"{site.url}/gr%C3%B8nt/veje.aspx?id=7"
    assert (metadata["file"], metadata["text"], metadata["language"]) == ("veje.html", "veje.html.txt", "da")
    release = run(workspace).release
    assert release is not None
    assert (release.path / "documents" / "veje.txt").read_bytes() == text
    assert release.manifest["statements"]["veje"] > 0


def test_a_file_is_copied_whole_and_a_slug_is_taken_once(tmp_path: Path) -> None:
    workspace = bare(tmp_path / "register")
    path = tmp_path / "rapport.pdf"
    path.write_bytes(pdf_of(PAGE.split("\n")))
    assert import_(workspace, path).exit_code == 0
    folder = workspace / "data" / "documents" / "rapport"
    assert (folder / "rapport.pdf").read_bytes() == path.read_bytes()
    assert run(workspace).fresh
    assert not run(workspace).fresh
    again = import_(workspace, path)
    assert (again.exit_code, again.stdout) == (2, "")
    assert "is there already" in again.stderr
    assert import_(workspace, path, "--slug", "ontology").exit_code == 2
    stored = folder / "rapport.pdf.txt"
    stored.write_text(stored.read_text(encoding="utf-8") + "mere\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["build", "--workspace", str(workspace)])
    assert done.exit_code == 2
    assert "is not the text that was made of rapport.pdf" in done.stderr
    assert CliRunner().invoke(main, ["extract", str(folder / "rapport.pdf")]).exit_code == 2
    assert published_number(workspace) == 1


def test_what_cannot_be_read_leaves_nothing_and_the_others_go_on(tmp_path: Path, site: Site) -> None:
    workspace = bare(tmp_path / "register")
    (tmp_path / "god.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "scan.pdf").write_bytes(pdf_of([]))
    site.answers["/tom"] = says(b"<html></html>", "text/html")
    origins = (tmp_path / "scan.pdf", f"{site.url}/tom", tmp_path / "ingen.txt", tmp_path / "god.txt")
    done = import_(workspace, *origins, SAMSPIL_PRIVATE_HOSTS="127.0.0.1")
    assert done.exit_code == 2
    assert done.stdout == f"{workspace / 'data' / 'documents' / 'god'}\n"
    words = done.stderr.splitlines()
    assert [line.split(": ")[1] for line in words] == [str(origin) for origin in origins[:3]]
    names = {entry.name for entry in (workspace / "data" / "documents").iterdir()}
    assert names == {"god", "groenne-veje.txt"}


def test_an_address_inside_is_refused_unless_the_setting_names_it(tmp_path: Path, site: Site) -> None:
    workspace = bare(tmp_path)
    site.answers["/side"] = says(HTML.encode(), "text/html")
    for address in (
        site.url,
        site.url.replace("127.0.0.1", "localhost"),
        site.url.replace("127.0.0.1", "[::ffff:7f00:1]"),
    ):
        done = import_(workspace, f"{address}/side")
        assert done.exit_code == 2
        assert "is not on the public network" in done.stderr
    assert Settings().private_hosts == ""


def test_a_redirect_inside_is_refused(site: Site) -> None:
    port = site.url.rsplit(":", 1)[1]
    site.answers["/ud"] = says(b"", "text/html", 302, Location=f"http://localhost:{port}/side")
    with pytest.raises(FetchError, match=r"localhost:\d+/side: is not on the public network"):
        fetched(site, "/ud")


def test_a_name_is_resolved_once_and_the_checked_address_is_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public when it is checked and inside when it is asked again leads nowhere."""
    site.answers["/side"] = says(HTML.encode(), "text/html")
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, port: int, *args: object, **kwargs: object) -> object:
        asked.append(host)
        return real("127.0.0.1", port, type=socket.SOCK_STREAM)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with pytest.raises(FetchError, match="is not on the public network"):
        fetch(site.url.replace("127.0.0.1", "side.example"), timeout_s=5)
    assert asked == ["side.example"]


@pytest.mark.parametrize("address", INSIDE.split())
def test_an_address_of_no_public_network_is_none(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0", "[::]", "[::1]"])
def test_a_host_written_otherwise_is_the_same_host(site: Site, host: str) -> None:
    with pytest.raises(FetchError, match="is not on the public network"):
        fetch(site.url.replace("127.0.0.1", host), timeout_s=5)


def test_where_one_address_of_a_host_does_not_answer_the_next_is_asked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers["/side"] = says(HTML.encode(), "text/html")
    real = socket.getaddrinfo
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in ("127.0.0.2", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *args, **more: both if host == "x" else real(host, *args))
    address = site.url.replace("127.0.0.1", "x") + "/side"
    assert fetch(address, timeout_s=30, private_hosts=frozenset({"x"})).content == HTML.encode()


def test_what_a_server_says_does_not_move_the_terminal(tmp_path: Path, site: Site) -> None:
    def coloured(request: BaseHTTPRequestHandler) -> None:
        request.send_response(404, "\x1b]0;\x9b31m")
        request.end_headers()

    site.answers["/side"] = coloured
    done = import_(bare(tmp_path), f"{site.url}/side", SAMSPIL_PRIVATE_HOSTS="LOCALHOST, 127.0.0.1")
    assert "answers 404 \\u001b]0;\\u009b31m: check the address" in done.stderr


def test_a_file_name_cannot_write_a_line_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a\nsamspil: fine\x1b[2J\u202e.txt"
    done = import_(bare(tmp_path), path)
    assert done.stderr.splitlines() == [
        f"samspil: {tmp_path}/a\\nsamspil: fine\\u001b[2J\\u202e.txt: there is no such file: name a file; read are "
        ".txt, .md, .html, .htm, .pdf, .docx and .eml"
    ]


def test_public_addresses_are() -> None:
    assert is_public("193.0.6.139")
    assert is_public("2001:67c:2e8:22::c100:68b")
    assert is_public("::ffff:193.0.6.139")


BAD: dict[str, tuple[Answer, str]] = {
    "missing": (says(b"", "text/html", 404), "answers 404 Not Found"),
    "picture": (says(b"x", "image/png"), "is image/png, which is not read"),
    "announced": (says(b"", "text/html", Content_Length=str(MAX_BYTES + 1)), "over the limit"),
    "broken": (says(b"<p>", "text/html", Content_Length="900"), "broke off|cannot be fetched"),
    "packed": (says(gzip.compress(bytes(MAX_BYTES + 1)), "text/html", Content_Encoding="gzip"), "once unpacked"),
    "damaged": (says(b"nogzip", "text/html", Content_Encoding="gzip"), "damaged"),
    "foreign": (says(b"x", "text/html", Content_Encoding="br"), "packed as br"),
    "loop": (says(b"", "text/html", 301, Location="/side"), "redirects more than 5 times"),
    "nowhere": (says(b"", "text/html", 301), "does not say where"),
    "away": (says(b"", "text/html", 301, Location="file:///etc/passwd"), "no address of the web"),
}


@pytest.mark.parametrize("case", BAD)
def test_another_answer_than_a_document_is_named_with_a_remedy(site: Site, case: str) -> None:
    site.answers["/side"], words = BAD[case]
    with pytest.raises(FetchError, match=words):
        fetched(site)


def test_an_endless_answer_is_cut_off_at_the_limit(site: Site) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        try:
            while True:
                request.wfile.write(bytes(1024 * 1024))
        except OSError:
            return

    site.answers["/side"] = endless
    with pytest.raises(FetchError, match="over the limit"):
        fetched(site)


def test_an_answer_that_drips_is_cut_off_at_its_time(site: Site) -> None:
    site.answers["/side"] = drips
    with pytest.raises(FetchError, match=r"longer than 0\.5 s"):
        fetched(site, timeout_s=0.5)


def test_redirects_are_followed_and_a_packed_page_is_unpacked(site: Site) -> None:
    site.answers["/side"] = says(b"", "text/html", 307, Location="ny/side")
    site.answers["/ny/side"] = says(gzip.compress(HTML.encode()), "text/html", Content_Encoding="gzip")
    assert fetched(site) == HTML.encode()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ftp://example.org/a.txt", "no address of the web"),
        ("http://", "no address of the web"),
        ("http://a:b@example.org/", "holds a password"),
        ("http://example.org:99999/", "no address"),
        ("https://does-not-exist.invalid/", "cannot be fetched"),
    ],
)
def test_an_address_that_is_not_fetched_is_named(address: str, words: str) -> None:
    with pytest.raises(FetchError, match=words):
        fetch(address, timeout_s=10)
