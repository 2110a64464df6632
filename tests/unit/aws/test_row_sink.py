"""Given any number of rows, SQS takes all of them, or the sender hears of it."""

import json
from typing import Any

import pytest

from claimtrail.aws.trail.row_sink import SqsRowSink
from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.kernel.retry import REFUSED_ENTRY

KIB = 1024


class FakeQueue:
    """Holds SQS's own limits, and refuses what `faults` says, one call after the other."""

    def __init__(self, *faults: dict[str, bool]) -> None:
        self.bodies: list[str] = []
        self.calls = 0
        self._faults = list(faults)

    def send_message_batch(self, *, QueueUrl: str, Entries: list[Any]) -> Any:
        assert QueueUrl == "queue"
        assert 1 <= len(Entries) <= 10
        assert sum(len(entry["MessageBody"].encode()) for entry in Entries) <= 256 * KIB
        self.calls += 1
        faults = self._faults.pop(0) if self._faults else {}
        failed = []
        for entry in Entries:
            if entry["Id"] in faults:
                fault = faults[entry["Id"]]
                failed.append({"Id": entry["Id"], "Code": "Busy", "SenderFault": fault})
            else:
                self.bodies.append(entry["MessageBody"])
        return {"Failed": failed} if failed else {"Successful": []}

    @property
    def rows(self) -> list[Any]:
        messages = [json.loads(body) for body in self.bodies]
        assert {message["dataset"] for message in messages} <= {"files"}
        return [row for message in messages for row in message["rows"]]


def send(queue: FakeQueue, rows: list[dict[str, Any]]) -> list[float]:
    pauses: list[float] = []
    SqsRowSink(queue, "queue", pause=pauses.append).send("files", rows)
    return pauses


@pytest.mark.parametrize("width", [10, 30 * KIB, 90 * KIB], ids=["small", "wide", "huge"])
@pytest.mark.parametrize("count", [0, 1, 9, 25, 400])
def test_rows_travel_in_batches_that_sqs_takes(count: int, width: int) -> None:
    queue = FakeQueue()
    rows = [{"n": n, "text": "é" * (width // 6)} for n in range(count)]

    send(queue, rows)

    assert queue.rows == rows


def test_small_rows_share_messages() -> None:
    queue = FakeQueue()

    send(queue, [{"n": n} for n in range(400)])

    assert len(queue.bodies) == 1


def test_rows_of_several_datasets_share_a_request() -> None:
    queue = FakeQueue()
    rows = {"files": [{"n": 1}], "findings": [], "audit": [{"n": 2}, {"n": 3}]}

    SqsRowSink(queue, "queue").send_all(rows)

    messages = [json.loads(body) for body in queue.bodies]
    assert {one["dataset"]: one["rows"] for one in messages} == {
        "files": [{"n": 1}],
        "audit": [{"n": 2}, {"n": 3}],
    }
    assert queue.calls == 1


def test_entries_that_failed_are_sent_again_and_only_those() -> None:
    queue = FakeQueue({"1": False, "2": False}, {"2": False})
    rows = [{"n": n, "text": "x" * 30 * KIB} for n in range(3)]

    pauses = send(queue, rows)

    assert sorted(row["n"] for row in queue.rows) == [0, 1, 2]
    assert len(pauses) == 2
    assert all(0 <= pause <= most for pause, most in zip(pauses, (0.2, 0.4), strict=True))


def test_when_sqs_keeps_refusing_the_sender_hears_of_it() -> None:
    queue = FakeQueue(*[{"0": False}] * 9)

    with pytest.raises(ClaimTrailError, match="AUDIT_ROWS_NOT_SENT: SQS refused 1 entries: Busy"):
        send(queue, [{"n": 1}])
    assert queue.calls == REFUSED_ENTRY.attempts


def test_a_fault_of_the_senders_is_not_tried_again() -> None:
    queue = FakeQueue({"0": True})

    with pytest.raises(ClaimTrailError, match="AUDIT_ROWS_NOT_SENT"):
        send(queue, [{"n": 1}])
    assert queue.calls == 1


def test_a_row_beyond_the_limit_is_named_before_anything_of_its_batch_is_sent() -> None:
    with pytest.raises(ClaimTrailError, match="exceeds SQS's 256 KiB"):
        send(FakeQueue(), [{"text": "x" * 257 * KIB}])
