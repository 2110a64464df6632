"""A word that does not come escalates its claim, with the reason and the step that fits."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.expectation_rules import ESCALATING, EXPECTATIONS
from claimtrail.escalations.events import recorded_event
from claimtrail.escalations.model import Escalation, EscalationEventType
from claimtrail.escalations.reasons import REASONS, EscalationReason, reason_of
from claimtrail.escalations.rules import begin
from claimtrail.escalations.steps import ticket_for
from claimtrail.escalations.views import escalation_rows, reason_counts
from claimtrail.partners.fields import Deadlines
from claimtrail.tickets.model import Ticket, TicketCategory
from claimtrail.tickets.views import cause_groups, ticket_rows
from tests.harness.claims.claim_events import (
    CLOCKS,
    HOLDING,
    INFERRING,
    NUMBER,
    accepted_claim,
    ack999,
    answer,
    day,
    folded,
    front_end,
    remitted,
    submitted,
)
from tests.harness.escalations.pending_claims import pending_claim

ACTOR = "system:test"
DEADLINES = Deadlines(timely_filing_days=180)
SILENT_CLAIMS = [
    pytest.param([submitted(1)], EscalationReason.NO_999, "no 999", 3, id="999"),
    pytest.param([submitted(1), ack999(1)], EscalationReason.NO_277CA, "no 277CA", 7, id="277CA"),
    pytest.param(
        [submitted(1), ack999(1), front_end(2, "A1")],
        EscalationReason.NO_277CA,
        "no 277CA",
        8,
        id="received",
    ),
    pytest.param(accepted_claim(), EscalationReason.NO_DECISION, "no decision", 33, id="decision"),
    pytest.param(
        [*accepted_claim(), answer(9, "F1")],
        EscalationReason.NO_REMITTANCE,
        "no remittance",
        20,
        id="835",
    ),
    pytest.param(
        [*accepted_claim(), answer(9, "R4")],
        EscalationReason.NO_DOCUMENTS,
        "no documents",
        24,
        id="documents",
    ),
    pytest.param(
        [*accepted_claim(), answer(9, "P4")],
        EscalationReason.NO_INFORMATION,
        "no information",
        24,
        id="information",
    ),
]


def test_a_ticket_about_records_says_that_they_were_due() -> None:
    _, ticket = escalated(folded([*accepted_claim(), answer(9, "R4")]))

    assert "The records that the payer asked us for were due by" in ticket.description


def escalated(claim: Claim) -> tuple[Escalation, Ticket]:
    """The claim's escalation, and its ticket of the third day past due."""
    assert claim.escalate_on is not None
    at = datetime.combine(claim.escalate_on + timedelta(days=2), time(6), UTC)
    escalation = begin(claim, at=at, actor=ACTOR)
    return escalation, ticket_for(escalation, claim, DEADLINES, at=at, actor=ACTOR)


@pytest.mark.capability("C4.1")
@pytest.mark.parametrize(("events", "reason", "words", "first_day"), SILENT_CLAIMS)
def test_a_silent_claim_escalates_with_the_word_that_is_late(
    events: list[ClaimEvent], reason: EscalationReason, words: str, first_day: int
) -> None:
    claim = folded(events)
    escalation, ticket = escalated(claim)
    [started] = recorded_event(escalation, EscalationEventType.STARTED)
    [row] = escalation_rows([escalation], today=day(first_day))

    assert claim.escalate_on == day(first_day)
    assert (escalation.reason, escalation.history[0].note) == (reason, f"{words}, day 3 past due")
    assert (started.rule, started.detail["reason"]) == ("escalation@2/word-past-due", reason.value)
    assert (row.reason, row.why, row.days_past) == (reason.value, words, 1)
    assert claim.expectation is not None
    assert row.due_on == claim.expectation.due_on == day(first_day - 1)
    assert (
        f"{REASONS[reason].was} due by {row.due_on} ({claim.expectation.rule}); this is day 3"
        in (ticket.description)
    )
    assert ticket.title.lower().startswith(f"{words.lower()}: granite-health, day 3")
    assert REASONS[reason].next_step in ticket.description
    [listed] = ticket_rows([ticket], now=ticket.opened_at)
    [group] = cause_groups([listed])
    assert listed.cause == group.cause == words


def test_a_ticket_without_acknowledgment_names_the_file_and_the_filing_limit() -> None:
    """The payer is asked by control numbers; nobody looks them up."""
    claim = folded([submitted(1)])
    source = claim.submissions[-1].source

    _, ticket = escalated(claim)

    assert ticket.category == TicketCategory.NO_ACKNOWLEDGMENT
    assert ticket.cause is not None
    assert (ticket.cause.category, ticket.cause.file_id) == ("no 999", source.file_id)
    assert ticket.next_action == REASONS[EscalationReason.NO_999].next_step
    assert "was due by 2026-10-02 (expectation@3/999); this is day 3" in ticket.description
    assert f"(ISA13) {source.interchange_control_number}, " in ticket.description
    assert f"file {source.file_id}. " in ticket.description
    assert f"Timely filing ends on {day(181).isoformat()}." in ticket.description
    assert NUMBER not in ticket.model_dump_json()


def test_a_ticket_names_what_is_held_for_the_missing_word() -> None:
    """A payer that holds: its 835 came, and its 277CA did not."""
    claim = folded([submitted(1), ack999(1), remitted(16, 80, "CO-45:20")], policy=HOLDING)

    _, ticket = escalated(claim)

    assert ticket.title.startswith("No 277CA: ")
    held = "Held meanwhile: 835 (the 999 or 277CA before it is missing); `claimtrail claim"
    assert held in ticket.description


def test_a_claim_that_the_payer_has_is_not_told_of_timely_filing() -> None:
    _, ticket = escalated(folded(accepted_claim()))

    assert ticket.category == TicketCategory.PENDING_PAST_WINDOW
    assert "imely filing" not in ticket.description


def test_a_payer_without_277cas_is_asked_for_its_decision() -> None:
    policy = replace(INFERRING, clocks=replace(CLOCKS, sends_277ca=False))

    claim = folded([submitted(1), ack999(1)], policy=policy)

    assert (reason_of(claim), claim.escalate_on) == (EscalationReason.NO_DECISION, day(32))


def test_reasons_are_counted_in_the_order_in_which_a_claim_meets_them() -> None:
    claims = [folded(accepted_claim()), folded([submitted(1)]), folded([submitted(1), ack999(1)])]
    escalations = [escalated(claim)[0] for claim in [*claims, claims[1]]]

    counts = reason_counts(escalation_rows(escalations, today=day(40)))

    assert [(one.why, one.claims, one.charge_cents, one.oldest_on) for one in counts] == [
        ("no 999", 2, 20_000, day(2)),
        ("no 277CA", 1, 10_000, day(6)),
        ("no decision", 1, 10_000, day(32)),
    ]


def test_each_word_that_escalates_has_a_reason_of_its_own() -> None:
    words = {
        row.word
        for rows in EXPECTATIONS.values()
        for row in rows
        if row.party == "payer" or row.word in ESCALATING
    }

    assert len(words) == len(EscalationReason)
    assert set(REASONS) == set(EscalationReason)
    assert len({row.words for row in REASONS.values()}) == len(REASONS)


def test_a_claim_stored_before_expectations_waits_for_its_decision() -> None:
    assert reason_of(pending_claim()) is EscalationReason.NO_DECISION


def test_a_paid_claim_does_not_escalate() -> None:
    claim = folded([*accepted_claim(), remitted(16, 80, "CO-45:20")])

    with pytest.raises(ValueError, match="no clock"):
        begin(claim, at=datetime.combine(day(40), time(6), UTC), actor=ACTOR)
