"""Given hand-made rejections and denials, saved queries give their rates and reasons."""

from decimal import Decimal
from typing import Any

import pytest

from tests.harness.trail.saved_rows import SQL, adjustment, fact, paid_by, remittance, version

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

    assert "words" in answer[0]
    assert [tuple(row.values())[:7] for row in answer] == [
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
            "denied_charge_dollars": Decimal("100.00"),
        }
    ]


def test_denials_by_reason_give_each_reasons_share(lake: Any) -> None:
    lake.write(
        "claim_versions",
        [
            paid_by("a", "ra"),
            paid_by("b", "rb"),
            paid_by("c", "rc", state="PAID"),
            paid_by("old", "rold", hidden=True),
        ],
    )
    lake.write(
        "adjustments",
        [
            adjustment(1, "a", "16", "denial", "missing or invalid data"),
            adjustment(2, "a", "197", "denial", "authorization"),
            adjustment(3, "b", "16", "denial", "missing or invalid data"),
            adjustment(4, "b", "16", "denial", "missing or invalid data") | {"remittance_id": "x"},
            adjustment(5, "c", "29", "denial", "timely filing"),
            adjustment(6, "old", "29", "denial", "timely filing"),
        ],
    )

    answer = lake.ask(SQL["denials_by_reason"])

    assert [tuple(row.values()) for row in answer] == [
        (
            "larkspur", "CO-16", 2, 1000, 66.7,
            "Information missing or wrong; see the remark codes",
            Decimal("10.00"),
        ),
        (
            "larkspur", "CO-197", 1, 500, 33.3, "Authorization or notification missing",
            Decimal("5.00"),
        ),
    ]  # fmt: skip


def denied_claims(lake: Any) -> None:
    """Four decided claims: two denied for one reason, one by contract, one copy of a payment."""
    lake.write("claim_versions", [paid_by(f"c{n}", f"rc{n}") for n in range(3)])
    lake.write("claim_versions", [paid_by("c3", "again", state="PAID")])
    lake.write("remittances", [remittance(f"rc{n}", f"c{n}", 0) for n in range(4)])
    # What counts came under another number.
    lake.write("remittances", [remittance("again", "c3_other", 500)])


def test_denials_by_carc_are_shares_of_the_claims_that_were_decided(lake: Any) -> None:
    denied_claims(lake)
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
            "denied_dollars": Decimal("10.00"),
            "carc_words": "Information missing or wrong; see the remark codes",
        }
    ]


@pytest.mark.capability("C3.4")
def test_denials_by_category_count_a_claim_once_for_all_its_reasons(lake: Any) -> None:
    denied_claims(lake)
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

    answer = lake.ask(SQL["denial_rate_by_category"])

    assert [
        (row["category"], row["claims"], row["reasons"], row["denial_percent"], row["denied_cents"])
        for row in answer
    ] == [("authorization", 1, 1, 25.0, 500), ("missing or invalid data", 1, 2, 25.0, 1000)]


def test_denied_dollars_are_cut_by_category_payer_provider_and_procedure(lake: Any) -> None:
    lake.write(
        "claim_versions",
        [
            paid_by("a", "ra", rendering_npi="2900000011", billing_npi="2900000029"),
            paid_by("b", "rb", billing_npi="2900000029", payer_id="cedar"),
        ],
    )
    lake.write(
        "adjustments",
        [
            adjustment(1, "a", "16", "denial", "missing or invalid data")
            | {"procedure_code": "G0438"},
            adjustment(2, "a", "45", "contractual", None) | {"procedure_code": "G0438"},
            adjustment(3, "b", "29", "denial", "timely filing"),
        ],
    )
    lake.write("remittances", [remittance("ra", "a", 0), remittance("rb", "b", 0)])

    answers = {
        by: [tuple(row.values()) for row in lake.ask(SQL[f"denied_dollars_by_{by}"])]
        for by in ("category", "payer", "provider", "procedure")
    }

    rest = (1, 1, 500, 50.0, Decimal("5.00"))
    assert answers == {
        "category": [("missing or invalid data", *rest), ("timely filing", *rest)],
        "payer": [("cedar", *rest), ("larkspur", *rest)],
        "provider": [("2900000011", *rest), ("2900000029", *rest)],
        "procedure": [("G0438", *rest), ("whole claim", *rest)],
    }
