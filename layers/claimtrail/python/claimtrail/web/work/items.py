"""A piece of work as a row: a ticket, an escalation before its ticket, an exception, a record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from claimtrail.access.resources import Resource
from claimtrail.access.subjects import AccessTarget, Principal
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.exceptions import open_exceptions
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.matching.model import Match
from claimtrail.claims.views.aging import ClaimAging, age_bucket
from claimtrail.claims.views.reason_words import reason_words
from claimtrail.escalations.model import Escalation
from claimtrail.escalations.reasons import REASONS
from claimtrail.escalations.rules import days_past
from claimtrail.tickets.expected_value import ExpectedValue, expected_value
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.priority import (
    PriorityReason,
    Rating,
    priority_reason,
    rate,
)
from claimtrail.tickets.sensitivity import sensitive_topic
from claimtrail.tickets.sla.promises import SLA_RESOLUTION, promised_from, promised_on
from claimtrail.tickets.views import TicketRow
from claimtrail.web.core import words
from claimtrail.web.tickets.clock_words import NearestClock
from claimtrail.web.tickets.subject import category_of

USER, QUEUE = "user:", "queue:"


class WorkKind(StrEnum):
    """A kind of work, in the words of the list."""

    TICKET = "ticket"
    ESCALATION = "late word"
    EXCEPTION = "exception"
    UNMATCHED = "unmatched record"


class Holder(StrEnum):
    """A holder of work, as seen by one person."""

    MINE = "mine"
    MY_QUEUES = "my queues"
    OTHER_QUEUES = "other queues"
    NOBODY = "nobody"
    OTHERS = "other people"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """One row of the list of work."""

    work_id: str
    """Of the ticket or escalation; of an exception or unmatched record, the claim's."""
    kind: WorkKind
    claim_id: str
    """Empty for a task that concerns many claims."""
    payer_id: str
    facility_npi: str | None
    """None: not known before the claim is read."""
    owner: str
    """`queue:<name>`, `user:<id>`; empty: nobody's."""
    holder: Holder
    state: str
    """The claim's state when the work began; empty where the work does not say."""
    cause: str
    reason: str
    next_action: str
    due_on: date
    due_kind: str
    """`appeal` and the like of a payer's day; `SLA resolution` of a clock's."""
    days_left: int
    amount_cents: int
    expected: ExpectedValue
    priority: int
    priority_reason: PriorityReason
    opened_on: date | None
    """None for an unmatched record, which does not say."""
    submitted_on: date | None
    moved_on: date | None
    age_days: int | None
    """Since the claim's submission; else since the work began."""
    claims: int = 1
    """The claims that it stands for."""
    patient_ids: frozenset[str] = frozenset()
    topic: str = ""
    """The sensitive topic of a ticket; empty: none."""
    is_sensitive: bool = False
    """True if the claim says why it may be restricted, and has to be read for it."""
    note: str = ""
    """The last words that a person wrote."""
    claim: Claim | None = None
    """Once it was read."""
    aging: ClaimAging | None = None
    """Of the claim, once it was read."""
    patient: str = ""
    ticket: Ticket | None = None
    """Of a file's tickets the first."""
    category: str = ""
    """Of the ticket, in the latest version of the taxonomy."""
    clock: NearestClock | None = None
    """The next of the ticket's clocks to matter, once it was read."""

    @property
    def has_ended(self) -> bool:
        """Return whether nothing is to be done any more."""
        return self.ticket is not None and not self.ticket.is_open

    @property
    def is_unallocated(self) -> bool:
        """Return whether no person has it: it is nobody's, or a queue's alone."""
        return not self.owner.startswith(USER)

    @property
    def selection(self) -> str:
        """Return the value that a form sends of a selected row."""
        return self.work_id if self.kind is WorkKind.TICKET and not self.has_ended else ""

    @property
    def age_bucket(self) -> str:
        """Return the bucket of its age."""
        return age_bucket(self.age_days)


_RESOURCES = {
    WorkKind.TICKET: Resource.TICKET,
    WorkKind.ESCALATION: Resource.TICKET,
    WorkKind.EXCEPTION: Resource.EXCEPTION,
    WorkKind.UNMATCHED: Resource.MATCH,
}


def target_of(item: WorkItem) -> AccessTarget:
    """Return a piece of work as decisions go by it."""
    claim = item.claim
    return AccessTarget(
        resource=_RESOURCES[item.kind],
        facility=claim.facility_npi if claim else item.facility_npi or "",
        payer=item.payer_id,
        owner=item.owner,
        awaits_documents=item.state == State.PENDED_PROVIDER_INFO,
        topic=item.topic,
    )


def target_of_ticket(ticket: Ticket, claim: Claim | None) -> AccessTarget:
    """Return a ticket as decisions go by it; the claim where the ticket has one."""
    return AccessTarget(
        resource=Resource.TICKET,
        facility=claim.facility_npi if claim else ticket.facility_npi or "",
        payer=ticket.payer_id,
        owner=ticket.assigned_to,
        awaits_documents=ticket.cause is not None
        and ticket.cause.outcome == State.PENDED_PROVIDER_INFO,
        topic=sensitive_topic(ticket.category),
    )


def holder_of(owner: str, person: Principal) -> Holder:
    """Return the holder of work as a person sees it."""
    if owner == f"{USER}{person.id}":
        return Holder.MINE
    if owner.startswith(USER):
        return Holder.OTHERS
    if owner in person.queues:
        return Holder.MY_QUEUES
    return Holder.OTHER_QUEUES if owner else Holder.NOBODY


def ticket_item(row: TicketRow, ticket: Ticket, *, person: Principal, today: date) -> WorkItem:
    """Return a ticket, or a file's tickets together, as a row."""
    began = ticket.submitted_on or ticket.opened_at.date()
    note = ticket.last_note
    return WorkItem(
        work_id=row.ticket_id,
        kind=WorkKind.TICKET,
        claim_id=row.claim_id,
        payer_id=row.payer_id,
        facility_npi=ticket.facility_npi,
        owner=row.assigned_to,
        holder=holder_of(row.assigned_to, person),
        state=row.outcome,
        cause=row.cause,
        reason=row.reason or (row.title if row.next_action else ""),
        next_action=row.next_action or row.title,
        due_on=row.due_on,
        due_kind=row.due_kind,
        days_left=row.days_left,
        amount_cents=row.amount_cents,
        expected=expected_value(
            amount_cents=row.amount_cents,
            cause=row.cause,
            outcome=row.outcome,
            action_rule=row.action_rule,
        ),
        priority=row.priority,
        priority_reason=priority_reason(ticket.rule),
        opened_on=ticket.opened_at.date(),
        submitted_on=ticket.submitted_on,
        moved_on=ticket.moved_on,
        age_days=(today - began).days,
        claims=row.claims,
        patient_ids=frozenset(ticket.patient_ids),
        topic=sensitive_topic(ticket.category),
        is_sensitive=ticket.is_sensitive,
        note=f"{words.person(note.actor)}: {note.note}" if note else "",
        ticket=ticket,
        category=category_of(ticket).path,
    )


def escalation_item(one: Escalation, *, person: Principal, today: date) -> WorkItem:
    """Return an escalation that has no ticket yet as a row."""
    rule = REASONS[one.reason]
    late = days_past(one.escalate_on, today=today)
    rating = rate(charge_cents=one.charge_cents, days_past=late)
    began = one.started_at.date()
    due_on = promised_on(one.started_at, rating.priority)
    return WorkItem(
        work_id=one.escalation_id,
        kind=WorkKind.ESCALATION,
        claim_id=one.claim_id,
        payer_id=one.payer_id,
        facility_npi=None,
        owner=one.owner,
        holder=holder_of(one.owner, person),
        state=one.state_at_start.value,
        cause=rule.words,
        reason=f"{rule.words}, day {late} past due",
        next_action=rule.next_step,
        due_on=due_on,
        due_kind=SLA_RESOLUTION,
        days_left=(due_on - today).days,
        amount_cents=one.charge_cents,
        expected=_waiting(one.charge_cents, rule.words),
        opened_on=began,
        submitted_on=None,
        moved_on=None,
        age_days=(today - began).days,
        **_rated(rating),
    )


def exception_item(claim: Claim, *, person: Principal, today: date) -> WorkItem | None:
    """Return a claim whose evidence needs a decision as a row; None where none does."""
    found = tuple(open_exceptions(claim))
    since = claim.exception_since
    if not found or since is None:
        return None
    rating = rate(charge_cents=claim.charge_cents, days_past=max((today - since).days, 0))
    due_on = promised_from(since, rating.priority)
    reasons = dict.fromkeys(reason_words(one.reason) for one in found)
    return WorkItem(
        work_id=claim.claim_id,
        kind=WorkKind.EXCEPTION,
        claim_id=claim.claim_id,
        payer_id=claim.payer_id,
        facility_npi=claim.facility_npi,
        owner="",
        holder=holder_of("", person),
        state=claim.state.value,
        cause="exception",
        reason="; ".join(reasons),
        next_action=found[0].next_step,
        due_on=due_on,
        due_kind=SLA_RESOLUTION,
        days_left=(due_on - today).days,
        amount_cents=claim.charge_cents,
        expected=_waiting(claim.charge_cents, "exception"),
        opened_on=since,
        submitted_on=claim.submitted_on,
        moved_on=claim.state_since,
        age_days=(today - (claim.submitted_on or since)).days,
        **_rated(rating),
    )


def unmatched_item(match: Match, *, person: Principal, today: date) -> WorkItem:
    """Return a payer's record under an unknown number as a row."""
    rating = rate(charge_cents=0, days_past=0)
    due_on = promised_from(today, rating.priority)
    count = len(match.candidates)
    fits = f"{count} claim{' fits' if count == 1 else 's fit'} it"
    return WorkItem(
        work_id=match.claim_id,
        kind=WorkKind.UNMATCHED,
        claim_id=match.claim_id,
        payer_id=match.payer_id,
        facility_npi=None,
        owner="",
        holder=holder_of("", person),
        state="",
        cause="unmatched record",
        reason=f"a payer's record under a number that is none of ours; {fits}",
        next_action="Decide which claim it means.",
        due_on=due_on,
        due_kind=SLA_RESOLUTION,
        days_left=(due_on - today).days,
        amount_cents=0,
        expected=_waiting(0, "unmatched record"),
        opened_on=None,
        submitted_on=None,
        moved_on=None,
        age_days=None,
        **_rated(rating),
    )


def work_order(item: WorkItem) -> tuple[date, int, int, str]:
    """Return the place of work among other: by day, then expected dollars, then priority."""
    return item.due_on, -item.expected.cents, item.priority, item.work_id


def claims_named(items: Iterable[WorkItem]) -> list[str]:
    """Return the claims that rows name, each once."""
    return list(dict.fromkeys(one.claim_id for one in items if one.claim_id))


def _waiting(cents: int, cause: str) -> ExpectedValue:
    return expected_value(amount_cents=cents, cause=cause, outcome="", action_rule="")


def _rated(rating: Rating) -> dict[str, Any]:
    return {"priority": rating.priority, "priority_reason": priority_reason(rating.rule)}
