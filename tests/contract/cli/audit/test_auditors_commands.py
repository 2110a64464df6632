"""An auditor's commands on a stage of tables, buckets and queues, for one claim of a month."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.aws.intake.file_table import DynamoFileStore
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.audit import export
from claimtrail.cli.core import access
from claimtrail.cli.core import stage as stages
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.main import cli
from claimtrail.cli.retention import retention
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.retention import Store
from claimtrail.trail.outputs import TrailOutput
from tests.harness.aws.claim_tables import make_claim_table
from tests.harness.aws.tables import make_table
from tests.harness.intake.intake_fixture import NOW
from tests.harness.intake.traced import paid_claim, taken_in
from tests.harness.stage.cloud import RunningCloud

pytestmark = pytest.mark.cloud
SEVEN_YEARS = timedelta(days=2557)


@pytest.fixture
def claim() -> Claim:
    return paid_claim(taken_in())


@pytest.fixture
def stage(cloud: RunningCloud, claim: Claim, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A stage's records of the claim: events, changes, receipts, archived files."""
    client.cache_clear()
    intake, name = taken_in(), f"auditors-{uuid4().hex[:12]}"
    s3, dynamodb, sqs = (cloud.client(service) for service in ("s3", "dynamodb", "sqs"))
    table = make_claim_table(dynamodb)
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    claims, files = DynamoClaimStore(table), DynamoFileStore(dynamodb, table)
    events = intake.claims.events_of(claim.claim_id)
    claims.append_events(events)
    change = intake.claims.find_change(claim.claim_id)
    assert change is not None
    claims.save(replace(change, version=1, claim=change.claim.model_copy(update={"version": 1})))
    for file_id in {event.source.file_id for event in events}:
        for receipt in intake.files.receipts_of(file_id):
            files.begin(receipt, previous=None)
            data = intake.archive.objects[receipt.stored_key]
            s3.put_object(Bucket=name, Key=receipt.stored_key, Body=data)
    outputs = {
        ClaimOutput.CLAIM_TABLE: table,
        SharedOutput.OPERATIONS_TABLE: make_table(dynamodb, Store.OPERATIONS_TABLE),
        IntakeOutput.ARCHIVE_BUCKET: name,
        IntakeOutput.QUARANTINE_BUCKET: name,
        SharedOutput.EVENT_BUS: "default",
        TrailOutput.HOLD_ROLE: "arn:aws:iam::000000000000:role/hold",
        TrailOutput.AUDIT_QUEUE: sqs.create_queue(QueueName=name)["QueueUrl"],
    }
    opened = Stage("local", outputs)
    for module in (access, stages):
        monkeypatch.setattr(module, "open_stage", lambda _name: opened)
    yield opened
    client.cache_clear()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--json"], catch_exceptions=False)


def looked(stage: Stage) -> list[dict[str, Any]]:
    """The rows of the access log that wait on the audit queue."""
    answer = client("sqs").receive_message(
        QueueUrl=stage.outputs[TrailOutput.AUDIT_QUEUE], MaxNumberOfMessages=10
    )
    bodies = [json.loads(message["Body"]) for message in answer.get("Messages", [])]
    return [row for body in bodies for row in body["rows"]]


@pytest.mark.capability("C5.2", "C5.4")
def test_a_status_leads_to_the_payers_bytes_and_the_access_is_on_record(
    stage: Stage, claim: Claim
) -> None:
    done = run("provenance", claim.claim_id, "--step", "1", "--show-bytes", "--purpose", "audit")

    assert done.exit_code == 0
    (step,) = json.loads(done.output)
    assert step["proven"] is True
    assert step["archived_sha256"] == step["source"]["sha256"]
    assert claim.patient_control_number in step["bytes"]
    (row,) = looked(stage)
    assert (row["action"], row["purpose"]) == ("claim.bytes", "audit")
    assert row["claim_id"] == claim.claim_id
    assert "bytes" in row["fields"].split()


@pytest.mark.capability("C5.2")
def test_an_archived_file_that_was_changed_fails_the_command(stage: Stage, claim: Claim) -> None:
    bucket = stage.outputs[IntakeOutput.ARCHIVE_BUCKET]
    s3 = client("s3")
    for entry in s3.list_objects_v2(Bucket=bucket)["Contents"]:
        s3.put_object(Bucket=bucket, Key=entry["Key"], Body=b"ISA*")

    done = run("provenance", claim.claim_id)

    assert done.exit_code == 1
    assert not any(step["intact"] for step in json.loads(done.output))


@pytest.mark.capability("C5.7")
def test_a_package_is_made_of_the_claim_and_verifies(
    stage: Stage, claim: Claim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "accesses_of", lambda _stage, _ids: iter(()))
    out = tmp_path / "package"
    options = ("--recipient", "regulator", "--purpose", "legal", "--out", str(out))

    done = run("audit", "export", "--claim", claim.claim_id, *options)

    assert done.exit_code == 0
    made = json.loads(done.output)
    assert made["claims"] == 1
    handed_over = ("--manifest-sha256", made["manifest_sha256"])
    assert run("audit", "verify-export", str(out), *handed_over).exit_code == 0
    assert [row["action"] for row in looked(stage)] == ["claim.export"]


@pytest.mark.capability("C1.5")
def test_a_held_claims_files_are_named_in_the_forecast_of_retention(
    stage: Stage, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    eve = NOW + SEVEN_YEARS - timedelta(days=3)
    monkeypatch.setattr(retention, "utc_now", lambda: eve.astimezone(UTC))

    for docket in ("7", "8"):
        done = run("hold", "set", claim.claim_id, "--docket", docket, "--reason", "asked for")
        assert done.exit_code == 0

    held = json.loads(run("hold", "list").output)
    assert {(one["subject_id"], one["docket"], one["phase"]) for one in held} == {
        (claim.claim_id, "7", "STANDING"),
        (claim.claim_id, "8", "STANDING"),
    }
    leaving = json.loads(run("retention", "--days", "10").output)["leaving"]
    assert leaving
    assert all(one["held"] == one["files"] for one in leaving)
    first = datetime.fromisoformat(leaving[0]["received_on"]).date()
    assert leaving[0]["removed_on"] == (first + SEVEN_YEARS).isoformat()

    settled = ("--reason", "settled")
    one = run("hold", "release", claim.claim_id, "--docket", "7", *settled)
    assert json.loads(one.output)["still_held_for"] == ["8"]
    refreshed = json.loads(run("hold", "refresh").output)
    assert [(one["docket"], one["added"]) for one in refreshed] == [("8", 0)]
    assert run("hold", "release", claim.claim_id, "--docket", "8", *settled).exit_code == 0
    assert json.loads(run("hold", "list").output) == []
    assert [row["action"] for row in looked(stage)] == [
        "hold.set",
        "hold.set",
        "hold.list",
        "hold.release",
        "hold.set",
        "hold.release",
    ]
