"""Which formats a client takes, by the fields and headers of its request, best first."""

from endpoint.http.formats import BY_NAME, FORMATS, Choice, by_name
from endpoint.http.messages import Request
from endpoint.http.negotiation import by_accept
from endpoint.http.problems import RequestError


def choices_of(request: Request, wanted: str | None) -> tuple[Choice, ...]:
    """The formats that a client takes; ``wanted`` is named by suffix or field. Raises RequestError 406."""
    found = by_name(wanted) if wanted else by_accept(request.headers.get("accept"))
    if not found:
        names = [entry.name for entry in FORMATS]
        types = [entry.media_types[0] for entry in FORMATS]
        message = f"None of the formats asked for can be written. There are {', '.join(names)}."
        raise RequestError(406, message, extra={"available": types}, headers={"Vary": "Accept"})
    return tuple(found)


def fitting(choices: tuple[Choice, ...], kind: str) -> tuple[Choice, ...]:
    """Those choices that write ``bindings`` or a ``graph``. Raises RequestError 406 with the list."""
    found = tuple(choice for choice in choices if BY_NAME[choice.name].kind == kind)
    if not found:
        types = [entry.media_types[0] for entry in FORMATS if entry.kind == kind]
        raise RequestError(406, f"This answer can be had as {', '.join(types)}.", extra={"available": types})
    return found


def single_fields(request: Request) -> dict[str, str]:
    """The fields of the address. Raises RequestError 400 where one is given twice."""
    fields = request.fields()
    names = [name for name, _ in fields]
    for name in names:
        if names.count(name) > 1:
            raise RequestError(400, f"The parameter {name!r} is given more than once.")
    return dict(fields)
