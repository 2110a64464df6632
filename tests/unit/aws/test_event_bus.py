"""However many events there are and however long, the bus takes them, or the caller hears of it."""

import json
from typing import Any

import pytest

from claimtrail.aws.core.event_bus import EventBridgePublisher
from claimtrail.kernel.bus import BusEvent, DetailType
from claimtrail.kernel.clock import parse_instant

KIB = 1024


class FakeBus:
    """Holds EventBridge's own limits, and refuses the events that it is reported to."""

    def __init__(self, *refused: str) -> None:
        self.ids: list[str] = []
        self._refused = refused

    def put_events(self, *, Entries: list[dict[str, Any]]) -> dict[str, Any]:
        assert 1 <= len(Entries) <= 10
        lengths = [
            len(entry["Detail"]) + len(entry["DetailType"]) + len(entry["Source"]) + 14
            for entry in Entries
        ]
        assert sum(lengths) <= 256 * KIB
        ids = [json.loads(entry["Detail"])["event_id"] for entry in Entries]
        self.ids += ids
        answers = [{"ErrorCode": "Throttled"} if one in self._refused else {} for one in ids]
        return {"FailedEntryCount": sum(map(bool, answers)), "Entries": answers}


def events(count: int, *, length: int) -> list[BusEvent]:
    return [
        BusEvent(
            event_id=f"bus_{number}",
            detail_type=DetailType.CLAIMS_STATUS_CHANGED,
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


def test_a_refused_event_is_heard_of_by_its_code() -> None:
    with pytest.raises(RuntimeError, match="Throttled"):
        EventBridgePublisher(FakeBus("bus_2"), "bus").publish(events(5, length=10))
