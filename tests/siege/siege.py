"""A siege: hostile requests one after the other, while good clients of other addresses go on asking.

In:  a running server and what to send. Out: what became of each hostile request, how long it took, how soon the server
was well after it, and every answer that the good clients got. Nothing is asserted here: a test says what must be
answered, ``python -m bench soak`` says how fast.
"""

import http.client
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.serving import Server, new_question
from tests.siege.uploads import Upload

_WAIT_S = 60.0
_PAUSE_S = 0.02


@dataclass(frozen=True)
class Attack:
    """A hostile request."""

    name: str
    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """What became of an attack; ``status`` is 0 where the connection broke, which is how a long answer is cut off."""

    name: str
    status: int
    took_s: float
    well_after_s: float


@dataclass
class Good:
    """What one kind of good client saw."""

    statuses: list[int] = field(default_factory=list)
    took_s: list[float] = field(default_factory=list)

    def p99_ms(self) -> float:
        """The time that all but one in a hundred answers took at most, in milliseconds."""
        return 1000 * sorted(self.took_s)[int(len(self.took_s) * 0.99)] if self.took_s else 0.0


def query_attacks(queries: Mapping[str, bytes]) -> Iterable[Attack]:
    """Queries as the body of a POST."""
    headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv, text/turtle, application/n-triples"}
    return [Attack(name, "POST", "/sparql", body, headers) for name, body in queries.items()]


def upload_attacks(uploads: Mapping[str, Upload], token: str) -> Iterable[Attack]:
    """Uploads as graphs of their own, by somebody who may write."""
    for number, (name, upload) in enumerate(uploads.items()):
        headers = {"Authorization": f"Bearer {token}", **upload.headers}
        if upload.media_type:
            headers["Content-Type"] = upload.media_type
        yield Attack(name, "PUT", f"/graphs?graph=http://a.example/graph/{number}", upload.body, headers)


def besiege(
    server: Server, attacks: Iterable[Attack], questions: Mapping[str, Callable[[], str]]
) -> tuple[list[Outcome], dict[str, Good]]:
    """Send the attacks while a good client of each kind asks its ``questions`` (paths, made anew each time)."""
    stop = threading.Event()
    seen = {name: Good() for name in questions}
    clients = [
        threading.Thread(target=_ask_on, args=(server, f"127.0.0.{place}", question, seen[name], stop))
        for place, (name, question) in enumerate(questions.items(), start=10)
    ]
    for client in clients:
        client.start()
    try:
        outcomes = [_attack(server, attack) for attack in attacks]
    finally:
        stop.set()
        for client in clients:
            client.join()
    return outcomes, seen


def small_question() -> str:
    """The path of a small query that nobody asked before."""
    return f"/sparql?{urlencode({'query': new_question()})}"


# What good clients ask, each of its own kind: the path, made anew each time.
QUESTIONS: Mapping[str, Callable[[], str]] = {
    "pages": lambda: "/",
    "canned answers": lambda: "/queries/partners.csv",
    "repeated answers": lambda: "/sparql?query=ASK%7B%7D",
    "small queries": small_question,
}


def _attack(server: Server, attack: Attack) -> Outcome:
    began = time.monotonic()
    status = 0
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=_WAIT_S)
    try:
        connection.request(attack.method, attack.path, attack.body, dict(attack.headers))
        response = connection.getresponse()
        while response.read(1 << 16):
            pass
        status = response.status
    except (http.client.HTTPException, ConnectionError):
        status = 0
    finally:
        connection.close()
    ended = time.monotonic()
    return Outcome(attack.name, status, ended - began, _until_well(server) - ended)


def _until_well(server: Server) -> float:
    """When health answered; TimeoutError where it never did."""
    last = time.monotonic() + _WAIT_S
    while time.monotonic() < last:
        if server.get("/-/health").status == 200:
            return time.monotonic()
        time.sleep(_PAUSE_S)
    raise TimeoutError(f"the server was not well within {_WAIT_S:g} s")


def _ask_on(server: Server, address: str, question: Callable[[], str], good: Good, stop: threading.Event) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=_WAIT_S, source_address=(address, 0))
    while not stop.is_set():
        began = time.monotonic()
        try:
            connection.request("GET", question())
            response = connection.getresponse()
            response.read()
            good.statuses.append(response.status)
        except (http.client.HTTPException, OSError):
            connection.close()
            good.statuses.append(0)
        good.took_s.append(time.monotonic() - began)
        time.sleep(_PAUSE_S)
    connection.close()
