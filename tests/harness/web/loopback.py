"""The pages over the twins on a port of this machine, for browsers: requests become events."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

from claimtrail.web.app import WebApp
from tests.harness.invocation import CONTEXT

_NUMBERS = count(1)


@contextmanager
def served(app: WebApp) -> Iterator[str]:
    """Serve an application; yield its address, on which browsers keep `__Host-` cookies."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(app, threading.Lock()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler_of(app: WebApp, turn: threading.Lock) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # Else the body waits 40 ms for the headers' receipt.

        def do_GET(self) -> None:
            self._answer()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
            """Say nothing: addresses hold what was searched for."""

        def _answer(self) -> None:
            size = int(self.headers.get("content-length") or 0)
            event = _event(self, self.rfile.read(size))
            with turn:  # a Lambda worker answers one request at a time
                answered = app.answer(event, CONTEXT)
            body = answered["body"] or ""
            content = base64.b64decode(body) if answered["isBase64Encoded"] else body.encode()
            self.send_response(answered["statusCode"])
            for name, value in answered["headers"].items():
                self.send_header(name, value)
            for cookie in answered.get("cookies") or ():
                self.send_header("Set-Cookie", cookie)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    for method in ("HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"):
        setattr(Handler, f"do_{method}", Handler.do_GET)
    return Handler


def _event(request: BaseHTTPRequestHandler, body: bytes) -> dict[str, Any]:
    path, _, query = request.path.partition("?")
    headers = {name.lower(): value for name, value in request.headers.items()}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "cookies": [one.strip() for one in headers.pop("cookie", "").split(";") if one.strip()],
        "headers": headers,
        "requestContext": {
            "http": {"method": request.command, "path": path, "sourceIp": "127.0.0.1"},
            "requestId": f"loopback-{next(_NUMBERS)}",
            "stage": "$default",
        },
        "body": base64.b64encode(body).decode() or None,
        "isBase64Encoded": True,
    }
