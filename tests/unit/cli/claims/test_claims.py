"""`claimtrail claims` lists claims of all payers in order, sums up all, and says what it cuts."""

import json
from collections import Counter
from typing import Any

import pytest
from click.testing import CliRunner, Result

from claimtrail.claims.lifecycle.state_words import STATE_WORDS
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.publishing.claim_rows import claim_version_row
from claimtrail.claims.views.head import head_of
from claimtrail.claims.views.listed import ORDERS, listed_claim
from claimtrail.cli.claims.scan import Part, scan
from claimtrail.cli.core.output import dollars
from claimtrail.cli.main import cli
from claimtrail.kernel.errors import NotFoundError
from claimtrail.partners.fields import Deadlines
from tests.harness.aws.access_stage import FakeStage
from tests.harness.claims.claim_events import CLAIM_ID, accepted_claim, day, remitted
from tests.harness.claims.outcomes import closed, reopened
from tests.harness.claims.projecting import take
from tests.harness.stage.twins import TODAY, Twins
from tests.harness.trail.local_lake import LocalLake
from tests.harness.trail.saved_rows import SQL
from tests.twins.claims import MemoryClaimStore

WIDE = {"COLUMNS": "300"}


@pytest.fixture
def twins(monkeypatch: pytest.MonkeyPatch) -> Twins:
    """A stage with a month of files."""
    twins = Twins()
    twins.serve(monkeypatch)
    return twins


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["claims", *words], env=WIDE)


def document(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--json").stdout)
    return found


def shown_claims(twins: Twins) -> list[Any]:
    return [one for one in twins.claims if not one.is_hidden]


@pytest.mark.capability("C3.8")
def test_json_lists_every_claim_of_every_payer_with_totals(twins: Twins) -> None:
    found = document()
    claims = shown_claims(twins)

    assert {row["claim_id"] for row in found["claims"]} == {one.claim_id for one in claims}
    assert found["listed"] == found["found"] == len(claims)
    assert len({row["payer_id"] for row in found["claims"]}) > 2
    totals = found["totals"]
    assert sum(row["claims"] for row in totals) == len(claims)
    assert sum(row["charge_cents"] for row in totals) == sum(one.charge_cents for one in claims)
    assert sum(row["paid_cents"] for row in totals) == sum(one.paid_cents for one in claims)
    assert found["not_read"] == []


@pytest.mark.capability("C3.8")
def test_people_see_totals_of_all_and_how_to_list_the_rest(twins: Twins) -> None:
    claims = shown_claims(twins)
    text = run("--limit", "2").output

    charged = dollars(sum(one.charge_cents for one in claims))
    heading = f"{len(claims)} claims, charged {charged}, paid"
    assert text.lstrip().startswith(heading)
    assert text.index(heading) < text.index("clm_") < text.index("claims --totals")
    assert f"2 of {len(claims)} claims are listed; `--limit {len(claims)}` lists them all." in text


def test_counts_and_dollars_by_state_and_payer_are_shown_when_asked_for(twins: Twins) -> None:
    text = run("--totals").output

    assert "All states" in text
    assert dollars(sum(one.charge_cents for one in shown_claims(twins))) in text
    assert "clm_" not in text


def test_totals_by_payer_are_shown_in_a_narrow_terminal(twins: Twins) -> None:
    text = CliRunner().invoke(cli, ["claims", "--totals"], env={"COLUMNS": "80"}).output
    rows = {line.split()[0]: line.split()[1:] for line in text.splitlines() if line.strip()}

    for payer in {one.payer_id for one in shown_claims(twins)}:
        claims = [one for one in shown_claims(twins) if one.payer_id == payer]
        charged, paid = (
            dollars(sum(getattr(one, name) for one in claims))
            for name in ("charge_cents", "paid_cents")
        )
        assert rows[payer] == [str(len(claims)), charged, paid]
    assert max(map(len, text.splitlines())) <= 80


def test_a_document_that_is_cut_says_so_itself_and_on_standard_error(twins: Twins) -> None:
    done = run("--limit", "2", "--json")
    found = json.loads(done.stdout)

    assert (found["listed"], found["found"]) == (2, len(shown_claims(twins)))
    assert "2 of" in done.stderr
    assert sum(row["claims"] for row in found["totals"]) == found["found"]


@pytest.mark.capability("C3.8")
@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("amount", lambda row: -row["charge_cents"]),
        ("age", lambda row: -row["age_days"]),
        ("since", lambda row: row["state_since"]),
        ("deadline", lambda row: row["deadline"] or "9999"),
    ],
)
@pytest.mark.usefixtures("twins")
def test_claims_come_in_the_order_that_was_asked_for(sort: str, key: Any) -> None:
    rows = document("--sort", sort)["claims"]

    assert rows == sorted(rows, key=key)
    assert ORDERS[sort].words in run("--sort", sort).output


@pytest.mark.usefixtures("twins")
def test_filters_hold_for_the_list_and_the_totals() -> None:
    least = document("--min", "$300")
    older = document("--older-than", "45")
    both = document("--min", "300.00", "--older-than", "45", "--payer", "cedar-medicare")

    assert all(row["charge_cents"] >= 30_000 for row in least["claims"])
    assert all(row["age_days"] > 45 for row in older["claims"])
    assert 0 < least["found"] < document()["found"]
    assert 0 < older["found"] < document()["found"]
    assert {row["payer_id"] for row in both["totals"]} <= {"cedar-medicare"}
    assert sum(row["claims"] for row in least["totals"]) == least["found"]


def test_age_counts_from_the_submission_and_days_from_a_reopening() -> None:
    end = closed(12)
    events = [*accepted_claim(), remitted(9, 0, "CO-29:100"), end, reopened(end, 20)]
    store = MemoryClaimStore()
    take(store, events)
    change = store.recent_changes([CLAIM_ID])[CLAIM_ID]
    claim, today = change.claim, day(25)

    listed = listed_claim(claim, deadlines=lambda _: Deadlines(), today=today)
    head = head_of(claim, None, deadlines=Deadlines(), today=today)
    lake = LocalLake({"claim_versions": [claim_version_row(change)]}, day=today)
    moved = SQL["claims_by_status_and_payer"], SQL["aging"].replace("'DENIED', ", "")
    standing, aging = (lake.ask(sql.replace("current_date", f"date '{today}'")) for sql in moved)
    lake.close()

    assert (listed.age_days, listed.state_days) == (head.age_days, head.state_days) == (24, 5)
    assert [one["oldest_days"] for one in aging] == [24]
    assert [one["oldest_since"] for one in standing] == [str(claim.state_since)]
    assert claim.state_since == day(20)


@pytest.mark.usefixtures("twins")
def test_several_states_are_wanted_by_code_or_by_words() -> None:
    by_code = document("--state", "PAID", "--state", "ACCEPTED")
    by_words = document("--state", "paid", "--state", STATE_WORDS[State.ACCEPTED])

    assert {row["state"] for row in by_code["claims"]} == {"PAID", "ACCEPTED"}
    assert by_code == by_words


@pytest.mark.usefixtures("twins")
def test_people_see_words_for_states_and_machines_codes() -> None:
    text = run().output

    assert STATE_WORDS[State.SYNTAX_ACCEPTED] in text
    assert not [state for state in State if "_" in state and state.value in text]
    assert "SYNTAX_ACCEPTED" in {row["state"] for row in document()["claims"]}


@pytest.mark.usefixtures("twins")
def test_a_state_or_payer_that_there_is_not_is_no_empty_list() -> None:
    state = run("--state", "rejected")
    assert state.exit_code == 2
    assert STATE_WORDS[State.FRONT_END_REJECTED] in " ".join(state.output.split())

    payer = run("--payer", "nobody")
    assert isinstance(payer.exception, NotFoundError)
    assert "cedar-medicare" in payer.exception.explanation.next_step

    assert run("--min", "plenty").exit_code == 2


@pytest.mark.parametrize(
    "filters", ["--min 10000000", "--older-than 9999", "--state appealed", "--submitted 1999-01-01"]
)
def test_filters_that_fit_nothing_say_how_many_claims_they_leave_out(
    twins: Twins, filters: str
) -> None:
    text = run(*filters.split()).output

    assert "No claim fits these filters." in text
    assert f"Without them there are {len(shown_claims(twins))}: `claimtrail claims`." in text
    assert "claimtrail drop" not in text


def test_a_stage_without_claims_says_how_some_come(
    twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twins.intake.claims, "list_claims", lambda **_: ([], None))

    for words in ((), ("--min", "1")):
        text = " ".join(run(*words).output.split())
        assert "No claims. `claimtrail drop FILE --payer billing` brings some." in text


def test_what_was_not_read_is_said_by_people_and_machines(twins: Twins) -> None:
    text = run("--read", "3").output
    found = document("--read", "3")

    assert "Only 3 claims were read; the figures are of these." in text
    assert "goes on" in text
    assert found["read"] == 3
    assert sum(row["claims"] for row in found["totals"]) <= 3 < len(twins.claims)
    assert found["not_read"]


def test_no_payer_is_left_out_for_standing_last(twins: Twins) -> None:
    store = twins.intake.claims
    payers = sorted({one.payer_id for one in twins.claims})
    parts = [
        Part(
            payer_id=payer,
            what=payer,
            page=lambda *, limit, after, payer=payer: store.list_claims(
                payer_id=payer, state=None, limit=min(limit, 1), after=after
            ),
        )
        for payer in payers
    ]

    found = scan(parts, most=len(payers))

    assert Counter(one.payer_id for one in found.claims) == dict.fromkeys(payers, 1)
    assert len(found.unread) == len(payers)


def test_only_what_is_listed_is_recorded_as_shown(twins: Twins) -> None:
    run("--limit", "1")

    assert len(FakeStage.access_queue.rows) == 1
    assert TODAY
    assert len(twins.claims) > 1
