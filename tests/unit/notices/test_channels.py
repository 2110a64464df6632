"""Notices reach a real mail server under TLS and a real webhook, once, and are tried again."""

import json
import smtplib
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from claimtrail.bootstrap.tickets.notices import notice_settings, senders_of
from claimtrail.connect.chat_webhook import ChatSender
from claimtrail.connect.mail import MailServer, SmtpSender
from claimtrail.kernel.errors import ConfigurationError
from claimtrail.tickets.notices.model import NoticeChannel, NoticePreferences, NoticeStatus
from claimtrail.tickets.notices.ports import OutgoingMessage
from claimtrail.tickets.notices.service import WAITS
from tests.harness.notices.mail_receiver import MailReceiver, mail_receiver
from tests.harness.tickets.alarm_play import ANN
from tests.unit.notices.test_notices import NoticePlay

MESSAGE = OutgoingMessage(
    message_id="ntc_1", address="ines@desk.example", subject="Breach: tkt_1", lines=("tkt_1: x",)
)


MAILER = SmtpSender(MailServer(host="127.0.0.1", port=1, sender="desk@provider.example"))
CHATTER = ChatSender({})


def _answered(status: int) -> httpx.HTTPStatusError:
    request = httpx.Request("POST", "https://hooks.example")
    return httpx.HTTPStatusError(
        "Canary", request=request, response=httpx.Response(status, text="Canary")
    )


class _Failing:
    """A channel that always fails alike."""

    def __init__(self, sender: SmtpSender | ChatSender, error: Exception) -> None:
        self.source, self.code_of = sender.source, sender.code_of
        self._error = error

    def send(self, _: OutgoingMessage) -> None:
        raise self._error


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[MailReceiver]:
    with mail_receiver(tmp_path) as running:
        yield running


def _sender(receiver: MailReceiver) -> SmtpSender:
    server = MailServer(host="127.0.0.1", port=receiver.port, sender="desk@provider.example")
    trusting = ssl.create_default_context(cafile=str(receiver.certificate))
    return SmtpSender(server, tls=trusting)


def test_a_breach_reaches_the_mailbox_and_a_refusal_is_tried_again(receiver: MailReceiver) -> None:
    play = NoticePlay()
    play.notices.senders[NoticeChannel.MAIL] = _sender(receiver)
    play.wishes.keep(NoticePreferences(recipient="user:ines", mail="ines@desk.example"))
    receiver.refuses = 1

    play.assign("user:ines")
    assert receiver.sent == []
    [waiting] = play.outbox.list_by_status(NoticeStatus.WAITING, limit=9)
    assert waiting.failure == "SMTPDataError"
    play.now += WAITS[0]
    play.notices.deliver()
    play.notices.deliver()

    [mail] = receiver.sent
    assert (mail["To"], mail["From"]) == ("ines@desk.example", "desk@provider.example")
    assert mail["Message-ID"] == f"<{waiting.notice_id}@provider.example>"
    assert f"{play.id}: assigned to you" in str(mail.get_payload())


def test_a_server_of_a_private_authority_is_trusted_where_the_secret_has_its_certificate(
    receiver: MailReceiver,
) -> None:
    smtp = {"host": "127.0.0.1", "port": receiver.port, "sender": "desk@provider.example"}
    authority = receiver.certificate.read_text(encoding="ascii").partition("-----BEGIN CERT")
    settings = notice_settings(json.dumps({"smtp": {**smtp, "authority": "".join(authority[1:])}}))

    senders_of(settings)[NoticeChannel.MAIL].send(MESSAGE)

    assert len(receiver.sent) == 1


def test_a_certificate_that_nobody_trusts_gets_no_mail(receiver: MailReceiver) -> None:
    server = MailServer(host="127.0.0.1", port=receiver.port, sender="desk@provider.example")

    with pytest.raises(ssl.SSLError):
        SmtpSender(server).send(MESSAGE)
    assert receiver.sent == []


class _Hook(BaseHTTPRequestHandler):
    received: list[dict[str, str]]
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append(json.loads(body))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def hook() -> Iterator[tuple[type[_Hook], str]]:
    handler = type("Hook", (_Hook,), {"received": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield handler, f"http://127.0.0.1:{server.server_address[1]}/services/secret"
        server.shutdown()
        thread.join()


def test_a_chat_gets_text_and_its_refusal_is_an_error(hook: tuple[type[_Hook], str]) -> None:
    handler, url = hook
    chat = ChatSender({"desk": url})
    message = OutgoingMessage(
        message_id="ntc_1", address="desk", subject="Breach: tkt_1", lines=("tkt_1: x", "tkt_2: y")
    )

    chat.send(message)
    assert handler.received == [{"text": "*Breach: tkt_1*\ntkt_1: x\ntkt_2: y"}]
    handler.status = 500
    with pytest.raises(httpx.HTTPStatusError):
        chat.send(message)
    with pytest.raises(ValueError, match="no TLS"):
        ChatSender({"desk": "http://chat.example/secret"})


def test_channels_are_those_that_the_secret_names() -> None:
    assert senders_of(notice_settings('{"unused": "x"}')) == {}
    both = {
        "pages": "https://pages.example",
        "smtp": {"host": "mail.example", "sender": "desk@provider.example"},
        "webhooks": {"desk": "https://chat.example/secret"},
    }
    assert set(senders_of(notice_settings(json.dumps(both)))) == set(NoticeChannel)
    for wrong in ("no JSON", '{"smtp": {"host": 1}}', "[]"):
        with pytest.raises(ConfigurationError) as caught:
            notice_settings(wrong)
        assert "1" not in caught.value.explanation.what


def test_an_actor_is_not_told_what_it_did() -> None:
    play = NoticePlay()
    play.wishes.keep(NoticePreferences(recipient=ANN, mail="ann@desk.example"))

    play.assign(ANN)

    assert play.mail.sent == []


@pytest.mark.capability("T2.3")
@pytest.mark.parametrize(
    ("sender", "error", "code", "reviews"),
    [
        (MAILER, smtplib.SMTPDataError(550, b"no mailbox of Jane Canary"), "550", 0),
        (MAILER, smtplib.SMTPDataError(571, b"Jane Canary wants none"), "571", 1),
        (
            MAILER,
            smtplib.SMTPRecipientsRefused({"jane@canary.example": (599, b"Canary")}),
            "599",
            1,
        ),
        (MAILER, smtplib.SMTPServerDisconnected("Canary"), "SMTPServerDisconnected", 0),
        (CHATTER, httpx.ReadTimeout("Canary"), "ReadTimeout", 0),
        (CHATTER, _answered(404), "404", 0),
        (CHATTER, _answered(418), "418", 1),
    ],
)
def test_what_a_channel_answers_is_reviewed_once_a_code_and_without_its_text(
    sender: SmtpSender | ChatSender, error: Exception, code: str, reviews: int
) -> None:
    play = NoticePlay()
    play.notices.senders[NoticeChannel.MAIL] = _Failing(sender, error)
    play.wishes.keep(NoticePreferences(recipient="user:ines", mail="ines@desk.example"))

    play.assign("user:ines")
    play.now += WAITS[0]
    play.notices.deliver()

    found = play.unknown.list_all()
    wanted = [(sender.source, code, 2)] * reviews
    assert [(one.source, one.code, one.count) for one in found] == wanted
    assert "Canary" not in repr([(one, play.unknown.raw_of(one.error_id)) for one in found])
