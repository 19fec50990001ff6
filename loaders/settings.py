"""Settings: one dataclass, a default and a sentence of help each.

They come from ``samspil.toml``, then from the environment (``SAMSPIL_`` and the name in capitals), then from flags.
Nothing is read at import.
"""

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from loaders.errors import SourceError, UsageError
from loaders.setting_values import range_words, setting, typed_value

FILE_NAME = "samspil.toml"
_DAY_S = 86400


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may decide. Times are in seconds, sizes in the unit that the name ends in."""

    base: str = setting("https://w3id.org/samspil/", "What the IRIs of things and graphs begin with; ends in /.")
    home: str = setting("var", "The runtime directory, relative to the workspace: releases, changesets, the lock.")
    host: str = setting("127.0.0.1", "The address that the server listens on.")
    port: int = setting(7878, "The port that the server listens on.", minimum=1, maximum=65535)
    trusted_proxies: tuple[str, ...] = setting(
        (), "Addresses and networks of the proxies that may say who a client is (`X-Forwarded-For`, `Forwarded`)."
    )
    default_graph: str = setting(
        "merged",
        "merged: the default graph holds all published triples once; plain: only what was put into it.",
        ("merged", "plain"),
    )
    shared_graphs: bool = setting(True, "Whether releases carry the ontology, the reference tables and derived graphs.")
    min_confidence: float = setting(
        0.6, "A statement below this is a proposal for the steward, not a fact.", minimum=0, maximum=1
    )
    retain: int = setting(
        20, "How many releases are kept, counted from the newest; the current one always is.", minimum=1
    )
    check_timeout_s: float = setting(
        60.0, "How long SHACL validation may take before it is stopped.", minimum=0.1, maximum=_DAY_S
    )
    fetch_timeout_s: float = setting(
        30.0, "How long `samspil import` may take to fetch an address.", minimum=0.1, maximum=_DAY_S
    )
    private_hosts: str = setting(
        "",
        "Hosts, with commas between them, that `samspil import` and an allowed SERVICE may ask, public or not.",
    )
    workers: int = setting(
        3,
        "Query workers for a release; a third of them, but at least one, is kept for pages and canned queries.",
        minimum=1,
    )
    client_queries: int = setting(
        1, "How many queries of its own one client may run at once; 0 for no such limit.", minimum=0
    )
    query_timeout_s: float = setting(10.0, "How long a query of a client may compute.", minimum=0.1, maximum=_DAY_S)
    canned_timeout_s: float = setting(
        2.0, "How long a canned query or a page's query may compute.", minimum=0.1, maximum=_DAY_S
    )
    stop_timeout_s: float = setting(
        10.0,
        "How long answers that are under way may take when the server is told to stop.",
        minimum=0.1,
        maximum=_DAY_S,
    )
    send_timeout_s: float = setting(
        60.0, "How long a client may take to read the next part of an answer.", minimum=0.1, maximum=_DAY_S
    )
    federation_allow: tuple[str, ...] = setting(
        (), "The servers that SERVICE may ask: hosts, and addresses that allow what lies below them; none by default."
    )
    federation_timeout_s: float = setting(
        30.0, "How long a query with SERVICE may take, other servers' time included.", minimum=0.1, maximum=_DAY_S
    )
    federation_max_bytes: int = setting(
        10485760, "The most that the answers of other servers to one query may hold together.", minimum=1
    )
    query_memory_mb: int = setting(2048, "Address space of a query worker.", minimum=256)
    trusted_scope: str = setting(
        "publish",
        "Whose tokens have the limits below in the place of those of the public: none, or this scope and those above.",
        ("none", "read", "propose", "publish", "admin"),
    )
    trusted_timeout_s: float = setting(
        60.0,
        "How long a query of a trusted caller may compute, and a canned one that a new release is asked ahead of time.",
        minimum=0.1,
        maximum=_DAY_S,
    )
    trusted_memory_mb: int = setting(
        4096, "Address space of the workers that answer trusted callers; nobody else is answered by them.", minimum=256
    )
    trusted_queries: int = setting(
        2, "How many queries of trusted callers may run at once, beside those of the others.", minimum=1
    )
    max_rows: int = setting(
        0,
        "The most rows, or triples, of an answer to a query of a client; 0 for no limit. Trusted callers have none.",
        minimum=0,
        maximum=100_000,
    )
    cache_mb: int = setting(64, "Memory for answers that were given before; 0 keeps none.", minimum=0)
    max_query_bytes: int = setting(16384, "The longest query text that is parsed.", minimum=1)
    max_query_depth: int = setting(64, "The deepest nesting of braces and brackets in a query.", minimum=1)
    max_body_bytes: int = setting(1048576, "The longest request body that is read.", minimum=1)
    write_timeout_s: float = setting(
        120.0, "How long a write may take before the writer is stopped.", minimum=0.1, maximum=_DAY_S
    )
    write_memory_mb: int = setting(2048, "Address space of the writer.", minimum=256)
    write_queue: int = setting(
        16, "How many writes may wait for their turn; one more is told to come again.", minimum=1
    )
    max_update_bytes: int = setting(4194304, "The longest text of an update that is parsed.", minimum=1)
    max_upload_bytes: int = setting(268435456, "The longest upload of RDF that is taken.", minimum=1)
    log: str = setting("off", "A line on stderr for each request: none, for people, or JSON.", ("off", "text", "json"))
    log_queries: bool = setting(False, "Whether those lines hold the text of queries.")
    metrics: str = setting(
        "local",
        "Who reads `/-/metrics`: this machine and admin tokens, admin tokens only, or everybody.",
        ("local", "admin", "open"),
    )
    extractors: tuple[str, ...] = setting(
        ("rules",), "What reads the documents, in this order: rules, model, or the name of an installed plug-in."
    )
    extractor_timeout_s: float = setting(
        60.0, "How long a plug-in may take over one document.", minimum=0.1, maximum=_DAY_S
    )
    model_url: str = setting("", "The OpenAI-compatible server that the extractor model asks, with its /v1.")
    model_name: str = setting("", "The model that the server is to use.")
    model_key_variable: str = setting(
        "", "The environment variable that holds the server's key; empty for a server without one."
    )
    model_confidence: float = setting(
        0.3, "How sure a statement of the model is: below min_confidence it is a proposal.", minimum=0, maximum=1
    )
    model_timeout_s: float = setting(
        120.0, "How long the server may take over one answer.", minimum=0.1, maximum=_DAY_S
    )
    model_retries: int = setting(3, "How often a server that is busy (429, 503) is asked again.", minimum=0, maximum=10)
    model_max_tokens: int = setting(8192, "The longest answer that the model may give.", minimum=1)
    model_chunk_chars: int = setting(
        12000, "How much of a page is sent at once; a longer one is sent in parts that overlap.", minimum=500
    )
    model_max_document_chars: int = setting(200000, "The longest document that is sent to the model.", minimum=1)


def load_settings(workspace: Path, flags: Mapping[str, Any] | None = None) -> Settings:
    """Settings of a workspace.

    In: its folder; flags that were given on the command line (None means not given).
    Raises SourceError where ``samspil.toml`` is broken, UsageError where a name or a value cannot be used.
    """
    values: dict[str, Any] = {}
    path = workspace / FILE_NAME
    if path.exists():
        values |= {name: _typed(name, value, str(path)) for name, value in _read_toml(path).items()}
    for name in (entry.name for entry in fields(Settings)):
        text = os.environ.get(f"SAMSPIL_{name.upper()}")
        if text is not None:
            values[name] = _typed(name, text, f"environment SAMSPIL_{name.upper()}")
    values |= {name: _typed(name, value, "flag") for name, value in (flags or {}).items() if value is not None}
    settings = Settings(**values)
    _check(settings)
    return settings


def home_of(workspace: Path, settings: Settings) -> Path:
    """The runtime directory of a workspace, absolute."""
    return (workspace / settings.home).resolve()


def hosts_inside(settings: Settings) -> frozenset[str]:
    """The hosts of ``private_hosts``."""
    return frozenset(filter(None, (host.strip().lower() for host in settings.private_hosts.split(","))))


def explain() -> dict[str, tuple[Any, str]]:
    """Name to (default, help with the range) of every setting, for the documentation and ``samspil init``."""
    return {
        entry.name: (_shown(entry.default), f"{entry.metadata['help']}{range_words(entry, ' {}.')}")
        for entry in fields(Settings)
    }


def _shown(default: Any) -> Any:
    return list(default) if isinstance(default, tuple) else default


def _check(settings: Settings) -> None:
    """What one setting cannot say alone. Raises UsageError."""
    if not settings.base.startswith(("http://", "https://")) or not settings.base.endswith("/"):
        raise UsageError(f"base: {settings.base!r} must begin with http:// or https:// and end with /.")
    if not settings.home.strip():
        raise UsageError("home: is empty; name a directory of its own for what is built, such as var.")
    for network in settings.trusted_proxies:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError as error:
            raise UsageError(f"trusted_proxies: {network!r} is neither an address nor a network ({error}).") from error
    if settings.default_graph == "plain" and settings.shared_graphs:
        raise UsageError(
            "default_graph: plain leaves the default graph empty, and the check would pass on nothing; set "
            "shared_graphs = false as well, or default_graph = merged."
        )


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise SourceError(path, 0, "is not UTF-8; save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise SourceError(path, 0, f"is not TOML: {error}.") from error


def _typed(name: str, value: Any, origin: str) -> Any:
    known = {entry.name: entry for entry in fields(Settings)}
    if name not in known:
        raise UsageError(f"{origin}: there is no setting {name!r}; the settings are {', '.join(sorted(known))}.")
    return typed_value(known[name], value, origin)
