"""Climbing, waiting, closing, failing: each action once, however often it is asked for."""

import json
from dataclasses import dataclass, field

import pytest

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.escalations.advance import (
    ACTOR,
    AdvanceEscalation,
    AdvanceOutcome,
    Command,
    EscalationAction,
)
from claimtrail.escalations.detail_types import EscalationDetailType
from claimtrail.escalations.model import (
    EndReason,
    Escalation,
    EscalationEventType,
    EscalationStatus,
    EscalationStep,
)
from claimtrail.escalations.outcome_tickets import OutcomeTickets
from claimtrail.escalations.rules import begin
from claimtrail.escalations.views import escalation_rows, history_rows
from claimtrail.kernel.bus import to_detail
from claimtrail.kernel.errors import NotFoundError
from claimtrail.tickets.detail_types import TicketDetailType
from claimtrail.tickets.model import TicketStatus
from claimtrail.tickets.service import TicketService
from tests.harness.escalations.pending_claims import (
    NOW,
    PendingClaims,
    SteppingClock,
    paid,
    pending_claim,
    step,
)
from tests.harness.intake.intake_fixture import demo_partners
from tests.twins.escalations import MemoryEscalationStore
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryTicketStore

PARTNERS = demo_partners()
STEPS = (
    EscalationAction.NOTIFY,
    EscalationAction.REMIND,
    EscalationAction.OPEN_TICKET,
    EscalationAction.ESCALATE_TO_MANAGER,
)


@dataclass
class House:
    """An escalation under way, with all that its actions touch."""

    claim: Claim = field(default_factory=pending_claim)
    clock: SteppingClock = field(default_factory=SteppingClock)
    publisher: MemoryPublisher = field(default_factory=MemoryPublisher)
    tickets: MemoryTicketStore = field(default_factory=MemoryTicketStore)
    escalation_store: MemoryEscalationStore = field(default_factory=MemoryEscalationStore)

    def __post_init__(self) -> None:
        self.claims = PendingClaims(self.claim)
        escalation = begin(self.claim, at=NOW, actor="system:test")
        self.escalation_store.put_new(escalation)
        self.key = escalation.key
        self.advancer = AdvanceEscalation(
            claims=self.claims,
            escalations=self.escalation_store,
            ticket_service=TicketService(self.tickets, self.publisher),
            publisher=self.publisher,
            partner=PARTNERS.get,
            clock=self.clock,
        )

    def act(self, action: EscalationAction, *, attempt: int = 1, **more: object) -> AdvanceOutcome:
        self.clock.go_on(minutes=1)
        return self.advancer.advance(
            Command.model_validate(
                {
                    "action": action,
                    "escalation_id": self.key.escalation_id,
                    "claim_id": self.key.claim_id,
                    "escalate_on": self.key.escalate_on.isoformat(),
                    "attempt": attempt,
                    **more,
                }
            )
        )

    @property
    def escalation(self) -> Escalation:
        stored = self.escalation_store.get(self.key)
        assert stored is not None
        return stored

    def published_types(self) -> list[str]:
        return [event.detail_type.value for event in self.publisher.events.values()]


@pytest.mark.capability("C4.1")
def test_given_an_open_ticket_of_the_outcome_when_climbing_then_no_second_one_is_opened() -> None:
    claim = pending_claim(
        state=State.PENDED_PROVIDER_INFO, steps=(step(State.PENDED_PROVIDER_INFO, codes=("R4",)),)
    )
    house = House(claim=claim)
    outcomes = OutcomeTickets(
        claims=house.claims,  # type: ignore[arg-type] # the part that is read
        ticket_service=TicketService(house.tickets, house.publisher),
        partners=PARTNERS,
        clock=house.clock,
    )
    outcomes.settle(claim.claim_id)
    [of_outcome] = house.tickets.list_open(limit=9)

    for action in STEPS:
        house.act(action)

    assert [one.ticket_id for one in house.tickets.list_open(limit=9)] == [of_outcome.ticket_id]
    assert house.escalation.ticket_id == of_outcome.ticket_id


@pytest.mark.capability("C4.1")
def test_given_nothing_moves_when_climbing_then_owner_ticket_and_manager_follow() -> None:
    house = House()

    outcomes = [house.act(step_rule) for step_rule in STEPS]

    assert outcomes == [AdvanceOutcome.GO_ON] * 4
    assert house.published_types() == [
        "escalation.notified",
        "escalation.reminded",
        "ticket.opened",
        "ticket.routed",
        "escalation.escalated_to_manager",
    ]
    assert [(entry.event_type.value, entry.to) for entry in house.escalation.history] == [
        ("started", ""),
        ("notified", "queue:claims-follow-up"),
        ("reminded", "queue:claims-follow-up"),
        ("ticketed", "queue:claims-follow-up"),
        ("escalated_to_manager", "queue:revenue-cycle-managers"),
    ]
    assert (house.escalation.status, house.escalation.step) == (
        EscalationStatus.RUNNING,
        EscalationStep.ESCALATE_TO_MANAGER,
    )


@pytest.mark.parametrize("step_rule", STEPS)
def test_given_a_step_was_climbed_when_retried_then_nothing_new_is_stored_or_told(
    step_rule: EscalationAction,
) -> None:
    house = House()
    house.act(step_rule)
    stored, published = house.escalation, dict(house.publisher.events)
    house.clock.go_on(days=3)

    house.publisher.events.clear()
    assert house.act(step_rule) is AdvanceOutcome.GO_ON

    assert house.escalation == stored
    assert house.publisher.events == published


@pytest.mark.parametrize("step_rule", STEPS)
def test_given_publishing_fails_when_retried_then_the_same_event_is_reported(
    step_rule: EscalationAction,
) -> None:
    house = House()
    healthy = house.publisher.publish

    def refuse(_events: object) -> None:
        raise RuntimeError("EventBridge refused entries")

    house.publisher.publish = refuse
    with pytest.raises(RuntimeError, match="refused"):
        house.act(step_rule)
    house.publisher.publish = healthy
    house.act(step_rule)

    told = house.published_types()
    of_ticket = ["ticket.opened", "ticket.routed"]
    assert told == of_ticket if step_rule is EscalationAction.OPEN_TICKET else len(told) == 1
    assert len(house.tickets.list_open(limit=10)) == (step_rule is EscalationAction.OPEN_TICKET)
    assert len(house.escalation.history) == 2


@pytest.mark.capability("C4.1")
@pytest.mark.parametrize("step_rule", STEPS)
def test_given_the_claim_moved_when_climbing_then_nobody_is_troubled(
    step_rule: EscalationAction,
) -> None:
    house = House()
    house.claims.put(paid(house.claim))

    assert house.act(step_rule) is AdvanceOutcome.STATUS_CHANGED

    assert house.published_types() == []
    assert len(house.escalation.history) == 1


@pytest.mark.capability("C4.1")
def test_given_a_ticket_when_the_claim_moves_then_it_is_closed_with_the_reason() -> None:
    house = House()
    for step_rule in STEPS:
        house.act(step_rule)
    house.claims.put(paid(house.claim))

    house.act(EscalationAction.CLOSE, reason="claim_status_changed")
    house.act(EscalationAction.CLOSE, reason="claim_status_changed")

    [ticket] = house.tickets.list_by_claim("clm_one")
    assert ticket.status is TicketStatus.CLOSED
    assert ticket.close_reason == "the claim moved: it was IN_PROCESS and is PAID since 2026-11-22"
    assert house.published_types()[-2:] == ["ticket.closed", "escalation.ended"]
    assert (house.escalation.status, house.escalation.end_reason) == (
        EscalationStatus.ENDED,
        EndReason.STATUS_CHANGED,
    )
    assert [entry.event_type for entry in house.escalation.history].count(
        EscalationEventType.ENDED
    ) == 1
    ended = list(house.publisher.events.values())[-1]
    assert (ended.before, ended.after) == ("IN_PROCESS", "PAID")


def test_given_the_ticket_was_opened_but_not_recorded_when_closing_then_it_is_closed_too() -> None:
    house = House()
    house.act(EscalationAction.OPEN_TICKET)
    forgotten = house.escalation.next(ticket_id=None, history=house.escalation.history[:1])
    house.escalation_store.save(forgotten)
    house.claims.put(paid(house.claim))

    house.act(EscalationAction.CLOSE, reason="claim_status_changed")

    assert house.tickets.list_open(limit=10) == []


def test_given_nothing_ever_moves_when_it_expires_then_the_ticket_stays_open() -> None:
    house = House()
    house.act(EscalationAction.OPEN_TICKET)

    house.act(EscalationAction.CLOSE, reason="expired")

    assert house.escalation.end_reason is EndReason.EXPIRED
    assert len(house.tickets.list_open(limit=10)) == 1


@pytest.mark.capability("C4.1")
def test_given_a_step_when_climbed_then_its_token_is_kept_until_the_next_step() -> None:
    house = House()
    house.act(EscalationAction.NOTIFY, task_token="token-1")
    assert house.escalation.task_token == "token-1"

    house.act(EscalationAction.REMIND, task_token="token-2")

    assert house.escalation.task_token == "token-2"


@pytest.mark.parametrize("step_rule", STEPS)
def test_given_a_step_was_climbed_when_retried_then_it_waits_by_the_latest_token(
    step_rule: EscalationAction,
) -> None:
    house = House()
    house.act(step_rule, task_token="token-lost")
    published = house.published_types()

    assert house.act(step_rule, task_token="token-again") is AdvanceOutcome.GO_ON

    assert house.escalation.task_token == "token-again"
    assert (house.published_types(), len(house.escalation.history)) == (published, 2)


def test_given_an_execution_that_waits_in_a_step_of_its_own_then_its_token_is_kept() -> None:
    house = House()
    house.act(EscalationAction.NOTIFY)

    assert house.act(EscalationAction.AWAIT, task_token="token-1") is AdvanceOutcome.GO_ON
    assert house.escalation.task_token == "token-1"


def test_given_an_action_failed_when_marked_then_the_failure_is_found_by_its_error() -> None:
    house = House()

    house.act(EscalationAction.FAIL, error="ClientError")
    house.act(EscalationAction.FAIL, error="ClientError")

    assert house.published_types() == ["escalation.failed"]
    assert (house.escalation.status, house.escalation.failures) == (EscalationStatus.FAILED, 1)
    assert house.escalation.history[-1].note == "an action failed with ClientError"
    assert house.escalation_store.list_by_status(EscalationStatus.FAILED, limit=5) == [
        house.escalation
    ]


def test_given_an_earlier_failure_when_a_step_is_climbed_then_failures_count_again() -> None:
    house = House()
    house.act(EscalationAction.FAIL, error="ClientError")

    house.act(EscalationAction.NOTIFY)

    assert house.escalation.failures == 0


@pytest.mark.parametrize("action", list(EscalationAction))
def test_given_a_later_attempt_when_an_older_execution_acts_then_it_is_turned_away(
    action: EscalationAction,
) -> None:
    house = House()
    house.escalation_store.save(house.escalation.next(attempt=2))
    stored = house.escalation

    assert house.act(action) is AdvanceOutcome.SUPERSEDED
    assert house.escalation == stored
    assert house.published_types() == []


@pytest.mark.parametrize("action", [*STEPS, EscalationAction.AWAIT, EscalationAction.FAIL])
def test_given_it_ended_when_asked_for_more_then_it_stays_ended(action: EscalationAction) -> None:
    house = House()
    house.act(EscalationAction.CLOSE, reason="claim_status_changed")
    stored = house.escalation

    assert house.act(action) is AdvanceOutcome.SUPERSEDED
    assert house.escalation == stored


def test_given_no_such_escalation_when_asked_then_the_error_says_what_to_do() -> None:
    house = House()

    with pytest.raises(NotFoundError, match="ESCALATION_NOT_FOUND"):
        house.advancer.advance(
            Command(
                action=EscalationAction.NOTIFY,
                escalation_id="esc_none",
                claim_id="clm_none",
                escalate_on=NOW.date(),
                attempt=1,
            )
        )


def test_tickets_and_events_hold_no_number_that_names_the_patient() -> None:
    house = House()
    for step_rule in STEPS:
        house.act(step_rule)
    house.act(EscalationAction.CLOSE, reason="claim_status_changed")

    published = json.dumps([to_detail(event) for event in house.publisher.events.values()])
    kept = (
        house.escalation.model_dump_json()
        + house.tickets.list_by_claim("clm_one")[0].model_dump_json()
    )

    assert "SECRET" not in published + kept
    assert "Granite Health" not in published + kept


def test_the_ticket_says_in_plain_words_what_is_to_be_done() -> None:
    house = House()

    house.act(EscalationAction.OPEN_TICKET)

    [ticket] = house.tickets.list_open(limit=10)
    assert ticket.title == "No decision: granite-health, day 11 past due"
    assert ticket.description == (
        'Claim clm_one is "In process" with payer granite-health since 2026-10-20. The payer\'s '
        "decision was due by 2026-11-11; this is day 11 past it. Charged: $1,234.56. Last codes: "
        "P1:20. Ask the payer for the claim's status (276, portal or telephone). Do not bill "
        "again: the payer has the claim. The ticket closes by itself when the claim moves."
    )
    assert (ticket.impact, ticket.urgency, ticket.priority) == (2, 2, 3)


@pytest.mark.capability("C4.1")
def test_every_event_names_its_rule_and_claim() -> None:
    house = House()
    for step_rule in STEPS:
        house.act(step_rule)

    assert [event.rule for event in house.publisher.events.values()] == [
        "escalation@2/owner-first",
        "escalation@2/owner-again",
        "ticket-priority@1/impact-2-urgency-2",
        "routing@1/claims-follow-up",
        "escalation@2/manager-last",
    ]
    for event in house.publisher.events.values():
        assert event.detail["claim_id"] == "clm_one"
        is_routing = event.detail_type == "ticket.routed"
        assert event.actor == ("system:route_tickets" if is_routing else ACTOR)
        assert isinstance(event.detail_type, EscalationDetailType | TicketDetailType)


def test_rows_say_where_an_escalation_stands() -> None:
    house = House()
    house.act(EscalationAction.NOTIFY)
    house.act(EscalationAction.OPEN_TICKET)

    [row] = escalation_rows([house.escalation], today=NOW.date())

    assert (row.days_past, row.status, row.last) == (11, "RUNNING", "ticketed")
    assert row.ticket_id == house.escalation.ticket_id
    assert [line.event_type for line in history_rows(house.escalation)] == [
        "started",
        "notified",
        "ticketed",
    ]
