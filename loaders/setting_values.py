"""One setting: what it may be, and a value of TOML, of the environment or of a flag as the type that it has."""

from dataclasses import Field, field
from typing import Any

from loaders.errors import UsageError

_BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def setting(
    default: Any,
    explanation: str,
    choices: tuple[str, ...] = (),
    *,
    minimum: float | None = None,
    maximum: float | None = None,
) -> Any:
    """A field of the settings: its default, a sentence of help, and what it may be."""
    metadata = {"help": explanation, "choices": choices, "minimum": minimum, "maximum": maximum}
    return field(default=default, metadata=metadata)


def typed_value(entry: Field[Any], value: Any, origin: str) -> Any:
    """A value as the setting has it. Raises UsageError, which names the ``origin``, for one that cannot be used."""
    kind: type[Any] = type(entry.default)
    try:
        if kind is int and isinstance(value, bool | float):
            raise TypeError
        typed = _BOOLEANS[str(value).lower()] if kind is bool else _names(value) if kind is tuple else kind(value)
    except (TypeError, ValueError, KeyError) as error:
        raise UsageError(f"{origin}: {entry.name} = {value!r} is not {_article(kind)}.") from error
    choices = entry.metadata["choices"]
    if choices and typed not in choices:
        raise UsageError(f"{origin}: {entry.name} = {value!r} must be one of {', '.join(choices)}.")
    minimum, maximum = entry.metadata["minimum"], entry.metadata["maximum"]
    # Not a number is neither below nor above anything: ask what must hold.
    if not ((minimum is None or typed >= minimum) and (maximum is None or typed <= maximum)):
        raise UsageError(f"{origin}: {entry.name} = {value!r} is out of range: {range_words(entry)}.")
    return typed


def range_words(entry: Field[Any], form: str = "{}") -> str:
    """The range of a setting in words; the empty text where it has none."""
    minimum, maximum = entry.metadata["minimum"], entry.metadata["maximum"]
    if minimum is None:
        return ""
    return form.format(f"At least {minimum}" if maximum is None else f"{minimum} to {maximum}")


def _names(value: Any) -> tuple[str, ...]:
    """A list of TOML; elsewhere the names stand in one text, with commas between them."""
    listed = [name.strip() for name in value.split(",")] if isinstance(value, str) else list(value)
    if not all(isinstance(name, str) for name in listed):
        raise TypeError
    return tuple(dict.fromkeys(name for name in listed if name))


def _article(kind: type) -> str:
    return {
        bool: "true or false",
        int: "a whole number",
        float: "a number",
        str: "a text",
        tuple: "a list of names",
    }.get(kind, kind.__name__)
