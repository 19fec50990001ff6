"""A server that speaks the chat completions of OpenAI's API on a free port, and answers as a test tells it to."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What the server sends: a status, headers and a body; it waits for ``after`` before it does."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    after: Event | None = None


@dataclass
class ModelServer:
    """A running server: what it was asked, and the replies that it still has; the last one is given for ever."""

    port: int
    replies: list[Reply | Callable[[dict[str, Any]], Reply]]
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def take(self, request: dict[str, Any], key: str | None) -> Reply:
        self.requests.append(request)
        self.keys.append(key)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return reply(request) if callable(reply) else reply


def completion(content: str | None, *, finish: str = "stop", refusal: str | None = None) -> Reply:
    """An answer of the model."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    return Reply(200, json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": finish}]}).encode())


def saying(*rows: object) -> Reply:
    """An answer with these statements."""
    return completion(json.dumps({"statements": rows}, ensure_ascii=False))


def failing(status: int, message: str = "no", **headers: str) -> Reply:
    """An error as the API words it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps({"error": {"message": message}}).encode(), named)


@contextmanager
def model_server(*replies: Reply | Callable[[dict[str, Any]], Reply]) -> Iterator[ModelServer]:
    """A server that gives these replies in turn."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/chat/completions"
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            reply = running.take(request, self.headers["Authorization"])
            if reply.after is not None:
                reply.after.wait()
            try:
                self.send_response(reply.status)
                for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: tests are quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        running = ModelServer(server.server_address[1], list(replies))
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield running
        finally:
            server.shutdown()
            thread.join()
