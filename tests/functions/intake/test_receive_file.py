"""Given messages of the Receive queue, receive_file takes files in and loses none."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from claimtrail.intake.model.messages import parse_ingest
from claimtrail.intake.model.receipt import FileStatus
from functions.intake.receive_file import handler
from simulator.bad_days.malformed import Malformation, malformed_files
from simulator.model import SimulatedFile
from tests.harness.aws.intake_stage import IntakeStage, intake_stage, log_lines, messages
from tests.harness.eventually import eventually
from tests.harness.intake.intake_fixture import demo_partners
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
def odd() -> dict[Malformation, SimulatedFile]:
    return malformed_files(demo_partners(), 7)


@pytest.mark.capability("C2.2")
def test_given_a_good_file_by_sftp_when_received_then_it_is_archived_and_queued(
    stage: IntakeStage, odd: dict[Malformation, SimulatedFile]
) -> None:
    file = odd[Malformation.NONE]
    event = stage.arrive(
        f"{file.partner_id}/a b+c é.x12", file.content, **{"user-agent": "AWSTransfer"}
    )

    answer = handler(messages(event), CONTEXT)

    assert answer == {"batchItemFailures": []}
    [(key, stored)] = stage.stored("archive").items()
    assert stored == file.content
    [message] = [parse_ingest(body) for body in stage.waiting("ingest")]
    assert message.archive_key == key
    receipt = stage.files.find(file_id=message.file_id, partner_id=file.partner_id)
    assert receipt is not None
    assert (receipt.status, receipt.channel, receipt.name) == (
        FileStatus.QUEUED,
        "sftp",
        "a b+c é.x12",
    )
    [heard] = [json.loads(body) for body in eventually(lambda: stage.waiting("heard"))]
    assert (heard["detail-type"], heard["detail"]["subject_id"]) == (
        "file.received",
        receipt.file_id,
    )
    [rows] = [json.loads(body) for body in stage.waiting("audit")]
    assert (rows["dataset"], rows["rows"][0]["channel"]) == ("files", "sftp")


def test_given_one_bad_message_among_others_when_handled_then_it_alone_fails(
    stage: IntakeStage,
    odd: dict[Malformation, SimulatedFile],
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    good, quarantined = odd[Malformation.NONE], odd[Malformation.NOT_X12]
    gone = stage.arrive("billing/ZT0001-gone.x12", b"x")
    stage.remove("billing/ZT0001-gone.x12")

    answer = handler(
        messages(
            gone,
            "no JSON at all",
            stage.arrive(f"{quarantined.partner_id}/ZT0002.x12", quarantined.content),
            stage.arrive(f"{good.partner_id}/ZT0003.x12", good.content),
            {"schema_version": 1, "delivery_id": "dlv_unknown"},
            {"detail-type": "Object Created", "detail": {"object": {"key": "ZT0004"}}},
        ),
        CONTEXT,
    )

    failed = [item["itemIdentifier"] for item in answer["batchItemFailures"]]
    assert failed == ["message-1", "message-4", "message-5"]
    assert list(stage.stored("quarantine").values()) == [quarantined.content]
    assert list(stage.stored("archive").values()) == [good.content]
    lines = log_lines(caplog)
    assert [line["event"] for line in lines] == [
        "file_removed",
        "refused",
        "file_quarantined",
        "file_received",
        "refused",
        "refused",
    ]
    assert lines[0]["reason"] == "INTAKE_OBJECT_REMOVED"
    assert lines[4]["code"] == "ARRIVAL_UNKNOWN"
    metrics = capsys.readouterr().out
    counted = json.loads(metrics)
    assert (counted["FilesReceived"], counted["FilesQuarantined"]) == ([1.0], [1.0])
    assert counted["FilesRemoved"] == [1.0]
    assert counted["MessagesRefused"] == [1.0] * 3
    assert "ZT" not in repr(lines) + metrics


def test_given_the_same_file_twice_when_received_then_the_second_is_logged_as_repeated(
    stage: IntakeStage, odd: dict[Malformation, SimulatedFile], caplog: pytest.LogCaptureFixture
) -> None:
    file = odd[Malformation.NONE]
    for name in ("one.x12", "two.x12"):
        handler(messages(stage.arrive(f"{file.partner_id}/{name}", file.content)), CONTEXT)

    events = [line["event"] for line in log_lines(caplog)]
    assert events == ["file_received", "file_repeated"]
    assert len(stage.waiting("ingest")) == 1
