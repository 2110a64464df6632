"""Poison: it ends in dead-letter queues, is seen there, and goes on once the cause is mended."""

from typing import Any

import pytest

from claimtrail.claims.states import State
from claimtrail.intake.receipt import FileStatus
from claimtrail.kernel.names import Output
from tests.support.deployed import Deployed
from tests.support.eventually import eventually
from tests.support.own_claims import BILLING_ID
from tests.support.poison import Poison

pytestmark = pytest.mark.e2e

DEAD_WITHIN_SECONDS = 150
"""Three attempts of 20 seconds each, and a loaded machine."""


def queues_with_dead_letters(deployed: Deployed) -> dict[str, Any]:
    rows = deployed.claimtrail("dlq", "list", "--messages")
    return {row["queue"]: row for row in rows if row["messages"]}


@pytest.mark.capability("C1.2")
def test_given_poison_in_every_queue_when_all_attempts_failed_then_operators_see_it(
    deployed: Deployed, poison: Poison
) -> None:
    expected = dict.fromkeys(poison.bodies, 1) | {"Ingest": 2, "Receive": 2}

    def all_dead() -> dict[str, Any]:
        found = queues_with_dead_letters(deployed)
        assert {name: row["messages"] for name, row in found.items()} == expected
        return found

    found = eventually(all_dead, DEAD_WITHIN_SECONDS, every=1)
    assert {"claim_id": "clm_poison", "pk": "claim#clm_poison", "sk": "event#poison"} in found[
        "Projection"
    ]["peeked"]
    assert {one.get("file_id") for one in found["Ingest"]["peeked"]} == {
        "fil_poison",
        poison.receipt.file_id,
    }
    received = [one["delivery_id"] for one in found["Receive"]["peeked"]]
    assert "dlv_poison" in received
    assert all(delivery_id.startswith("dlv_") for delivery_id in received)
    bodies = deployed.dead_bodies()
    assert {name: body in bodies[name] for name, body in poison.bodies.items()} == dict.fromkeys(
        poison.bodies, True
    )


@pytest.mark.capability("C1.2")
def test_given_a_dead_letter_when_its_cause_is_mended_and_it_is_redriven_then_it_is_ingested(
    deployed: Deployed, poison: Poison
) -> None:
    eventually(
        lambda: queues_with_dead_letters(deployed).get("Ingest", {}).get("messages") == 2,
        DEAD_WITHIN_SECONDS,
        every=1,
    )
    content = poison.claim.submission()
    before = deployed.receipt(content, BILLING_ID)
    assert before is not None
    assert before.status is FileStatus.QUEUED

    deployed.client("s3").delete_object(
        Bucket=deployed.bucket(Output.ARCHIVE_BUCKET),
        Key=poison.receipt.stored_key,
        VersionId=poison.delete_marker,
    )
    moved = deployed.claimtrail("dlq", "redrive", "Ingest")

    assert moved == [{"queue": "Ingest", "moved": 2}]
    assert deployed.settled_receipt(content, BILLING_ID).status is FileStatus.INGESTED
    deployed.await_state(poison.claim.number, State.SUBMITTED)
