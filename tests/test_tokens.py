"""Tokens: made, found, over, revoked; what is kept of them; and the callers that requests become."""

import datetime
import json
from pathlib import Path

import pytest

from endpoint.http.access import ANONYMOUS, Caller, caller_of, require
from endpoint.http.problems import RequestError
from loaders import tokens as module
from loaders.errors import NotFoundError, UsageError
from loaders.tokens import SCOPES, Tokens


def test_a_token_is_found_by_itself_and_by_nothing_else(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    secret = tokens.create("anna", "publish")
    assert secret.startswith("samspil_")
    assert len(secret) > 50
    found = tokens.find(secret)
    assert found is not None
    assert (found.name, found.scope) == ("anna", "publish")
    assert tokens.find(secret[:-1]) is None
    assert tokens.find(found.sha256) is None
    assert tokens.find("") is None


def test_the_file_is_its_owners_alone_and_holds_no_token(tmp_path: Path) -> None:
    secret = Tokens(tmp_path).create("anna", "read")
    path = tmp_path / "tokens.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert secret not in path.read_text(encoding="utf-8")
    assert set(json.loads(path.read_text(encoding="utf-8"))[0]) == {
        *("name", "scope", "sha256", "created", "expires", "revoked")
    }


def test_a_change_of_the_file_counts_at_once(tmp_path: Path) -> None:
    server, steward = Tokens(tmp_path), Tokens(tmp_path)
    assert server.find("samspil_x") is None
    secret = steward.create("anna", "admin")
    assert server.find(secret) is not None
    steward.revoke("anna")
    assert server.find(secret) is None


def test_a_token_is_over_when_its_days_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = Tokens(tmp_path)
    secret = tokens.create("anna", "read", days=2)
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=2, seconds=1)
    assert tokens.find(secret) is not None
    monkeypatch.setattr(module, "_now", lambda: later)
    assert tokens.find(secret) is None
    tokens.create("anna", "read")
    assert [one.name for one in tokens.all()] == ["anna", "anna"]


@pytest.mark.parametrize("name", ["", "Anna", "anna holm", "-anna", "a" * 41, "æ", "a/b"])
def test_a_name_that_could_not_stand_in_an_iri_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="small letters"):
        Tokens(tmp_path).create(name, "read")


def test_a_name_has_one_token_at_a_time(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    tokens.create("anna", "read")
    with pytest.raises(UsageError, match="has a token already"):
        tokens.create("anna", "admin")
    tokens.revoke("anna")
    tokens.create("anna", "admin")
    with pytest.raises(NotFoundError, match="no token that holds"):
        tokens.revoke("berit")


def test_each_scope_holds_those_before_it() -> None:
    for place, scope in enumerate(SCOPES):
        assert [Caller("anna", scope).may(other) for other in SCOPES] == [at <= place for at in range(len(SCOPES))]


def test_a_request_is_its_tokens_or_anonymous(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    secret = tokens.create("anna", "propose")
    assert caller_of(tokens, {}) == ANONYMOUS
    assert caller_of(tokens, {"authorization": "Basic YTpi"}) == ANONYMOUS
    assert caller_of(tokens, {"authorization": f"bearer  {secret} "}) == Caller("anna", "propose")
    with pytest.raises(RequestError) as caught:
        caller_of(tokens, {"authorization": "Bearer samspil_wrong"})
    assert caught.value.status == 401
    assert caught.value.headers["WWW-Authenticate"].startswith("Bearer")


def test_what_a_caller_may_not_is_401_without_and_403_with_a_token() -> None:
    require(ANONYMOUS, "read")
    require(Caller("anna", "admin"), "publish")
    for caller, status in ((ANONYMOUS, 401), (Caller("anna", "propose"), 403)):
        with pytest.raises(RequestError) as caught:
            require(caller, "publish")
        assert caught.value.status == status
