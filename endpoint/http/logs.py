"""The log, on stderr: a line for each request where the setting ``log`` asks for it, and what the server has to say.

``json`` writes one object a line (RFC 8259), ``text`` one for people. The text of a query is in none of them unless
``log_queries`` says so: what somebody asks is theirs.
"""

import datetime
import json
import logging
import sys
from typing import Any
from urllib.parse import quote

from endpoint.http.protocol import read_call
from endpoint.http.visits import Visit
from loaders.errors import SamspilError
from loaders.settings import Settings

_TEXT_FORM = "%(asctime)s %(levelname)s %(message)s"
# What a line for people has after the rest, where it is there.
_MORE = ("release", "problem", "cut", "query", "parameters")
_PATH_SIGNS = "/:@!$&'()*+,;=~-._%"


class RequestLog:
    """Writes the lines of requests, in the form that the settings ask for."""

    def __init__(self, settings: Settings) -> None:
        """``log = off`` writes none."""
        self._form, self._with_queries = settings.log, settings.log_queries

    def write(self, visit: Visit, seconds: float) -> None:
        """Write the line of a visit that is over."""
        if self._form == "off":
            return
        entry = _entry(visit, seconds)
        if self._with_queries:
            entry |= _asked(visit)
        line = json.dumps(entry) if self._form == "json" else _text(entry)
        sys.stderr.write(f"{line}\n")


class JsonForm(logging.Formatter):
    """What the server has to say, as one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The object as text."""
        entry = {"time": _now(), "event": "message", "level": record.levelname.lower(), "message": record.getMessage()}
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry)


def configure(settings: Settings) -> None:
    """Let all that is logged in this process go to stderr, in the form of the settings."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonForm() if settings.log == "json" else logging.Formatter(_TEXT_FORM))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)


def _entry(visit: Visit, seconds: float) -> dict[str, Any]:
    client = visit.scope.get("client")
    entry = {
        "time": _now(),
        "event": "request",
        "id": visit.id,
        "client": client[0] if client else None,
        "who": visit.who,
        "method": visit.scope["method"],
        "path": visit.scope["path"],
        "status": visit.status,
        "bytes": visit.sent_bytes,
        "seconds": round(seconds, 6),
        "release": int(visit.release) if visit.release else None,
        "problem": visit.problem or None,
        "cut": None if visit.is_whole else True,
    }
    return {name: value for name, value in entry.items() if value is not None}


def _asked(visit: Visit) -> dict[str, str]:
    """The text of a query, or the parameters of another address; nothing of what could not be read."""
    if visit.request is None:
        return {}
    if visit.route != "sparql":
        return {"parameters": visit.request.query_string} if visit.request.query_string else {}
    try:
        text = read_call(visit.request).text
    except SamspilError:
        return {}
    return {"query": text} if text else {}


def _text(entry: dict[str, Any]) -> str:
    words = [entry["time"], entry.get("client", "-"), entry.get("who", "-"), entry["method"]]
    words += [quote(entry["path"], safe=_PATH_SIGNS), entry["status"], f"{entry['bytes']} B", f"{entry['seconds']} s"]
    words += [entry["id"], *(f"{name}={json.dumps(entry[name])}" for name in _MORE if name in entry)]
    return " ".join(map(str, words))


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
