"""Canned answers ahead of time: a release becomes current, and what most people will ask is asked before they do.

In a lane of its own, one query after the other, so that nobody waits for it. What takes too long stays to be asked.
"""

import asyncio
import logging

from endpoint.http.formats import by_name
from endpoint.http.questions import canned_question
from endpoint.http.respond import keep_ahead
from endpoint.http.site import PAGE_ROWS, Site
from endpoint.workers.pool import Lane
from loaders.errors import SamspilError
from loaders.query_files import CannedQuery, read_queries
from loaders.releases import Release

LOG = logging.getLogger("samspil")
_LOOK_S = 0.2
_FORMATS = {"CONSTRUCT": ("ttl", "jsonld")}
_ROWS = ("json", "csv")


async def prepare_releases(site: Site) -> None:
    """Prepare each release as it becomes current, once, be it in vain; runs until it is cancelled."""
    tried: int | None = None
    while True:
        try:
            current = site.current()
            if current is not None and current.number != tried:
                tried = current.number
                await site.pool.ready(current.store_path)
                # A bare store holds something else than the canned queries ask for, and may be written to all the time.
                if site.settings.shared_graphs:
                    await _prepare(site, current)
                site.prepared = current.number
        except Exception:
            # Nobody needs what is prepared; the server goes on without it.
            LOG.exception("Canned answers were not prepared")
        await asyncio.sleep(_LOOK_S)


async def _prepare(site: Site, release: Release) -> None:
    for query in read_queries(release.queries_path):
        if query.needs_no_values:
            try:
                await _ask(site, release, query)
            except SamspilError as error:
                LOG.info("The answer to %s was not prepared: %s", query.name, error)


async def _ask(site: Site, release: Release, query: CannedQuery) -> None:
    """For the page of the query, and for its files. Raises the errors of ``Pool.ask``."""
    await site.rows_ahead(release, query.text, dict(query.bind({})), PAGE_ROWS)
    for name in _FORMATS.get(query.form, _ROWS):
        await keep_ahead(site, canned_question(release, query, {}, by_name(name)[:1]), Lane.AHEAD)
