"""A ticket on hold for the payer goes on by the payer's word, from the instant at which it came."""

from dataclasses import replace
from datetime import timedelta

import pytest

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.claim_parts import Held, LifecycleStep, Note
from claimtrail.claims.lifecycle.action_rules import STATE_RULES
from claimtrail.claims.lifecycle.states import State
from claimtrail.escalations.payer_answers import PAYER_SAYS, PayerAnswers, is_word_alone
from claimtrail.kernel.bus import BusEvent
from claimtrail.tickets.model import HoldParty, Ticket, TicketStatus
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.tickets.sla.views import clock_rows
from claimtrail.tickets.status_changes import StatusChange, StatusRequest
from infra.functions.declaration import Subscription
from infra.functions.tickets import FUNCTIONS
from tests.contract.escalations.test_ticket_store import a_ticket
from tests.harness.escalations.pending_claims import NOW, PendingClaims, pending_claim, step
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryTicketStore

pytestmark = pytest.mark.capability("T3.3")
HELD_AT = NOW - timedelta(hours=3)
CAME_AT = NOW - timedelta(hours=1)


class Waiting:
    """A ticket that was put on hold three hours ago, and what the payer says meanwhile."""

    def __init__(self, party: HoldParty = HoldParty.PAYER) -> None:
        self.store = MemoryTicketStore()
        self.service = TicketService(self.store, MemoryPublisher())
        opened = a_ticket().model_copy(update={"opened_at": HELD_AT - timedelta(days=1)})
        first = opened.history[0].model_copy(update={"at": opened.opened_at})
        self.ticket = self.service.open(opened.model_copy(update={"history": (first,)}))
        hold = StatusRequest(
            change=StatusChange.HOLD, at=HELD_AT, actor="user:ann", note="", hold_reason=party
        )
        self.service.change_status(self.ticket.ticket_id, hold)
        self.claims = PendingClaims()

    def say(self, *words: LifecycleStep | Note) -> None:
        steps = tuple(one for one in words if isinstance(one, LifecycleStep))
        notes = tuple(one for one in words if isinstance(one, Note))
        self.claims.put(pending_claim(self.ticket.claim_id, steps=steps, notes=notes))

    @property
    def answers(self) -> PayerAnswers:
        return PayerAnswers(claims=self.claims, ticket_service=self.service, clock=lambda: NOW)

    def now(self) -> Ticket:
        found = self.store.get(self.ticket.ticket_id)
        assert found
        return found


def word(at: object = CAME_AT, evidence: EventKind = EventKind.STATUS_REPORTED) -> LifecycleStep:
    said = step(State.IN_PROCESS, codes=("P1:20",))
    source = said.source.model_copy(update={"received_at": at})
    return said.model_copy(update={"source": source, "evidence": evidence})


def test_a_277_resumes_it_from_the_instant_at_which_it_came_once() -> None:
    waiting = Waiting()
    waiting.say(word())

    assert waiting.answers.settle(waiting.ticket.claim_id) == 1
    assert waiting.answers.settle_open() == 0

    after = waiting.now()
    entry = after.history[-1]
    assert (after.status, after.hold_reason) == (TicketStatus.IN_PROGRESS, None)
    assert (entry.action, entry.since, entry.at) == ("resumed", CAME_AT, NOW)
    assert entry.note == "the payer answered: 277 P1:20"
    clock = next(
        one for one in clock_rows(after, clock_tables(), now=NOW) if one.clock_id == "resolution"
    )
    paused = [(one.begins, one.ends) for one in clock.pieces if one.kind == "paused"]
    assert paused == [(HELD_AT, CAME_AT)]


def test_a_word_that_moves_nothing_counts_too_and_the_first_one_after_the_hold_decides() -> None:
    waiting = Waiting()
    said = word(CAME_AT - timedelta(minutes=30))
    confirmed = Note(
        event_id="evt_note",
        evidence=EventKind.REMITTED,
        codes=("CLP02=1",),
        reason="confirmed",
        effective_on=said.effective_on,
        source=said.source,
    )
    waiting.say(word(), confirmed)

    assert waiting.answers.settle_open() == 1
    assert waiting.now().history[-1].note == "the payer answered: 835 CLP02=1"
    assert waiting.now().history[-1].since == CAME_AT - timedelta(minutes=30)


@pytest.mark.parametrize(
    ("party", "said"),
    [
        (HoldParty.PAYER, word(HELD_AT - timedelta(seconds=1))),
        (HoldParty.PAYER, word(evidence=EventKind.TERM_REPORTED)),
        (HoldParty.PATIENT, word()),
    ],
    ids=["before the hold", "of a person", "not the payer's turn"],
)
def test_nothing_else_resumes_it(party: HoldParty, said: LifecycleStep) -> None:
    waiting = Waiting(party)
    waiting.say(said)

    assert waiting.answers.settle(waiting.ticket.claim_id) == 0
    assert waiting.now().status is TicketStatus.ON_HOLD


def held(reason: str, evidence: EventKind = EventKind.REMITTED) -> Held:
    said = word()
    return Held(
        event_id="evt_held",
        evidence=evidence,
        codes=("CLP02=1",),
        wanted=State.PAID,
        current=State.SUBMITTED,
        reason=reason,
        effective_on=said.effective_on,
        source=said.source,
        recorded_on=said.effective_on,
    )


@pytest.mark.parametrize(
    ("reason", "resumed"), [("missing_steps", 1), ("other_payer", 0), ("other_biller", 0)]
)
def test_an_835_that_waits_for_a_missing_step_is_the_payers_word_and_one_of_others_is_not(
    reason: str, resumed: int
) -> None:
    waiting = Waiting()
    waiting.claims.put(pending_claim(waiting.ticket.claim_id, steps=(), held=(held(reason),)))

    assert waiting.answers.settle_open() == resumed
    if resumed:
        assert waiting.now().history[-1].note == "the payer answered: 835 CLP02=1"


def test_a_note_of_what_counts_for_another_claim_ends_no_hold() -> None:
    waiting = Waiting()
    said = word()
    waiting.say(
        Note(
            event_id="evt_note",
            evidence=EventKind.REMITTED,
            codes=(),
            reason="matched",
            effective_on=said.effective_on,
            source=said.source,
        )
    )

    assert waiting.answers.settle_open() == 0


@pytest.mark.parametrize("before", [State.ACCEPTED, State.IN_PROCESS, None])
@pytest.mark.parametrize("after", PAYER_SAYS)
def test_an_835_that_pays_reaches_the_tickets_that_wait_by_event(
    before: State | None, after: State
) -> None:
    [function] = [one for one in FUNCTIONS if one.name == "ticket_outcomes"]
    assert function.queue is not None
    [rule] = [one for one in function.queue.filled_by if one.name == "PayerAnswered"]
    assert isinstance(rule, Subscription)
    said = (rule.detail or {})["detail"]
    event = BusEvent(
        event_id="bus_1",
        detail_type=ClaimDetailType.CLAIMS_STATUS_CHANGED,
        subject_id="fil_1",
        occurred_at=NOW,
        actor="system:publish_changes",
        correlation_id="fil_1",
        before=before and before.value,
        after=after.value,
        detail={},
    )

    assert is_word_alone(event)
    assert after.value in said["after"]
    assert before is None or before.value in said["before"]
    assert not is_word_alone(replace(event, before=State.DENIED.value))
    assert after not in STATE_RULES
