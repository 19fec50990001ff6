"""Settings: one dataclass, a default and a sentence of help each.

They come from ``samspil.toml``, then from the environment (``SAMSPIL_`` and the name in capitals), then from flags.
Nothing is read at import.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

from loaders.errors import SourceError, UsageError

FILE_NAME = "samspil.toml"
_BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def _setting(default: Any, explanation: str, choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"help": explanation, "choices": choices})


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may decide. Times are in seconds, sizes in the unit that the name ends in."""

    base: str = _setting("https://w3id.org/samspil/", "What the IRIs of things and graphs begin with; ends in /.")
    home: str = _setting("var", "The runtime directory, relative to the workspace: releases, changesets, the lock.")
    host: str = _setting("127.0.0.1", "The address that the server listens on.")
    port: int = _setting(7878, "The port that the server listens on.")
    default_graph: str = _setting(
        "merged",
        "merged: the default graph holds all published triples once; plain: only what was put into it.",
        ("merged", "plain"),
    )
    shared_graphs: bool = _setting(
        True, "Whether releases carry the ontology, the reference tables and derived graphs."
    )
    min_confidence: float = _setting(0.6, "A statement below this is a proposal for the steward, not a fact.")
    retain: int = _setting(20, "How many releases are kept, counted from the newest; the current one always is.")
    check_timeout_s: float = _setting(60.0, "How long SHACL validation may take before it is stopped.")
    workers: int = _setting(2, "Query workers for a release; one is always kept for pages and canned queries.")
    query_timeout_s: float = _setting(10.0, "How long a query of a client may compute.")
    canned_timeout_s: float = _setting(2.0, "How long a canned query or a page's query may compute.")
    send_timeout_s: float = _setting(60.0, "How long a client may take to read the next part of an answer.")
    query_memory_mb: int = _setting(2048, "Address space of a query worker.")
    max_query_bytes: int = _setting(16384, "The longest query text that is parsed.")
    max_query_depth: int = _setting(64, "The deepest nesting of braces and brackets in a query.")
    max_body_bytes: int = _setting(1048576, "The longest request body that is read.")


def load_settings(workspace: Path, flags: Mapping[str, Any] | None = None) -> Settings:
    """Settings of a workspace.

    In: its folder; flags that were given on the command line (None means not given).
    Raises SourceError where ``samspil.toml`` is broken, UsageError where a name or a value cannot be used.
    """
    values: dict[str, Any] = {}
    path = workspace / FILE_NAME
    if path.exists():
        values |= {name: _typed(name, value, str(path)) for name, value in _read_toml(path).items()}
    for name in _defaults():
        text = os.environ.get(f"SAMSPIL_{name.upper()}")
        if text is not None:
            values[name] = _typed(name, text, f"environment SAMSPIL_{name.upper()}")
    values |= {name: _typed(name, value, "flag") for name, value in (flags or {}).items() if value is not None}
    settings = Settings(**values)
    if not settings.base.startswith(("http://", "https://")) or not settings.base.endswith("/"):
        raise UsageError(f"base: {settings.base!r} must begin with http:// or https:// and end with /.")
    return settings


def home_of(workspace: Path, settings: Settings) -> Path:
    """The runtime directory of a workspace, absolute."""
    return (workspace / settings.home).resolve()


def explain() -> dict[str, tuple[Any, str]]:
    """Name to (default, help) of every setting, for the documentation and ``samspil init``."""
    return {entry.name: (entry.default, str(entry.metadata["help"])) for entry in fields(Settings)}


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise SourceError(path, 0, "is not UTF-8; save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise SourceError(path, 0, f"is not TOML: {error}.") from error


def _defaults() -> dict[str, Any]:
    return {entry.name: entry.default for entry in fields(Settings) if entry.default is not MISSING}


def _typed(name: str, value: Any, origin: str) -> Any:
    defaults = _defaults()
    if name not in defaults:
        raise UsageError(f"{origin}: there is no setting {name!r}; the settings are {', '.join(sorted(defaults))}.")
    kind = type(defaults[name])
    try:
        typed = _BOOLEANS[str(value).lower()] if kind is bool else kind(value)
    except (TypeError, ValueError, KeyError) as error:
        raise UsageError(f"{origin}: {name} = {value!r} is not {_article(kind)}.") from error
    choices = next(entry.metadata["choices"] for entry in fields(Settings) if entry.name == name)
    if choices and typed not in choices:
        raise UsageError(f"{origin}: {name} = {value!r} must be one of {', '.join(choices)}.")
    return typed


def _article(kind: type) -> str:
    return {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}.get(kind, kind.__name__)
