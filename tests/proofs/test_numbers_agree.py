"""A month of files in order and shuffled: the claim store and the saved queries give one figure."""

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import pytest

from claimtrail.analytics.figures.counting import contribution_of_claim
from claimtrail.analytics.figures.rows import ALL, DENIALS, NOW
from claimtrail.claims.fold.model import Claim
from claimtrail.cli.claims.totals import totals_of
from simulator.generator import generate
from simulator.model import SimulatedFile
from tests.harness.intake.intake_fixture import demo_partners
from tests.harness.pipelines.pipeline import Pipeline, run_in_order, work_off
from tests.harness.trail.figures import asked_figures, lake_of, stored_figures
from tests.harness.trail.local_lake import LocalLake
from tests.harness.trail.saved_rows import SQL

FIRST_DAY, LAST_DAY = date(2026, 9, 14), date(2026, 10, 16)
SHUFFLE, REPEATED_FILES = 7, 20
ANSWERED_ALIKE = (
    "aging",
    "aging_by_date_of_service",
    "claims_by_status_and_payer",
    "days_to_adjudication",
    "denial_rate_by_category",
    "denial_rate_by_payer_and_carc",
    "denials_by_reason",
    "denied_dollars_by_category",
    "denied_dollars_by_payer",
    "denied_dollars_by_procedure",
    "denied_dollars_by_provider",
    "first_pass_acceptance",
    "first_pass_payment",
    "payments_by_trace",
    "rejections_and_why",
    "underpayments",
    "unpaid_lines",
)
"""Queries whose answer depends on no order of arrival."""


class Month(NamedTuple):
    """A month as the store has it, and as analysts ask for it."""

    pipeline: Pipeline
    lake: LocalLake

    def listed(self) -> list[Claim]:
        """Return what `claimtrail claims` lists and counts."""
        found: list[Claim] = []
        for partner in demo_partners():
            claims, token = self.pipeline.store.list_claims(
                payer_id=partner.id, state=None, limit=10_000
            )
            assert token is None
            found += claims
        return [claim for claim in found if not claim.is_hidden]


def files_of_month() -> list[SimulatedFile]:
    return list(
        generate(
            partners=demo_partners(),
            seed=20261122,
            first_day=FIRST_DAY,
            last_day=LAST_DAY,
            claims_per_day=3,
            variants_in_hundred=100,
        )
    )


def in_order(files: list[SimulatedFile]) -> Pipeline:
    pipeline = Pipeline()
    run_in_order(pipeline, files)
    return pipeline


def shuffled(files: list[SimulatedFile]) -> Pipeline:
    chance = random.Random(SHUFFLE)  # noqa: S311 - a shuffle, no secret
    mixed = [*files, *chance.sample(files, REPEATED_FILES)]
    chance.shuffle(mixed)
    pipeline = Pipeline()
    for file in mixed:
        pipeline.drop(file)
    work_off(pipeline)
    return pipeline


WAYS = {"in-order": in_order, "shuffled": shuffled}


@pytest.fixture(scope="module")
def months() -> Iterator[Mapping[str, Month]]:
    """The month, taken in each way."""
    files = files_of_month()
    made = {}
    for name, play in WAYS.items():
        pipeline = play(files)
        made[name] = Month(pipeline, lake_of(pipeline))
    yield made
    for month in made.values():
        month.lake.close()


@pytest.fixture(params=WAYS)
def month(months: Mapping[str, Month], request: pytest.FixtureRequest) -> Month:
    return months[request.param]


@pytest.mark.capability("C5.2")
def test_the_store_and_the_saved_query_agree_to_the_claim_and_the_cent(month: Month) -> None:
    listed = month.listed()

    answered = month.lake.ask(SQL["claims_by_status_and_payer"])

    assert len(listed) > 40
    assert asked_figures(answered) == stored_figures(listed)


def test_the_totals_of_the_command_are_those_of_the_saved_query(month: Month) -> None:
    asked = month.lake.ask(SQL["claims_by_status_and_payer"])

    totals = totals_of(month.listed())

    assert sorted(map(repr, totals)) == sorted(
        repr({name: row[name] for name in totals[0]}) for row in asked
    )


def test_a_matched_number_counts_nowhere_and_points_to_its_claim(month: Month) -> None:
    numbers = month.lake.ask("select * from claim_numbers")
    claims = {row["claim_id"] for row in month.lake.ask("select claim_id from claims")}
    matched = {row["number_id"]: row["claim_id"] for row in numbers if row["matched"]}

    assert matched
    assert not matched.keys() & claims
    assert set(matched.values()) <= claims
    for number, claim_id in matched.items():
        claim = month.pipeline.store.find(number)
        assert claim is not None
        assert (claim.matched_to, claim.is_hidden) == (claim_id, True)


def test_the_remittances_that_count_add_up_to_what_each_claim_was_paid(month: Month) -> None:
    paid = month.lake.ask(
        """
        select counted_remittances.claim_id, sum(remittances.paid_cents) as paid_cents
        from counted_remittances
        inner join remittances on counted_remittances.remittance_id = remittances.remittance_id
        group by 1
        """
    )

    found = {row["claim_id"]: row["paid_cents"] for row in paid if row["paid_cents"]}
    assert found == {one.claim_id: one.paid_cents for one in month.listed() if one.paid_cents}


def test_what_payments_pay_is_counted_once(month: Month) -> None:
    stated = month.lake.ask(
        """
        select payer_id, payment_trace_number, max(claims_paid_cents) as paid_cents
        from payments where claim_count > 0 group by 1, 2
        """
    )
    traced = month.lake.ask(SQL["payments_by_trace"])

    assert {
        (row["payer_id"], row["payment_trace_number"]): row["paid_cents"] for row in traced
    } == {(row["payer_id"], row["payment_trace_number"]): row["paid_cents"] for row in stated}


def test_each_payment_is_listed_once_and_as_unconfirmed(month: Month) -> None:
    copies = month.pipeline.intake.payments.copies.values()

    listed = month.lake.ask(SQL["payments_and_bank"])

    assert sorted((row["payment_trace_number"], row["amount_cents"]) for row in listed) == sorted(
        {copy.payment_id: (copy.trace_number, copy.amount_cents) for copy in copies}.values()
    )
    assert {row["bank"] for row in listed} <= {"unconfirmed", "nothing to confirm"}


def test_denied_dollars_are_the_same_however_they_are_cut(month: Month) -> None:
    names = [name for name in SQL if name.startswith("denied_dollars_by_")]

    totals = {sum(row["denied_cents"] for row in month.lake.ask(SQL[name])) for name in names}

    assert len(names) == 4
    assert len(totals) == 1
    assert totals != {0}
    assert totals == {_denied_in_figures(month.listed())}


def _denied_in_figures(claims: Iterable[Claim]) -> int:
    """Return what the figures' rows of denials add up to."""
    made = filter(None, map(contribution_of_claim, claims))
    return sum(
        number
        for one in made
        for key, measures in one.rows.items()
        if f"#{NOW}#{DENIALS}#" in key and key.startswith(ALL)
        for name, number in measures.items()
        if name.endswith("denied")
    )


def test_open_claims_age_alike_in_the_store_and_in_both_reports(month: Month) -> None:
    final = {
        "DRAFT", "PAID", "PARTIALLY_PAID", "DENIED", "PATIENT_RESPONSIBILITY",
        "FINAL_NO_PAYMENT", "PREDETERMINED", "VOIDED", "WRITTEN_OFF", "CLOSED",
    }  # fmt: skip
    pending = [one for one in month.listed() if one.state.value not in final]

    for name in ("aging", "aging_by_date_of_service"):
        rows = month.lake.ask(SQL[name])
        assert sum(row["claims"] for row in rows) == len(pending)
        assert sum(row["balance_cents"] for row in rows) == sum(
            one.balance_cents for one in pending
        )


@pytest.mark.parametrize("name", ANSWERED_ALIKE)
def test_the_order_of_arrival_changes_no_answer(months: Mapping[str, Month], name: str) -> None:
    in_order, mixed = (month.lake.ask(SQL[name]) for month in months.values())

    assert in_order
    assert ordered(mixed) == ordered(in_order)


def ordered(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(map(repr, rows))
