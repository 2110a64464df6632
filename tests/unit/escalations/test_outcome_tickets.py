"""A ticket for each outcome that a person must act on, in step with the claim."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import permutations

import pytest

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.claim_parts import Related
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.action_rules import STATE_RULES
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.projection import project
from claimtrail.claims.publishing.events import events_of_change
from claimtrail.claims.publishing.status_changes import changed_claims, group_status_changes
from claimtrail.claims.store.changes import Change
from claimtrail.escalations.outcome_tickets import OutcomeTickets, Refreshed
from claimtrail.escalations.outcome_work import OUTCOME_TERMS
from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.calendar import business_days_after
from claimtrail.partners.fields import Deadlines
from claimtrail.partners.profile import Partners
from claimtrail.tickets.model import Ticket, TicketCategory, TicketEntry, TicketStatus
from claimtrail.tickets.ratings import prioritized
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.status_changes import StatusChange, StatusRequest
from claimtrail.tickets.taxonomy.tables import NEWER, category_under, taxonomies
from claimtrail.tickets.ticket_parts import PriorityOverride
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    INFERRING,
    NOW,
    NUMBER,
    PAYER,
    accepted_claim,
    answer,
    day,
    front_end,
    remitted,
    submitted,
    with_lines,
)
from tests.harness.claims.outcomes import appealed, reopened, written_off
from tests.harness.escalations.pending_claims import PendingClaims, pending_claim, step
from tests.harness.intake.intake_fixture import demo_partners
from tests.twins.claims import MemoryClaimStore
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryTicketStore

OPENING = ["ticket.opened", "ticket.routed"]
DEADLINES = Deadlines(timely_filing_days=180, corrected_claim_days=120, appeal_days=60)
pytestmark = pytest.mark.capability("C3.4")


def partners() -> Partners:
    """The claims' payer, with deadlines."""
    payer = demo_partners().get("cedar-medicare")
    assert payer is not None
    changes = {"id": PAYER, "payer_identifiers": ("GRNT1",), "deadlines": DEADLINES}
    return Partners([payer.model_copy(update=changes)])


def an_older_ticket(category: str, **fields: str) -> Ticket:
    """Return a ticket that opened under the first version of the taxonomy."""
    name = fields.get("requester", "system:another")
    opened = TicketEntry(at=NOW, actor=name, action="opened", note="")
    return Ticket(
        ticket_id=f"tkt_{category}_{name}",
        category=category,
        claim_id="",
        payer_id="",
        origin_id=f"other_{category}",
        title="A ticket",
        description="Of another function.",
        impact=2,
        urgency=2,
        priority=3,
        rule="ticket-priority@1/impact-2-urgency-2",
        opened_at=NOW,
        history=(opened,),
    )


class Office:
    """A claim that files move, and the tickets that follow it."""

    def __init__(self) -> None:
        self.now = NOW
        self.claims = MemoryClaimStore()
        self.store = MemoryTicketStore()
        self.publisher = MemoryPublisher()
        self.tickets = OutcomeTickets(
            claims=self.claims,
            ticket_service=TicketService(self.store, self.publisher),
            partners=partners(),
            clock=lambda: self.now,
        )

    def take(self, *events: ClaimEvent) -> list[BusEvent]:
        """Project the events; what the bus then says."""
        self.claims.append_events(list(events))
        change: Change | None = project(
            CLAIM_ID, store=self.claims, policy=lambda _: INFERRING, clock=lambda: NOW
        )
        assert change is not None
        return group_status_changes(events_of_change(change))

    def settle(self, published: Iterable[BusEvent]) -> None:
        for event in published:
            self.tickets.settle_each(changed_claims(event))

    def put(self, claim: Claim) -> None:
        """Store a claim as it is, whatever its events say."""
        stored = self.claims.find(claim.claim_id)
        version = (stored.version if stored else 0) + 1
        claim = claim.model_copy(update={"version": version})
        change = Change(
            claim_id=claim.claim_id, version=version, before=None, claim=claim, cause_event_ids=()
        )
        self.claims.save(change)

    @property
    def all(self) -> list[Ticket]:
        return self.store.list_by_claim(CLAIM_ID)

    @property
    def open(self) -> list[Ticket]:
        return self.store.list_open(limit=9)


def denied(claim_id: str = CLAIM_ID, event_id: str = "evt_denied") -> Claim:
    """A claim that was denied by an event."""
    return pending_claim(
        claim_id,
        state=State.DENIED,
        denial_codes=("CO-50",),
        steps=(step(State.DENIED, event_id=event_id, codes=("CLP02=4",)),),
    )


def test_every_outcome_has_its_words() -> None:
    assert set(OUTCOME_TERMS) == set(STATE_RULES)


def test_a_denial_opens_one_ticket_with_cause_dollars_deadline_and_action_without_phi() -> None:
    office = Office()
    published = office.take(*accepted_claim(), remitted(20, 0, "CO-50:100", status="4"))

    office.settle([*published, *published])

    [ticket] = office.open
    assert ticket.cause is not None
    assert (ticket.cause.outcome, ticket.cause.category) == ("DENIED", "medical necessity")
    assert ticket.cause.code == "CO-50"
    assert ticket.amount_cents == 10_000
    assert ticket.deadline_kind == "appeal"
    assert ticket.deadline == day(20) + timedelta(60)
    assert "Not medically necessary" in ticket.reason
    assert ticket.next_action.startswith("Appeal with the medical records")
    assert NUMBER not in ticket.model_dump_json()
    assert "ICN-SECRET" not in ticket.model_dump_json()
    assert [event.detail_type for event in office.publisher.events.values()] == OPENING


@pytest.mark.parametrize(
    ("events", "title"),
    [
        (
            [submitted(1), front_end(2, "A7")],
            "Rejected by payer (277CA): invalid information A7:20",
        ),
        ([*accepted_claim(), answer(5, "R4")], "Pended: payer needs records from us"),
        ([*accepted_claim(), remitted(20, 60, line_cas="CO-16:40")], ""),
    ],
)
def test_other_outcomes_open_one_too(events: list[ClaimEvent], title: str) -> None:
    office = Office()

    office.settle(office.take(*events))

    claim = office.claims.find(CLAIM_ID)
    assert claim is not None
    assert len(office.open) == (claim.state in STATE_RULES)
    assert all(ticket.title.startswith(title) for ticket in office.open)


def test_the_ticket_closes_when_the_claim_moves_and_a_second_denial_opens_the_next() -> None:
    office = Office()
    office.put(denied())
    office.tickets.settle(CLAIM_ID)

    appealed = [*denied().steps, step(State.APPEALED, event_id="evt_appeal")]
    office.put(denied().model_copy(update={"state": State.APPEALED, "steps": tuple(appealed)}))
    assert office.tickets.settle(CLAIM_ID) is TicketStatus.CLOSED
    assert office.all[0].close_reason == (
        f"the claim moved: it was DENIED and is APPEALED since {denied().state_since}"
    )

    office.put(denied(event_id="evt_again"))
    assert office.tickets.settle(CLAIM_ID) is TicketStatus.NEW

    assert [ticket.status for ticket in office.all].count(TicketStatus.NEW) == 1
    assert len({ticket.ticket_id for ticket in office.all}) == 2


def test_a_second_denial_that_nobody_saw_come_replaces_the_ticket_of_the_first() -> None:
    office = Office()
    office.put(denied())
    office.tickets.settle(CLAIM_ID)

    office.put(denied(event_id="evt_again"))
    office.tickets.settle(CLAIM_ID)

    assert sorted(ticket.status for ticket in office.all) == ["CLOSED", "NEW"]


def test_the_reasons_that_come_with_the_remittance_update_the_ticket() -> None:
    office = Office()
    office.settle(office.take(*accepted_claim(), answer(10, "F2")))
    [before] = office.open
    assert before.cause is not None
    assert before.cause.category == "no reason yet"

    published = office.take(remitted(20, 0, "CO-29:100", status="4"))
    assert [event.detail_type for event in published] == ["claims.outcome_changed"]
    office.settle([*published, *published])

    [ticket] = office.open
    assert ticket.ticket_id == before.ticket_id
    assert ticket.cause is not None
    assert (ticket.cause.category, ticket.cause.code) == ("timely filing", "CO-29")
    assert [entry.action for entry in ticket.history] == ["opened", "routed", "updated"]
    told = [event.detail_type for event in office.publisher.events.values()]
    assert told == [*OPENING, "ticket.updated"]


def test_the_ticket_closes_once_what_was_denied_is_written_off() -> None:
    office = Office()
    lines = ((52, 40, "CO-45:7 PR-3:5"), (48, 0, "CO-50:48"))
    share = with_lines(remitted(20, 40, share=5), *lines)
    office.settle(office.take(*accepted_claim(), share))
    some = written_off(22, cents=2_000, whole=False)
    office.settle(office.take(some))
    assert [ticket.amount_cents for ticket in office.open] == [2_800]

    office.settle(office.take(written_off(23, 2, cents=2_800, whole=False)))

    claim = office.claims.find(CLAIM_ID)
    assert claim is not None
    assert (claim.state, claim.balance_cents) == (State.PARTIALLY_PAID, 500)
    assert (claim.open_denied_cents, claim.expectation) == (0, None)
    assert office.open == []
    assert office.all[0].close_reason == (
        "what was denied is written off; the $5.00 left are the patient's"
    )

    office.settle(office.take(reopened(some, 24, 3)))
    assert [ticket.amount_cents for ticket in office.open] == [2_000]


def test_events_in_any_order_and_repeated_end_the_same() -> None:
    told: list[BusEvent] = []
    office = Office()
    told += office.take(*accepted_claim(), remitted(20, 0, "CO-50:100", status="4"))
    told += office.take(remitted(25, 90, "CO-45:10", trace="EFT-LATER"))
    claim = office.claims.find(CLAIM_ID)
    assert claim is not None
    assert claim.state is State.PAID

    for order in permutations(told):
        late = Office()
        late.claims = office.claims
        late.tickets = OutcomeTickets(
            claims=office.claims,
            ticket_service=TicketService(late.store, late.publisher),
            partners=partners(),
            clock=lambda: NOW,
        )
        late.settle([*order, *order])
        assert late.open == []


def test_a_hidden_claim_has_no_ticket() -> None:
    office = Office()
    office.put(denied())
    office.tickets.settle(CLAIM_ID)
    successor = Related(
        claim_id="clm_two",
        frequency_code="7",
        event_id="evt_2",
        effective_on=NOW.date(),
        rule="lineage@1/REF-F8",
    )

    office.put(denied().model_copy(update={"superseded_by": (successor,)}))

    assert office.tickets.settle(CLAIM_ID) is TicketStatus.CLOSED
    assert office.all[0].close_reason == "another claim took this one's place"


def test_a_claim_without_an_outcome_and_an_unknown_one_have_none() -> None:
    office = Office()
    office.put(pending_claim(CLAIM_ID))

    assert office.tickets.settle(CLAIM_ID) is None
    assert office.tickets.settle("clm_unknown") is None
    assert office.publisher.events == {}


def test_a_ticket_that_a_person_closed_stays_closed_while_the_outcome_is_the_same() -> None:
    office = Office()
    office.put(denied())
    office.tickets.settle(CLAIM_ID)
    [ticket] = office.open
    service = TicketService(office.store, office.publisher)
    service.close(ticket.ticket_id, reason="adjusted off", at=NOW, actor="user:ann")

    assert office.tickets.settle(CLAIM_ID) is TicketStatus.CLOSED
    assert office.open == []


def test_a_resolved_ticket_is_reopened_once_its_claim_had_five_business_days_to_move() -> None:
    office = Office()
    today = NOW
    tickets = replace(office.tickets, clock=lambda: today)
    office.put(denied())
    tickets.settle(CLAIM_ID)
    [ticket] = office.open
    asked = StatusRequest(
        change=StatusChange.RESOLVE, at=NOW, actor="user:ann", note="called the payer"
    )
    TicketService(office.store, office.publisher).change_status(ticket.ticket_id, asked)

    today = datetime.combine(business_days_after(NOW.date(), 4), time(12), UTC)
    assert tickets.refresh().changed == 0
    today = datetime.combine(business_days_after(NOW.date(), 5), time(12), UTC)
    assert tickets.refresh().changed == 1

    [again] = office.open
    assert (again.ticket_id, again.status) == (ticket.ticket_id, TicketStatus.REOPENED)
    assert again.history[-1].note == (
        f"resolved on {NOW.date()}, and the claim has not moved since"
    )
    office.put(denied().model_copy(update={"state": State.PAID}))
    assert tickets.settle(CLAIM_ID) is TicketStatus.CLOSED


def test_a_payers_profile_says_after_how_many_days_a_resolved_ticket_is_reopened() -> None:
    office = Office()
    today = NOW
    [payer] = partners()
    terms = payer.terms and payer.terms.model_copy(update={"business_days_to_reopen": 2})
    patient = Partners([payer.model_copy(update={"terms": terms})])
    tickets = replace(office.tickets, clock=lambda: today, partners=patient)
    office.put(denied())
    tickets.settle(CLAIM_ID)
    [ticket] = office.open
    asked = StatusRequest(change=StatusChange.RESOLVE, at=NOW, actor="user:ann", note="called")
    TicketService(office.store, office.publisher).change_status(ticket.ticket_id, asked)

    today = datetime.combine(business_days_after(NOW.date(), 1), time(12), UTC)
    assert tickets.refresh().changed == 0
    today = datetime.combine(business_days_after(NOW.date(), 2), time(12), UTC)
    assert tickets.refresh().changed == 1


def test_a_claim_that_moves_while_its_ticket_is_written_leaves_no_open_one() -> None:
    class MovingClaims(PendingClaims):
        """The claim moves on after it was read the first time."""

        def find(self, claim_id: str) -> Claim | None:
            found = super().find(claim_id)
            if found and found.state is State.DENIED:
                self.put(found.model_copy(update={"state": State.PAID}))
            return found

    store, publisher = MemoryTicketStore(), MemoryPublisher()
    tickets = OutcomeTickets(
        claims=MovingClaims(denied()),  # type: ignore[arg-type] # the part that is read
        ticket_service=TicketService(store, publisher),
        partners=partners(),
        clock=lambda: NOW,
    )

    assert tickets.settle(CLAIM_ID) is TicketStatus.CLOSED
    assert store.list_open(limit=9) == []


def test_a_claim_that_fails_holds_up_no_other_one() -> None:
    class FailingClaims(PendingClaims):
        """Cannot read one of its claims."""

        def find(self, claim_id: str) -> Claim | None:
            if claim_id == "clm_broken":
                raise RuntimeError("unreadable")
            return super().find(claim_id)

    store = MemoryTicketStore()
    tickets = OutcomeTickets(
        claims=FailingClaims(denied("clm_one")),  # type: ignore[arg-type] # the part that is read
        ticket_service=TicketService(store, MemoryPublisher()),
        partners=partners(),
        clock=lambda: NOW + timedelta(1),
    )

    with pytest.raises(RuntimeError, match="unreadable"):
        tickets.settle_each(["clm_broken", "clm_one"])

    assert len(store.list_open(limit=9)) == 1


def test_each_thing_is_published_once_and_again_when_the_message_is_redelivered() -> None:
    class CountingPublisher(MemoryPublisher):
        """Counts what it is given, repeats included."""

        def __init__(self) -> None:
            super().__init__()
            self.given: list[str] = []

        def publish(self, events: Iterable[BusEvent]) -> None:
            events = list(events)
            self.given += [event.detail_type.value for event in events]
            super().publish(events)

    office, publisher = Office(), CountingPublisher()
    tickets = OutcomeTickets(
        claims=office.claims,
        ticket_service=TicketService(office.store, publisher),
        partners=partners(),
        clock=lambda: NOW,
    )
    office.put(denied())

    tickets.settle(CLAIM_ID)
    assert publisher.given == OPENING
    tickets.settle(CLAIM_ID)
    assert publisher.given == OPENING * 2
    office.put(denied().model_copy(update={"state": State.PAID}))
    tickets.settle(CLAIM_ID)
    assert publisher.given[4:] == ["ticket.closed"]


def test_each_days_pass_brings_tickets_up_to_date_and_publishes_what_changed_alone() -> None:
    office, day_of_pass = Office(), NOW
    tickets = OutcomeTickets(
        claims=office.claims,
        ticket_service=TicketService(office.store, office.publisher),
        partners=partners(),
        clock=lambda: day_of_pass,
    )
    office.settle(office.take(*accepted_claim(), remitted(20, 0, "CO-16:100", status="4")))
    [before] = office.open
    assert before.deadline_kind == "corrected claim"
    assert before.deadline
    told = dict(office.publisher.events)

    def passed(days: int) -> Refreshed:
        nonlocal day_of_pass
        assert before.deadline
        noon = datetime.combine(before.deadline, time(12), UTC)
        day_of_pass = noon + timedelta(days=days)
        return tickets.refresh()

    assert passed(0) == Refreshed(looked_at=1, changed=0, is_complete=True)
    assert office.publisher.events == told
    assert passed(1) == Refreshed(looked_at=1, changed=1, is_complete=True)
    assert passed(2) == Refreshed(looked_at=1, changed=0, is_complete=True)

    [after] = office.open
    assert after.ticket_id == before.ticket_id
    assert "the last day (corrected claim) was" in after.next_action
    assert [entry.action for entry in after.history] == ["opened", "routed", "updated"]
    new = [event for key, event in office.publisher.events.items() if key not in told]
    assert [event.detail_type for event in new] == ["ticket.updated"]


def test_other_rules_reach_a_ticket_whose_claim_does_not_move() -> None:
    office = Office()
    office.settle(office.take(*accepted_claim(), remitted(20, 0, "CO-50:100", status="4")))
    [stored] = office.open
    earlier = stored.model_copy(
        update={"version": 3, "next_action": "Appeal.", "action_rule": "next-action@0/carc-50"}
    )
    office.store.save(earlier)

    assert office.tickets.refresh().changed == 1

    [now] = office.open
    assert (now.next_action, now.action_rule) == (stored.next_action, stored.action_rule)


def test_a_pass_heals_what_a_lost_message_left_and_ends_in_time() -> None:
    office = Office()
    office.settle(office.take(*accepted_claim(), remitted(20, 0, "CO-50:100", status="4")))
    office.take(remitted(25, 90, "CO-45:10", trace="EFT-LATER"))  # and nobody is notified

    assert office.tickets.refresh(deadline=lambda: 1).is_complete is False
    assert len(office.open) == 1
    assert office.tickets.refresh().changed == 1
    assert office.open == []


def test_one_ticket_that_fails_holds_up_no_other_of_a_pass() -> None:
    office = Office()
    office.settle(office.take(*accepted_claim(), remitted(20, 0, "CO-50:100", status="4")))
    [good] = office.open
    office.store.put_new(
        good.model_copy(
            update={
                "ticket_id": "tkt_broken",
                "claim_id": "clm_broken",
                "deadline": good.opened_at.date(),
            }
        )
    )
    office.store.save(good.model_copy(update={"version": 3, "next_action": "Appeal."}))
    find = office.claims.find

    def finds(claim_id: str) -> Claim | None:
        if claim_id == "clm_broken":
            raise RuntimeError("unreadable")
        return find(claim_id)

    office.claims.find = finds  # type: ignore[method-assign]
    with pytest.raises(RuntimeError, match="unreadable"):
        office.tickets.refresh()

    healed = office.store.get(good.ticket_id)
    assert healed is not None
    assert healed.next_action == good.next_action


def test_an_appeal_closes_the_ticket_and_a_second_denial_opens_the_next() -> None:
    office = Office()
    office.settle(office.take(*accepted_claim(), remitted(20, 0, "CO-50:100", status="4")))
    office.settle(office.take(appealed(25)))
    [first] = office.all
    assert first.status is TicketStatus.CLOSED
    assert first.close_reason is not None
    assert "it was DENIED and is APPEALED" in first.close_reason

    office.settle(office.take(remitted(40, 0, "CO-50:100", status="4", trace="EFT-AGAIN")))

    [second] = office.open
    assert second.ticket_id != first.ticket_id
    assert second.deadline == day(40) + timedelta(60)

    office.settle(office.take(written_off(45, 2, cents=10_000)))
    assert office.open == []


def test_a_persons_priority_that_expired_ends_with_the_daily_tick() -> None:
    office = Office()
    office.put(denied())
    office.tickets.settle(CLAIM_ID)
    [ticket] = office.open
    urgent = PriorityOverride(
        priority=1,
        replaced=ticket.priority,
        reason="discharge",
        approved_by="user:manager",
        at=NOW - timedelta(2),
        expires_at=NOW - timedelta(1),
    )
    office.store.save(prioritized(ticket, urgent, actor="user:ann"))

    assert office.tickets.refresh().changed == 1
    assert [one.priority for one in office.open] == [ticket.priority]
    assert office.tickets.refresh().changed == 0


@pytest.mark.capability("T1.6")
def test_an_open_ticket_moves_to_the_taxonomy_in_force_once() -> None:
    office = Office()
    office.now = datetime(2026, 10, 31, 12, tzinfo=UTC)
    office.put(denied())
    office.tickets.settle(CLAIM_ID)
    assert [(one.category, one.taxonomy_version) for one in office.open] == [("denials/denied", 1)]

    office.now = datetime(2026, 11, 2, 12, tzinfo=UTC)
    moved, again = office.tickets.refresh(), office.tickets.refresh()

    assert (moved.changed, again.changed) == (1, 0)
    [ticket] = office.open
    assert (ticket.category, ticket.taxonomy_version) == ("denial_management/medical_necessity", 2)
    [change] = [one for one in ticket.history[-1].changes if one.name == "category"]
    assert (change.before, change.after) == ("denials/denied", ticket.category)


@pytest.mark.capability("T1.6")
def test_a_pass_brings_open_tickets_of_every_function_under_the_taxonomy_in_force_once() -> None:
    office = Office()
    office.now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    for category in TicketCategory:
        office.store.put_new(an_older_ticket(category.value))
    of_person = an_older_ticket("claims_processing/rejected", requester="user:ann")
    office.store.put_new(of_person)
    before = {one.ticket_id: one for one in office.store.walk()}

    changed = office.tickets.refresh().changed

    versions = taxonomies()
    assert changed == len(TicketCategory)
    for after in office.store.walk():
        if after.ticket_id == of_person.ticket_id:
            assert after == of_person
            continue
        assert after.taxonomy_version == versions.latest.version
        assert versions.latest.find(after.category)
        asked = before[after.ticket_id]
        known_as = category_under(after, 1)
        assert known_as in {asked.category, NEWER}
        assert (known_as == NEWER) == (versions.version(1).find(asked.category) is None)
    assert office.tickets.refresh().changed == 0
