"""Who may ask the explorer: pages that it served itself, under a name of this computer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[..., Awaitable[Any]]
Send = Callable[..., Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

NAMES = frozenset(("127.0.0.1", "localhost", "::1"))
HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; frame-ancestors 'none'",
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


def is_ours(headers: dict[bytes, bytes]) -> bool:
    """Whether a request names this computer and comes from no other page.

    A foreign ``Host`` is how a page on the net reaches a local server by DNS rebinding; a foreign ``Origin`` is a
    cross-site request (OWASP, Cross-Site Request Forgery and WebSocket cheat sheets).

    >>> is_ours({b"host": b"127.0.0.1:8000"}), is_ours({b"host": b"evil.example"})
    (True, False)
    >>> is_ours({b"host": b"localhost:8000", b"origin": b"https://evil.example"})
    False
    """
    host = headers.get(b"host", b"").decode("latin-1")
    if urlsplit(f"//{host}").hostname not in NAMES:
        return False
    origin = headers.get(b"origin")
    if origin is not None and origin.decode("latin-1") != f"http://{host}":
        return False
    site = headers.get(b"sec-fetch-site", b"none")
    return site in (b"same-origin", b"none") or headers.get(b"sec-fetch-mode") == b"navigate"


def guarded(application: Application) -> Application:
    """The application behind ``is_ours``: other requests get 403, other websockets are closed."""

    async def answer(
        scope: Scope, receive: Callable[..., Awaitable[Any]], send: Callable[..., Awaitable[None]]
    ) -> None:
        """Answer a request of this computer, and refuse any other."""
        if scope["type"] == "lifespan" or is_ours(dict(scope["headers"])):
            if scope.get("path") == "/favicon.ico":  # asked for by the empty page of a download; the page has its own
                await send({"type": "http.response.start", "status": 204, "headers": []})
                await send({"type": "http.response.body", "body": b""})
                return
            await application(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"this page answers requests of its own computer alone"})

    return answer


def _with_headers(send: Send) -> Send:
    """A sender that adds the headers of every answer."""

    async def sent(message: MutableMapping[str, Any]) -> None:
        """Send a message, with the headers where it begins an answer."""
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *HEADERS]
        await send(message)

    return sent
