"""Given hand-made events of tickets, saved queries tell how fast they went, and through whom."""

import json
from typing import Any

import pytest

from tests.harness.trail.saved_rows import SQL, event_type

pytestmark = [pytest.mark.cloud, pytest.mark.capability("T1.6", "T3.3")]

NECESSITY = {"outcome": "DENIED", "category": "medical necessity", "code": "CO-50"}
NEW = {"category": "denial_management/medical_necessity", "taxonomy_version": 2}
OLD = {"category": "denials/denied", "cause": NECESSITY}
DENIALS, ANN = "queue:denials", "user:ann"


def _step(
    number: int, ticket: str, hour: str, action: str, after: str = "NEW", **detail: Any
) -> dict[str, Any]:
    said = {"assigned_to": DENIALS, **(NEW if ticket == "tkt_1" else OLD), **detail}
    return event_type(
        f"{number}",
        f"ticket.{action}",
        f"2026-03-02T{hour}:00.000Z",
        ticket_id=ticket,
        actor=ANN,
        state_after=after,
        chain_seq=number,
        detail=json.dumps(said),
    )


ROWS = [
    _step(1, "tkt_1", "08:00", "opened"),
    _step(2, "tkt_1", "09:30", "noted"),
    _step(3, "tkt_1", "10:00", "handed_over", "ON_HOLD", hand_off={"vendor_id": "summit"}),
    _step(4, "tkt_1", "14:00", "handed_back", "IN_PROGRESS", hand_off={"vendor_id": "summit"}),
    _step(5, "tkt_1", "15:00", "resolved", "RESOLVED"),
    _step(6, "tkt_1", "16:00", "reopened", "REOPENED"),
    _step(7, "tkt_1", "20:00", "resolved", "RESOLVED"),
    _step(8, "tkt_2", "08:00", "opened"),
    _step(9, "tkt_2", "12:00", "sla_warned", clock={"clock_id": "first-response", "percent": 50}),
    _step(10, "tkt_2", "18:00", "sla_breached", clock={"clock_id": "first-response"}),
    _step(
        11, "tkt_2", "18:30", "prioritized", priority=1, changes={"priority": ["4", "1"]},
        override_until="2026-03-04T00:00:00+00:00", override_approved_by="user:max",
        clinical_hold="patient-discharge",
    ),
    _step(12, "tkt_2", "19:00", "assigned", assigned_to=ANN),
    _step(13, "tkt_3", "08:00", "opened"),
]  # fmt: skip


@pytest.fixture
def tickets(lake: Any) -> Any:
    """The lake with the tickets' events, some of which were delivered twice."""
    lake.write("audit", ROWS)
    lake.write("audit", ROWS[3:6])
    return lake


def test_tickets_are_measured_by_category_under_either_version(tickets: Any) -> None:
    def rows(name: str, *columns: str) -> list[tuple[Any, ...]]:
        found = tickets.ask(SQL[name])
        return [tuple(row[one] for one in ("taxonomy_version", *columns)) for row in found]

    new, old = NEW["category"], OLD["category"]
    hours = ("average_hours", "p50_hours", "p90_hours")
    assert rows("ticket_first_response", "category", "tickets", "answered", *hours) == [
        (2, new, 3, 2, 6.3, 1.5, 11.0),
        (1, old, 3, 2, 6.3, 1.5, 11.0),
    ]
    assert rows("ticket_resolution", "category", "tickets", "resolved", "slowest_hours") == [
        (2, new, 1, 1, 12.0),
        (1, old, 1, 1, 12.0),
    ]
    assert rows("ticket_reopen_rate", "ended_tickets", "reopened_tickets", "reopen_rate") == [
        (2, 1, 1, 1.0),
        (1, 1, 1, 1.0),
    ]
    assert rows("ticket_breaches", "category", "clock_id", "breached_tickets", "kept_tickets") == [
        (2, new, "first-response", 1, 0),
        (1, old, "first-response", 1, 0),
    ]


def test_hand_offs_tell_how_long_a_ticket_was_where_and_overrides_who_approved(
    tickets: Any,
) -> None:
    columns = ("holder", "stays", "tickets", "average_hours", "open_stays", "oldest_since")
    held = [tuple(row[one] for one in columns) for row in tickets.ask(SQL["ticket_hand_offs"])]

    # The first one was with the queue from 8 to 15 and from 16 to 20, the second from 8 to 19.
    assert held == [
        (DENIALS, 4, 3, 7.3, 1, "2026-03-02"),
        (ANN, 1, 1, None, 1, "2026-03-02"),
        ("vendor:summit", 1, 1, 4.0, 0, None),
    ]
    [override] = tickets.ask(SQL["ticket_overrides"])
    assert (override["ticket_id"], override["set_by"], override["approved_by"]) == (
        "tkt_2",
        ANN,
        "user:max",
    )
    assert (override["priority_before"], override["priority_after"]) == ("4", "1")
    assert override["clinical_hold"] == "patient-discharge"


@pytest.mark.parametrize("versions", [(1, 2), (None, None)], ids=["numbered", "of before"])
@pytest.mark.parametrize("order", [1, -1])
def test_a_ticket_that_was_routed_as_it_was_opened_is_where_it_was_routed_to(
    lake: Any, versions: tuple[int | None, ...], order: int
) -> None:
    opened, routed = (
        _step(1, "tkt_4", "08:00", action, assigned_to=holder, version=version)
        | {"audit_id": f"evt_{action}"}
        for action, holder, version in zip(
            ("opened", "routed"), ("queue:unallocated", DENIALS), versions, strict=True
        )
    )

    lake.write("audit", [opened, routed][::order])

    held = {row["holder"]: row["open_stays"] for row in lake.ask(SQL["ticket_hand_offs"])}
    assert held == {"queue:unallocated": 0, DENIALS: 1}
