"""The local stage's address has a name below `.localhost`, which many resolvers do not know."""

import socket
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from claimtrail.cli.remote.api import new_client


class Pages(BaseHTTPRequestHandler):
    """Answers with the name by which it was asked."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.headers["Host"].encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - of the base class
        """Print nothing."""


@pytest.mark.capability("T2.2")
def test_pages_below_localhost_are_reached_where_no_resolver_knows_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = socket.getaddrinfo

    def resolve(host: str, *args: object, **options: object) -> object:
        if host.endswith(".localhost"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return known(host, *args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with HTTPServer(("127.0.0.1", 0), Pages) as server, new_client() as client:
        Thread(target=server.handle_request, daemon=True).start()
        answer = client.get(f"http://claimtrail.localhost:{server.server_port}/")

    assert answer.text == f"claimtrail.localhost:{server.server_port}"
