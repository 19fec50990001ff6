"""Which format a client wants.

In:  an ``Accept`` header. Out: what the client would take, best first.
Source: RFC 9110, section 12.5.1.
"""

from functools import lru_cache

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from endpoint.http.formats import FORMATS, Choice

HTML = "text/html"


# Clients send the same few headers over and over; to read one takes longer than a small query.
@lru_cache(maxsize=512)
def by_accept(header: str | None) -> tuple[Choice, ...]:
    """The choices for an ``Accept`` header, best first; no header takes everything in the order of ``FORMATS``."""
    accept = _parse(header)
    rated = []
    for rank, entry in enumerate(FORMATS):
        for place, media_type in enumerate(entry.media_types):
            quality, named = accept.quality(media_type), _names(accept, media_type)
            # A wildcard means the registered type; an alias has to be asked for by name, and is named back.
            if quality > 0 and (named or place == 0):
                rated.append((-quality, not named, place, rank, entry, media_type))
    choices: dict[str, Choice] = {}
    for *_, entry, media_type in sorted(rated, key=lambda row: row[:4]):
        choices.setdefault(entry.name, Choice(entry.name, entry.content_type(media_type)))
    return tuple(choices.values())


@lru_cache(maxsize=512)
def prefers_html(header: str | None, *, by_default: bool = False) -> bool:
    """Whether a client wants a page: it names HTML, and rates no other format higher.

    A wildcard is ``by_default``: things have pages by default, queries have answers.
    """
    accept = _parse(header)
    html = max(accept.quality(HTML), accept.quality("application/xhtml+xml"))
    best = max(accept.quality(name) for entry in FORMATS for name in entry.media_types)
    named = _names(accept, HTML) or _names(accept, "application/xhtml+xml")
    return html > 0 and html >= best and (named or by_default)


def _parse(header: str | None) -> MIMEAccept:
    accept = parse_accept_header(header if header and header.strip() else "*/*", MIMEAccept)
    # A format is the same with and without charset or profile: only its name counts.
    return MIMEAccept([(value.split(";")[0].strip(), quality) for value, quality in accept])


def _names(accept: MIMEAccept, media_type: str) -> bool:
    return any(value.split(";")[0].strip().lower() == media_type for value, _ in accept)
