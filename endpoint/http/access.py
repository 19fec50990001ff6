"""Who asks: the bearer token of a request as a caller with a scope (RFC 6750).

Anonymous callers may read. A token that is not known, over or revoked is 401 everywhere: nobody is to believe that a
request went through under a name that it did not have.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from endpoint.http.problems import RequestError
from loaders.tokens import SCOPES, Tokens


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks; ``name`` is None for the public."""

    name: str | None
    scope: str

    def may(self, scope: str) -> bool:
        """Whether the caller's scope holds another."""
        return SCOPES.index(self.scope) >= SCOPES.index(scope)


ANONYMOUS = Caller(None, "read")


def caller_of(tokens: Tokens, headers: Mapping[str, str]) -> Caller:
    """The caller by the ``Authorization`` header (names in small letters). Raises RequestError 401.

    Only the scheme Bearer is ours: what a proxy before us wants to know is left alone.
    """
    scheme, _, secret = headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() != "bearer":
        return ANONYMOUS
    token = tokens.find(secret.strip())
    if token is None:
        message = "This token is not known, is over or was revoked; `samspil token create` makes another."
        raise _unauthorised(message, 'Bearer error="invalid_token"')
    return Caller(token.name, token.scope)


def is_trusted(tokens: Tokens, headers: Mapping[str, str], scope: str) -> bool:
    """Whether a request comes with a token of a scope that holds ``scope``, which may be "none"; cheap without a token.

    Raises RequestError 401.
    """
    if scope == "none" or "authorization" not in headers:
        return False
    caller = caller_of(tokens, headers)
    return caller.name is not None and caller.may(scope)


def require(caller: Caller, scope: str) -> None:
    """Raise RequestError 401 where the caller has no token, 403 where its scope does not hold ``scope``."""
    if caller.may(scope):
        return
    if caller.name is None:
        message = f"This needs a token with the scope {scope}: send it as `Authorization: Bearer …`."
        raise _unauthorised(message, "Bearer")
    raise RequestError(
        403,
        f"The token of {caller.name} has the scope {caller.scope}; this needs {scope}.",
        headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'},
    )


def _unauthorised(message: str, challenge: str) -> RequestError:
    return RequestError(401, message, headers={"WWW-Authenticate": challenge})
