"""Given hand-made remittances, saved queries follow the money."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.harness.trail.saved_rows import SQL, paid_by, payment, remittance, watched

pytestmark = pytest.mark.cloud


def test_a_line_paid_below_its_peers_median_is_named_unless_it_was_paid_as_secondary(
    lake: Any,
) -> None:
    lake.write("claim_versions", [paid_by(f"c{n}", f"r{n}", state="PAID") for n in range(8)])
    lake.write(
        "remittance_lines",
        [
            {
                "remittance_id": f"r{n}",
                "claim_id": f"c{n}",
                "line_number": 1,
                "payer_id": "larkspur",
                "status_code": status,
                "procedure_code": "99213",
                "charge_cents": charge,
                "paid_cents": paid,
                "patient_cents": share,
                "denied_cents": 0,
            }
            for n, (charge, paid, share, status) in enumerate(
                [
                    (12000, 8000, 0, "1"),
                    (12000, 8000, 0, "1"),
                    (12000, 6000, 2000, "19"),
                    (12000, 8100, 0, "1"),
                    # Two units: twice the charge, and twice what is expected.
                    (24000, 16000, 0, "1"),
                    (12000, 5000, 1000, "1"),
                    (12000, 1600, 0, "2"),
                    (24000, 10000, 0, "1"),
                ]
            )
        ],
    )

    answer = lake.ask(SQL["underpayments"])

    names = ("remittance_id", "expected_cents", "variance_cents")
    assert [tuple(row[name] for name in names) for row in answer] == [
        ("r7", 16000, 6000),
        ("r5", 8000, 2000),
    ]


def test_money_without_a_claim_is_open_until_its_claim_comes(lake: Any) -> None:
    lake.write("remittances", [remittance(f"r_{name}", f"c_{name}", 500) for name in "ab"])
    lake.write(
        "exceptions",
        [watched("a", 1, "open"), watched("b", 1, "open"), watched("b", 2, "resolved")],
    )

    money = lake.ask(SQL["unmatched_money"])
    causes = lake.ask(SQL["open_exceptions"])

    assert [(row["remittance_id"], row["paid_cents"]) for row in money] == [("r_a", 500)]
    assert money[0]["days_waiting"] > 0
    assert money[0]["days_since_payment"] >= money[0]["days_waiting"]
    assert money[0]["payments_of_number"] == 1
    assert [(row["cause"], row["claims"], row["for_example"]) for row in causes] == [
        ("unmatched", 1, "c_a")
    ]


def test_what_is_held_and_not_due_stands_beside_what_needs_review(lake: Any) -> None:
    lake.write(
        "exceptions",
        [
            watched("held", 1, "open", due_on="2030-01-02"),
            watched("late", 1, "open", due_on="2026-03-12"),
            watched("late", 2, "overdue", due_on="2026-03-12"),
            watched("flag", 1, "open", cause="second_payment", reason="second_payment"),
        ],
    )

    found = {row["cause"]: row for row in lake.ask(SQL["open_exceptions"])}

    assert {cause: (row["exceptions"], row["held_not_due"]) for cause, row in found.items()} == {
        "unmatched": (1, 1),
        "second_payment": (1, 0),
    }


def test_money_waits_since_it_was_first_recorded_however_often_it_is_told(lake: Any) -> None:
    lake.write("remittances", [remittance("r_a", "c_a", 500)])
    lake.write(
        "exceptions",
        [
            watched("a", 1, "open", recorded_at="2026-03-12T08:00:00.000Z"),
            watched("a", 2, "overdue", recorded_at="2026-04-12T08:00:00.000Z"),
        ],
    )

    (row,) = lake.ask(SQL["unmatched_money"])

    since_april = (datetime.now(UTC).date() - date(2026, 4, 12)).days
    assert row["days_waiting"] == since_april + 31


def test_a_payment_adds_up_what_it_pays(lake: Any) -> None:
    lake.write(
        "remittances",
        [
            remittance("r1", "a", 500),
            remittance("r2", "b", 700, balanced=False),
            remittance("r3", "a", -500, status_code="22"),
        ],
    )

    (answer,) = lake.ask(SQL["payments_by_trace"])

    assert (answer["claim_payments"], answer["claims"], answer["paid_cents"]) == (3, 2, 700)
    assert (answer["reversals"], answer["unbalanced"]) == (1, 1)


def test_a_payment_that_a_second_file_states_again_counts_once(lake: Any) -> None:
    def stated(name: str, file: str, start: int) -> dict[str, Any]:
        return remittance(name, "a", 500, file_id=file, source_start=start, line_count=1)

    lake.write(
        "remittances",
        [stated("r1", "f1", 10), stated("r2", "f1", 90), stated("r3", "f2", 10)],
    )

    (answer,) = lake.ask(SQL["payments_by_trace"])

    assert (answer["claim_payments"], answer["paid_cents"], answer["repeated"]) == (2, 1000, 1)


def test_a_payment_is_unconfirmed_until_a_banks_file_says_otherwise(lake: Any) -> None:
    lake.write(
        "payments",
        [
            payment("a", 1000, claims=1, paid=1000),
            payment("a", 1000, claims=1, paid=1000, file_id="f_again"),
            payment("b", 700, claims=1, paid=700),
            payment("c", 300, claims=1, paid=300),
            payment("d", 0, claims=1, paid=0, method="NON"),
        ],
    )
    lake.write(
        "bank_entries",
        [
            {
                "bank_entry_id": f"bnk_{trace}",
                "payment_trace_number": f"EFT-{trace}",
                "amount_cents": cents,
                "booked_on": "2026-03-10",
            }
            for trace, cents in (("b", 700), ("c", 299))
        ],
    )

    answer = lake.ask(SQL["payments_and_bank"])

    assert [(row["payment_trace_number"], row["bank"], row["bank_cents"]) for row in answer] == [
        ("EFT-a", "unconfirmed", None),
        ("EFT-b", "confirmed", 700),
        ("EFT-c", "differs", 299),
        ("EFT-d", "nothing to confirm", None),
    ]


def test_a_payment_is_reconciled_with_its_claims_and_the_money_beside_them(lake: Any) -> None:
    """BPR02 = the sum of CLP04 less the sum of PLB, and every CLP is a remittance that is kept."""

    def claim(name: str, number: int, paid: int) -> dict[str, Any]:
        envelope = {
            "interchange_control_number": "000000001",
            "group_control_number": "1",
            "set_control_number": "0001",
        }
        return remittance(f"r_{name}{number}", f"c{number}", paid, file_id=f"f_{name}", **envelope)

    again = {"payment_id": "pay_good", "file_id": "f_good"}
    lake.write(
        "payments",
        [
            payment("good", 1150, claims=2, paid=1200),
            payment("again", 1200, claims=2, paid=1200, **(again | {"source_start": 900}))
            | {"set_control_number": "0002"},
            payment("off", 990, claims=1, paid=1000),
            payment("lost", 500, claims=2, paid=500),
        ],
    )
    lake.write(
        "provider_adjustments",
        [
            {"provider_adjustment_id": f"pla_{n}", "place": n, "amount_cents": cents, **place}
            for n, (cents, place) in enumerate(
                [
                    (75, {"payment_id": "pay_good", "file_id": "f_good", "source_start": 200}),
                    (-25, {"payment_id": "pay_good", "file_id": "f_good", "source_start": 200}),
                ]
            )
        ],
    )
    lake.write(
        "remittances",
        [
            claim("good", 1, 500),
            claim("good", 2, 700),
            claim("off", 1, 1000),
            claim("lost", 1, 300),
        ],
    )

    answer = {
        (row["payment_trace_number"], row["copies"]): row
        for row in lake.ask(SQL["payments_reconciled"])
    }

    def differences_of(key: tuple[str, int]) -> tuple[Any, ...]:
        row = answer[key]
        return row["difference_cents"], row["claims_missing"], row["missing_cents"]

    assert differences_of(("EFT-good", 2)) == (0, 0, 0)
    assert answer["EFT-good", 2]["withheld_cents"] == 50
    assert differences_of(("EFT-again", 2)) == (0, 2, 1200)
    assert differences_of(("EFT-off", 1)) == (-10, 0, 0)
    assert differences_of(("EFT-lost", 1)) == (0, 1, 200)
