"""Given an upload, screen_attachment looks at it; expire_tickets removes it in the end."""

import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.bootstrap.tickets.attachments import attachment_service
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.retention import SEVEN_YEARS, Store
from claimtrail.tickets.attachments.model import Attachment, AttachmentState
from claimtrail.tickets.attachments.service import AttachmentService, OfferedFile
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.status_changes import closed
from functions.tickets import screen_attachment
from functions.tickets.expire_tickets import handler as expire
from functions.tickets.screen_attachment import handler
from tests.contract.escalations.test_ticket_store import a_ticket
from tests.harness.aws.claim_tables import make_claim_table
from tests.harness.aws.tables import make_table
from tests.harness.intake.intake_fixture import demo_partners
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud
from tests.harness.tickets.offered_files import EICAR, PDF

pytestmark = pytest.mark.cloud


class Desk:
    """A ticket whose attachments are in the stores of the function."""

    def __init__(self, cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch) -> None:
        dynamodb = cloud.client("dynamodb")
        self.s3 = cloud.client("s3")
        self.bucket, bus = f"attachments-{uuid4().hex}", f"bus-{uuid4().hex}"
        self.s3.create_bucket(Bucket=self.bucket)
        cloud.client("events").create_event_bus(Name=bus)
        table = make_table(dynamodb, Store.TICKET_TABLE)
        for name, value in {
            "TICKET_TABLE": table,
            "ATTACHMENTS_BUCKET": self.bucket,
            "OPERATIONS_TABLE": make_table(dynamodb, Store.OPERATIONS_TABLE),
            "CLAIM_TABLE": make_claim_table(dynamodb),
            "EVENT_BUS": bus,
            "ATTACHMENT_SCANNER": "signatures",
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("claimtrail.bootstrap.tickets.expiry.deployed_profiles", demo_partners)
        monkeypatch.setattr(screen_attachment, "deployed_profiles", demo_partners)
        client.cache_clear()
        self.tickets = DynamoTicketStore(dynamodb, table)
        self.ticket: Ticket = self.tickets.put_new(a_ticket())
        self.service: AttachmentService = attachment_service(
            ticket_table=table, attachments_bucket=self.bucket, event_bus=bus
        )

    def upload(self, data: bytes) -> Attachment:
        file = OfferedFile(name="a.pdf", size=len(data), sha256=sha256(data).hexdigest())
        offered, _ = self.service.offer(self.ticket, file, actor="user:ada")
        self.s3.put_object(Bucket=self.bucket, Key=offered.quarantine_key, Body=data)
        return offered

    def state(self, offered: Attachment) -> AttachmentState:
        return self.service.find(offered.ticket_id, offered.attachment_id).state

    def objects(self) -> list[str]:
        listed = self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", ())
        return [one["Key"] for one in listed]


@pytest.fixture
def desk(cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    yield Desk(cloud, monkeypatch)
    client.cache_clear()


def created(*keys: str) -> dict[str, Any]:
    """Return what S3 tells of new objects, as the queue delivers it."""
    return delivered(
        *({"detail-type": "Object Created", "detail": {"object": {"key": key}}} for key in keys)
    )


def scanned(key: str, status: str) -> dict[str, Any]:
    """Return GuardDuty's result about an object."""
    detail = {
        "s3ObjectDetails": {"objectKey": key},
        "scanResultDetails": {"scanResultStatus": status},
    }
    return delivered(
        {"detail-type": "GuardDuty Malware Protection Object Scan Result", "detail": detail}
    )


def delivered(*bodies: dict[str, Any]) -> dict[str, Any]:
    return {
        "Records": [
            {"messageId": f"m{number}", "eventSource": "aws:sqs", "body": json.dumps(body)}
            for number, body in enumerate(bodies)
        ]
    }


@pytest.mark.capability("T6.6")
def test_given_uploads_then_the_harmless_one_leaves_quarantine_and_the_other_does_not(
    desk: Desk,
) -> None:
    clean, infected = desk.upload(PDF), desk.upload(EICAR)
    text = desk.upload(b"SSN 123-45-6789\n")
    keys = (clean.quarantine_key, infected.quarantine_key, text.quarantine_key)
    event = created(*keys, "clean/of/nobody")

    for _ in range(2):
        assert handler(event, CONTEXT) == {"batchItemFailures": []}

    assert desk.state(clean) is AttachmentState.CLEAN
    assert desk.state(infected) is AttachmentState.INFECTED
    wanted = {clean.clean_key, infected.quarantine_key, text.clean_key, text.text_key}
    assert set(desk.objects()) == wanted
    assert "[ssn]" in desk.service.text(desk.service.find(text.ticket_id, text.attachment_id))
    known = desk.tickets.get(desk.ticket.ticket_id)
    assert known
    assert [one.action for one in known.history].count("attached") == 3


@pytest.mark.capability("T6.6")
def test_given_the_results_of_guardduty_then_they_decide(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATTACHMENT_SCANNER", "guardduty")
    offered = desk.upload(PDF)

    handler(created(offered.quarantine_key), CONTEXT)
    assert desk.state(offered) is AttachmentState.QUARANTINED

    handler(scanned(offered.quarantine_key, "NO_THREATS_FOUND"), CONTEXT)
    assert desk.state(offered) is AttachmentState.CLEAN


@pytest.mark.capability("T6.3")
def test_given_a_ticket_whose_time_is_over_then_it_goes_with_its_attachments(desk: Desk) -> None:
    offered = desk.upload(PDF)
    handler(created(offered.quarantine_key), CONTEXT)
    known = desk.tickets.get(desk.ticket.ticket_id)
    assert known
    long_ago = utc_now() - timedelta(days=SEVEN_YEARS + 9)
    desk.tickets.save(closed(known, reason="paid", at=long_ago, actor="system:test"))

    assert expire({}, CONTEXT) == {"removed": 1, "held": 0}

    assert desk.tickets.get(desk.ticket.ticket_id) is None
    assert desk.objects() == []
