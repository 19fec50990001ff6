"""Tokens: who may do what over HTTP. ``<home>/tokens.json`` holds the SHA-256 of each, never the token itself.

A token is ``samspil_`` and 32 random bytes, so a plain digest of it cannot be guessed back. Scopes hold those before
them: read < propose < publish < admin. The file is replaced in one rename, and read again when it has changed.
"""

import datetime
import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from loaders.durable import write_json
from loaders.errors import NotFoundError, UsageError

SCOPES = ("read", "propose", "publish", "admin")
PREFIX = "samspil_"
# The name becomes a part of an IRI: the graph of what its holder writes.
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_RANDOM_BYTES = 32


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token; times are ISO 8601 in UTC. ``revoked`` and ``expires`` are None where that is not so."""

    name: str
    scope: str
    sha256: str
    created: str
    expires: str | None = None
    revoked: str | None = None

    def holds(self, now: datetime.datetime) -> bool:
        """Whether it may be used now."""
        over = self.expires is not None and datetime.datetime.fromisoformat(self.expires) <= now
        return self.revoked is None and not over


class Tokens:
    """The tokens of one runtime directory."""

    def __init__(self, home: Path) -> None:
        """Nothing is read until it is asked for."""
        self._path = home / "tokens.json"
        self._known: tuple[tuple[int, int, int], tuple[Token, ...]] | None = None

    def all(self) -> tuple[Token, ...]:
        """Every token that was made, the oldest first, with those that are over."""
        try:
            found = os.stat(self._path)
        except FileNotFoundError:
            return ()
        key = (found.st_ino, found.st_mtime_ns, found.st_size)
        if self._known is None or self._known[0] != key:
            rows = json.loads(self._path.read_text(encoding="utf-8"))
            self._known = (key, tuple(Token(**row) for row in rows))
        return self._known[1]

    def find(self, secret: str) -> Token | None:
        """The token that this is, if it may be used now. Every one is looked at, so that time tells nothing."""
        digest, now = _digest(secret), _now()
        found: Token | None = None
        for token in self.all():
            if hmac.compare_digest(token.sha256, digest) and token.holds(now):
                found = token
        return found

    def create(self, name: str, scope: str, *, days: int | None = None) -> str:
        """Make a token; gives it back this once. Raises UsageError for a name that cannot be used or is in use."""
        if not _NAME.fullmatch(name):
            raise UsageError(f"{name!r}: a name is up to 40 small letters, digits and hyphens, such as anna-holm.")
        if scope not in SCOPES:
            raise UsageError(f"{scope!r} is no scope; the scopes are {', '.join(SCOPES)}.")
        secret, now = PREFIX + secrets.token_urlsafe(_RANDOM_BYTES), _now()
        with self._changing() as tokens:
            if any(token.name == name and token.holds(now) for token in tokens):
                raise UsageError(f"{name} has a token already; revoke it first, or choose another name.")
            expires = _text(now + datetime.timedelta(days=days)) if days is not None else None
            tokens.append(Token(name, scope, _digest(secret), _text(now), expires))
        return secret

    def revoke(self, name: str) -> Token:
        """End a token at once. Raises NotFoundError where there is none of that name that holds."""
        now = _now()
        with self._changing() as tokens:
            for place, token in enumerate(tokens):
                if token.name == name and token.holds(now):
                    tokens[place] = replace(token, revoked=_text(now))
                    return tokens[place]
        raise NotFoundError(f"{name} has no token that holds; `samspil token list` shows all.")

    @contextmanager
    def _changing(self) -> Iterator[list[Token]]:
        """The tokens to be changed and written back, one process at a time."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            tokens = list(self.all())
            yield tokens
            write_json(self._path, [asdict(token) for token in tokens], private=True)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _text(moment: datetime.datetime) -> str:
    return moment.isoformat(timespec="seconds")
