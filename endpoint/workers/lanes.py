"""Lanes: who may ask at the same time, and who waits how long for that.

Each lane has room of its own. In the lane of clients each client has room of its own too, so that one who asks much
waits for itself. Who waits too long, or finds too many waiting, is told to come back.
"""

import asyncio
import ipaddress
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from endpoint.http.problems import BusyPoolError, TooManyQueriesError
from loaders.settings import Settings

QUEUE_S = 1.0
# A page asks several times; a reader rather waits a moment than sees that the house is full.
PAGE_QUEUE_S = 5.0
MAX_WAITING = 200
FEDERATED_PLACES = 2
# A clause as people write it; in another spelling it goes as any query, and is refused there.
_SERVICE = re.compile(r"(?<![\w?$@:/#.-])SERVICE\s*[\w:<?$#]", re.IGNORECASE)


class Lane(Enum):
    """Who asks: a page or a canned query of ours, a client with a query of its own, who looks whether we live, or
    ourselves, before anybody does.

    A client's query with SERVICE waits for other servers, and so not in the room of the others. Callers whose token the
    operator trusts have room, time and memory of their own.
    """

    OURS = "ours"
    AD_HOC = "ad hoc"
    FEDERATED = "federated"
    TRUSTED = "trusted"
    HEALTH = "health"
    AHEAD = "ahead"


_OF_CLIENTS = (Lane.AD_HOC, Lane.FEDERATED)
# Who waits here holds up nobody else, and rather waits than asks again.
_PATIENT = (Lane.OURS, Lane.TRUSTED)


def lane_of_client(text: str, settings: Settings) -> Lane:
    """The lane for a client's query."""
    return Lane.FEDERATED if settings.federation_allow and _SERVICE.search(text) else Lane.AD_HOC


@dataclass(slots=True)
class Permit:
    """The room that a request takes; a long answer moves to another lane."""

    lane: Lane
    client: str


class Lanes:
    """The room of all lanes. Lives in one event loop."""

    def __init__(self, settings: Settings) -> None:
        """At least one place in every lane."""
        ours = max(1, settings.workers // 3)
        self._places = {
            Lane.OURS: asyncio.Semaphore(ours),
            Lane.AD_HOC: asyncio.Semaphore(max(1, settings.workers - ours)),
            Lane.FEDERATED: asyncio.Semaphore(FEDERATED_PLACES),
            Lane.TRUSTED: asyncio.Semaphore(settings.trusted_queries),
            Lane.HEALTH: asyncio.Semaphore(1),
            Lane.AHEAD: asyncio.Semaphore(1),
        }
        self._of_client = settings.client_queries
        self._clients: dict[str, asyncio.Semaphore] = {}
        self._users: dict[str, int] = {}
        self.waiting = Counter[Lane]()

    async def enter(self, lane: Lane, client: str) -> Permit:
        """Wait for room.

        Raises BusyPoolError where the lane has none in its time, TooManyQueriesError where the client itself takes
        all that one may have.
        """
        permit = self._permit(lane, client)
        patience_s = PAGE_QUEUE_S if lane in _PATIENT else QUEUE_S
        if permit.client:
            await self._enter_own(permit.client, patience_s)
        try:
            await self._wait(lane, self._places[lane], patience_s)
        except BaseException as error:
            self._leave_own(permit.client)
            if isinstance(error, TimeoutError):
                raise BusyPoolError("All query workers are busy; ask again in a second.") from None
            raise
        return permit

    def enter_at_once(self, lane: Lane, client: str) -> Permit | None:
        """Room, where nobody has to wait for it."""
        permit = self._permit(lane, client)
        own = self._clients.get(permit.client)
        if self._places[lane].locked() or (own is not None and own.locked()):
            return None
        _take(self._places[lane])
        if permit.client:
            self._users[permit.client] = self._users.get(permit.client, 0) + 1
            _take(self._clients.setdefault(permit.client, asyncio.Semaphore(self._of_client)))
        return permit

    async def make_way(self, permit: Permit) -> None:
        """Move to the lane of clients: who reads slowly must not hold the room of pages. Raises BusyPoolError."""
        if permit.lane not in (*_OF_CLIENTS, Lane.TRUSTED):
            await self.enter(Lane.AD_HOC, "")
            self._places[permit.lane].release()
            permit.lane = Lane.AD_HOC

    def leave(self, permit: Permit) -> None:
        """Give the room back."""
        self._places[permit.lane].release()
        self._leave_own(permit.client)

    def _permit(self, lane: Lane, client: str) -> Permit:
        return Permit(lane, _household(client) if lane in _OF_CLIENTS and self._of_client else "")

    async def _enter_own(self, client: str, patience_s: float) -> None:
        self._users[client] = self._users.get(client, 0) + 1
        own = self._clients.setdefault(client, asyncio.Semaphore(self._of_client))
        try:
            await self._wait(Lane.AD_HOC, own, patience_s)
        except BaseException as error:
            self._forget(client)
            if isinstance(error, TimeoutError):
                message = f"{self._of_client} of your queries ran already; send the next when one of them is answered."
                raise TooManyQueriesError(message) from None
            raise

    def _leave_own(self, client: str) -> None:
        if client:
            self._clients[client].release()
            self._forget(client)

    def _forget(self, client: str) -> None:
        self._users[client] -= 1
        if not self._users[client]:
            del self._users[client], self._clients[client]

    async def _wait(self, lane: Lane, places: asyncio.Semaphore, patience_s: float) -> None:
        """Raises TimeoutError where there is no room in time, and at once where too many wait already."""
        if not places.locked():
            await places.acquire()
            return
        if self.waiting.total() >= MAX_WAITING:
            raise TimeoutError
        self.waiting[lane] += 1
        try:
            async with asyncio.timeout(patience_s):
                await places.acquire()
        finally:
            self.waiting[lane] -= 1


def _take(places: asyncio.Semaphore) -> None:
    """Acquire one of the places that are free: where nobody waits, the coroutine ends with its first step."""
    with suppress(StopIteration):
        places.acquire().send(None)


@lru_cache(maxsize=1024)
def _household(client: str) -> str:
    """Who counts as one client: an address, and of IPv6 the /64 that one subscriber has (RFC 6177)."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if address.version == 4 or address.ipv4_mapped:
        return client
    return str(ipaddress.ip_network((int(address), 64), strict=False))
