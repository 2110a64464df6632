"""Mail by SMTP submission with TLS (RFC 6409, RFC 8314)."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage

from claimtrail.tickets.error_texts.table import ErrorSource
from claimtrail.tickets.notices.ports import OutgoingMessage

TIMEOUT_SECONDS = 10
_IMPLICIT_TLS_PORT = 465


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """The submission server of a stage; of SES, the SMTP endpoint of its region."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""


def tls_of(authority: str) -> ssl.SSLContext:
    """Return what a server's certificate is compared with; raises ssl.SSLError for no PEM.

    The public authorities, or the one that is given.
    """
    return ssl.create_default_context(cadata=authority or None)


class SmtpSender:
    """Submits one message a connection, always under TLS: at once on port 465, else STARTTLS."""

    source = ErrorSource.SMTP

    def __init__(self, server: MailServer, *, tls: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._tls = tls or ssl.create_default_context()

    def send(self, message: OutgoingMessage) -> None:
        """Submit a message. Raises smtplib.SMTPException, OSError or ssl.SSLError."""
        with self._connected() as connection:
            if self._server.user:
                connection.login(self._server.user, self._server.password)
            connection.send_message(self._mail(message))

    def code_of(self, error: Exception) -> str:
        """Return the server's reply code (RFC 5321, 4.2.3), else the error's type."""
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            return str(min(code for code, _ in error.recipients.values()))
        if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
            return str(error.smtp_code)
        return type(error).__name__

    def _connected(self) -> smtplib.SMTP:
        place = self._server.host, self._server.port
        if self._server.port == _IMPLICIT_TLS_PORT:
            return smtplib.SMTP_SSL(*place, timeout=TIMEOUT_SECONDS, context=self._tls)
        connection = smtplib.SMTP(*place, timeout=TIMEOUT_SECONDS)
        try:
            connection.starttls(context=self._tls)
        except BaseException:
            connection.close()
            raise
        return connection

    def _mail(self, message: OutgoingMessage) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"] = self._server.sender, message.address
        mail["Subject"] = message.subject
        domain = self._server.sender.rpartition("@")[2]
        mail["Message-ID"] = f"<{message.message_id}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content("\n".join(message.lines))
        return mail
