"""Arrivals: what is queued is an id, a crash loses none, and a sweep finds what S3 left out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NoReturn

import pytest

from claimtrail.intake.model.messages import Arrival
from claimtrail.intake.receive.arrivals import (
    SETTLED,
    SWEPT,
    UNFINISHED,
    FoundObject,
    find_arrival,
    queue_arrival,
    queue_missed,
    temporary_names_of,
)
from claimtrail.kernel.errors import NotFoundError
from tests.harness.intake.intake_fixture import demo_partners
from tests.twins.arrivals import MemoryArrivalQueue, MemoryArrivalStore

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
NAME = "DOE JANE 1961-02-03.x12"


PARTNERS = demo_partners()
UNDER_WAY = temporary_names_of(PARTNERS)


def arrived(age: timedelta, version: str = "v1", *, key: str = f"payer-a/{NAME}") -> Arrival:
    return Arrival(
        bucket="inbox",
        key=key,
        version_id=version,
        sequencer="",
        occurred_at=NOW - age,
    )


class Inbox:
    def __init__(self, *arrivals: Arrival) -> None:
        self.arrivals = arrivals

    def objects_between(self, first: datetime, last: datetime) -> Iterator[FoundObject]:
        for each in self.arrivals:
            if first <= each.occurred_at <= last:
                yield FoundObject(each, is_current=each.version_id != "replaced")


def swept(
    arrival: Arrival, *, arrivals: MemoryArrivalStore, queue: MemoryArrivalQueue
) -> list[str]:
    return queue_missed(
        Inbox(arrival), arrivals=arrivals, queue=queue, is_under_way=UNDER_WAY, now=NOW
    )


class Refusing(MemoryArrivalQueue):
    def send_arrival(self, message: object) -> NoReturn:  # noqa: ARG002 - the port's
        raise TimeoutError


@pytest.mark.capability("C5.1")
def test_a_message_holds_nothing_of_the_files_name() -> None:
    arrivals, queue = MemoryArrivalStore(), MemoryArrivalQueue()

    queue_arrival(arrived(SETTLED), arrivals=arrivals, queue=queue)

    [message] = queue.messages
    text = message.model_dump_json()
    assert [part for part in ("DOE", "JANE", "1961", "payer-a") if part in text] == []
    assert find_arrival(message.delivery_id, arrivals=arrivals).name == NAME


def test_a_crash_between_keeping_and_queueing_is_made_good_by_the_sweep() -> None:
    arrivals, queue = MemoryArrivalStore(), MemoryArrivalQueue()
    arrival = arrived(SETTLED)
    with pytest.raises(TimeoutError):
        queue_arrival(arrival, arrivals=arrivals, queue=Refusing())

    missed = swept(arrival, arrivals=arrivals, queue=queue)

    assert missed == [arrival.delivery_id]
    assert swept(arrival, arrivals=arrivals, queue=queue) == []
    assert [message.delivery_id for message in queue.messages] == missed


@pytest.mark.parametrize(
    ("age", "queued"),
    [
        (timedelta(0), 0),
        (SETTLED, 1),
        (SWEPT, 1),
        (SWEPT + timedelta(seconds=1), 0),
    ],
)
def test_a_sweep_leaves_events_under_way_alone_and_looks_back_as_far_as_they_may_be_late(
    age: timedelta, queued: int
) -> None:
    queue = MemoryArrivalQueue()

    swept(arrived(age), arrivals=MemoryArrivalStore(), queue=queue)

    assert len(queue.messages) == queued


def test_an_arrival_that_is_not_kept_is_refused_by_its_id() -> None:
    with pytest.raises(NotFoundError, match="dlv_gone"):
        find_arrival("dlv_gone", arrivals=MemoryArrivalStore())


@pytest.mark.capability("C1.2")
@pytest.mark.parametrize(
    ("age", "version", "queued"),
    [
        (UNFINISHED - timedelta(seconds=1), "v1", 0),
        (UNFINISHED, "v1", 1),
        (UNFINISHED, "replaced", 0),
    ],
    ids=["under way", "left for an hour", "renamed"],
)
def test_an_upload_that_keeps_its_temporary_name_is_queued_in_the_end(
    age: timedelta, version: str, queued: int
) -> None:
    arrival = arrived(age, version, key="cedar-medicare/277.x12.PART")

    found = swept(arrival, arrivals=MemoryArrivalStore(), queue=MemoryArrivalQueue())

    assert len(found) == queued
