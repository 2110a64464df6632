"""Malformed: it ends in dead-letter queues, is seen there, and goes on once the cause is fixed."""

from typing import Any

import pytest
from click.testing import CliRunner

from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.main import cli
from claimtrail.intake.model.receipt import FileStatus
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.clock import utc_now
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import BILLING_ID
from tests.harness.stage.deployed import Deployed, Row
from tests.harness.stage.malformed_messages import MalformedMessages

pytestmark = pytest.mark.e2e

DEAD_WITHIN_SECONDS = 150
"""Four attempts with 5, 15 and 20 seconds between them, and a loaded machine."""


def queues_with_dead_letters(deployed: Deployed) -> dict[str, Any]:
    rows = deployed.claimtrail("dlq", "list")
    return {row["queue"]: row for row in rows if row["messages"]}


@pytest.mark.capability("C1.2")
def test_given_malformed_in_every_queue_when_all_attempts_failed_then_operators_see_it(
    deployed: Deployed, malformed_messages: MalformedMessages
) -> None:
    expected = dict.fromkeys(malformed_messages.bodies, 1) | {"Ingest": 2}

    def all_dead() -> dict[str, Any]:
        found = queues_with_dead_letters(deployed)
        assert {name: row["messages"] for name, row in found.items()} == expected
        return found

    found = eventually(all_dead, DEAD_WITHIN_SECONDS, every=1)
    letters = {name: row["letters"] for name, row in found.items()}
    [projection] = letters["Projection"]
    assert (projection["about"], projection["attempts"]) == ("clm_malformed", 4)
    assert {one["file_id"] for one in letters["Ingest"]} == {
        "fil_malformed",
        malformed_messages.receipt.file_id,
    }
    [named] = [one for one in letters["Ingest"] if one["partner_id"]]
    assert (named["partner_id"], named["error"]) == (BILLING_ID, "OBJECT_MISSING")
    [received] = letters["Receive"]
    assert (received["about"], received["error"]) == ("dlv_malformed", "ARRIVAL_UNKNOWN")
    longest = (utc_now() - malformed_messages.sent_after).total_seconds()
    assert 0 < received["age_seconds"] <= longest + 1
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
    deployed.undeliverable["Ingest"] -= 1


@pytest.mark.capability("C1.2", "C3.2")
def test_given_a_dead_letter_that_nobody_needs_when_it_is_laid_down_then_the_trail_has_who_and_why(
    deployed: Deployed, malformed_messages: MalformedMessages
) -> None:
    assert "Receive" in malformed_messages.bodies
    [letter] = eventually(
        lambda: queues_with_dead_letters(deployed).get("Receive", {}).get("letters"),
        DEAD_WITHIN_SECONDS,
        every=1,
    )
    why = "sent by hand to see what happens"

    refused = CliRunner().invoke(cli, ["dlq", "discard", letter["message_id"], "--why", " "])
    done = deployed.claimtrail("dlq", "discard", letter["message_id"][:8], "--why", why)

    assert refused.exit_code == 2
    deployed.undeliverable["Receive"] -= 1
    assert done["message_id"] == letter["message_id"]
    assert "Receive" not in queues_with_dead_letters(deployed)

    def recorded() -> list[Row]:
        return deployed.ask(
            "select actor, subject_id, json_extract_scalar(detail, '$.why') as why "
            "from audit where detail_type = 'dead_letter.discarded'"
        )

    [row] = eventually(recorded, 60, every=1)
    assert (row["subject_id"], row["why"]) == ("dlv_malformed", why)
    assert str(row["actor"]).startswith("user:")
