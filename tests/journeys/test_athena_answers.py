"""Answers for analysts: Athena follows the claims, across datasets and with window functions."""

import warnings
from collections import Counter, defaultdict

import pytest
from pyathena import connect
from pyathena.pandas.cursor import PandasCursor

from claimtrail.analytics.outputs import AnalyticsOutput
from claimtrail.analytics.results import Value
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.kernel.clock import utc_now
from tests.harness.eventually import eventually
from tests.harness.stage.deployed import Deployed, Row
from tests.harness.stage.periods import Period

pytestmark = pytest.mark.e2e

LAST_MOVES = """
with changes as (
    select
        claim_id,
        state_after,
        evidence_event_id,
        row_number() over (
            partition by claim_id
            order by cast(json_extract_scalar(detail, '$.version') as bigint) desc
        ) as age
    from audit
    where detail_type = 'claim.status_changed'
)
select changes.claim_id, changes.state_after, facts.kind, facts.file_id, facts.source_start
from changes
join claim_events as facts
    on facts.claim_id = changes.claim_id and facts.event_id = changes.evidence_event_id
where changes.age = 1
group by 1, 2, 3, 4, 5
"""


FIGURES = ("charge_cents", "paid_cents", "patient_responsibility_cents", "balance_cents")


def listed(deployed: Deployed) -> list[Claim]:
    """Return what `claimtrail claims` lists and counts."""
    return [claim for claim in deployed.claims() if not claim.is_hidden]


def figures_of(row: Row) -> dict[str, Value]:
    """Claims and cents of a row."""
    return {name: row[name] for name in ("claims", *FIGURES)}


def last_move(claim: Claim) -> tuple[str, str, str, str, int]:
    """Return what LAST_MOVES must say of a claim."""
    step = claim.steps[-1]
    source = step.source
    return (claim.claim_id, claim.state, step.evidence, source.file_id, source.start)


@pytest.mark.capability("C3.3", "C5.2")
def test_given_claims_when_their_last_moves_are_joined_to_facts_then_rows_follow_the_claims(
    deployed: Deployed, period: Period
) -> None:
    moved = {
        last_move(claim)
        for claim in deployed.claims()
        if claim.patient_control_number in period.numbers
    }

    def follows() -> bool:
        answered = {tuple(row.values()) for row in deployed.ask(LAST_MOVES)}
        assert moved <= answered, moved - answered
        return True

    assert len(moved) == len(period.truth)
    eventually(follows, 20, every=1)


def test_given_claims_when_counted_by_the_saved_query_then_it_agrees_with_the_claim_table(
    deployed: Deployed, period: Period
) -> None:
    assert period.truth

    def agrees() -> bool:
        counted: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for claim in listed(deployed):
            figures = {name: getattr(claim, name) for name in FIGURES}
            counted[claim.payer_id, claim.state.value].update({"claims": 1} | figures)
        rows = deployed.ask_saved("claims_by_status_and_payer")
        assert {(row["payer_id"], row["state"]): figures_of(row) for row in rows} == {
            at: {name: sums[name] for name in ("claims", *FIGURES)} for at, sums in counted.items()
        }
        return True

    eventually(agrees, 20, every=1)


@pytest.mark.usefixtures("period")
def test_given_matched_numbers_when_claims_are_asked_for_then_they_count_nowhere(
    deployed: Deployed,
) -> None:
    claims = {row["claim_id"] for row in deployed.ask("select claim_id from claims")}
    numbers = deployed.ask("select number_id, claim_id from claim_numbers where matched")

    assert not {row["number_id"] for row in numbers} & claims
    assert {row["claim_id"] for row in numbers} <= claims


@pytest.mark.usefixtures("period")
def test_given_paid_claims_when_their_accounts_are_asked_for_then_each_row_has_its_own(
    deployed: Deployed,
) -> None:
    asked = "select claim_id from claims where not hidden and state = 'PAID'"
    paid = {
        claim.claim_id: claim.patient_control_number
        for claim in listed(deployed)
        if claim.state is State.PAID
    }

    answer = deployed.claimtrail("query", asked, "--accounts")

    assert paid
    assert {row["claim_id"]: row["account_number"] for row in answer["rows"]} == paid


@pytest.mark.usefixtures("period")
def test_given_pyathena_when_a_frame_is_asked_for_then_its_sums_are_the_claims(
    deployed: Deployed,
) -> None:
    with warnings.catch_warnings():
        # PyAthena leaves the sockets of its clients to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        with connect(
            work_group=deployed.bucket(AnalyticsOutput.ATHENA_WORKGROUP),
            schema_name=deployed.bucket(AnalyticsOutput.GLUE_DATABASE),
            region_name="us-east-1",
            poll_interval=0.05,
            endpoint_url=deployed.cloud.endpoint,
        ) as opened:
            frame = (
                opened.cursor(PandasCursor)
                .execute("select balance_cents from claims where not hidden")
                .as_pandas()
            )
            tables = [row[0] for row in opened.cursor().execute("show tables").fetchall()]

    assert frame["balance_cents"].sum() == sum(one.balance_cents for one in listed(deployed))
    assert {"claims", "claim_numbers", "code_texts"} <= set(tables)
    described = {row["col_name"] for row in deployed.ask("describe claims")}
    assert {"balance_cents", "service_from", "billing_npi"} <= described


def test_given_claims_past_their_window_when_asked_then_the_saved_query_lists_just_those(
    deployed: Deployed, period: Period
) -> None:
    overdue = {expected.patient_control_number for expected in period.truth if expected.overdue}

    def agrees() -> bool:
        today = utc_now().date()
        late = {
            claim.claim_id: claim.patient_control_number
            for claim in deployed.claims()
            if claim.escalate_on and claim.escalate_on <= today
        }
        rows = deployed.ask_saved("claims_pending_past_window")
        assert {row["claim_id"] for row in rows} == late.keys()
        assert overdue <= set(late.values())
        return True

    assert overdue
    eventually(agrees, 20, every=1)


def test_given_files_when_counted_by_day_then_the_saved_query_has_every_one_of_them(
    deployed: Deployed, period: Period
) -> None:
    dropped = Counter(
        partner_id for partner_id, _ in {(file.partner_id, file.content) for file in period.files}
    )

    rows = deployed.ask_saved("files_received_by_day_and_payer")
    counted: Counter[str] = Counter()
    for row in rows:
        counted[str(row["partner_id"])] += int(str(row["ingested"]))

    assert dropped <= counted


def test_given_paid_claims_when_the_money_is_summed_then_it_is_what_the_payers_paid(
    deployed: Deployed, period: Period
) -> None:
    paid = sum(expected.paid_cents for expected in period.truth)

    def agrees() -> bool:
        claims = listed(deployed)
        of_period = [one for one in claims if one.patient_control_number in period.numbers]
        rows = deployed.ask_saved("claims_by_status_and_payer")
        assert sum(claim.paid_cents for claim in of_period) == paid
        summed = sum(int(str(row["paid_cents"])) for row in rows)
        assert summed == sum(claim.paid_cents for claim in claims)
        assert {row["state"] for row in rows} >= {State.PAID.value}
        return True

    assert paid > 0
    eventually(agrees, 20, every=1)
