"""Changes of a ticket's status: from which statuses each may be made, and what it leaves behind.

| Change | From | To |
| --- | --- | --- |
| start | new, reopened | in progress |
| hold, with its reason | new, in progress, reopened, on hold for another reason | on hold |
| resume | on hold | in progress |
| resolve | any that is open | resolved |
| reopen | resolved, closed, canceled | reopened |
| close | any that is open, resolved | closed |
| cancel | any that is open | canceled |
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.tickets.changes import following, noted
from claimtrail.tickets.model import (
    OPEN,
    TICKET_STATUS_WORDS,
    HoldParty,
    Ticket,
    TicketEntry,
    TicketStatus,
)
from claimtrail.tickets.ticket_parts import TicketAction, is_person


class StatusChange(StrEnum):
    """A change of status, as commands and forms name it."""

    START = "start"
    HOLD = "hold"
    RESUME = "resume"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    CLOSE = "close"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """One change: from where, to where, and the entry that it leaves in the history."""

    sources: frozenset[TicketStatus]
    target: TicketStatus
    action: TicketAction


_ENDS = frozenset({StatusChange.RESOLVE, StatusChange.CLOSE})
_ENDED = frozenset({TicketStatus.RESOLVED, TicketStatus.CLOSED, TicketStatus.CANCELED})
_RULES: Mapping[StatusChange, _Rule] = MappingProxyType(
    {
        StatusChange.START: _Rule(
            sources=frozenset({TicketStatus.NEW, TicketStatus.REOPENED}),
            target=TicketStatus.IN_PROGRESS,
            action="started",
        ),
        StatusChange.HOLD: _Rule(sources=OPEN, target=TicketStatus.ON_HOLD, action="held"),
        StatusChange.RESUME: _Rule(
            sources=frozenset({TicketStatus.ON_HOLD}),
            target=TicketStatus.IN_PROGRESS,
            action="resumed",
        ),
        StatusChange.RESOLVE: _Rule(sources=OPEN, target=TicketStatus.RESOLVED, action="resolved"),
        StatusChange.REOPEN: _Rule(sources=_ENDED, target=TicketStatus.REOPENED, action="reopened"),
        StatusChange.CLOSE: _Rule(
            sources=OPEN | {TicketStatus.RESOLVED}, target=TicketStatus.CLOSED, action="closed"
        ),
        StatusChange.CANCEL: _Rule(sources=OPEN, target=TicketStatus.CANCELED, action="canceled"),
    }
)


class TicketStatusError(ClaimTrailError):
    """A change that a ticket of this status does not take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRequest:
    """A change of status that somebody asks for."""

    change: StatusChange
    at: datetime
    actor: str
    """`system:<function>` or `user:<id>`."""
    note: str
    """Why; of a close the reason that is published."""
    hold_reason: HoldParty | None = None
    """Of a hold."""
    since: datetime | None = None
    """The instant from which it holds, when that is reported late."""


def with_status(ticket: Ticket, asked: StatusRequest) -> Ticket:
    """Return the ticket after a change; as it is when the change was made already.

    Other words to a change that was made are noted, while the ticket is open.
    Raises TicketStatusError for one that its status does not take, a hold without a reason, and
    a change that holds from before the ticket was opened or from after it was recorded.
    """
    rule = _RULES[asked.change]
    if ticket.status is rule.target and ticket.hold_reason == asked.hold_reason:
        return _with_other_words(ticket, asked, rule)
    _require_valid(ticket, asked, rule)
    is_over = rule.target in _ENDED
    entry = TicketEntry(
        at=asked.at,
        actor=asked.actor,
        action=rule.action,
        note=asked.note,
        since=asked.since,
        status=rule.target,
        hold_reason=asked.hold_reason,
    )
    return following(
        ticket,
        entry,
        status=rule.target,
        hold_reason=asked.hold_reason,
        closed_at=asked.at if is_over else None,
        close_reason=asked.note if is_over else None,
    )


def _with_other_words(ticket: Ticket, asked: StatusRequest, rule: _Rule) -> Ticket:
    made = next((one for one in reversed(ticket.history) if one.action == rule.action), None)
    if made is None or made.note == asked.note or not is_person(asked.actor):
        return ticket
    return noted(ticket, note=asked.note, at=asked.at, actor=asked.actor)


def closed(ticket: Ticket, *, reason: str, at: datetime, actor: str) -> Ticket:
    """Return the ticket, closed; one that is closed or canceled already comes back as it is."""
    if ticket.status in {TicketStatus.CLOSED, TicketStatus.CANCELED}:
        return ticket
    asked = StatusRequest(change=StatusChange.CLOSE, at=at, actor=actor, note=reason)
    return with_status(ticket, asked)


def changes_open_to(ticket: Ticket) -> tuple[StatusChange, ...]:
    """Return the changes that a ticket of this status takes."""
    return tuple(
        change
        for change, rule in _RULES.items()
        if ticket.status in rule.sources and ticket.status is not rule.target
    )


def _require_valid(ticket: Ticket, asked: StatusRequest, rule: _Rule) -> None:
    if ticket.status not in rule.sources:
        may = ", ".join(one for one in changes_open_to(ticket) if one is not StatusChange.CLOSE)
        status = TICKET_STATUS_WORDS[ticket.status]
        raise _refused(
            ticket,
            code="TICKET_STATUS",
            what=f"{asked.change} is no change of a ticket that is {status}",
            next_step=f"What it takes: {may or 'nothing more'}.",
        )
    missing = ticket.ownership.missing if ticket.ownership else ()
    if missing and asked.change in _ENDS and is_person(asked.actor):
        raise _refused(
            ticket,
            code="OWNERS_AGREE",
            what=f"a joint ticket ends once both owners agree: {' and '.join(missing)} did not",
            next_step=f"`claimtrail tickets agree {ticket.ticket_id} --as {missing[0]}`, or a "
            f"manager decides: `claimtrail tickets own {ticket.ticket_id} --as clinical --why "
            "TEXT`.",
        )
    if (asked.change is StatusChange.HOLD) != (asked.hold_reason is not None):
        raise _refused(
            ticket,
            code="HOLD_REASON",
            what="a hold has a reason, and no other change has one",
            next_step=f"Give one of: {', '.join(HoldParty)}.",
        )
    if asked.since and not ticket.opened_at <= asked.since <= asked.at:
        raise _refused(
            ticket,
            code="CHANGE_INSTANT",
            what="a change holds from an instant between the opening and now",
            next_step="Leave the instant out, or give one between the two.",
        )


def _refused(ticket: Ticket, *, code: str, what: str, next_step: str) -> TicketStatusError:
    return TicketStatusError(
        Explanation(code=code, what=what, where=f"ticket {ticket.ticket_id}", next_step=next_step)
    )
