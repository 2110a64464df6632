"""Given a handler that is observed, its lines, metrics and traces tell what happened, never PHI."""

import io
import json
import socket
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pydantic import BaseModel

from claimtrail.aws.core.messages.queue_batch import work_off
from claimtrail.aws.core.telemetry.log_events import SharedLogEvent
from claimtrail.aws.core.telemetry.logs import LOGGER, note
from claimtrail.aws.core.telemetry.metrics import METRICS
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.aws.core.telemetry.tracing import annotate
from claimtrail.intake.log_events import IntakeLogEvent
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from tests.harness.invocation import CONTEXT

PHI = "ZT0001 DOE JANE"
TRACE = "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1"


class Patient(BaseModel):
    """A model whose errors quote what they were given."""

    born: int


class ExpectedError(Exception):
    """An answer to the caller."""


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "receive_file")
    monkeypatch.setenv("CLAIMTRAIL_STAGE", "prod")
    monkeypatch.setattr(METRICS.provider, "service", "receive_file")
    monkeypatch.delenv("AWS_XRAY_DAEMON_ADDRESS", raising=False)


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Gives the lines that were logged, as CloudWatch has them."""
    stream = io.StringIO()
    handler = LOGGER.registered_handler
    before = handler.setStream(stream)  # type: ignore[attr-defined]
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    handler.setStream(before)  # type: ignore[attr-defined]


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """X-Ray's daemon, as Lambda offers it to a sampled invocation."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(2)
        host, port = listening.getsockname()
        monkeypatch.setenv("AWS_XRAY_DAEMON_ADDRESS", f"{host}:{port}")
        monkeypatch.setenv("_X_AMZN_TRACE_ID", TRACE)
        yield listening


def failing(error: Exception) -> Callable[[dict[str, Any], Any], Any]:
    @observed()
    def handler(_event: dict[str, Any], _context: Any) -> None:
        raise error

    return handler


def errors() -> list[Exception]:
    """Errors whose texts hold PHI, as libraries make them."""
    refused = ClientError({"Error": {"Code": "AccessDenied", "Message": PHI}}, "PutItem")
    chained = ValueError(PHI)
    chained.__cause__ = KeyError(PHI)
    try:
        Patient.model_validate({"born": PHI})
    except ValueError as error:
        return [refused, chained, error]
    raise AssertionError


def test_given_an_invocation_then_each_line_has_its_request_and_function(
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    @observed()
    def handler(_event: dict[str, Any], _context: Any) -> str:
        note(IntakeLogEvent.ARRIVAL_QUEUED, delivery_id="dlv_1")
        note(IntakeLogEvent.FILE_REPEATED, file_id="fil_1")
        return "done"

    assert handler({"name": PHI}, CONTEXT) == "done"

    assert [
        (line["event"], line["level"], line["function_request_id"], "cold_start" in line)
        for line in lines()
    ] == [
        ("arrival_queued", "INFO", CONTEXT.aws_request_id, True),
        ("file_repeated", "INFO", CONTEXT.aws_request_id, True),
    ]
    assert {line["location"].partition(":")[0] for line in lines()} == {"handler"}
    assert PHI not in json.dumps(lines())


def test_given_counted_lines_then_one_metric_line_has_sums_by_function_and_stage_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    @observed()
    def handler(_event: dict[str, Any], _context: Any) -> None:
        note(IntakeLogEvent.FILE_RECEIVED, file_id="fil_1", partner_id="billing")
        note(IntakeLogEvent.SETS_INGESTED, 3, file_id="fil_1")
        note(IntakeLogEvent.SETS_INGESTED, 4, file_id="fil_1")
        note(IntakeLogEvent.ARRIVAL_QUEUED, delivery_id="dlv_1")
        note(IntakeLogEvent.FILE_RECEIVED, file_id="fil_2", partner_id="synthetic-biller")

    handler({}, CONTEXT)

    [line] = capsys.readouterr().out.splitlines()
    metrics = json.loads(line)
    [described] = metrics.pop("_aws")["CloudWatchMetrics"]
    assert described["Namespace"] == "ClaimTrail"
    assert [sorted(names) for names in described["Dimensions"]] == [["service", "stage"]]
    assert {name: value for name, value in metrics.items() if name not in {"service", "stage"}} == {
        "FilesReceived": [1.0],
        "SetsIngested": [3.0, 4.0],
    }
    assert (metrics["service"], metrics["stage"]) == ("receive_file", "prod")


def test_given_two_invocations_then_each_counts_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    @observed()
    def handler(event: dict[str, Any], _context: Any) -> None:
        if "count" in event:
            note(IntakeLogEvent.FILE_RECEIVED)

    for event in ({"count": 1}, {"count": 1}, {}):
        handler(event, CONTEXT)

    metrics = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["FilesReceived"] for each in metrics] == [[1.0], [1.0]]


@pytest.mark.capability("C5.1")
@pytest.mark.parametrize("number", range(3))
def test_given_an_error_that_quotes_phi_then_neither_log_nor_metric_nor_lambda_has_it(
    number: int,
    lines: Callable[[], list[dict[str, Any]]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = errors()[number]

    with pytest.raises(ClaimTrailError) as raised:
        failing(error)({"name": PHI}, CONTEXT)

    assert type(raised.value).__name__ == type(error).__name__
    [line] = lines()
    assert (line["level"], line["event"]) == ("ERROR", "function_failed")
    assert line["code"] in {"PutItem:AccessDenied", "ValueError", "ValidationError"}
    out = capsys.readouterr().out
    assert json.loads(out)["FunctionsFailed"] == [1.0]
    logged_by_lambda = "".join(traceback.format_exception(raised.value))
    for text in (json.dumps(line), out, logged_by_lambda, str(raised.value)):
        assert PHI not in text


def test_given_an_error_of_ours_then_it_is_raised_as_it_is_and_its_line_explains_it(
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    explanation = Explanation(code="GONE", what="a file", where="fil_1", next_step="Drop it.")

    with pytest.raises(ClaimTrailError, match="GONE"):
        failing(ClaimTrailError(explanation))({}, CONTEXT)

    [line] = lines()
    assert (line["code"], line["where"], line["next_step"]) == ("GONE", "fil_1", "Drop it.")


def test_given_an_expected_error_then_it_is_an_answer_and_no_failure(
    lines: Callable[[], list[dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    @observed(expected=(ExpectedError,))
    def handler(_event: dict[str, Any], _context: Any) -> None:
        raise ExpectedError("esc_1")

    with pytest.raises(ExpectedError, match="esc_1"):
        handler({}, CONTEXT)

    assert lines() == []
    assert capsys.readouterr().out == ""


@pytest.mark.capability("C5.1")
def test_given_a_message_that_fails_then_its_line_is_an_error_with_place_and_without_body(
    lines: Callable[[], list[dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    @observed()
    def handler(event: dict[str, Any], context: Any) -> Any:
        return work_off(event, context, take=Patient.model_validate_json)

    record = {"messageId": "m0", "eventSource": "aws:sqs", "body": json.dumps({"born": PHI})}
    answer = handler({"Records": [record]}, CONTEXT)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    [line] = lines()
    assert (line["level"], line["event"], line["message_id"]) == (
        "ERROR",
        SharedLogEvent.REFUSED,
        "m0",
    )
    assert line["code"] == "ValidationError"
    assert line["raised_at"].startswith("claimtrail.aws.core.messages.queue_batch:")
    out = capsys.readouterr().out
    assert json.loads(out)["MessagesRefused"] == [1.0]
    assert PHI not in json.dumps(line) + out


def test_given_a_sampled_trace_then_it_is_annotated_with_ids(daemon: socket.socket) -> None:
    @observed()
    def handler(_event: dict[str, Any], _context: Any) -> None:
        annotate(file_id="fil_1", claim_id="")

    handler({"name": PHI}, CONTEXT)

    header, _, text = daemon.recv(65_536).decode().partition("\n")
    document = json.loads(text)
    assert json.loads(header) == {"format": "json", "version": 1}
    assert document["annotations"] == {"file_id": "fil_1"}
    assert (document["type"], document["name"], document["fault"]) == (
        "subsegment",
        "receive_file",
        False,
    )
    assert document["trace_id"] == "1-67891233-abcdef012345678912345678"
    assert document["parent_id"] == "53995c3f42cd8ad8"
    assert document["start_time"] <= document["end_time"]
    assert PHI not in text


@pytest.mark.parametrize(
    ("name", "value"),
    [("_X_AMZN_TRACE_ID", TRACE.replace("Sampled=1", "Sampled=0")), ("_X_AMZN_TRACE_ID", "")],
)
def test_given_no_sampled_trace_then_nothing_is_sent(
    daemon: socket.socket, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    @observed()
    def handler(_event: dict[str, Any], _context: Any) -> None:
        annotate(file_id="fil_1")

    handler({}, CONTEXT)

    daemon.settimeout(0.1)
    with pytest.raises(TimeoutError):
        daemon.recv(65_536)
