"""Limits on a real server: a query that goes too far ends alone, and nobody takes a broken answer for a whole one."""

import http.client
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from loaders.releases import Releases
from loaders.settings import home_of, load_settings
from tests.serving import ENDLESS, ROOT, Server, new_question, poll, publish, serve

# Sixteen bytes doubled 30 times are 16 GB.
HUGE = (
    'SELECT (STRLEN(?a30) AS ?n) { BIND("0123456789abcdef" AS ?a0) '
    + " ".join(f"BIND(CONCAT(?a{place}, ?a{place}) AS ?a{place + 1})" for place in range(30))
    + " }"
)
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"
NEVER_DONE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def refusal(server: Server, query: str) -> tuple[int, str, str]:
    """Status, detail and Retry-After of a query that is stopped."""
    reply = server.ask(query)
    assert reply.headers["content-type"] == "application/problem+json"
    return reply.status, str(reply.json()["detail"]), reply.headers["retry-after"]


def test_a_query_over_its_time_is_stopped_and_the_next_one_works(strict_server: Server) -> None:
    status, detail, retry_after = refusal(strict_server, ENDLESS)
    assert (status, retry_after) == (503, "10")
    assert detail.startswith("The query computed for more than 1 s and was stopped.")
    assert strict_server.ask("ASK {}").json()["boolean"] is True


def test_a_query_over_its_memory_is_stopped_and_the_next_one_works(narrow_server: Server) -> None:
    status, detail, _ = refusal(narrow_server, HUGE)
    assert status == 503
    assert detail.startswith("The query needs more than 900 MB of memory and was stopped.")
    assert narrow_server.ask(new_question()).json()["boolean"] is True


def test_a_long_answer_is_streamed_and_whole(server: Server) -> None:
    reply = server.ask(LONG, "text/csv")
    assert (reply.status, reply.headers.get("transfer-encoding")) == (200, "chunked")
    assert reply.body.count(b"\r\n") == 20001


def test_an_answer_that_breaks_looks_broken(strict_server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", strict_server.port, timeout=60)
    connection.request("GET", f"/sparql?query={quote(NEVER_DONE)}", headers={"Accept": "text/csv"})
    response = connection.getresponse()
    assert response.status == 200
    with pytest.raises(http.client.IncompleteRead):
        response.read()
    connection.close()
    assert strict_server.ask(new_question()).status == 200


def test_a_reader_that_does_not_read_is_cut_off(strict_server: Server) -> None:
    with strict_server.raw("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000") as connection:
        assert connection.recv(12) == b"HTTP/1.1 200"
        strict_server.until_free()
        received = b""
        while piece := connection.recv(65536):
            received += piece
    assert not received.endswith(b"0\r\n\r\n")


def test_pages_and_questions_never_wait_for_ad_hoc_queries(server: Server) -> None:
    with server.raw(ENDLESS):
        poll(lambda: server.ask(new_question()).status == 503, 30)
        assert refusal(server, new_question()) == (503, "All query workers are busy; ask again in a second.", "1")
        assert server.get("/queries/partners.csv").status == 200
        assert server.get("/doc/partnership/kysten").status == 200
        assert server.get("/-/health").status == 200
    server.until_free()


def test_a_client_that_leaves_takes_its_query_along(server: Server) -> None:
    connection = server.raw(ENDLESS)
    poll(lambda: server.ask(new_question()).status == 503, 30)
    connection.close()
    # The query would compute for a minute: only its end can make room for another one before that.
    server.until_free(seconds=30)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {" + "{" * 5000 + "}" * 5001,
        "SELECT * { ?s ?p " + "(" * 4000 + ")" * 4000 + "}",
        "ASK { FILTER(" + "!" * 16000 + "true) }",
        "SELECT * { ?s " + "^" * 16000 + "<a:b> ?o }",
        "ASK { FILTER(" + "1+" * 7500 + "1) }",
        "ASK { FILTER(" + "-" * 16000 + "1) }",
    ],
    ids=["braces", "lists", "negations", "inverses", "sums", "signs"],
)
def test_a_hostile_query_is_answered_or_refused_and_the_server_lives(server: Server, query: str) -> None:
    assert server.ask(query).status in (200, 400, 503)
    assert server.ask(new_question()).status == 200


def test_a_new_release_is_served_without_a_restart_and_the_old_one_stays_askable(tmp_path: Path) -> None:
    (tmp_path / "samspil.toml").write_text("", encoding="utf-8")
    query = quote("SELECT (COUNT(*) AS ?n) { ?s <https://example.org/number> ?o }")
    with serve(tmp_path) as server:
        assert server.get("/-/health").status == 503
        assert server.ask("ASK {}").status == 503
        publish(tmp_path, extra=3)
        assert server.get("/-/health").json() == {"status": "ok", "release": 1}
        publish(tmp_path, extra=5)
        counts = [
            server.get(f"{path}?query={query}", "text/csv").text.split()[1] for path in ("/sparql", "/v/1/sparql")
        ]
        assert counts == ["5", "3"]


def test_a_worker_does_not_outlive_its_parent(server: Server) -> None:
    release = Releases(home_of(server.workspace, load_settings(server.workspace))).current()
    assert release is not None
    program = (
        "import os, subprocess, sys\n"
        "command = [sys.executable, '-m', 'endpoint.workers.main', sys.argv[1], '900', str(os.getpid())]\n"
        "child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "child.stdout.read(1)\n"
        "print(child.pid, flush=True)\n"
        "child.wait()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(release.store_path)], stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    poll(lambda: not _runs(worker), 30)


def test_a_worker_has_no_network(tmp_path: Path) -> None:
    program = (
        "from loaders.sandbox import deny_network\n"
        "import socket\n"
        "print(deny_network())\n"
        "try:\n    socket.socket()\n"
        "except PermissionError:\n    print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.split() in (["True", "refused"], ["False"])


def test_a_port_that_is_taken_is_said_to_be(server: Server) -> None:
    with pytest.raises(AssertionError, match="cannot be listened on"), serve(server.workspace, port=server.port):
        pytest.fail("it started")


def _runs(pid: int) -> bool:
    """Whether a process runs; a dead one that nobody waited for counts as ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
