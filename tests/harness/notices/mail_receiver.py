"""A mail server on loopback: SMTP with STARTTLS, of its own certificate, in a thread.

Forty lines take what a submission needs (RFC 5321, RFC 3207); `sent` has what was received.
"""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from ipaddress import ip_address
from pathlib import Path
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class MailReceiver(socketserver.ThreadingTCPServer):
    """Keeps the messages that were submitted under TLS."""

    allow_reuse_address = True
    daemon_threads = False

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.sent: list[Message] = []
        self.refuses = 0
        """Messages to refuse first."""
        self.certificate = _certificate(folder)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(self.certificate)

    @property
    def port(self) -> int:
        """Return the port that it listens on."""
        return int(self.server_address[1])


class _Conversation(socketserver.StreamRequestHandler):
    """One connection: greeting, STARTTLS, a message, goodbye."""

    def handle(self) -> None:
        server, is_secure = cast("MailReceiver", self.server), False
        self._say("220 loopback")
        while line := self.rfile.readline():
            verb = line.split()[0].upper().decode() if line.strip() else ""
            if verb == "EHLO":
                self._say("250-loopback", "250 STARTTLS" if not is_secure else "250 8BITMIME")
            elif verb == "STARTTLS":
                self._say("220 go ahead")
                self.connection = server.tls.wrap_socket(self.connection, server_side=True)
                self.rfile, self.wfile = (
                    self.connection.makefile("rb"),
                    self.connection.makefile("wb", buffering=0),
                )
                is_secure = True
            elif verb == "DATA" and is_secure and not server.refuses:
                self._say("354 send it")
                server.sent.append(message_from_bytes(b"".join(self._text())))
                self._say("250 kept")
            elif verb == "DATA":
                server.refuses = max(server.refuses - 1, 0)
                self._say("451 try again")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok" if is_secure else "530 STARTTLS first")

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def _text(self) -> Iterator[bytes]:
        while (line := self.rfile.readline()) != b".\r\n":
            yield line

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def mail_receiver(folder: Path) -> Iterator[MailReceiver]:
    """Run a receiver while the block lasts."""
    with MailReceiver(folder) as receiver:
        thread = threading.Thread(target=receiver.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            receiver.shutdown()
            thread.join()


def _certificate(folder: Path) -> Path:
    """Write a key and its own certificate for 127.0.0.1 into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "mail.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
