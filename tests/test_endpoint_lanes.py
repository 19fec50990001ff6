"""Who waits for whom: pages, canned queries, clients with queries of their own, readers that do not read, health."""

import asyncio
import logging
import socket
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import uvloop

from endpoint.http import asgi
from endpoint.http.messages import Request
from endpoint.http.problems import BrokenAnswerError, BusyPoolError, TooManyQueriesError
from endpoint.http.questions import question_for
from endpoint.http.respond import Question
from endpoint.http.site import Site
from endpoint.workers import lanes as lanes_module
from endpoint.workers import pool as pool_module
from endpoint.workers.frames import BODY, END, REQUEST, Frame, pack
from endpoint.workers.lanes import Lanes
from endpoint.workers.link import HIGH_BYTES, Link, LinkLostError
from endpoint.workers.pool import SPOOL_BYTES, Answer, Lane, Pool
from endpoint.workers.worker import Worker, start_worker
from loaders.errors import QueryTimeoutError
from loaders.releases import Release, Releases
from loaders.settings import Settings, home_of, load_settings
from tests.serving import ENDLESS, Server, publish, serve

LONG = {"op": "query", "text": "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 40000", "choices": ["csv"]}
SHORT = {"op": "query", "text": "ASK {}", "choices": ["csv"]}
ROWS = {"op": "rows", "text": LONG["text"]}
SETTINGS = Settings(workers=2, query_timeout_s=60, canned_timeout_s=60)


def release_of(server: Server) -> Release:
    release = Releases(home_of(server.workspace, load_settings(server.workspace))).current()
    assert release is not None
    return release


def site_with(pool: Pool, home: Path = Path("no-home")) -> Site:
    return Site(SETTINGS, Releases(home), pool)


def test_a_reader_that_leaves_a_big_graph_unread_blocks_neither_health_nor_questions(tmp_path: Path) -> None:
    publish(tmp_path, extra=30_000, width=1000)
    with serve(tmp_path) as server, server.unread("/graph/filling.nt") as connection:
        assert connection.recv(12) == b"HTTP/1.1 200"
        assert server.get("/-/health").json() == {"status": "ok", "release": 1}
        assert server.get("/queries/partners.csv").status == 200
        assert server.get("/doc/partnership/kysten", "text/html").status == 200


def test_a_graph_is_asked_for_in_the_lane_of_clients(server: Server) -> None:
    site = site_with(Pool(SETTINGS), home_of(server.workspace, load_settings(server.workspace)))
    question = asyncio.run(question_for(site, Request("GET", "/graph/kysten.nt", "", {})))
    assert isinstance(question, Question)
    assert question.lane is Lane.AD_HOC


def test_a_long_answer_goes_on_in_the_lane_of_clients_and_gives_its_room_back(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody waits in a queue: the room is free at once, or it is not.
    monkeypatch.setattr(lanes_module, "QUEUE_S", 0)

    async def ask() -> None:
        pool, path = Pool(SETTINGS), release_of(server).store_path
        long = await pool.ask(path, LONG, lane=Lane.OURS)
        assert long.rest is not None
        assert (await pool.ask(path, SHORT, lane=Lane.OURS)).body == b"true"
        with pytest.raises(BusyPoolError):
            await pool.ask(path, SHORT, lane=Lane.AD_HOC)
        await long.rest.aclose()
        assert (await pool.ask(path, SHORT, lane=Lane.AD_HOC)).body == b"true"
        await pool.close()

    asyncio.run(ask())


def test_rows_for_a_page_stay_in_its_lane_however_many_they_are(server: Server) -> None:
    async def ask() -> None:
        pool, path = Pool(SETTINGS), release_of(server).store_path
        client = await pool.ask(path, LONG, lane=Lane.AD_HOC)
        rows = await pool.ask(path, ROWS, lane=Lane.OURS)
        assert rows.rest is not None
        assert client.rest is not None
        assert sum([len(chunk) async for chunk in rows.rest]) > SPOOL_BYTES
        await client.rest.aclose()
        await pool.close()

    asyncio.run(ask())


def test_workers_turn_from_release_to_release_and_are_not_started_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "samspil.toml").write_text("", encoding="utf-8")
    releases = Releases(home_of(tmp_path, SETTINGS))
    count = {**SHORT, "text": "SELECT (COUNT(*) AS ?n) { ?s <https://example.org/number> ?o }"}
    started: list[Path] = []

    async def start(path: Path, memory_mb: int) -> Worker:
        started.append(path)
        return await start_worker(path, memory_mb)

    async def ask() -> None:
        pool = Pool(SETTINGS)
        for number in range(1, 6):
            publish(tmp_path, extra=number)
            answer = await pool.ask(releases.get(number).store_path, count, lane=Lane.AD_HOC)
            assert answer.body == f"n\r\n{number}\r\n".encode()
        assert started == [releases.get(number).store_path for number in (1, 2)]
        with pytest.raises(BrokenAnswerError, match="could not open the release"):
            await pool.ask(tmp_path / "nothing", count, lane=Lane.AD_HOC)
        assert (await pool.ask(releases.get(5).store_path, count, lane=Lane.AD_HOC)).body == b"n\r\n5\r\n"
        await pool.close()

    monkeypatch.setattr(pool_module, "start_worker", start)
    asyncio.run(ask())


def test_health_answers_while_all_other_lanes_are_busy(server: Server) -> None:
    async def ask() -> None:
        release, pool = release_of(server), Pool(SETTINGS)
        endless = {**SHORT, "text": ENDLESS}
        asked = [
            asyncio.create_task(pool.ask(release.store_path, endless, lane=lane)) for lane in (Lane.OURS, Lane.AD_HOC)
        ]
        await asyncio.sleep(0)  # both take their room
        with pytest.raises(BusyPoolError):
            await pool.ask(release.store_path, SHORT, lane=Lane.OURS)
        assert await site_with(pool).answers(release)
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        await pool.close()

    asyncio.run(ask())


class Silent(Pool):
    """A pool that never answers: ``asked`` when it was asked, ``cancelled`` when it was told to stop."""

    def __init__(self) -> None:
        super().__init__(SETTINGS)
        self.asked, self.cancelled = threading.Event(), threading.Event()

    async def ask(self, store_path: Path, request: Mapping[str, Any], *, lane: Lane, client: str = "") -> Answer:
        self.asked.set()
        try:
            return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]
        finally:
            self.cancelled.set()

    def patience_s(self, lane: Lane) -> float:
        assert self.asked.wait(30)
        return 0.0


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop that runs in a thread of its own, as that of a server does."""
    running = asyncio.new_event_loop()
    thread = threading.Thread(target=running.run_forever)
    thread.start()
    yield running
    running.call_soon_threadsafe(running.stop)
    thread.join(30)
    running.close()


def test_a_page_that_gives_up_says_so_and_takes_its_query_along(loop: asyncio.AbstractEventLoop) -> None:
    pool = Silent()
    site = site_with(pool)
    site.loop = loop
    release = Release(1, Path("no-release"), {})
    with pytest.raises(QueryTimeoutError, match="gave up; ask again"):
        site.rows("ASK {}", release=release)
    assert pool.cancelled.wait(30)


def test_a_page_waits_longer_where_the_settings_let_queries_compute_longer() -> None:
    short, long = (Pool(Settings(canned_timeout_s=limit)).patience_s(Lane.OURS) for limit in (2, 200))
    assert (short > 2, long - short) == (True, 198)


class Stumbling(Pool):
    """A pool whose first sweep fails."""

    def __init__(self) -> None:
        super().__init__(SETTINGS)
        self.sweeps, self.swept = 0, asyncio.Event()

    async def sweep(self, current: Path | None) -> None:
        self.sweeps += 1
        if self.sweeps == 1:
            raise OSError("no more processes")
        self.swept.set()


def test_a_sweep_that_fails_is_logged_and_the_next_one_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(asgi, "_SWEEP_S", 0)

    async def live() -> None:
        pool = Stumbling()
        application = asgi.Application(site_with(pool, tmp_path))
        messages = iter(["lifespan.startup", "lifespan.shutdown"])

        async def receive() -> dict[str, Any]:
            kind = next(messages)
            if kind == "lifespan.shutdown":
                await asyncio.wait_for(pool.swept.wait(), 30)
            return {"type": kind}

        async def send(message: object) -> None:
            """Nobody listens."""

        await application({"type": "lifespan"}, receive, send)

    with caplog.at_level(logging.ERROR, "samspil"):
        asyncio.run(live())
    assert "Idle workers were not swept" in caplog.text


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("unix", "unix", True),
    ],
)
def test_a_client_is_an_address_or_the_network_of_one_household(one: str, other: str, same: bool) -> None:
    async def both_enter() -> bool:
        lanes = Lanes(Settings(workers=6, client_queries=1))
        await lanes.enter(Lane.AD_HOC, one)
        try:
            await lanes.enter(Lane.AD_HOC, other)
        except TooManyQueriesError:
            return False
        return True

    assert asyncio.run(both_enter()) is not same


def test_who_asks_a_worker_that_has_gone_is_told_so() -> None:
    async def ask() -> None:
        ours, theirs = socket.socketpair()
        _, link = await asyncio.get_running_loop().create_unix_connection(Link, sock=ours)
        theirs.close()
        while not link.is_lost:
            await asyncio.sleep(0)
        link.send(pack(REQUEST, b"{}"))
        await link.take(1, 30)

    with pytest.raises(LinkLostError):
        uvloop.run(ask())


def test_a_link_goes_on_after_an_answer_that_came_faster_than_it_was_taken() -> None:
    async def two_answers() -> list[Frame]:
        ours, theirs = socket.socketpair()
        _, link = await asyncio.get_running_loop().create_unix_connection(Link, sock=ours)
        link.send(pack(REQUEST, b"{}"))
        link.data_received(pack(BODY, bytes(2 * HIGH_BYTES)) + pack(END, b"{}"))
        assert len(await link.take(HIGH_BYTES, 30)) == 2
        link.send(pack(REQUEST, b"{}"))
        theirs.sendall(pack(END, b"{}"))
        try:
            return await link.take(1, 30)
        finally:
            link.close()
            theirs.close()

    assert asyncio.run(two_answers()) == [Frame(END, b"{}")]
