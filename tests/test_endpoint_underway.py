"""The same question of several clients at once: one worker computes it, and all have its answer, or its error."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.serving import ENDLESS, Reply, Server, new_question, number_of, poll, publish, serve

# Four million pairs: that takes a moment.
PAIRS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f }"
CLIENTS = 4


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    workspace = tmp_path_factory.mktemp("underway")
    publish(workspace, extra=2000)
    with serve(workspace, workers=3, query_timeout_s=5) as server:
        yield server


def ask(server: Server, query: str) -> Reply:
    """A question that goes the long way, as one does that says what it has already."""
    return server.get(f"/sparql?{urlencode({'query': query})}", "text/csv", **{"If-None-Match": '"of-before"'})


def ended(server: Server) -> Counter[str]:
    """How many clients' queries ended in which way."""
    families = text_string_to_metric_families(server.get("/-/metrics").text)
    samples = [sample for family in families for sample in family.samples if sample.name == "samspil_queries_total"]
    return Counter({one.labels["outcome"]: int(one.value) for one in samples if one.labels["lane"] == "ad hoc"})


def running(server: Server) -> float:
    """How many clients' queries workers are busy with."""
    return number_of(server.get("/-/metrics").text, "samspil_queries_running", lane="ad hoc")


def asked_at_once(server: Server, query: str) -> tuple[list[Reply], Counter[str]]:
    """The answers to clients that ask while the first one waits, and how the queries of workers ended."""

    before = ended(server)
    with ThreadPoolExecutor(CLIENTS) as clients:
        first = clients.submit(ask, server, query)
        poll(lambda: running(server) == 1 or first.done(), 30)
        others = [clients.submit(ask, server, query) for _ in range(CLIENTS - 1)]
        replies = [first.result(), *(one.result() for one in others)]
    return replies, ended(server) - before


def test_one_worker_computes_the_answer_of_all(server: Server) -> None:
    replies, queries = asked_at_once(server, PAIRS)
    assert [reply.status for reply in replies] == [200] * CLIENTS
    assert len({reply.body for reply in replies}) == 1
    assert queries == {"answered": 1}


def test_what_takes_too_long_is_not_tried_once_more_for_each(server: Server) -> None:
    replies, queries = asked_at_once(server, ENDLESS)
    assert [reply.status for reply in replies] == [503] * CLIENTS
    assert queries.total() == 1
    server.until_free()


def test_who_waits_for_one_that_leaves_asks_in_its_place(server: Server) -> None:
    query = f"{PAIRS} # {new_question()}"
    with ThreadPoolExecutor(1) as clients:
        with server.raw(query):
            poll(lambda: running(server) == 1, 30)
            waiting = clients.submit(ask, server, query)
        assert waiting.result().status == 200
