"""Given hand-made rejections and denials, saved queries give their rates and reasons."""

from typing import Any

import pytest

from tests.harness.trail.saved_rows import SQL, adjustment, fact, remittance, version

pytestmark = pytest.mark.cloud


def test_rejections_are_counted_by_the_codes_that_the_front_end_gave(lake: Any) -> None:
    more = {"charge_cents": 5000}
    rows = [
        fact("a", "front_end_status", "2026-03-02", codes="A3:21:IL A7:164", **more),
        fact("b", "front_end_status", "2026-03-03", codes="A7:164", **more),
        fact("c", "front_end_status", "2026-03-03", codes="A2:20", **more),
        fact("d", "status_reported", "2026-03-03", codes="A7:164", **more),
        # With its batch: the amount is the claim's own.
        fact("e", "submitted", "2026-03-01", charge_cents=7000),
        fact("e", "batch_status", "2026-03-04", codes="A3:24:41"),
    ]
    lake.write("claim_events", rows + rows[:1])

    answer = lake.ask(SQL["rejections_and_why"])

    assert [tuple(row.values()) for row in answer] == [
        ("larkspur", "A7", "164", None, 2, 10000, "2026-03-03"),
        ("larkspur", "A3", "21", "IL", 1, 5000, "2026-03-02"),
        ("larkspur", "A3", "24", "41", 1, 7000, "2026-03-04"),
    ]


def test_denial_rate_tells_first_and_present_denials_apart(lake: Any) -> None:
    lake.write(
        "claim_versions",
        [
            version("a", 1, "DENIED"),
            version("a", 2, "PAID"),
            version("b", 1, "DENIED"),
            version("c", 1, "PAID"),
            version("d", 1, "ACCEPTED"),
        ],
    )

    assert lake.ask(SQL["denial_rate_by_payer"]) == [
        {
            "payer_id": "larkspur",
            "decided": 3,
            "denied_at_first": 2,
            "denied_now": 1,
            "first_denial_percent": 66.7,
            "denied_charge_cents": 10000,
        }
    ]


def test_denials_by_reason_give_each_reasons_share(lake: Any) -> None:
    lake.write(
        "claim_versions",
        [
            version("a", 1, "DENIED", denial_codes="CO-16 CO-197"),
            version("b", 1, "DENIED", denial_codes="CO-16"),
            version("c", 1, "DENIED", denial_codes="CO-29"),
            version("c", 2, "PAID"),
        ],
    )

    answer = lake.ask(SQL["denials_by_reason"])

    assert [(row["reason"], row["claims"], row["percent_of_payer"]) for row in answer] == [
        ("CO-16", 2, 66.7),
        ("CO-197", 1, 33.3),
    ]


def test_denials_by_carc_are_shares_of_the_claims_that_were_decided(lake: Any) -> None:
    lake.write("remittances", [remittance(f"rc{n}", f"c{n}", 0) for n in range(3)])
    lake.write("remittances", [remittance("rc3", "c3", 500), remittance("again", "c3", 0)])
    lake.write(
        "adjustments",
        [
            adjustment(0, "c0", "16", "denial", "missing or invalid data"),
            adjustment(1, "c1", "16", "denial", "missing or invalid data"),
            adjustment(2, "c2", "45", "contractual", None),
            adjustment(3, "c3", "18", "denial", "duplicate"),  # a copy of what was paid
        ],
    )

    assert lake.ask(SQL["denial_rate_by_payer_and_carc"]) == [
        {
            "payer_id": "larkspur",
            "carc": "16",
            "category": "missing or invalid data",
            "claims": 2,
            "decided_claims": 4,
            "denial_percent": 50.0,
            "denied_cents": 1000,
        }
    ]


@pytest.mark.capability("C3.4")
def test_denials_by_category_count_a_claim_once_for_all_its_reasons(lake: Any) -> None:
    lake.write("remittances", [remittance(f"rc{n}", f"c{n}", 0) for n in range(4)])
    lake.write(
        "adjustments",
        [
            adjustment(0, "c0", "16", "denial", "missing or invalid data"),
            adjustment(1, "c0", "125", "denial", "missing or invalid data"),
            adjustment(2, "c1", "197", "denial", "authorization"),
            adjustment(3, "c2", "45", "contractual", None),
            adjustment(4, "c3", "18", "denial", "duplicate"),  # a copy of what was paid
        ],
    )
    lake.write("remittances", [remittance("again", "c3", 500)])

    answer = lake.ask(SQL["denial_rate_by_category"])

    assert [
        (row["category"], row["claims"], row["reasons"], row["denial_percent"], row["denied_cents"])
        for row in answer
    ] == [("authorization", 1, 1, 25.0, 500), ("missing or invalid data", 1, 2, 25.0, 1000)]
