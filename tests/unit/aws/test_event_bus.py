"""However many events there are and however long, the bus takes them, or the caller hears of it."""

import json
from typing import Any

import pytest

from claimtrail.aws.core.messages.event_bus import EventBridgePublisher
from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.clock import parse_instant
from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.kernel.retry import REFUSED_ENTRY

KIB = 1024


class FakeBus:
    """Holds EventBridge's own limits, and refuses the events that it is reported to."""

    def __init__(self, *refused: str, times: int = 99) -> None:
        self.ids: list[str] = []
        self.pauses: list[float] = []
        self._refused = refused
        self._times = times
        """The requests that refuse them."""

    def put_events(self, *, Entries: list[dict[str, Any]]) -> dict[str, Any]:
        assert 1 <= len(Entries) <= 10
        lengths = [
            len(entry["Detail"]) + len(entry["DetailType"]) + len(entry["Source"]) + 14
            for entry in Entries
        ]
        assert sum(lengths) <= 256 * KIB
        ids = [json.loads(entry["Detail"])["event_id"] for entry in Entries]
        refused = self._refused if self._times > 0 else ()
        self._times -= 1
        self.ids += [one for one in ids if one not in refused]
        answers = [{"ErrorCode": "Throttled"} if one in refused else {} for one in ids]
        return {"FailedEntryCount": sum(map(bool, answers)), "Entries": answers}


def events(count: int, *, length: int) -> list[BusEvent]:
    return [
        BusEvent(
            event_id=f"bus_{number}",
            detail_type=ClaimDetailType.CLAIMS_STATUS_CHANGED,
            subject_id="fil_1",
            occurred_at=parse_instant("2026-11-26T08:00:00Z"),
            actor="payer:granite-health",
            correlation_id="fil_1",
            detail={"claims": ["x" * length]},
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("length", [10, 60 * KIB, 120 * KIB], ids=["short", "long", "longer"])
@pytest.mark.parametrize("count", [0, 1, 10, 23])
def test_events_travel_in_batches_that_the_bus_takes(count: int, length: int) -> None:
    bus = FakeBus()

    EventBridgePublisher(bus, "bus").publish(events(count, length=length))

    assert bus.ids == [f"bus_{number}" for number in range(count)]


def test_refused_events_are_sent_again_and_only_those() -> None:
    bus = FakeBus("bus_2", "bus_4", times=2)

    EventBridgePublisher(bus, "bus", pause=bus.pauses.append).publish(events(5, length=10))

    assert bus.ids == ["bus_0", "bus_1", "bus_3", "bus_2", "bus_4"]
    assert len(bus.pauses) == 2


def test_an_event_that_is_refused_again_and_again_is_heard_of_by_its_code() -> None:
    bus = FakeBus("bus_2")

    with pytest.raises(
        ClaimTrailError, match=r"EVENTS_NOT_PUBLISHED.*refused 1 entries: Throttled"
    ):
        EventBridgePublisher(bus, "bus", pause=bus.pauses.append).publish(events(5, length=10))

    assert len(bus.pauses) == REFUSED_ENTRY.attempts - 1
