"""The client of a server that speaks the chat completions of OpenAI's API: a request in, the text of the answer out.

The server may be slow, busy, broken or hostile: time and size are limited, no redirect is followed, and the key is sent
in the header and shown nowhere.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.errors import ExtractorDownError, ExtractorError, UsageError
from loaders.settings import Settings

if TYPE_CHECKING:
    import httpx

MAX_ANSWER_BYTES = 4 * 1024 * 1024
_BUSY = (429, 503)
_MAX_WAIT_S = 60.0
_MAX_MESSAGE_CHARS = 200


@contextmanager
def open_client(settings: Settings) -> Iterator["Client"]:
    """A client for the server of the settings. Raises UsageError where it cannot be one."""
    try:
        import httpx
    except ImportError as error:
        raise UsageError("the extractor model needs an HTTP client: pip install 'samspil[llm]'.") from error
    try:
        address = httpx.URL(settings.model_url)
    except httpx.InvalidURL:
        address = httpx.URL("")
    if address.scheme not in ("http", "https") or not address.host:
        raise UsageError("model_url: give the address of the server, such as http://127.0.0.1:8000/v1.")
    # Not compressed, so that an answer is as long as what was sent.
    headers, key = {"Accept-Encoding": "identity"}, ""
    if settings.model_key_variable:
        key = _key(settings.model_key_variable)
        headers["Authorization"] = f"Bearer {key}"
    with httpx.Client(timeout=settings.model_timeout_s, headers=headers) as session:
        yield Client(session, f"{settings.model_url.rstrip('/')}/chat/completions", settings, key)


def _key(variable: str) -> str:
    key = os.environ.get(variable, "").strip()
    if not key:
        raise UsageError(f"model_key_variable: the environment has no {variable}; put the key of the server there.")
    if not (key.isascii() and key.isprintable()):
        raise UsageError(f"model_key_variable: what {variable} holds cannot be a key: it is not plain ASCII.")
    return key


@dataclass(frozen=True, slots=True)
class Client:
    """Asks one server."""

    session: "httpx.Client"
    address: str
    settings: Settings
    key: str

    def ask(self, body: dict[str, object]) -> str:
        """The text of the first choice.

        Raises ExtractorDownError where the server does not answer, ExtractorError where its answer is of no use. A
        server that is busy is asked again, as often as the settings say, after the time that it names.
        """
        for attempt in range(self.settings.model_retries + 1):
            status, wait_s, answer = self._post(body)
            if status not in _BUSY:
                break
            if attempt < self.settings.model_retries:
                time.sleep(min(_MAX_WAIT_S, 2.0**attempt if wait_s is None else wait_s))
        if status != 200:
            # 400 and 422 are about this request; the others say that there is nobody to ask.
            kind = ExtractorError if status in (400, 413, 422) else ExtractorDownError
            raise kind(f"the server answers {status}{self._message(answer)}")
        return _text_of(answer)

    def _post(self, body: dict[str, object]) -> tuple[int, float | None, bytes]:
        """Status, seconds to wait where the server names them, and the answer."""
        import httpx

        until = time.monotonic() + self.settings.model_timeout_s
        try:
            with self.session.stream("POST", self.address, json=body) as response:
                answer = b""
                for part in response.iter_raw():
                    answer += part
                    if len(answer) > MAX_ANSWER_BYTES:
                        raise ExtractorError(f"the server's answer is over {MAX_ANSWER_BYTES:,} bytes")
                    # The client's own limit is for each part: a server that drips would never meet it.
                    if time.monotonic() > until:
                        raise ExtractorDownError(self._late())
                return response.status_code, _seconds(response.headers.get("retry-after")), answer
        except httpx.TimeoutException as error:
            raise ExtractorDownError(self._late()) from error
        except httpx.HTTPError as error:
            words = " ".join(str(error).split()) or type(error).__name__
            raise ExtractorDownError(f"the server cannot be reached: {words}") from error

    def _late(self) -> str:
        return f"no answer after {self.settings.model_timeout_s:g} s (model_timeout_s)"

    def _message(self, answer: bytes) -> str:
        """What the server says is wrong, on one line; never the key, should it send that back."""
        text = answer.decode("utf-8", "replace")
        with suppress(ValueError, KeyError, TypeError, RecursionError):
            text = str(json.loads(text)["error"]["message"])
        line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
        line = line.replace(self.key, "…") if self.key else line
        return f": {line[:_MAX_MESSAGE_CHARS]}" if line else ""


def _text_of(answer: bytes) -> str:
    """The content of the first choice. Raises ExtractorError where there is none, or only a part of it."""
    try:
        choice = json.loads(answer)["choices"][0]
        message, reason = choice["message"], choice.get("finish_reason")
        text, refusal = message.get("content"), message.get("refusal")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise ExtractorError("the server's answer is not a chat completion") from error
    if reason == "length":
        raise ExtractorError("the model's answer was cut off (raise model_max_tokens, or lower model_chunk_chars)")
    if refusal or reason == "content_filter" or not isinstance(text, str):
        raise ExtractorError("the model refused to answer")
    return text


def _seconds(header: str | None) -> float | None:
    """The seconds of a Retry-After header; None for none, and for a date."""
    return float(header) if header is not None and header.isascii() and header.isdigit() else None
