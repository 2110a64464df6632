"""A chat's incoming webhook on loopback: it keeps the texts that were posted to it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class ChatReceiver:
    """A webhook, and what came."""

    url: str = ""
    texts: list[str] = field(default_factory=list)


@contextmanager
def chat_receiver() -> Iterator[ChatReceiver]:
    """Run a receiver while the block lasts."""
    receiver = ChatReceiver()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.texts.append(json.loads(body)["text"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        receiver.url = f"http://127.0.0.1:{server.server_address[1]}/services/desk"
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
