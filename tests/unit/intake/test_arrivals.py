"""Arrivals: what is queued is an id, a crash loses none, and a sweep finds what S3 left out."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NoReturn

import pytest

from claimtrail.intake.model.messages import Arrival
from claimtrail.intake.receive.arrivals import (
    AT_ONCE,
    KEPT,
    LOST,
    RESERVE_SECONDS,
    SETTLED,
    SWEPT,
    UNFINISHED,
    ArrivalMarks,
    FoundObject,
    Sweep,
    find_arrival,
    queue_arrival,
    temporary_names_of,
)
from claimtrail.kernel.deadline import Deadline, no_deadline
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


def sweep(
    *dropped: Arrival,
    arrivals: MemoryArrivalStore,
    queue: MemoryArrivalQueue,
    deadline: Deadline = no_deadline,
) -> Sweep:
    return Sweep(
        inbox=Inbox(*dropped),
        arrivals=arrivals,
        queue=queue,
        is_under_way=UNDER_WAY,
        now=NOW,
        deadline=deadline,
    )


def swept(*dropped: Arrival, arrivals: MemoryArrivalStore, queue: MemoryArrivalQueue) -> list[str]:
    return list(sweep(*dropped, arrivals=arrivals, queue=queue).queue_missed().missed)


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


def whole(dropped: Arrival, arrivals: MemoryArrivalStore) -> list[str]:
    """The queue's messages after two sweeps of all that the inbox keeps."""
    queue = MemoryArrivalQueue()
    for _ in range(2):
        sweep(dropped, arrivals=arrivals, queue=queue).queue_missed(looking_back=KEPT)
    return [message.delivery_id for message in queue.messages]


@pytest.mark.capability("C1.2")
@pytest.mark.parametrize("age", [SETTLED, SWEPT, SWEPT + timedelta(days=3), LOST, KEPT])
def test_a_whole_sweep_finds_an_object_of_any_age_whose_event_was_lost(age: timedelta) -> None:
    dropped = arrived(age)

    assert whole(dropped, MemoryArrivalStore()) == [dropped.delivery_id]


@pytest.mark.capability("C1.2")
@pytest.mark.parametrize(
    ("age", "became", "queued"),
    [
        (LOST, "nothing", 1),
        (LOST - timedelta(seconds=1), "nothing", 0),
        (LOST, "received", 0),
        (LOST, "removed", 0),
    ],
)
def test_what_was_queued_and_came_to_nothing_is_queued_once_more(
    age: timedelta, became: str, queued: int
) -> None:
    arrivals, dropped = MemoryArrivalStore(), arrived(age)
    queue_arrival(dropped, arrivals=arrivals, queue=MemoryArrivalQueue())
    if became == "received":
        arrivals.mark_done(dropped.delivery_id)
    if became == "removed":
        arrivals.mark_removed(dropped.delivery_id, NOW)

    assert whole(dropped, arrivals) == [dropped.delivery_id] * queued


@pytest.mark.capability("C1.2")
def test_a_sweep_ends_in_time_and_the_next_ones_find_the_rest() -> None:
    dropped = [arrived(SETTLED, f"v{number}") for number in range(3 * AT_ONCE)]
    arrivals, queue = MemoryArrivalStore(), MemoryArrivalQueue()
    asked = iter([RESERVE_SECONDS + 1, RESERVE_SECONDS - 1])

    cut = sweep(*dropped, arrivals=arrivals, queue=queue, deadline=lambda: next(asked))
    first = cut.queue_missed()
    rest = sweep(*dropped, arrivals=arrivals, queue=queue).queue_missed()

    assert (len(first.missed), first.is_complete) == (2 * AT_ONCE, False)
    assert (len(rest.missed), rest.is_complete) == (AT_ONCE, True)
    assert len({message.delivery_id for message in queue.messages}) == len(dropped)


class Overtaken(MemoryArrivalStore):
    """Has another sweep run, whole, between a sweep's look and its work."""

    def __init__(self, *dropped: Arrival, queue: MemoryArrivalQueue) -> None:
        super().__init__()
        self._dropped, self._queue, self._is_overtaken = dropped, queue, False

    def marks_of(self, delivery_ids: Sequence[str]) -> dict[str, ArrivalMarks]:
        found = super().marks_of(delivery_ids)
        if not self._is_overtaken:
            self._is_overtaken = True
            sweep(*self._dropped, arrivals=self, queue=self._queue).queue_missed(looking_back=KEPT)
        return found


@pytest.mark.capability("C1.2")
def test_two_sweeps_at_once_queue_the_same_arrival_which_is_received_once() -> None:
    dropped, queue = arrived(SETTLED), MemoryArrivalQueue()
    arrivals = Overtaken(dropped, queue=queue)

    sweep(dropped, arrivals=arrivals, queue=queue).queue_missed()

    assert {message.delivery_id for message in queue.messages} == {dropped.delivery_id}
    assert list(arrivals.arrivals) == [dropped.delivery_id]
    assert swept(dropped, arrivals=arrivals, queue=queue) == []
