"""Malformed: it ends in dead-letter queues, is seen there, and goes on once the cause is fixed."""

from typing import Any

import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.intake.model.receipt import FileStatus
from claimtrail.intake.outputs import IntakeOutput
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import BILLING_ID
from tests.harness.stage.deployed import Deployed
from tests.harness.stage.malformed_messages import MalformedMessages

pytestmark = pytest.mark.e2e

DEAD_WITHIN_SECONDS = 150
"""Three attempts of 20 seconds each, and a loaded machine."""


def queues_with_dead_letters(deployed: Deployed) -> dict[str, Any]:
    rows = deployed.claimtrail("dlq", "list", "--messages")
    return {row["queue"]: row for row in rows if row["messages"]}


@pytest.mark.capability("C1.2")
def test_given_malformed_in_every_queue_when_all_attempts_failed_then_operators_see_it(
    deployed: Deployed, malformed_messages: MalformedMessages
) -> None:
    expected = dict.fromkeys(malformed_messages.bodies, 1) | {"Ingest": 2, "Receive": 2}

    def all_dead() -> dict[str, Any]:
        found = queues_with_dead_letters(deployed)
        assert {name: row["messages"] for name, row in found.items()} == expected
        return found

    found = eventually(all_dead, DEAD_WITHIN_SECONDS, every=1)
    assert {
        "claim_id": "clm_malformed",
        "pk": "claim#clm_malformed",
        "sk": "event#malformed",
    } in found["Projection"]["peeked"]
    assert {one.get("file_id") for one in found["Ingest"]["peeked"]} == {
        "fil_malformed",
        malformed_messages.receipt.file_id,
    }
    received = [one["delivery_id"] for one in found["Receive"]["peeked"]]
    assert "dlv_malformed" in received
    assert all(delivery_id.startswith("dlv_") for delivery_id in received)
    bodies = deployed.dead_bodies()
    assert {
        name: body in bodies[name] for name, body in malformed_messages.bodies.items()
    } == dict.fromkeys(malformed_messages.bodies, True)


@pytest.mark.capability("C1.2")
def test_given_a_dead_letter_when_its_cause_is_fixed_and_it_is_redriven_then_it_is_ingested(
    deployed: Deployed, malformed_messages: MalformedMessages
) -> None:
    eventually(
        lambda: queues_with_dead_letters(deployed).get("Ingest", {}).get("messages") == 2,
        DEAD_WITHIN_SECONDS,
        every=1,
    )
    content = malformed_messages.claim.submission()
    before = deployed.receipt(content, BILLING_ID)
    assert before is not None
    assert before.status is FileStatus.QUEUED

    deployed.client("s3").delete_object(
        Bucket=deployed.bucket(IntakeOutput.ARCHIVE_BUCKET),
        Key=malformed_messages.receipt.stored_key,
        VersionId=malformed_messages.delete_marker,
    )
    moved = deployed.claimtrail("dlq", "redrive", "Ingest")

    assert moved == [{"queue": "Ingest", "moved": 2}]
    assert deployed.settled_receipt(content, BILLING_ID).status is FileStatus.INGESTED
    deployed.await_state(malformed_messages.claim.number, State.SUBMITTED)
