"""What is SPARQL and is not run here: told apart from what is no SPARQL at all, which is told first.

A text that calls other servers is parsed without the words that call, so that nothing can be called meanwhile; every
offset stays. A fault that only those words hold (an address that is no IRI) may still be refused as a call.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from pyoxigraph import Store

from endpoint.http.problems import ForbiddenQueryError, QueryFaultError
from endpoint.workers.guard import SERVICE_IS_OFF, place_of, refuse_service, without_service
from endpoint.workers.hints import explain
from endpoint.workers.update_parts import Operation

_LOAD_IS_OFF = "LOAD is off: this endpoint calls no other servers. Fetch the data yourself, and send them to /graphs."
_LOAD_FORM = "LOAD is written LOAD <address> or LOAD <address> INTO GRAPH <name>"


@contextmanager
def syntax_first(text: str, base: str | None) -> Iterator[None]:
    """A ForbiddenQueryError of the block becomes the parser's QueryFaultError where ``text`` is no query at all."""
    try:
        yield
    except ForbiddenQueryError:
        quiet = without_service(text)
        # Where even that would call, nothing is parsed.
        refuse_service(quiet, SERVICE_IS_OFF)
        try:
            with suppress(RuntimeError, ValueError, OSError):
                Store().query(quiet, base_iri=base)
        except SyntaxError as error:
            raise explain(str(error), text) from error
        raise


def check_update(text: str, parts: Sequence[Operation], base: str) -> None:
    """Parse an update and its operations ``parts`` on nothing, then refuse what calls.

    Raises QueryFaultError with the place in what was sent, and ForbiddenQueryError for SERVICE and for LOAD; LOAD
    SILENT fails as silently as it asks to (SPARQL 1.1 Update, 3.1.4). That nothing leaves this process is the business
    of the fence (``loaders/sandbox.py``).
    """
    loads = [part for part in parts if is_load(part)]
    for load in loads:
        _check_load(load, base)
    quiet = without_service(_without(text, loads))
    refuse_service(quiet, SERVICE_IS_OFF)
    try:
        # The whole text, on nothing: an error then has its place in what was sent, and nothing is half done.
        Store().update(quiet, base_iri=base)
    except SyntaxError as error:
        raise explain(str(error), text, update=True) from error
    except (RuntimeError, OSError):
        pass  # a graph that is not there, on nothing
    refuse_service(text, SERVICE_IS_OFF)
    for load in loads:
        if not _is_silent(load):
            raise ForbiddenQueryError(_LOAD_IS_OFF, place_of(text, load.start, "LOAD"))


def is_load(operation: Operation) -> bool:
    """Whether an operation is LOAD."""
    return operation.words[0].text.upper() == "LOAD"


def _is_silent(load: Operation) -> bool:
    return "SILENT" in {word.text.upper() for word in load.words[1:2]}


def _check_load(load: Operation, base: str) -> None:
    """Raise QueryFaultError for a LOAD that is none. COPY takes addresses as LOAD does, and calls nobody."""
    after = load.tokens[2 if _is_silent(load) else 1 :]
    names = [token.text for token in after if token.kind in ("iri", "name")]
    words = [token.text.upper() for token in after if token.kind not in ("iri", "name")]
    try:
        if (len(names), words) not in ((1, []), (2, ["INTO", "GRAPH"])) or after[0].text != names[0]:
            raise SyntaxError(_LOAD_FORM)
        Store().update(f"{load.prologue} COPY SILENT {names[0]} TO {names[-1]}", base_iri=base)
    except SyntaxError as error:
        place = place_of(load.text, load.start, "LOAD")
        message = f"Line {place.line}, column {place.column}: this operation cannot be read."
        raise QueryFaultError(message, place, f"{_LOAD_FORM}, with prefixes that are declared.") from error


def _without(text: str, parts: Sequence[Operation]) -> str:
    """The text with blanks for operations and the ";" behind each."""
    for part in parts:
        end = min(part.end + 1, len(text))
        text = text[: part.start] + "".join(_blank(sign) for sign in text[part.start : end]) + text[end:]
    return text


def _blank(sign: str) -> str:
    return sign if sign in "\r\n" else " "
