"""Partners take turns in the ingest queue: each message names its partner as its group."""

from types import SimpleNamespace
from typing import Any

import pytest

from claimtrail.aws.intake.queues import SqsIngestQueue
from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.kernel.retry import REFUSED_ENTRY
from tests.harness.files.hostile_files import body_of, one_set
from tests.harness.files.x12_files import REMITTANCE_835
from tests.harness.intake.intake_fixture import IntakeFixture


def test_each_message_names_its_partner_as_its_group() -> None:
    intake = IntakeFixture()
    data = one_set(REMITTANCE_835, body_of(REMITTANCE_835))
    intake.drop("larkspur-commercial/a.835", data.replace(b"NORTHPAY       ", b"LARKSPUR       "))
    sent: list[dict[str, Any]] = []

    def send_message_batch(**request: Any) -> dict[str, Any]:
        sent.extend(request["Entries"])
        return {}

    client = SimpleNamespace(send_message_batch=send_message_batch)
    SqsIngestQueue(client, "url").send(intake.queue.messages)

    assert [entry["MessageGroupId"] for entry in sent] == ["larkspur-commercial"]


def test_a_message_that_sqs_refuses_is_sent_again_within_a_bound() -> None:
    intake = IntakeFixture()
    data = one_set(REMITTANCE_835, body_of(REMITTANCE_835))
    intake.drop("larkspur-commercial/a.835", data.replace(b"NORTHPAY       ", b"LARKSPUR       "))
    calls: list[int] = []
    pauses: list[float] = []

    def send_message_batch(*, Entries: list[dict[str, Any]], **_: str) -> dict[str, Any]:
        calls.append(len(Entries))
        return {"Failed": [{"Id": "0", "Code": "Busy", "SenderFault": False}]}

    client = SimpleNamespace(send_message_batch=send_message_batch)
    queue = SqsIngestQueue(client, "url", pause=pauses.append)
    with pytest.raises(ClaimTrailError, match=r"INGEST_NOT_QUEUED.*refused 1 entries: Busy"):
        queue.send(intake.queue.messages)

    assert len(calls) == REFUSED_ENTRY.attempts
    assert len(pauses) == REFUSED_ENTRY.attempts - 1
