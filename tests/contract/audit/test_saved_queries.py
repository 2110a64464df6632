"""Given hand-made rows, each saved query gives the answer that a person counts out by hand."""

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from claimtrail.analytics.saved import saved_queries
from claimtrail.kernel.time import utc_now

pytestmark = pytest.mark.cloud

SQL: Mapping[str, str] = {query.name: query.sql for query in saved_queries()}


def version(claim: str, number: int, state: str, **more: Any) -> dict[str, Any]:
    return {
        "claim_id": claim,
        "version": number,
        "payer_id": "larkspur",
        "state": state,
        "state_since": f"2026-03-{number:02d}",
        "charge_cents": 10000,
        "paid_cents": 0,
        "held_count": 0,
        **more,
    }


def fact(claim: str, kind: str, on: str, **more: Any) -> dict[str, Any]:
    return {
        "event_id": f"evt_{claim}_{kind}_{on}",
        "claim_id": claim,
        "payer_id": "larkspur",
        "kind": kind,
        "effective_on": on,
        **more,
    }


def file(name: str, status: str, at: str, **more: Any) -> dict[str, Any]:
    return {
        "file_id": name,
        "partner_id": "larkspur",
        "status": status,
        "received_at": "2026-03-02T08:00:00.000Z",
        "recorded_at": at,
        "size_bytes": 100,
        "set_count": 0,
        "rejected_set_count": 0,
        "event_count": 0,
        **more,
    }


def happening(number: str, detail_type: str, at: str, **more: Any) -> dict[str, Any]:
    return {"audit_id": f"evt_{number}", "detail_type": detail_type, "occurred_at": at, **more}


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


def test_rejections_are_counted_by_the_codes_that_the_front_end_gave(lake: Any) -> None:
    more = {"charge_cents": 5000}
    rows = [
        fact("a", "front_end_status", "2026-03-02", codes="A3:21:IL A7:164", **more),
        fact("b", "front_end_status", "2026-03-03", codes="A7:164", **more),
        fact("c", "front_end_status", "2026-03-03", codes="A2:20", **more),
        fact("d", "status_reported", "2026-03-03", codes="A7:164", **more),
    ]
    lake.write("claim_events", rows + rows[:1])

    answer = lake.ask(SQL["rejections_and_why"])

    assert [tuple(row.values()) for row in answer] == [
        ("larkspur", "A7", "164", None, 2, 10000, "2026-03-03"),
        ("larkspur", "A3", "21", "IL", 1, 5000, "2026-03-02"),
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


def test_pending_claims_past_their_window_show_what_the_escalation_did_last(lake: Any) -> None:
    today = utc_now().date()
    day = {name: (today + timedelta(days=n)).isoformat() for name, n in DAYS.items()}
    lake.write(
        "claim_versions",
        [
            version("late", 1, "ACCEPTED", escalate_on=day["three_ago"]),
            version("today", 1, "IN_PROCESS", escalate_on=day["today"]),
            version("early", 1, "ACCEPTED", escalate_on=day["tomorrow"]),
            version("done", 1, "ACCEPTED", escalate_on=day["three_ago"]),
            version("done", 2, "PAID"),
        ],
    )
    lake.write(
        "audit",
        [
            happening("1", "escalation.started", "2026-03-02T01:00:00.000Z", claim_id="late"),
            happening("2", "ticket.opened", "2026-03-02T02:00:00.000Z", claim_id="late"),
            happening("3", "claim.held", "2026-03-02T03:00:00.000Z", claim_id="late"),
        ],
    )

    answer = lake.ask(SQL["claims_pending_past_window"])

    assert [(row["claim_id"], row["days_past"], row["last_step"]) for row in answer] == [
        ("late", 4, "ticket.opened"),
        ("today", 1, None),
    ]


DAYS = {"three_ago": -3, "today": 0, "tomorrow": 1}


def test_files_by_day_count_each_file_once_at_its_newest_status(lake: Any) -> None:
    at = "2026-03-02T08:00:0{}.000Z"
    lake.write(
        "files",
        [
            file("f1", "INGESTED", at.format(1), set_count=3, rejected_set_count=1, event_count=9),
            file("f1", "QUEUED", at.format(1), set_count=3),  # told late, of the same second
            file("f2", "QUARANTINED", at.format(1)),
            file("f3", "QUARANTINED", at.format(1)),
            file("f3", "PARTLY_REJECTED", at.format(2), set_count=2, rejected_set_count=1),
        ],
    )

    assert lake.ask(SQL["files_received_by_day_and_payer"]) == [
        {
            "received_on": "2026-03-02",
            "partner_id": "larkspur",
            "files": 3,
            "ingested": 1,
            "with_rejections": 1,
            "quarantined": 1,
            "sets": 5,
            "rejected_sets": 2,
            "facts": 9,
            "size_bytes": 300,
        }
    ]


def test_refused_files_come_with_their_findings(lake: Any) -> None:
    lake.write(
        "files",
        [
            file("bad", "QUARANTINED", "2026-03-02T08:00:01.000Z"),
            file("good", "INGESTED", "2026-03-02T08:00:01.000Z"),
        ],
    )
    findings = [
        {
            "finding_id": f"fnd_{name}",
            "file_id": name,
            "partner_id": "larkspur",
            "code": "X12_SEGMENT_MISSING",
            "byte_offset": 106,
        }
        for name in ("bad", "good")
    ]
    lake.write("findings", findings)
    lake.write("findings", findings)

    answer = lake.ask(SQL["files_quarantined_with_findings"])

    assert [(row["file_id"], row["code"], row["byte_offset"]) for row in answer] == [
        ("bad", "X12_SEGMENT_MISSING", 106)
    ]


def test_a_claims_history_joins_moves_with_facts_and_counts_the_days_between(lake: Any) -> None:
    def move(number: str, at: str, states: tuple[str, str], event_id: str) -> dict[str, Any]:
        return happening(
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


def test_an_escalation_is_one_row_from_its_start_to_its_end(lake: Any) -> None:
    def step(number: int, detail_type: str, **more: Any) -> dict[str, Any]:
        at = f"2026-03-02T0{number}:00:00.000Z"
        more = {"correlation_id": "esc_1", "claim_id": "a", "payer_id": "larkspur", **more}
        return happening(str(number), detail_type, at, **more)

    steps = [
        step(1, "escalation.started"),
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
            "started_at": "2026-03-02T01:00:00.000Z",
            "notified_at": "2026-03-02T02:00:00.000Z",
            "reminders": 2,
            "raised_at": None,
            "ticket_opened_at": "2026-03-02T05:00:00.000Z",
            "ticket_id": "tkt_1",
            "ticket_closed_at": None,
            "ended_at": "2026-03-02T06:00:00.000Z",
        }
    ]


def test_first_pass_acceptance_counts_what_was_never_refused(lake: Any) -> None:
    rows = [fact(claim, "submitted", "2026-03-02") for claim in "abcde"]
    rows += [
        fact("a", "set_acknowledged", "2026-03-02", code="A"),
        fact("a", "front_end_status", "2026-03-03", codes="A2:20"),
        fact("b", "front_end_status", "2026-03-03", codes="A3:21"),
        fact("b", "front_end_status", "2026-03-09", codes="A2:20"),
        fact("c", "set_acknowledged", "2026-03-02", code="R"),
        fact("d", "set_acknowledged", "2026-03-02", code="A"),  # no front end answered yet
    ]
    lake.write("claim_events", rows + rows)

    assert lake.ask(SQL["first_pass_acceptance"]) == [
        {
            "payer_id": "larkspur",
            "submitted_in": "2026-03",
            "submitted": 5,
            "answered": 3,
            "accepted_at_first": 1,
            "first_pass_percent": 33.3,
        }
    ]


@pytest.mark.capability("C3.3")
def test_trail_gaps_name_the_numbers_that_are_missing(lake: Any, cloud: Any) -> None:
    for number in range(5):
        lake.write("audit", [happening(str(number), "claim.held", "2026-03-02T01:00:00.000Z")])
    assert lake.ask(SQL["trail_gaps"]) == []
    bucket = lake.bucket
    s3 = cloud.client("s3")
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    for key in keys[1:3]:
        s3.delete_object(Bucket=bucket, Key=key)

    answer = lake.ask(SQL["trail_gaps"])

    assert [(row["dataset"], row["first_missing"], row["last_missing"]) for row in answer] == [
        ("audit", 2, 3)
    ]


def remittance(name: str, claim: str, paid: int, **more: Any) -> dict[str, Any]:
    return {
        "remittance_id": name,
        "claim_id": claim,
        "payer_id": "larkspur",
        "paid_on": "2026-03-12",
        "status_code": "1",
        "payment_trace_number": "T1",
        "charge_cents": 10000,
        "paid_cents": paid,
        "patient_responsibility_cents": 0,
        "balanced": True,
        **more,
    }


def test_denials_by_carc_are_shares_of_the_claims_that_were_decided(lake: Any) -> None:
    lake.write("remittances", [remittance(f"r{n}", f"c{n}", 0) for n in range(4)])
    lake.write(
        "adjustments",
        [
            {
                "adjustment_id": f"adj_{n}",
                "remittance_id": f"r{n}",
                "claim_id": f"c{n}",
                "payer_id": "larkspur",
                "status_code": "1",
                "carc": carc,
                "role": role,
                "category": category,
                "amount_cents": 500,
            }
            for n, (carc, role, category) in enumerate(
                [
                    ("16", "denial", "missing or invalid data"),
                    ("16", "denial", "missing or invalid data"),
                    ("45", "contractual", None),
                ]
            )
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


def test_open_claims_age_from_their_submission(lake: Any) -> None:
    today = utc_now().date()
    ages = {"a": 5, "b": 30, "c": 31, "d": 400}
    rows = [
        version(claim, 1, "ACCEPTED", submitted_on=(today - timedelta(days=days)).isoformat())
        for claim, days in ages.items()
    ]
    lake.write("claim_versions", [*rows, version("e", 1, "PAID", submitted_on="2026-01-01")])

    answer = lake.ask(SQL["ageing"])

    assert [(row["days_old"], row["claims"], row["oldest_days"]) for row in answer] == [
        ("000-030", 2, 30),
        ("031-060", 1, 31),
        ("121 and more", 1, 400),
    ]


def test_files_that_nobody_acknowledged_are_named_after_a_day(lake: Any) -> None:
    old, new = "2026-03-02T08:00:00.000Z", utc_now().isoformat()
    lake.write(
        "claim_events",
        [
            fact("a", "submitted", "2026-03-02", file_id="f1", received_at=old, charge_cents=7),
            fact("b", "submitted", "2026-03-02", file_id="f2", received_at=old, charge_cents=7),
            fact("b", "set_acknowledged", "2026-03-02", code="A"),
            fact("c", "submitted", "2026-03-02", file_id="f3", received_at=new, charge_cents=7),
        ],
    )

    answer = lake.ask(SQL["files_without_999"])

    assert [(row["file_id"], row["claims"], row["charge_cents"]) for row in answer] == [
        ("f1", 1, 7)
    ]


def test_a_line_paid_below_its_peers_median_is_named(lake: Any) -> None:
    lake.write(
        "remittance_lines",
        [
            {
                "remittance_id": f"r{n}",
                "claim_id": f"c{n}",
                "line_number": 1,
                "payer_id": "larkspur",
                "status_code": "1",
                "procedure_code": "99213",
                "charge_cents": 12000,
                "paid_cents": paid,
                "patient_cents": share,
                "denied_cents": 0,
            }
            for n, (paid, share) in enumerate(
                [(8000, 0), (8000, 0), (6000, 2000), (8100, 0), (8000, 0), (5000, 1000)]
            )
        ],
    )

    answer = lake.ask(SQL["underpayments"])

    assert [(row["remittance_id"], row["usual_cents"], row["short_cents"]) for row in answer] == [
        ("r5", 8000, 2000)
    ]


def watched(name: str, number: int, status: str, **more: Any) -> dict[str, Any]:
    return {
        "exception_id": f"exc_{name}",
        "version": number,
        "status": status,
        "cause": "unmatched",
        "reason": "no_submission",
        "claim_id": f"c_{name}",
        "payer_id": "larkspur",
        "event_id": f"r_{name}",
        "told_at": "2026-03-12T08:00:00.000Z",
        **more,
    }


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
    assert [(row["cause"], row["claims"], row["for_example"]) for row in causes] == [
        ("unmatched", 1, "c_a")
    ]


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


def payment(name: str, amount: int, *, claims: int, paid: int, **more: Any) -> dict[str, Any]:
    return {
        "payment_id": f"pay_{name}",
        "payer_id": "larkspur",
        "payment_trace_number": f"EFT-{name}",
        "paid_on": "2026-03-09",
        "method": "ACH",
        "amount_cents": amount,
        "claim_count": claims,
        "claims_paid_cents": paid,
        "file_id": f"f_{name}",
        "source_start": 200,
        "interchange_control_number": "000000001",
        "group_control_number": "1",
        "set_control_number": "0001",
        **more,
    }


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

    def told(key: tuple[str, int]) -> tuple[Any, ...]:
        row = answer[key]
        return row["difference_cents"], row["claims_missing"], row["missing_cents"]

    assert told(("EFT-good", 2)) == (0, 0, 0)
    assert answer["EFT-good", 2]["withheld_cents"] == 50
    assert told(("EFT-again", 2)) == (0, 2, 1200)
    assert told(("EFT-off", 1)) == (-10, 0, 0)
    assert told(("EFT-lost", 1)) == (0, 1, 200)


def test_who_looked_at_a_claim_is_told_newest_first(lake: Any) -> None:
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

    answer = lake.ask(SQL["who_looked_at_a_claim"])

    assert [(row["actor"], row["purpose"], row["accessed_at"][:10]) for row in answer] == [
        ("user:ada", "payment", "2026-03-02"),
        ("user:ada", "payment", "2026-03-01"),
    ]


def test_a_closed_day_without_parquet_is_named_until_it_is_compacted(lake: Any) -> None:
    for days in (0, 1, 2):
        lake.write("files", [file("f", "QUEUED", "x")], at=utc_now() - timedelta(days=2 - days))

    before = lake.ask(SQL["days_not_compacted"])
    lake.compact()

    assert [(row["dataset"], row["days_ago"]) for row in before] == [("files", 2)]
    assert lake.ask(SQL["days_not_compacted"]) == []


def test_every_saved_query_and_every_example_answers_an_empty_lake(lake: Any) -> None:
    page = Path(__file__).parents[3] / "docs" / "analysts.md"
    examples = re.findall(r"```sql\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)

    answers = [lake.ask(sql) for sql in [*SQL.values(), *examples]]

    assert len(examples) >= 5
    assert answers == [[]] * (len(SQL) + len(examples))
