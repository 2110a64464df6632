"""`claimtrail claim` heads a claim with what a biller needs on the phone, every code in words."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.duplicates import rebill_check_of
from claimtrail.claims.fold.review.hold_deadlines import HoldReason
from claimtrail.claims.lifecycle.reasons import FLAGGED
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.views.code_words import code_words
from claimtrail.claims.views.head import ClaimSummary, head_of
from claimtrail.claims.views.reason_words import NOTE_WORDS, reason_words
from claimtrail.claims.views.rebill_advice import advice_of
from claimtrail.cli.claims.head import show_head
from claimtrail.cli.claims.history import IMPLIED, NO_CHANGE, show_steps
from claimtrail.cli.core.output import Output
from claimtrail.cli.main import cli
from claimtrail.escalations.reasons import REASONS, EscalationReason
from claimtrail.partners.fields import Deadlines
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.status_changes import closed
from claimtrail.tickets.views import open_actions
from tests.harness.aws.access_stage import FakeStage
from tests.harness.claims.claim_events import (
    about,
    accepted_claim,
    ack999,
    answer,
    day,
    folded,
    front_end,
    remitted,
    submitted,
)
from tests.harness.stage.twins import NOW, TODAY, Twins

WIDE = {"COLUMNS": "400"}
DAY = timedelta(days=1)


@pytest.fixture
def twins(monkeypatch: pytest.MonkeyPatch) -> Twins:
    """A stage with a month of files, tickets and escalations."""
    twins = Twins().fill()
    twins.serve(monkeypatch)
    return twins


def paid(twins: Twins) -> Claim:
    return next(one for one in twins.claims if one.state is State.PAID)


def shown(*words: str) -> str:
    done = CliRunner().invoke(cli, ["claim", *words], env=WIDE, catch_exceptions=False)
    assert done.exit_code == 0
    return " ".join(done.output.split())


@pytest.mark.capability("C3.3")
def test_the_head_has_patient_dates_providers_numbers_money_and_days(twins: Twins) -> None:
    one = paid(twins)
    [submission] = [
        event.fact
        for event in twins.intake.claims.history_of(one.claim_id)
        if isinstance(event.fact, Submitted)
    ][:1]

    text = shown(one.claim_id)

    person = submission.patient
    for said in (
        f"{person.last_name}, {person.first_name}",
        str(one.service_from),
        f"billing NPI {submission.billing_provider_npi}",
        one.payer_claim_control_number,
        "Paid since",
        f"({(TODAY - one.state_since).days} days)",
        f"submitted {one.submitted_on} ({(TODAY - one.submitted_on).days} days)"
        if one.submitted_on
        else "",
        "balance $",
        "next action",
    ):
        assert said in text


@pytest.mark.capability("C5.4")
def test_the_access_is_recorded_with_the_patients_part_of_the_head(twins: Twins) -> None:
    one = paid(twins)
    data = json.loads(CliRunner().invoke(cli, ["claim", one.claim_id, "--json"]).stdout)

    assert data["state"] == "PAID"
    assert data["head"]["patient"]
    [row] = [row for row in FakeStage.access_queue.rows if row["subject_id"] == one.claim_id]
    assert "head" in row["fields"].split()


@pytest.mark.capability("C3.3")
def test_every_code_of_every_claim_has_words(twins: Twins) -> None:
    codes = {
        code
        for one in twins.claims
        for place in (*one.steps, *one.notes, *one.held)
        for code in place.codes
    }

    assert [code for code in sorted(codes) if not code_words(code)] == []


def test_every_reason_has_words(twins: Twins) -> None:
    noted = {note.reason for one in twins.claims for note in one.notes}

    for reason in (*noted, *FLAGGED, *HoldReason, "missing_encounter", "differs_patient"):
        assert reason_words(reason) != reason, reason
    assert len(set(NOTE_WORDS.values())) == len(NOTE_WORDS)


def test_a_denied_claim_says_why_what_to_do_and_by_when() -> None:
    claim = folded([*accepted_claim(), remitted(9, 0, "CO-50:100")])
    head = head_of(
        claim, None, deadlines=Deadlines(appeal_days=90), today=day(9) + timedelta(days=3)
    )
    output = Output()
    with output.console.capture() as captured:
        show_head(output, claim, head)
    text = " ".join(captured.get().split())

    assert "Denied since" in text
    assert "(3 days)" in text
    assert "CO-50: Contractual obligation: " in text
    assert f"Deadline: {day(9) + timedelta(days=90)} (appeal)" in text


def asks(twins: Twins, one: Claim) -> Ticket:
    """An open ticket about a claim whose remittance is late."""
    return twins.tickets.list_open(limit=1)[0].model_copy(
        update={
            "ticket_id": "tkt_asks",
            "claim_id": one.claim_id,
            "next_action": REASONS[EscalationReason.NO_REMITTANCE].next_step,
        }
    )


def headed(head: ClaimSummary, claim: Claim) -> str:
    output = Output()
    with output.console.capture() as captured:
        show_head(output, claim, head)
    return " ".join(captured.get().split())


@pytest.mark.capability("C3.4")
def test_the_head_says_what_an_open_ticket_asks_for_and_how_late_the_word_is(
    twins: Twins,
) -> None:
    one = next(
        one for one in twins.claims if one.expectation and one.expectation.due_on < TODAY - DAY
    )
    asked = asks(twins, one)
    twins.tickets.put_new(asked)

    text = shown(one.claim_id)

    assert one.expectation
    late = (TODAY - one.expectation.due_on).days
    assert f"next action {asked.next_action} (ticket tkt_asks)" in text
    assert f"by {one.expectation.due_on} ({late} days late)" in text
    assert "none of ours" not in text


def test_a_closed_ticket_asks_for_nothing(twins: Twins) -> None:
    asked = asks(twins, twins.claims[0])

    assert open_actions([asked]) != ()
    assert open_actions([closed(asked, reason="moved", at=NOW, actor="system:test")]) == ()


def test_a_claim_in_doubt_is_reviewed_and_not_called_none_of_ours() -> None:
    claim = folded(accepted_claim())
    head = head_of(claim, None, deadlines=Deadlines(), today=day(4))

    assert "none of ours" in headed(head, claim)
    text = headed(replace(head, needs_review=("held evidence",)), claim)
    assert "next action Review what is named below. needs review held evidence" in text
    assert "days late" not in text


@pytest.mark.parametrize("place", ["claim", "line"])
def test_head_and_rebill_check_advise_no_appeal_that_the_payer_takes_none_of(place: str) -> None:
    denial = remitted(9, 0, line_cas="CO-29:100")
    assert isinstance(denial.fact, Remitted)
    line = denial.fact.lines[0].model_copy(update={"remark_codes": ("N211",)})
    said = {"remark_codes": ("N211",)} if place == "claim" else {"lines": (line,)}
    claim = folded([*accepted_claim(), about(denial, **said)])

    head = head_of(claim, None, deadlines=Deadlines(appeal_days=90), today=day(10))

    assert "next action Write the balance off: the payer takes no appeal" in headed(head, claim)
    advice = advice_of(rebill_check_of(claim), head.next_action)
    assert "Write the balance off" in advice
    assert "Appeal" not in advice


def test_a_status_that_the_payer_never_sent_is_called_implied() -> None:
    output = Output()
    with output.console.capture() as captured:
        show_steps(output, folded([submitted(1), remitted(16, 0, "CO-16:100")]))
    text = captured.get()

    assert IMPLIED in " ".join(text.split()) or IMPLIED.split(":")[0] in text
    assert "(inferred)" in text


def test_what_changes_nothing_is_called_so(twins: Twins) -> None:
    one = next(one for one in twins.claims if one.notes)

    assert NO_CHANGE in shown(one.claim_id)


def test_a_claim_without_an_837_has_a_head_without_a_patient() -> None:
    claim = folded([ack999(2), front_end(3, "A2"), answer(4, "P1")])

    head = head_of(claim, None, deadlines=Deadlines(), today=date(2026, 12, 1))

    assert (head.patient, head.age_days, head.billing_provider_npi) == ("", None, "")


def test_an_unknown_claim_is_named_as_it_was_typed(twins: Twins) -> None:
    done = CliRunner().invoke(cli, ["claim", "ZT-NEVER"], env=WIDE)

    assert len(twins.claims) > 1
    assert "no claim ZT-NEVER" in str(done.exception)


@pytest.mark.capability("C8.1")
def test_a_short_id_that_this_machine_never_showed_is_looked_up(twins: Twins) -> None:
    claim = paid(twins)

    assert claim.patient_control_number in shown(claim.claim_id[:10])
