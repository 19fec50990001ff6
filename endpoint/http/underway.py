"""Questions that are being answered: who asks the same meanwhile waits, and no worker computes an answer twice."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager

from loaders.errors import QueryTimeoutError


class Underway:
    """What is being answered in one event loop, by whatever names an answer."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._ends: dict[Hashable, asyncio.Future[QueryTimeoutError | None]] = {}

    def __contains__(self, name: Hashable) -> bool:
        """Whether somebody computes the answer ``name``."""
        return name in self._ends

    @asynccontextmanager
    async def alone(self, name: Hashable) -> AsyncIterator[None]:
        """Wait until nobody else computes the answer ``name``, and hold the others until the block ends.

        Who has waited looks for the answer first: it may be there now, or not be one that is kept. None names nothing
        and waits for nobody. Raises QueryTimeoutError where the one before took too long: the next would as well.
        """
        while (before := self._ends.get(name)) is not None:
            # Who is waited for must not be cancelled with who waits.
            error = await asyncio.shield(before)
            if error is not None:
                raise QueryTimeoutError(str(error))
        if name is None:
            yield
            return
        end = self._ends[name] = asyncio.get_running_loop().create_future()
        try:
            yield
        except QueryTimeoutError as error:
            end.set_result(error)
            raise
        finally:
            del self._ends[name]
            if not end.done():
                end.set_result(None)
