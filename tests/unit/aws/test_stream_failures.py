"""Records that Lambda gave up are read again; what is kept no more is named by its time."""

import json
from typing import Any

import pytest

from claimtrail.aws.claims.stream import stored_items
from claimtrail.aws.core.messages.stream_failures import (
    EMPTY_PAGES,
    StreamBatch,
    StreamReader,
    StreamTrimmedError,
    stream_batch_of,
)
from claimtrail.bootstrap.claims.projection import ClaimProjection
from claimtrail.bootstrap.claims.publication import ClaimPublication
from claimtrail.bootstrap.claims.stream_recovery import RECORDS_AT_ONCE, StreamRecovery
from claimtrail.claims.projection.projector import Projector
from claimtrail.claims.publishing.publication import Publication
from claimtrail.claims.store import documents
from claimtrail.incidents.service import Grouper
from claimtrail.kernel.deadline import OutOfTimeError
from tests.harness.aws.stream_records import (
    FIRST_NUMBER,
    SHARD,
    STREAM,
    MemoryStream,
    failure_record,
    stored_record,
)
from tests.harness.claims.claim_events import CLAIM_ID, INFERRING, NOW, accepted_claim
from tests.twins.claims import MemoryClaimStore
from tests.twins.figures import FigureQueue
from tests.twins.incidents import MemoryIncidentStore
from tests.twins.kernel import MemoryPublisher
from tests.twins.trail import MemoryRowSink

pytestmark = pytest.mark.capability("C1.2")
EVENTS = accepted_claim()


def image(number: int) -> dict[str, Any]:
    event = EVENTS[number]
    return {
        "pk": {"S": f"claim#{event.claim_id}"},
        "sk": {"S": f"event#{event.event_id}"},
        "document": {"S": documents.dump_event(event)},
    }


def records(count: int = 3) -> list[dict[str, Any]]:
    """The events of one claim, again and again."""
    return [stored_record(number, image(number % len(EVENTS))) for number in range(count)]


def batch(first: int, last: int) -> StreamBatch:
    found = stream_batch_of(json.dumps(failure_record(first, last)))
    assert found
    return found


class Deferred:
    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def defer(self, message: str) -> None:
        self.messages.append(json.loads(message))


def recovery(stream: MemoryStream, bus: MemoryPublisher) -> StreamRecovery:
    return StreamRecovery(
        consumer="project_claims",
        reader=StreamReader(stream),
        publisher=bus,
        clock=lambda: NOW,
    )


def projection(
    stream: MemoryStream, store: MemoryClaimStore, bus: MemoryPublisher, deferred: Deferred
) -> ClaimProjection:
    projector = Projector(store=store, reader=store, policy=lambda _: INFERRING, clock=lambda: NOW)
    return ClaimProjection(
        projector=projector,
        deferral=deferred,  # type: ignore[arg-type]
        recovery=recovery(stream, bus),
    )


@pytest.mark.parametrize("condition", ["RetryAttemptsExhausted", "RecordAgeExceeded"])
def test_the_place_of_a_batch_is_read_as_lambda_sends_it(condition: str) -> None:
    found = stream_batch_of(json.dumps(failure_record(0, 1, condition=condition)))

    assert found
    assert (found.stream_arn, found.shard_id, found.size) == (STREAM, SHARD, 2)
    assert (int(found.first), int(found.last)) == (FIRST_NUMBER, FIRST_NUMBER + 1)
    assert (found.until - found.since).total_seconds() == 2


def test_other_messages_are_no_batch_and_a_broken_one_says_which_field() -> None:
    assert stream_batch_of('{"schema_version":1,"claim_id":"clm_1"}') is None
    broken = failure_record(0, 1)
    del broken["DDBStreamBatchInfo"]["shardId"]
    with pytest.raises(ValueError, match=r"DDBStreamBatchInfo\.shardId"):
        stream_batch_of(json.dumps(broken))


@pytest.mark.parametrize("page", [1, 2, 50])
def test_exactly_the_records_of_the_batch_are_read_again_page_by_page(page: int) -> None:
    stream = MemoryStream(records(9), page=page)

    found = list(StreamReader(stream).records_of(batch(3, 6)))

    assert found == stream.records[3:7]


def test_what_is_kept_of_a_batch_is_read_and_the_rest_is_said_to_be_gone() -> None:
    stream = MemoryStream(records(9), trimmed=5)
    again = StreamReader(stream).records_of(batch(3, 6))

    assert [next(again), next(again)] == stream.records[5:7]
    with pytest.raises(StreamTrimmedError, match="STREAM_TRIMMED"):
        next(again)

    assert list(StreamReader(stream).records_of(batch(6, 7))) == stream.records[6:8]


def test_a_shard_that_is_gone_or_empty_ends_after_few_pages() -> None:
    gone = MemoryStream(records(9), shard="shardId-2")
    with pytest.raises(StreamTrimmedError):
        list(StreamReader(gone).records_of(batch(0, 1)))
    assert gone.pages == 0

    empty = MemoryStream(records(9), trimmed=9)
    with pytest.raises(StreamTrimmedError):
        list(StreamReader(empty).records_of(batch(0, 1)))
    assert empty.pages <= 2 * EMPTY_PAGES


def test_reading_stops_before_its_time_is_up() -> None:
    with pytest.raises(OutOfTimeError):
        list(StreamReader(MemoryStream(records(9)), lambda: 5.0).records_of(batch(0, 3)))


def test_a_failed_batch_is_projected_from_the_queue_as_if_it_had_never_failed() -> None:
    store, bus, deferred = MemoryClaimStore(), MemoryPublisher(), Deferred()
    store.append_events(EVENTS)
    stream = MemoryStream(records(RECORDS_AT_ONCE + 20))
    body = json.dumps(failure_record(0, RECORDS_AT_ONCE + 10))

    done = projection(stream, store, bus, deferred).take_message(body, 1)

    claim = store.find(CLAIM_ID)
    assert claim
    assert (claim.version, claim.event_count, done.changed) == (1, len(EVENTS), 1)
    assert (deferred.messages, dict(bus.events)) == ([], {})


def test_a_record_that_cannot_be_read_waits_by_its_key_and_costs_no_other() -> None:
    store, bus, deferred = MemoryClaimStore(), MemoryPublisher(), Deferred()
    store.append_events(EVENTS)
    bad = {**image(0), "packed": {"B": "!"}}
    del bad["document"]
    at_stream = [stored_record(0, bad), *records(3)[1:]]

    done = projection(MemoryStream([]), store, bus, deferred).take_stream({"Records": at_stream})

    assert deferred.messages == [
        {"schema_version": 1, "pk": f"claim#{CLAIM_ID}", "sk": f"event#{EVENTS[0].event_id}"}
    ]
    assert (done.changed, len(done.errors)) == (1, 1)


def test_a_version_that_cannot_be_read_is_published_from_the_table() -> None:
    store, deferred = MemoryClaimStore(), Deferred()
    publication = ClaimPublication(
        publication=Publication(
            publisher=MemoryPublisher(), sink=MemoryRowSink(), shelf=store, figures=FigureQueue()
        ),
        deferral=deferred,  # type: ignore[arg-type]
        recovery=recovery(MemoryStream([]), MemoryPublisher()),
    )
    bad = {"pk": {"S": "claim#clm_1"}, "sk": {"S": "claim"}, "version": {"N": "three"}}

    done = publication.take_stream({"Records": [stored_record(0, bad, is_insert=False)]})

    assert deferred.messages == [{"schema_version": 1, "pk": "claim#clm_1", "sk": "claim"}]
    assert done.errors == ("ValueError",)


def test_facts_written_over_and_removals_are_no_news() -> None:
    removed = {**stored_record(1, image(0)), "eventName": "REMOVE"}
    del removed["dynamodb"]["NewImage"]

    found = stored_items([removed, stored_record(2, image(1), is_insert=False)])

    assert found == ([], [])


def test_a_claim_that_left_the_list_of_those_due_is_no_news() -> None:
    """Its version was published when it was stored; a restored one is inserted."""
    delisted = "clm_1"
    item = {
        "pk": {"S": f"claim#{delisted}"},
        "sk": {"S": "claim"},
        "version": {"N": "1"},
        "document": {"S": "{}"},
        "due_delisted": {"BOOL": True},
    }

    changed = stored_items([stored_record(0, item, is_insert=False)])
    restored = stored_items([stored_record(1, item)])

    assert changed == ([], [])
    assert [one.subject_id for one in restored.items] == [delisted]


def test_a_batch_that_nobody_keeps_is_an_incident_that_names_its_time() -> None:
    store, bus = MemoryClaimStore(), MemoryPublisher()
    incidents = MemoryIncidentStore()
    grouper = Grouper(store=incidents, publisher=MemoryPublisher(), clock=lambda: NOW)
    lost = MemoryStream(records(9), trimmed=9)
    body = json.dumps(failure_record(0, 3))

    for _ in range(2):
        projection(lost, store, bus, Deferred()).take_message(body, 1)

    [event] = bus.events.values()
    found = incidents.get(grouper.take(event) or "")
    assert found
    assert found.code == "2026-11-14T00:13:19.000Z..2026-11-14T00:13:21.000Z"
    assert any("claimtrail republish --since" in step for step in found.remediation)
    assert any("claimtrail reproject --since" in step for step in found.remediation)
