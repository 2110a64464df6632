"""Given hand-made event, saved queries tell what was done about claims, and by whom."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from claimtrail.kernel.clock import utc_now
from tests.harness.trail.saved_rows import DAYS, SQL, event_type, version

pytestmark = pytest.mark.cloud


def test_pending_claims_past_their_window_show_what_the_escalation_did_last(lake: Any) -> None:
    today = utc_now().date()
    day = {name: (today + timedelta(days=n)).isoformat() for name, n in DAYS.items()}
    lake.write(
        "claim_versions",
        [
            version(
                "late", 1, "SYNTAX_ACCEPTED", expected_word="277CA", escalate_on=day["three_ago"]
            ),
            version("today", 1, "IN_PROCESS", escalate_on=day["today"]),
            version("early", 1, "ACCEPTED", escalate_on=day["tomorrow"]),
            version("done", 1, "ACCEPTED", escalate_on=day["three_ago"]),
            version("done", 2, "PAID"),
        ],
    )
    lake.write(
        "audit",
        [
            event_type("1", "escalation.started", "2026-03-02T01:00:00.000Z", claim_id="late"),
            event_type("2", "ticket.opened", "2026-03-02T02:00:00.000Z", claim_id="late"),
            event_type("3", "claim.held", "2026-03-02T03:00:00.000Z", claim_id="late"),
        ],
    )

    answer = lake.ask(SQL["claims_pending_past_window"])

    shown = ("claim_id", "expected_word", "days_past", "last_step")
    assert [tuple(row[name] for name in shown) for row in answer] == [
        ("late", "277CA", 4, "ticket.opened"),
        ("today", None, 1, None),
    ]


def test_an_escalation_is_one_row_from_its_start_to_its_end(lake: Any) -> None:
    def step(number: int, detail_type: str, **more: Any) -> dict[str, Any]:
        at = f"2026-03-02T0{number}:00:00.000Z"
        more = {"correlation_id": "esc_1", "claim_id": "a", "payer_id": "larkspur", **more}
        return event_type(str(number), detail_type, at, **more)

    steps = [
        step(1, "escalation.started", detail='{"reason": "no_277ca"}'),
        step(2, "escalation.notified"),
        step(3, "escalation.reminded"),
        step(4, "escalation.reminded"),
        step(5, "ticket.opened", ticket_id="tkt_1"),
        step(6, "escalation.ended"),
    ]
    lake.write("audit", steps)
    lake.write("audit", steps)

    assert lake.ask(SQL["escalations_and_tickets"]) == [
        {
            "escalation_id": "esc_1",
            "claim_id": "a",
            "payer_id": "larkspur",
            "reason": "no_277ca",
            "started_at": "2026-03-02T01:00:00.000Z",
            "notified_at": "2026-03-02T02:00:00.000Z",
            "reminders": 2,
            "escalated_at": None,
            "ticket_opened_at": "2026-03-02T05:00:00.000Z",
            "ticket_id": "tkt_1",
            "ticket_closed_at": None,
            "ended_at": "2026-03-02T06:00:00.000Z",
            "reason_words": "no 277CA",
        }
    ]


@pytest.mark.capability("C3.4")
def test_tickets_of_outcomes_are_counted_by_cause_as_they_stand(lake: Any) -> None:
    def ticket(number: int, name: str, action: str, **more: Any) -> dict[str, Any]:
        cause = {"outcome": "DENIED", "category": "medical necessity", "code": "CO-50"}
        detail = {"cause": cause, "amount_cents": 100 * number, "deadline": "2026-05-01", **more}
        return event_type(
            str(number),
            f"ticket.{action}",
            f"2026-03-02T0{number}:00:00.000Z",
            ticket_id=name,
            correlation_id=more.get("origin", "out_1"),
            payer_id="larkspur",
            detail=json.dumps(detail),
        )

    steps = [
        ticket(1, "tkt_1", "opened"),
        ticket(2, "tkt_2", "opened"),
        ticket(3, "tkt_2", "updated", deadline="2026-04-01"),
        ticket(4, "tkt_3", "opened"),
        ticket(5, "tkt_3", "closed"),
        ticket(6, "tkt_4", "opened", origin="esc_1"),
    ]
    lake.write("audit", steps)
    lake.write("audit", steps)

    assert lake.ask(SQL["tickets_by_cause"]) == [
        {
            "payer_id": "larkspur",
            "outcome": "DENIED",
            "cause": "medical necessity",
            "code": "CO-50",
            "tickets": 3,
            "open_tickets": 2,
            "amount_cents": 900,
            "open_cents": 400,
            "next_deadline": "2026-04-01",
            "amount_dollars": Decimal("9.00"),
            "open_dollars": Decimal("4.00"),
            "outcome_words": "Denied",
        }
    ]


def test_who_looked_at_a_claim_is_reported_newest_first(lake: Any) -> None:
    def access(number: int, claim: str | None) -> dict[str, Any]:
        return {
            "access_id": f"acc_{number}",
            "accessed_at": f"2026-03-0{number}T08:00:00.000Z",
            "actor": "user:ada",
            "purpose": "payment",
            "action": "claim.read",
            "claim_id": claim,
            "fields": "state paid_cents",
            "origin": "127.0.0.1",
        }

    lake.write("access_log", [access(1, "a"), access(2, "a"), access(3, None)])

    answer = lake.ask(SQL["who_accessed_a_claim"])

    assert [(row["actor"], row["purpose"], row["accessed_at"][:10]) for row in answer] == [
        ("user:ada", "payment", "2026-03-02"),
        ("user:ada", "payment", "2026-03-01"),
    ]


@pytest.mark.capability("T1.6")
def test_tickets_of_both_versions_are_counted_under_either(lake: Any) -> None:
    def opened(number: int, after: str = "NEW", **detail: Any) -> dict[str, Any]:
        return event_type(
            f"{number}",
            "ticket.opened" if after == "NEW" else "ticket.closed",
            f"2026-03-02T0{number}:00:00.000Z",
            ticket_id=f"tkt_{detail.pop('of', number)}",
            state_after=after,
            detail=json.dumps(detail),
        )

    late = {"category": "timely filing", "code": "CO-29", "outcome": "DENIED"}
    rows = [
        opened(1, category="denials/denied", cause=late),
        opened(2, category="denials/denied", cause=late),
        opened(3, "CLOSED", of=2, category="denials/denied", cause=late),
        opened(4, category="denial_management/timely_filing", taxonomy_version=2),
        opened(5, category="charge_capture/late_charge", taxonomy_version=2),
    ]
    lake.write("audit", rows)
    lake.write("audit", rows[:1])

    counted = [
        (row["taxonomy_version"], row["category"], row["tickets"], row["open_tickets"])
        for row in lake.ask(SQL["tickets_by_category"])
    ]

    assert counted == [
        (2, "denial_management/timely_filing", 3, 2),
        (2, "charge_capture/late_charge", 1, 1),
        (1, "denials/denied", 3, 2),
        (1, "other/newer_category", 1, 1),
    ]
