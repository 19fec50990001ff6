"""Answers that break off in the middle: in every format and coding a client sees that there should be more."""

import http.client
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from loaders.tokens import Tokens
from tests.serving import Server, new_question, publish, serve

# Without end, and larger than what comes whole.
ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
TRIPLES = (
    "CONSTRUCT { ?a <https://example.org/with> ?text } "
    "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i BIND(CONCAT(STR(?c), STR(?f), STR(?i)) AS ?text) }"
)
FORMATS = {
    **dict.fromkeys(("json", "xml", "csv", "tsv"), ROWS),
    **dict.fromkeys(("nt", "ttl", "rdf", "jsonld"), TRIPLES),
}
CODINGS = ["identity", "gzip", "zstd"]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    workspace = tmp_path_factory.mktemp("broken")
    publish(workspace, extra=2000)
    with serve(workspace, query_timeout_s=30) as server:
        yield server


@pytest.fixture(scope="module")
def token(running: Server) -> str:
    return Tokens(running.workspace / "var").create("ops", "admin")


class Reading:
    """A long answer of which the first part was read."""

    def __init__(self, server: Server, name: str, coding: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        address = f"/sparql?{urlencode({'query': FORMATS[name], 'format': name})}"
        self.connection.request("GET", address, headers={"Accept-Encoding": coding})
        self.response = self.connection.getresponse()
        assert (self.response.status, self.response.getheader("content-encoding", "identity")) == (200, coding)
        assert self.response.getheader("content-length") is None
        assert len(self.response.read(5000)) == 5000

    def breaks(self) -> bool:
        """Read on; whether the client was told that it broke off."""
        try:
            self.response.read()
        except http.client.IncompleteRead:
            return True
        finally:
            self.connection.close()
        return False


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("name", FORMATS)
def test_a_query_that_is_ended_in_the_middle_leaves_no_whole_answer(
    running: Server, token: str, name: str, coding: str
) -> None:
    reading = Reading(running, name, coding)
    bearer = {"Authorization": f"Bearer {token}"}
    listed = json.loads(running.get("/-/queries", **bearer).body)["queries"]
    (number,) = [query["number"] for query in listed if query["lane"] == "ad hoc"]
    assert running.request("DELETE", f"/-/queries/{number}", headers=bearer).status == 204
    assert reading.breaks()


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("name", ["json", "csv", "ttl"])
def test_a_worker_that_dies_leaves_no_whole_answer(running: Server, name: str, coding: str) -> None:
    reading = Reading(running, name, coding)
    for worker in _workers(running.process):
        os.kill(worker, signal.SIGKILL)
    assert reading.breaks()
    assert running.ask(new_question()).status in (200, 503)
    running.until_free()


def test_a_query_over_its_time_leaves_no_whole_answer(tmp_path: Path) -> None:
    publish(tmp_path, extra=2000)
    # Time enough for the first part, however busy the machine is.
    with serve(tmp_path, query_timeout_s=8) as server:
        assert Reading(server, "xml", "gzip").breaks()


def test_a_server_that_is_killed_leaves_no_whole_answer(tmp_path: Path) -> None:
    publish(tmp_path, extra=2000)
    with serve(tmp_path, query_timeout_s=30) as server:
        reading = Reading(server, "csv", "identity")
        server.process.kill()
        assert reading.breaks()


def _workers(server: "subprocess.Popen[bytes]") -> list[int]:
    """The processes that the server started."""
    return [int(number) for number in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()]
