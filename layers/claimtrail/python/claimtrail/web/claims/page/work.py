"""The work on a claim: exceptions, tickets, escalations, and the words of people."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from claimtrail.access.field_views.tables import field_table
from claimtrail.access.fields import FieldGroup
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.outcome_model import OutcomeDecision
from claimtrail.claims.fold.review.exceptions import open_exceptions
from claimtrail.claims.lifecycle.state_words import states_in_words
from claimtrail.claims.views.people import PersonsWord, decision_words, write_off_words
from claimtrail.claims.views.reason_words import reason_words
from claimtrail.claims.views.timeline import TRANSACTIONS
from claimtrail.escalations.model import step_words
from claimtrail.escalations.views import escalation_rows, history_rows
from claimtrail.kernel.clock import days_between
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.sla.due_days import ticket_due
from claimtrail.tickets.views import status_words
from claimtrail.web.claims.page.context import PageContext

_PROGRAM = "claimtrail"
_TYPED = rf"`{_PROGRAM} [^`]{{1,300}}`"
_COMMAND = re.compile(rf"(?::| by)? ?{_TYPED}(?:,? or {_TYPED})?(?: \(or `reject`\))?")
"""Commands in a next step, with the words that lead to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionPart:
    """An open exception, with both sides."""

    exception_id: str
    why: str
    evidence: str
    since: date
    says: str
    against: str
    next_step: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPart:
    """One thing that happened to a ticket or an escalation."""

    at: datetime
    by: str
    what: str
    to: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPart:
    """A ticket of the claim with its history."""

    ticket_id: str
    title: str
    status: str
    is_open: bool
    priority: int
    assigned_to: str
    due_on: date
    due_kind: str
    """`appeal` and the like of a payer's day; `SLA resolution` of the clock's."""
    days_left: int
    next_action: str
    description: str
    amount_cents: int
    close_reason: str
    history: tuple[EntryPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationPart:
    """An escalation of the claim with its history."""

    escalation_id: str
    why: str
    status: str
    owner: str
    due_on: date
    days_past: int
    history: tuple[EntryPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPart:
    """A person's word about the claim: a status that was seen, or a decision."""

    on: date
    by: str
    what: str
    amount_cents: int | None
    payer_reference: str
    source: str
    words: str
    effect: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimNotePart:
    """A person's note on the claim."""

    note_id: str
    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPart:
    """A person's decision about a match or about held evidence."""

    at: datetime
    by: str
    decision: str
    about: str
    why: str


WORK_TABLES = (
    field_table(
        ExceptionPart,
        {
            FieldGroup.REFERENCE: "exception_id link",
            FieldGroup.STATUS: "why evidence since next_step",
            # A reference's sides are fields of patient and procedure, a line's its charge.
            (FieldGroup.PATIENT, FieldGroup.CLINICAL, FieldGroup.MONEY): "says against",
        },
    ),
    field_table(
        EntryPart,
        {
            FieldGroup.WORK: "at by what to",
            # It may name a charge.
            (FieldGroup.NOTES, FieldGroup.MONEY): "note",
        },
    ),
    field_table(
        TicketPart,
        {
            FieldGroup.REFERENCE: "ticket_id",
            FieldGroup.STATUS: "title next_action",
            FieldGroup.WORK: (
                "status is_open priority assigned_to due_on due_kind days_left history"
            ),
            # The words name charge, payment and what waits.
            FieldGroup.MONEY: "description amount_cents",
            FieldGroup.NOTES: "close_reason",
        },
    ),
    field_table(
        EscalationPart,
        {
            FieldGroup.REFERENCE: "escalation_id",
            FieldGroup.STATUS: "why due_on days_past",
            FieldGroup.WORK: "status owner history",
        },
    ),
    field_table(
        WordPart,
        {
            FieldGroup.REFERENCE: "link",
            FieldGroup.ACCOUNT: "payer_reference",
            FieldGroup.STATUS: "on what source effect",
            FieldGroup.MONEY: "amount_cents",
            FieldGroup.WORK: "by",
            FieldGroup.NOTES: "words",
        },
    ),
    field_table(
        ClaimNotePart,
        {FieldGroup.REFERENCE: "note_id", FieldGroup.NOTES: "at by words"},
    ),
    field_table(
        ReviewPart,
        {
            FieldGroup.REFERENCE: "about",
            FieldGroup.STATUS: "decision",
            FieldGroup.WORK: "at by",
            FieldGroup.NOTES: "why",
        },
    ),
)


def exception_rows(context: PageContext) -> tuple[ExceptionPart, ...]:
    """Return what needs review now, the oldest first."""
    return tuple(
        ExceptionPart(
            exception_id=one.exception_id,
            why=reason_words(one.reason),
            evidence=TRANSACTIONS[EventKind(one.evidence)],
            since=one.since,
            says=one.says,
            against=states_in_words(one.against),
            next_step=for_pages(one.next_step),
            link=context.segment_of(one.event_id),
        )
        for one in open_exceptions(context.claim)
    )


def for_pages(text: str) -> str:
    """Return words for people with no command in them."""
    return _COMMAND.sub("", text)


def ticket_parts(context: PageContext) -> tuple[TicketPart, ...]:
    """Return the tickets of a claim: those that are open first, then the latest first."""
    ordered = sorted(context.tickets, key=lambda one: one.opened_at, reverse=True)
    ordered.sort(key=lambda one: not one.is_open)
    return tuple(_ticket(one, context.now) for one in ordered)


def _ticket(ticket: Ticket, now: datetime) -> TicketPart:
    due = ticket_due(ticket, now=now)
    return TicketPart(
        ticket_id=ticket.ticket_id,
        title=states_in_words(ticket.title),
        status=status_words(ticket),
        is_open=ticket.is_open,
        priority=ticket.priority,
        assigned_to=ticket.assigned_to.removeprefix("queue:"),
        due_on=due.on,
        due_kind=due.kind,
        days_left=days_between(now.date(), due.on),
        next_action=ticket.next_action,
        description=states_in_words(ticket.description),
        amount_cents=ticket.amount_cents,
        close_reason=states_in_words(ticket.close_reason or ""),
        history=tuple(
            EntryPart(
                at=one.at, by=one.actor, what=one.action, to="", note=states_in_words(one.note)
            )
            for one in ticket.history
        ),
    )


def escalation_parts(context: PageContext) -> tuple[EscalationPart, ...]:
    """Return the escalations of a claim with what was done."""
    rows = escalation_rows(context.escalations, today=context.today)
    return tuple(
        EscalationPart(
            escalation_id=row.escalation_id,
            why=row.why,
            status=row.status.lower().replace("_", " "),
            owner=row.owner.removeprefix("queue:"),
            due_on=row.due_on,
            days_past=row.days_past,
            history=tuple(
                EntryPart(
                    at=entry.at,
                    by=entry.actor,
                    what=step_words(entry.event_type),
                    to=entry.to.removeprefix("queue:"),
                    note=states_in_words(entry.note),
                )
                for entry in history_rows(escalation)
            ),
        )
        for row, escalation in zip(rows, context.escalations, strict=True)
    )


def word_rows(context: PageContext) -> tuple[WordPart, ...]:
    """Return what people saw at the payer's and decided about the outcome."""
    decisions = {one.event_id: one for one in context.claim.outcome_decisions}
    return tuple(
        _word(context, word, decisions.get(word.event_id)) for word in context.whole.people
    )


def _word(context: PageContext, word: PersonsWord, decided: OutcomeDecision | None) -> WordPart:
    write_off = decided.write_off if decided else None
    appeal = decided.appeal if decided else None
    return WordPart(
        on=word.effective_on,
        by=word.by,
        what=_what(word, decided),
        amount_cents=write_off.amount_cents if write_off else None,
        payer_reference=appeal.payer_reference if appeal else "",
        source=word.source,
        words=word.words,
        effect=word.status.lower().replace("_", " "),
        link=context.segment_of(word.event_id),
    )


def _what(word: PersonsWord, decided: OutcomeDecision | None) -> str:
    """Return the kind of word, without an amount or a payer's number."""
    if decided is None:
        return word.what if word.source else "decided about the outcome"
    if decided.write_off:
        asked = "asked to write off" if decided.write_off.needs_approval else "wrote off"
        return f"{asked}: {write_off_words(decided.write_off)}"
    if decided.appeal:
        unnumbered = decided.appeal.model_copy(update={"payer_reference": ""})
        return decision_words(decided.model_copy(update={"appeal": unnumbered}))
    return decision_words(decided)


def claim_note_rows(context: PageContext) -> tuple[ClaimNotePart, ...]:
    """Return what people noted on the claim, the first one first."""
    return tuple(
        ClaimNotePart(note_id=one.note_id, at=one.at, by=one.by, words=one.words)
        for one in context.notes
    )


def review_rows(context: PageContext) -> tuple[ReviewPart, ...]:
    """Return people's decisions about matches and held evidence, in order of time."""
    return tuple(sorted(_reviews(context), key=lambda one: one.at))


def _reviews(context: PageContext) -> Iterator[ReviewPart]:
    for match in context.claim.match_decisions:
        yield ReviewPart(
            at=match.at,
            by=match.by,
            decision=match.decision.lower(),
            about=" ".join((match.accepted,) if match.accepted else match.rejected),
            why=match.why,
        )
    for held in context.claim.decisions:
        yield ReviewPart(
            at=held.at,
            by=held.by,
            decision=held.decision.lower(),
            about=held.about_event_id or f"all from {held.about_partner_id}",
            why=held.why,
        )
