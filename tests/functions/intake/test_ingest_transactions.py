"""Given messages of the Ingest queue, ingest_transactions appends what the sets state."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.intake.payment_table import DynamoPaymentStore
from claimtrail.intake.model.receipt import FileStatus
from claimtrail.kernel.ids import claim_id, file_id
from functions.intake.ingest_transactions import handler
from functions.intake.receive_file import handler as receive
from simulator.generator import generate
from simulator.model import SimulatedFile
from tests.harness.aws.intake_stage import IntakeStage, intake_stage, log_lines, messages
from tests.harness.eventually import eventually
from tests.harness.files.one_set import one_set
from tests.harness.intake.intake_fixture import KEY, demo_partners
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud

pytestmark = pytest.mark.cloud


@pytest.fixture
def stage(
    cloud: RunningCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[IntakeStage]:
    with intake_stage(cloud, tmp_path, monkeypatch) as stage:
        yield stage


@pytest.fixture(scope="module")
def submission() -> SimulatedFile:
    day = date(2026, 11, 2)
    files = generate(
        partners=demo_partners(), seed=3, first_day=day, last_day=day, claims_per_day=6
    )
    return next(file for file in files if file.transaction == "837")


@pytest.mark.capability("C3.1")
def test_given_an_837_when_ingested_then_its_claims_have_events_and_the_sender_a_999(
    stage: IntakeStage,
    submission: SimulatedFile,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    receive(messages(stage.arrive(f"billing/{submission.name}", submission.content)), CONTEXT)
    bodies = stage.waiting("ingest")

    answer = handler(messages(*bodies), CONTEXT)

    assert answer == {"batchItemFailures": []}
    numbers = [
        segment.split(b"*")[1].decode()
        for segment in submission.content.split(b"~")
        if segment.startswith(b"CLM*")
    ]
    store = DynamoClaimStore(stage.table)
    for number in numbers:
        identity = claim_id(
            secret=KEY.secret, organization_id="harborlight", patient_control_number=number
        )
        [event] = store.events_of(identity)
        assert event.kind.value == "submitted"
        assert submission.content[event.source.start :].startswith(b"CLM*")
    [(key, acknowledgment)] = stage.stored("outbox").items()
    assert key.endswith(".999")
    assert b"AK9*A*" in acknowledgment
    heard = [json.loads(body) for body in eventually(lambda: stage.waiting("heard"))]
    ingested = next(item for item in heard if item["detail-type"] == "file.ingested")
    assert ingested["detail"]["detail"]["claim_events"] == len(numbers)
    [receipt] = stage.files.receipts_of(ingested["detail"]["subject_id"])
    assert receipt.status is FileStatus.INGESTED
    lines, metrics = repr(log_lines(caplog)), capsys.readouterr().out
    assert '"SetsIngested":[1.0]' in metrics
    for text in (lines, metrics, json.dumps(heard), *stage.waiting("audit"), *bodies):
        assert "ZT" not in text


@pytest.mark.capability("C2.3")
def test_given_a_set_in_chunks_when_all_are_worked_off_then_it_is_one_file_with_one_999(
    stage: IntakeStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHUNK_BYTES", "1000")
    file = one_set("835", 12)
    receive(messages(stage.arrive(f"{file.partner_id}/{file.name}", file.content)), CONTEXT)

    rounds = []
    while bodies := stage.waiting("ingest"):
        assert not stage.stored("outbox")
        assert handler(messages(*bodies), CONTEXT) == {"batchItemFailures": []}
        rounds.append([json.loads(body)["chunk"]["step"] for body in bodies])

    assert [set(steps) for steps in rounds] == [{"check"}, {"append"}]
    assert len(rounds[0]) == len(rounds[1]) > 2
    [acknowledgment] = stage.stored("outbox").values()
    assert b"AK9*A*1*1*1~" in acknowledgment
    digest = hashlib.sha256(file.content).hexdigest()
    [receipt] = stage.files.receipts_of(file_id(digest))
    assert receipt.status is FileStatus.INGESTED
    assert receipt.event_count == file.content.count(b"~CLP*")
    payments = DynamoPaymentStore(stage.cloud.client("dynamodb"), stage.table)
    [payment] = payments.list_payments(payer_id=file.partner_id, first_day=None, limit=10)
    assert payment.claim_count == receipt.event_count
    assert payment.balanced
    assert {item.reason_code for item in payment.provider_adjustments} == {"L6", "WO"}


def test_given_a_malformed_message_when_handled_then_it_alone_fails_and_its_body_is_not_logged(
    stage: IntakeStage, submission: SimulatedFile, caplog: pytest.LogCaptureFixture
) -> None:
    receive(messages(stage.arrive(f"billing/{submission.name}", submission.content)), CONTEXT)
    [good] = stage.waiting("ingest")
    gone = json.dumps({**json.loads(good), "archive_key": "billing/2026/11/20/fil_gone.x12"})
    caplog.clear()

    answer = handler(messages('{"ZT": "ZT0001"}', gone, good), CONTEXT)

    assert [item["itemIdentifier"] for item in answer["batchItemFailures"]] == [
        "message-0",
        "message-1",
    ]
    lines = log_lines(caplog)
    codes = [line.get("code") for line in lines]
    assert codes == ["ValueError", "OBJECT_MISSING", None]
    assert "ZT" not in repr(lines)
