"""Partners take turns in the ingest queue: each message names its partner as its group."""

from types import SimpleNamespace
from typing import Any

from claimtrail.aws.intake.queues import SqsIngestQueue
from tests.harness.hostile_files import body_of, one_set
from tests.harness.intake_fixture import IntakeFixture
from tests.harness.x12_files import REMITTANCE_835


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
