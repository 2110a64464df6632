"""Given hand-made claims, saved queries count them as a person would by hand."""

from datetime import timedelta
from typing import Any

import pytest

from claimtrail.kernel.clock import utc_now
from tests.harness.trail.saved_rows import SQL, event_type, fact, version

pytestmark = pytest.mark.cloud


def test_claims_by_status_and_payer_counts_each_claim_where_it_stands_now(lake: Any) -> None:
    rows = [
        version("a", 1, "ACCEPTED"),
        version("a", 2, "PAID", paid_cents=8000),
        version("b", 1, "PAID", paid_cents=1, held_count=2),
        version("c", 1, "DENIED", payer_id="cedar"),
    ]
    lake.write("claim_versions", rows)
    lake.write("claim_versions", rows[1:2])  # a repeat

    answer = lake.ask(SQL["claims_by_status_and_payer"])

    assert [(row["payer_id"], row["state"], row["claims"]) for row in answer] == [
        ("cedar", "DENIED", 1),
        ("larkspur", "PAID", 2),
    ]
    assert answer[1]["charge_cents"] == 20000
    assert answer[1]["paid_cents"] == 8001
    assert answer[1]["oldest_since"] == "2026-03-01"
    assert answer[1]["claims_with_held_evidence"] == 1


def test_days_to_adjudication_count_from_837_to_the_first_835(lake: Any) -> None:
    rows = []
    for number, days in enumerate([10, 12, 14, 30], start=2):
        day = f"2026-03-{number:02d}"
        claim = f"c{number}"
        rows.append(
            fact(claim, "submitted", day, submitted_on=day, transaction_type="837P"),
        )
        paid = f"2026-{3 if number + days <= 31 else 4:02d}-"
        paid += f"{number + days if number + days <= 31 else number + days - 31:02d}"
        rows.append(fact(claim, "remitted", paid, paid_on=paid, transaction_type="835"))
    rows.append(fact("c2", "remitted", "2026-04-30", paid_on="2026-04-30"))  # a correction
    rows.append(fact("c9", "submitted", "2026-03-01", transaction_type="837P"))  # undecided
    lake.write("claim_events", rows + rows)

    assert lake.ask(SQL["days_to_adjudication"]) == [
        {
            "payer_id": "larkspur",
            "transaction_type": "837P",
            "claims": 4,
            "average_days": 16.5,
            "p50_days": 12,
            "p90_days": 30,
            "slowest_days": 30,
        }
    ]


def test_a_claims_history_joins_moves_with_facts_and_counts_the_days_between(lake: Any) -> None:
    def move(number: str, at: str, states: tuple[str, str], event_id: str) -> dict[str, Any]:
        return event_type(
            number,
            "claim.status_changed",
            f"2026-03-{at}T09:00:00.000Z",
            claim_id="a",
            state_before=states[0],
            state_after=states[1],
            evidence_event_id=event_id,
        )

    lake.write(
        "claim_events",
        [
            fact("a", "front_end_status", "2026-03-02", codes="A2:20"),
            fact("a", "remitted", "2026-03-12", code="1"),
            fact("b", "remitted", "2026-03-12", code="1"),
        ],
    )
    moves = [
        move("1", "03", ("SYNTAX_ACCEPTED", "ACCEPTED"), "evt_a_front_end_status_2026-03-02"),
        move("2", "13", ("ACCEPTED", "PAID"), "evt_a_remitted_2026-03-12"),
    ]
    lake.write("audit", moves)
    lake.write("audit", moves)

    answer = lake.ask(SQL["claim_history"])

    assert [
        (row["state_after"], row["evidence"], row["codes"], row["days_since_previous"])
        for row in answer
    ] == [("ACCEPTED", "front_end_status", "A2:20", None), ("PAID", "remitted", "1", 10)]


def test_first_pass_acceptance_counts_what_was_never_refused(lake: Any) -> None:
    rows = [fact(claim, "submitted", "2026-03-02") for claim in "abcde"]
    rows += [
        fact("a", "set_acknowledged", "2026-03-02", code="A"),
        fact("a", "front_end_status", "2026-03-03", codes="A2:20"),
        fact("b", "front_end_status", "2026-03-03", codes="A3:21"),
        fact("b", "front_end_status", "2026-03-09", codes="A2:20"),
        fact("c", "set_acknowledged", "2026-03-02", code="R"),
        fact("d", "set_acknowledged", "2026-03-02", code="A"),  # no front end answered yet
        fact("e", "batch_status", "2026-03-03", codes="A3:24:41"),  # refused with its batch
    ]
    lake.write("claim_events", rows + rows)

    assert lake.ask(SQL["first_pass_acceptance"]) == [
        {
            "payer_id": "larkspur",
            "submitted_in": "2026-03",
            "submitted": 5,
            "answered": 4,
            "accepted_at_first": 1,
            "first_pass_percent": 25.0,
        }
    ]


def test_open_claims_age_from_their_submission(lake: Any) -> None:
    today = utc_now().date()
    ages = {"a": 5, "b": 30, "c": 31, "d": 400}
    rows = [
        version(claim, 1, "ACCEPTED", submitted_on=(today - timedelta(days=days)).isoformat())
        for claim, days in ages.items()
    ]
    lake.write("claim_versions", [*rows, version("e", 1, "PAID", submitted_on="2026-01-01")])

    answer = lake.ask(SQL["aging"])

    assert [(row["days_old"], row["claims"], row["oldest_days"]) for row in answer] == [
        ("000-030", 2, 30),
        ("031-060", 1, 31),
        ("121 and more", 1, 400),
    ]
