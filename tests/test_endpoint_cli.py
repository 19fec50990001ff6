"""The command line of the way out: formats that fit, errors that say what to do, and no traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import ROOT, Server, publish

SELECT = "SELECT ?o { ?s <https://w3id.org/samspil/ontology#hasPartner> ?o } ORDER BY ?o"
CONSTRUCT = "CONSTRUCT WHERE { ?s <https://w3id.org/samspil/ontology#hasPartner> ?o }"
PARTNER = "https://w3id.org/samspil/id/municipality/dk-havneby"


def samspil(*args: str | Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "endpoint", *map(str, args)]
    return subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        input=stdin,
        cwd=ROOT,
        env={**os.environ, **environment},
    )


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the small register as its one release."""
    folder = tmp_path_factory.mktemp("workspace")
    publish(folder)
    return folder


def ask(workspace: Path, text: str, *args: str) -> subprocess.CompletedProcess[str]:
    return samspil("query", "--file", "-", "--workspace", workspace, *args, stdin=text)


def refused(done: subprocess.CompletedProcess[str], code: int, words: str) -> None:
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("text", "form", "fitting"),
    [
        (SELECT, "ttl", "choose one of json, xml, csv, tsv, table"),
        ("ASK {}", "nq", "choose one of json, xml, csv, tsv, table"),
        (CONSTRUCT, "csv", "choose one of ttl, jsonld, nt, rdf, trig, nq, n3"),
        (CONSTRUCT, "table", "choose one of ttl, jsonld, nt, rdf, trig, nq, n3"),
    ],
)
def test_a_format_that_does_not_fit_the_answer_is_refused_with_those_that_do(
    workspace: Path, text: str, form: str, fitting: str
) -> None:
    refused(ask(workspace, text, "--format", form), 2, fitting)


@pytest.mark.parametrize(
    ("text", "form", "sign"),
    [
        (SELECT, "csv", f"o\r\n{PARTNER}"),
        (SELECT, "tsv", f"?o\n<{PARTNER}>"),
        (SELECT, "json", '"bindings"'),
        (SELECT, "xml", "<sparql"),
        (SELECT, "table", "o\n"),
        ("ASK {}", "json", '"boolean":true'),
        ("ASK {}", "table", "true\n"),
        (CONSTRUCT, "nt", f"<{PARTNER}> .\n"),
        (CONSTRUCT, "ttl", "samspil:hasPartner"),
        (CONSTRUCT, "rdf", "<rdf:RDF"),
        (CONSTRUCT, "jsonld", "@id"),
    ],
)
def test_a_query_is_answered_in_the_format_that_was_asked_for_here_and_at_an_endpoint(
    workspace: Path, server: Server, text: str, form: str, sign: str
) -> None:
    here = ask(workspace, text, "--format", form)
    there = ask(workspace, text, "--format", form, "--endpoint", f"{server.url}/sparql")
    for done in (here, there):
        assert done.returncode == 0, done.stderr
        assert sign in done.stdout.replace("\n", "\r\n") if "\r" in sign else sign in done.stdout


def test_without_a_format_rows_are_a_table_and_triples_turtle_here_and_at_an_endpoint(
    workspace: Path, server: Server
) -> None:
    for endpoint in ((), ("--endpoint", f"{server.url}/sparql")):
        assert ask(workspace, SELECT, *endpoint).stdout.splitlines()[0] == "o"
        assert ask(workspace, "ASK {}", *endpoint).stdout == "true\n"
        assert "hasPartner" in ask(workspace, CONSTRUCT, *endpoint).stdout


def test_what_an_endpoint_refuses_is_told_in_one_message(server: Server, workspace: Path) -> None:
    refused(ask(workspace, "SELECT * {", "--endpoint", f"{server.url}/sparql"), 2, "samspil: http")
    refused(ask(workspace, "ASK {}", "--endpoint", "http://127.0.0.1:1/"), 2, "samspil: http")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT * { SERVICE <http://192.0.2.1/> { ?s ?p ?o } }", "SERVICE is off"),
        ("DROP ALL", "DROP is an update"),
        ("SELECT * { ?s a org:Membership }", "Add the line: PREFIX org:"),
        ("SELECT * {" + "{" * 5000, "nested deeper"),
        ("ASK {} #" + "x" * 20000, "at most 16384 are read"),
        ("SELECT (<a:f>(1) AS ?x) {}", "samspil: "),
    ],
)
def test_a_query_of_ones_own_passes_the_same_guard_as_at_the_endpoint(workspace: Path, text: str, words: str) -> None:
    refused(ask(workspace, text), 2, words)


def test_a_path_that_cannot_be_used_is_named(workspace: Path, tmp_path: Path) -> None:
    here = ("--workspace", workspace)
    (tmp_path / "latin.rq").write_bytes(b"ASK {} # \xe6")
    refused(samspil("query", "--file", "/nonexist", *here), 2, "'/nonexist' does not exist")
    refused(samspil("query", "--file", tmp_path, *here), 2, "is a directory")
    refused(samspil("query", "--file", tmp_path / "latin.rq", *here), 2, "is not UTF-8; save it as UTF-8.")
    refused(samspil("export", "--output", tmp_path / "no" / "dump.nq", *here), 2, "check the path and who may use it")
    refused(samspil("init", "/proc/nope"), 2, "choose a folder that you may write to")


def test_a_port_that_is_none_is_a_usage_error(workspace: Path) -> None:
    refused(samspil("serve", "--port", "99999", "--workspace", workspace), 2, "out of range: 1 to 65535")
    refused(samspil("serve", "--workspace", workspace, SAMSPIL_PORT="99999"), 2, "out of range: 1 to 65535")


def test_serve_refuses_a_default_graph_that_the_release_does_not_have(workspace: Path) -> None:
    words = 'set default_graph = "plain" in'
    bare = {"SAMSPIL_SHARED_GRAPHS": "false"}
    refused(samspil("serve", "--default-graph", "plain", "--workspace", workspace, **bare), 2, words)
    refused(samspil("serve", "--workspace", workspace, SAMSPIL_DEFAULT_GRAPH="plain", **bare), 2, words)


def test_a_fault_of_ours_is_one_line_and_its_traceback_only_for_who_asks(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "samspil.toml").write_text("", encoding="utf-8")
    release = tmp_path / "var" / "releases" / "000001"
    release.mkdir(parents=True)
    (release / "release.json").write_text("not JSON", encoding="utf-8")
    (tmp_path / "var" / "current").symlink_to(Path("releases") / "000001")
    quiet = samspil("query", "partners", "--workspace", tmp_path)
    refused(quiet, 3, "samspil: internal error: JSONDecodeError")
    assert len(quiet.stderr.splitlines()) == 1
    loud = samspil("query", "partners", "--workspace", tmp_path, SAMSPIL_DEBUG="1")
    assert (loud.returncode, "Traceback" in loud.stderr) == (3, True)


def test_init_keeps_what_stands_among_the_documents(tmp_path: Path) -> None:
    readme = tmp_path / "data" / "documents" / "README.md"
    readme.parent.mkdir(parents=True)
    readme.write_text("Mine", encoding="utf-8")
    assert samspil("init", tmp_path).returncode == 0
    assert readme.read_text(encoding="utf-8") == "Mine"


def test_make_serve_gives_a_port_only_where_one_was_given() -> None:
    def planned(*args: str) -> str:
        environment = {name: value for name, value in os.environ.items() if name != "PORT"}
        command = ["make", "--dry-run", "--no-print-directory", "serve", *args]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment)
        return done.stdout.splitlines()[-1]

    assert planned() == "exec .venv/bin/samspil serve"
    assert planned("PORT=8000") == "exec .venv/bin/samspil serve --port 8000"


def test_export_writes_every_dump_that_the_server_has(workspace: Path, server: Server) -> None:
    for form in ("nt", "rdf"):
        done = samspil("export", "--format", form, "--workspace", workspace)
        assert (done.returncode, PARTNER in done.stdout) == (0, True)
    json.loads(samspil("export", "--format", "jsonld", "--workspace", workspace).stdout)
