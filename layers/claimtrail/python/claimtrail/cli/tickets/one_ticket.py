"""`claimtrail tickets show`, its changes of status, and `claimtrail sla explain`."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.text import Text

from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.registry.actors import actor_words
from claimtrail.bootstrap.tickets.stores import original_texts, ticket_service
from claimtrail.claims.lifecycle.state_words import states_in_words
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.claims.profiles import payer_clocks
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output, dollars
from claimtrail.cli.tickets.desk import recorded, store_of, texts
from claimtrail.cli.tickets.values import hours
from claimtrail.escalations.outcome_work import OUTCOME_PREFIX, reopening_day
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.partners.clocks import PayerClocks
from claimtrail.tickets.errors import found_ticket
from claimtrail.tickets.model import HoldParty, Ticket
from claimtrail.tickets.originals import OriginalTexts
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.tickets.owners import is_owner
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.sla.due_days import TicketDue, ticket_due
from claimtrail.tickets.sla.tables import ClockTables, clock_tables
from claimtrail.tickets.sla.views import ClockRow, clock_rows
from claimtrail.tickets.status_changes import StatusChange, StatusRequest
from claimtrail.tickets.ticket_parts import CommentVisibility
from claimtrail.tickets.views import status_words


class OwnerInvalidError(ClaimTrailError):
    """Words that name neither a queue nor a person."""


def show(claim_access: ClaimAccess, *, ticket_id: str) -> None:
    """Show a ticket whole. Raises NotFoundError for an unknown one."""
    ticket = found_ticket(_service(claim_access).find(ticket_id), ticket_id)
    output = recorded(claim_access, ticket)
    now = utc_now()
    rows, due = clock_rows(ticket, clock_tables(), now=now), ticket_due(ticket, now=now)
    output.data(
        {
            **ticket.model_dump(mode="json"),
            "due_on": due.on,
            "due_kind": due.kind,
            "clocks": [asdict(row) for row in rows],
        }
    )
    output.heading(
        f"Ticket {ticket.ticket_id}: {status_words(ticket)}, priority {ticket.priority}, "
        f"{ticket.assigned_to}"
    )
    output.say(Text(states_in_words(ticket.title)))
    output.say(
        f"  {_claims(ticket)}, payer {ticket.payer_id or 'none'}, "
        f"{dollars(ticket.amount_cents)}, {_due_words(ticket, due)}"
    )
    if ticket.next_action:
        output.say(f"  Next: {ticket.next_action}")
    for words in _parts(ticket):
        output.say(f"  {words}")
    _show_clocks(output, rows)
    output.table(
        ("When", "Who", "What", "Words"),
        [
            (entry.at, actor_words(entry.actor), entry.action, states_in_words(entry.note))
            for entry in ticket.history
        ],
    )


def _due_words(ticket: Ticket, due: TicketDue) -> str:
    """Return the day on which the ticket is due, by its name: a payer's last day, or a clock's."""
    if ticket.deadline == due.on:
        return f"the payer's last day ({due.kind}) {due.on}"
    return f"due {due.on} ({due.kind})"


def _claims(ticket: Ticket) -> str:
    """Return the claims in words: one by its id, many by their number."""
    if ticket.claims.count:
        return f"{ticket.claims.count:,} claims, the first {ticket.claims.first[0]}"
    return f"Claim {ticket.claim_id or 'none'}"


def _parts(ticket: Ticket) -> Iterator[str]:
    """Yield what a ticket has of category, tags, metadata, links and watchers, in words."""
    opener = actor_words(ticket.requester)
    yield f"Category {ticket.category}, tier {ticket.tier}, opened by {opener}"
    said = {
        "Tags": [one.name for one in ticket.tags],
        "Metadata": [f"{one.name} {one.value}" for one in ticket.metadata],
        "Links": [f"{one.kind.value} {one.ticket_id}" for one in ticket.links],
        "Watchers": list(ticket.watchers),
        "Owners": list(ticket.ownership.owners) if ticket.ownership else [],
    }
    yield from (f"{words}: {', '.join(values)}" for words, values in said.items() if values)


def explain(claim_access: ClaimAccess, *, ticket_id: str) -> None:
    """Show each clock stretch by stretch. Raises NotFoundError for an unknown ticket."""
    ticket = found_ticket(_service(claim_access).find(ticket_id), ticket_id)
    output = recorded(claim_access, ticket)
    tables = clock_tables()
    rows = clock_rows(ticket, tables, now=utc_now())
    output.data([asdict(row) for row in rows])
    show_explained(output, rows, tables)


def show_explained(output: Output, rows: Sequence[ClockRow], tables: ClockTables) -> None:
    """Show clocks stretch by stretch, each with its end in a sentence."""
    for row in rows:
        zone = tables.calendars[row.calendar].zone
        output.heading(_clock_words(row))
        output.table(
            ("From", "To", "What", "Hours"),
            [
                (
                    _shown(piece.begins, zone),
                    _shown(piece.ends, zone),
                    piece.kind,
                    piece.why or (hours(piece.minutes) if piece.kind == "running" else ""),
                )
                for piece in row.pieces
            ],
        )
        output.say(_end_words(row, zone))


def start(claim_access: ClaimAccess, *, ticket_id: str, why: str) -> None:
    """Take up the work."""
    _change(claim_access, ticket_id, StatusChange.START, why=why)


def hold(
    claim_access: ClaimAccess,
    *,
    ticket_id: str,
    hold_reason: str,
    why: str,
    since: datetime | None,
) -> None:
    """Put a ticket on hold."""
    reason = HoldParty(hold_reason)
    _change(claim_access, ticket_id, StatusChange.HOLD, why=why, reason=reason, since=since)


def resume(claim_access: ClaimAccess, *, ticket_id: str, why: str, since: datetime | None) -> None:
    """Take a ticket off hold."""
    _change(claim_access, ticket_id, StatusChange.RESUME, why=why, since=since)


def resolve(claim_access: ClaimAccess, *, ticket_id: str, why: str) -> None:
    """Say that the work is done."""
    _change(claim_access, ticket_id, StatusChange.RESOLVE, why=why)


def reopen(claim_access: ClaimAccess, *, ticket_id: str, why: str) -> None:
    """Take the end of a ticket back."""
    _change(claim_access, ticket_id, StatusChange.REOPEN, why=why)


def cancel(claim_access: ClaimAccess, *, ticket_id: str, why: str) -> None:
    """Say that there was nothing to do."""
    _change(claim_access, ticket_id, StatusChange.CANCEL, why=why)


def comment(claim_access: ClaimAccess, *, ticket_id: str, note: str, external: bool) -> None:
    """Keep a person's words. Raises NotFoundError for an unknown ticket."""
    visibility = CommentVisibility.EXTERNAL if external else CommentVisibility.INTERNAL
    service = _service(claim_access)
    output = recorded(claim_access, found_ticket(service.find(ticket_id), ticket_id))
    noted = found_ticket(
        service.note(
            ticket_id,
            note=note,
            at=utc_now(),
            actor=claim_access.stage.caller(),
            visibility=visibility,
        ),
        ticket_id,
    )
    output.data(noted.model_dump(mode="json"))
    last = noted.last_note
    is_kept = noted.is_open and last is not None
    output.say(
        f"Noted on {ticket_id}."
        if is_kept
        else f"{ticket_id} is {status_words(noted)} and takes no words; "
        f"`claimtrail tickets reopen {ticket_id} --why TEXT` opens it"
    )


def original(claim_access: ClaimAccess, *, ticket_id: str) -> None:
    """Show words as people wrote them. Raises NotFoundError for an unknown ticket."""
    ticket = found_ticket(_service(claim_access).find(ticket_id), ticket_id)
    output = recorded(claim_access, ticket)
    kept = _originals(claim_access).of_ticket(ticket.ticket_id)
    output.data([one.model_dump(mode="json") for one in kept])
    if not kept:
        output.say(f"Nothing was masked in {ticket_id}.")
        return
    output.table(
        ("When", "Who", "What", "Words"), [(one.at, one.by, one.field, one.words) for one in kept]
    )


def require_owner_form(owner: str, *, where: str) -> None:
    """Raise OwnerInvalidError for what names neither a queue nor a person."""
    if not is_owner(owner):
        raise OwnerInvalidError(
            Explanation(
                code="OWNER_INVALID",
                what="the words name neither a queue nor a person",
                where=where,
                next_step="Type queue:NAME or user:ID, e.g. queue:billing.",
            )
        )


def _change(
    claim_access: ClaimAccess,
    ticket_id: str,
    change: StatusChange,
    *,
    why: str,
    reason: HoldParty | None = None,
    since: datetime | None = None,
) -> None:
    """Record the access, change the status, and say what it is now.

    Raises NotFoundError for an unknown ticket, TicketStatusError for a change that it does not
    take.
    """
    service = _service(claim_access)
    before = found_ticket(service.find(ticket_id), ticket_id)
    output = recorded(claim_access, before)
    asked = StatusRequest(
        change=change,
        at=utc_now(),
        actor=claim_access.stage.caller(),
        note=why,
        hold_reason=reason,
        since=since,
    )
    changed = found_ticket(service.change_status(ticket_id, asked), ticket_id)
    output.data(changed.model_dump(mode="json"))
    output.say(f"{ticket_id} is {status_words(changed)}.")
    words = _repeated_words(before, changed)
    if words:
        output.say(words)
    if change is StatusChange.RESOLVE and changed.origin_id.startswith(OUTCOME_PREFIX):
        output.say(_unmoved_words(changed, payer_clocks(claim_access.stage, changed.payer_id)))


def _repeated_words(before: Ticket, changed: Ticket) -> str:
    """Return what became of the words to a change that had been made; empty for a new one."""
    if changed.version == before.version:
        return "It was so before: nothing was recorded."
    is_noted = changed.history[-1].action == "noted"
    return "It was so before: your words are noted." if is_noted else ""


def _unmoved_words(ticket: Ticket, clocks: PayerClocks) -> str:
    """Return what follows for a ticket whose claim still stands at its outcome."""
    day = reopening_day(ticket, clocks)
    return (
        f"Warning: the claim has not moved since, and waits for: {ticket.next_action} "
        f"If it has not moved by {day}, the ticket is reopened."
    )


def _service(claim_access: ClaimAccess) -> TicketService:
    stage = claim_access.stage
    return ticket_service(
        ticket_table=stage.output(TicketOutput.TICKET_TABLE),
        event_bus=stage.output(SharedOutput.EVENT_BUS),
        texts=texts(claim_access),
        store=store_of(stage),
    )


def _originals(claim_access: ClaimAccess) -> OriginalTexts:
    return original_texts(claim_access.stage.output(ClaimOutput.CLAIM_TABLE))


def _show_clocks(output: Output, rows: tuple[ClockRow, ...]) -> None:
    tables = clock_tables()
    output.table(
        ("Clock", "Kind", "Ran", "Of", "State", "Due"),
        [
            (
                row.title,
                row.kind,
                hours(row.elapsed_minutes),
                "" if row.target_minutes is None else hours(row.target_minutes),
                _state_words(row),
                _shown(row.due_at, tables.calendars[row.calendar].zone) if row.due_at else "",
            )
            for row in rows
        ],
        right=("Ran", "Of"),
    )


def _state_words(row: ClockRow) -> str:
    is_late = row.breached_at and row.state in {"running", "paused"}
    return f"{row.state}, past its target" if is_late else row.state


def _clock_words(row: ClockRow) -> str:
    target = "" if row.target_minutes is None else f" of {hours(row.target_minutes)}"
    return (
        f"{row.title} ({row.kind}, version {row.version}): {_state_words(row)}, "
        f"{hours(row.elapsed_minutes)}{target} in {row.calendar}"
    )


def _end_words(row: ClockRow, zone: ZoneInfo) -> str:
    if row.breached_at:
        return f"  The target was passed on {_shown(row.breached_at, zone)}."
    if row.due_at:
        warning = (
            f"; {row.next_warning}% on {_shown(row.next_warning_at, zone)}"
            if row.next_warning_at and row.next_warning != _WHOLE
            else ""
        )
        return f"  Due on {_shown(row.due_at, zone)} if nothing changes{warning}."
    return "  Nothing is due while it stands so."


_WHOLE = 100


def _shown(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant as clocks of a zone show it."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M %Z}"
