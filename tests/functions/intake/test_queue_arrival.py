"""Given S3's events, queue_arrival queues ids; no name leaves the table, whatever goes wrong."""

import json
import traceback
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from claimtrail.aws.intake.arrivals import DynamoArrivalStore
from claimtrail.bootstrap.intake import arrivals as module
from claimtrail.intake.model.messages import parse_delivery_id
from claimtrail.intake.receive.arrivals import SETTLED, UNFINISHED
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import ClaimTrailError
from functions.intake.queue_arrival import handler
from tests.harness.aws.intake_stage import IntakeStage, intake_stage, log_lines
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud

pytestmark = pytest.mark.cloud

KEY = "billing/ZT0001 DOE JANE.x12"
SCHEDULED = {"detail-type": "Scheduled Event", "source": "aws.events"}


@pytest.fixture
def stage(
    cloud: RunningCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[IntakeStage]:
    with intake_stage(cloud, tmp_path, monkeypatch) as stage:
        yield stage


@pytest.mark.capability("C5.1")
def test_given_an_arrival_when_queued_then_its_message_and_log_line_are_an_id(
    stage: IntakeStage, caplog: pytest.LogCaptureFixture
) -> None:
    handler(stage.drop(KEY, b"x"), CONTEXT)

    [body] = stage.waiting("receive")
    kept = DynamoArrivalStore(stage.cloud.client("dynamodb"), stage.table, clock=utc_now)
    arrival = kept.find(parse_delivery_id(body))
    assert arrival is not None
    assert arrival.key == KEY
    [line] = log_lines(caplog)
    assert (line["event"], line["delivery_id"]) == ("arrival_queued", arrival.delivery_id)
    assert [text for text in (body, repr(line)) if "ZT" in text or "DOE" in text] == []


def test_given_other_events_when_handled_then_nothing_is_queued(stage: IntakeStage) -> None:
    other = stage.drop(KEY, b"x")
    other["detail"]["bucket"]["name"] = "another"
    handler({"Service": "Amazon S3", "Event": "s3:TestEvent"}, CONTEXT)
    handler({"detail-type": "Object Deleted", "detail": {}}, CONTEXT)
    handler(other, CONTEXT)

    assert stage.waiting("receive") == []


@pytest.mark.capability("C1.2")
def test_given_an_upload_that_is_renamed_when_it_arrives_then_its_final_name_alone_is_queued(
    stage: IntakeStage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way = stage.drop("billing/claims.837.part", b"x")
    handler(under_way, CONTEXT)
    assert stage.waiting("receive") == []
    s3 = stage.cloud.client("s3")
    bucket = stage.buckets["inbox"]
    s3.delete_object(Bucket=bucket, Key="billing/claims.837.part")
    handler(stage.drop("billing/claims.837", b"x"), CONTEXT)

    assert len(stage.waiting("receive")) == 1
    assert [line["event"] for line in log_lines(caplog)] == ["upload_under_way", "arrival_queued"]
    later = utc_now() + UNFINISHED
    monkeypatch.setattr(module, "utc_now", lambda: later)
    handler(SCHEDULED, CONTEXT)
    assert stage.waiting("receive") == []


@pytest.mark.capability("C1.2")
def test_given_an_upload_that_nobody_renames_when_an_hour_is_over_then_the_sweep_queues_it(
    stage: IntakeStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler(stage.drop("billing/claims.837.filepart", b"x"), CONTEXT)
    handler({**SCHEDULED, "detail": {"settled_seconds": 0}}, CONTEXT)
    assert stage.waiting("receive") == []
    later = utc_now() + UNFINISHED
    monkeypatch.setattr(module, "utc_now", lambda: later)

    handler(SCHEDULED, CONTEXT)
    handler(SCHEDULED, CONTEXT)

    assert len(stage.waiting("receive")) == 1


def test_given_a_lost_event_when_the_schedule_sweeps_then_the_file_is_queued_once(
    stage: IntakeStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.drop(KEY, b"x")
    handled = stage.drop("billing/dropped.x12", b"x")
    handler(handled, CONTEXT)
    assert len(stage.waiting("receive")) == 1
    later = utc_now()
    monkeypatch.setattr(module, "utc_now", lambda: later + SETTLED)

    handler(SCHEDULED, CONTEXT)
    handler(SCHEDULED, CONTEXT)

    assert len(stage.waiting("receive")) == 1


def test_given_a_sweep_of_all_that_is_there_then_a_young_lost_arrival_is_queued(
    stage: IntakeStage,
) -> None:
    stage.drop(KEY, b"x")

    handler({**SCHEDULED, "detail": {"settled_seconds": 0}}, CONTEXT)

    assert len(stage.waiting("receive")) == 1


@pytest.mark.capability("C1.2")
def test_given_a_file_older_than_the_hourly_sweep_looks_when_the_daily_one_runs_then_it_is_queued(
    stage: IntakeStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.drop(KEY, b"x")
    later = utc_now() + timedelta(days=3)
    monkeypatch.setattr(module, "utc_now", lambda: later)
    handler(SCHEDULED, CONTEXT)
    assert stage.waiting("receive") == []

    handler({**SCHEDULED, "detail": {"sweep": "whole"}}, CONTEXT)

    assert len(stage.waiting("receive")) == 1


@pytest.mark.capability("C5.1")
@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "AccessDenied", "Message": KEY}}, "PutItem"),
        ValueError(KEY),
    ],
    ids=["an error of AWS", "another error"],
)
def test_given_an_error_that_quotes_the_key_when_it_is_raised_then_lambda_logs_no_name(
    stage: IntakeStage, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(module, "queue_arrival", fail)

    with pytest.raises(ClaimTrailError) as raised:
        handler(stage.drop(KEY, b"x"), CONTEXT)

    assert "ZT" not in "".join(traceback.format_exception(raised.value))


def test_given_an_event_without_a_key_when_handled_then_its_text_is_not_told(
    stage: IntakeStage,
) -> None:
    event = stage.drop(KEY, b"x")
    event["detail"]["object"]["key"] = ["ZT"]

    with pytest.raises(ClaimTrailError) as raised:
        handler(event, CONTEXT)

    assert "ZT" not in json.dumps(str(raised.value))
