"""A ticket escalates by rules, once each, with the rule and its reason in history and event."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from claimtrail.tickets.changes import assigned
from claimtrail.tickets.escalating.changes import next_age, with_next_escalation
from claimtrail.tickets.escalating.rules import (
    EscalationCondition,
    TicketEscalationRules,
    escalation_rules,
)
from claimtrail.tickets.events import last_event
from claimtrail.tickets.model import Ticket, TicketCause, work_order
from claimtrail.tickets.ratings import prioritized
from claimtrail.tickets.sla.instants import with_next_mark
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.tickets.status_changes import StatusChange, StatusRequest, with_status
from claimtrail.tickets.ticket_parts import ClinicalHold, PriorityOverride
from tests.harness.tickets.alarm_play import ANN, MONDAY, AlarmPlay, played_ticket
from tests.twins.clocks import MemoryFacilityCounts

pytestmark = [pytest.mark.capability("T3.2"), pytest.mark.capability("T3.6")]

ACTOR = "system:test"
DAY = timedelta(days=1)


def _after(ticket: Ticket, days: float, counts: MemoryFacilityCounts | None = None) -> Ticket:
    at = MONDAY + days * DAY
    counts = counts or MemoryFacilityCounts()
    return with_next_escalation(ticket, escalation_rules(), counts, at=at, actor=ACTOR)


def _rules_of(ticket: Ticket) -> list[str]:
    return [one.escalation.rule for one in ticket.history if one.escalation]


def test_dollars_that_wait_raise_the_tier_and_say_why() -> None:
    large = played_ticket(amount_cents=1_000_001)
    assert _after(large, 1.9) is large

    ticket = _after(large, 2)

    assert (ticket.tier, ticket.assigned_to) == (2, "queue:revenue-integrity")
    assert "queue:revenue-cycle-managers" in ticket.watchers
    event = last_event(ticket)
    assert event.detail_type == "ticket.escalated"
    assert event.rule == "ticket-escalation/exposure@1"
    assert event.detail["escalation"] == {
        "rule": "exposure@1",
        "rationale": "More than $10,000 have been waiting for two days.",
        "evidence": "open for 2 days, $10,000.01 above $10,000",
        "notified": "queue:revenue-cycle-managers",
    }
    assert event.detail["changes"] == {
        "assigned_to": ["queue:denials", "queue:revenue-integrity"],
        "tier": ["1", "2"],
    }
    assert _after(ticket, 3) is ticket


def test_small_dollars_do_not() -> None:
    small = played_ticket(amount_cents=1_000_000)

    assert _after(small, 2) is small


def test_age_escalates_again_after_a_reopening() -> None:
    old = _after(played_ticket(), 30)
    assert (_rules_of(old), old.priority, old.tier) == (["age@1"], 2, 2)

    for change, days in ((StatusChange.RESOLVE, 31), (StatusChange.REOPEN, 32)):
        asked = StatusRequest(change=change, at=MONDAY + days * DAY, actor=ANN, note="why")
        old = with_status(old, asked)
    assert _after(old, 61) is old
    assert next_age(old, escalation_rules(), now=MONDAY + 61 * DAY) == MONDAY + 62 * DAY

    again = _after(old, 62)
    assert (_rules_of(again), again.priority, again.tier) == (["age@1", "age@1"], 1, 3)


def test_a_cause_at_three_facilities_within_a_week_escalates() -> None:
    counts = MemoryFacilityCounts()
    cause = TicketCause(payer_id="p", outcome="DENIED", category="necessity", code="CO-50")
    plays = AlarmPlay(counts=counts)
    for number, days in enumerate((0, 3, 8, 9)):
        at = MONDAY + days * DAY
        plays.now = at
        first = played_ticket().history[0].model_copy(update={"at": at})
        ticket = played_ticket(
            f"esc_{number}", cause=cause, opened_at=at, history=(first,),
            facility_npi=f"100000000{number}", claim_id=f"clm_{number}",
        )  # fmt: skip
        plays.service.open(ticket)
        plays.deliver()

    # On day 8 the first facility's ticket is older than a week.
    by_origin = {one.origin_id: _rules_of(one) for one in plays.store.walk()}
    assert by_origin["esc_2"] == []
    assert by_origin["esc_3"] == ["facilities@1"]


def test_a_ticket_that_nobody_could_solve_goes_up() -> None:
    ticket = played_ticket()
    for number in range(3):
        ticket = assigned(ticket, to=f"user:p{number}", at=MONDAY, actor=ANN)

    after = _after(ticket, 0)

    assert _rules_of(after) == ["reassigned@1"]
    assert after.assigned_to == "queue:revenue-integrity"


def test_a_clock_that_is_nearly_over_raises_the_priority_once() -> None:
    ticket = played_ticket(priority=2)
    late = MONDAY + 14 * DAY
    while (marked := with_next_mark(ticket, clock_tables(), at=late, actor=ACTOR)) is not ticket:
        ticket = marked

    after = _after(ticket, 14)

    assert (after.priority, after.tier) == (1, 1)
    assert after.priority_reason == "escalated by resolution-near@1"


@pytest.mark.capability("T3.4")
def test_a_clinical_urgency_jumps_the_queue_until_it_expires() -> None:
    first = played_ticket("esc_1", deadline=(MONDAY + DAY).date(), priority=1)
    urgent = played_ticket("esc_2", deadline=(MONDAY + 9 * DAY).date())
    override = PriorityOverride(
        priority=1, replaced=3, reason="bed is needed", approved_by="user:ines", at=MONDAY,
        expires_at=MONDAY + DAY, hold=ClinicalHold.PATIENT_DISCHARGE,
    )  # fmt: skip
    assert work_order(first) < work_order(urgent)

    play = AlarmPlay()
    play.service.open(urgent)
    play.change(urgent.ticket_id, lambda one: prioritized(one, override, actor=ANN))
    play.deliver()

    ahead = play.ticket(urgent.ticket_id)
    assert work_order(ahead) < work_order(first)
    assert last_event(ahead).detail["clinical_hold"] == "patient-discharge"
    play.now = MONDAY + DAY
    play.call()
    assert work_order(play.ticket(urgent.ticket_id)) > work_order(first)


def test_a_priority_of_a_person_stays_and_the_one_below_it_rises() -> None:
    override = PriorityOverride(
        priority=1, replaced=3, reason="why", approved_by="user:ines", at=MONDAY,
        expires_at=MONDAY + 90 * DAY,
    )  # fmt: skip

    after = _after(prioritized(played_ticket(), override, actor=ANN), 30)

    assert after.override is not None
    assert (after.priority, after.override.replaced) == (1, 2)


def test_a_rule_without_a_reason_to_escalate_is_refused() -> None:
    with pytest.raises(ValidationError, match="an age, dollars"):
        EscalationCondition(area=("denials",))
    with pytest.raises(ValidationError, match="queues"):
        TicketEscalationRules.model_validate({"rule": []})
