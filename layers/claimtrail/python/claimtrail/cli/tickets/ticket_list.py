"""`claimtrail tickets`: the open work by cause, then each ticket, what is due next first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, fields
from itertools import islice

from claimtrail.bootstrap.tickets.stores import ticket_store_of_commands
from claimtrail.claims.lifecycle.state_words import states_in_words
from claimtrail.cli.claims.stores import payers_wanted
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.cuts import EVERYTHING, cut
from claimtrail.cli.core.output import Output, dollars, state
from claimtrail.cli.core.short_ids import resolve
from claimtrail.cli.core.stage import Stage
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.tickets.grouping import ACTOR as GROUPER
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.tickets.views import (
    CauseGroup,
    TicketFilter,
    TicketRow,
    cause_groups,
    dollars_waiting,
    in_due_order,
    ticket_rows,
    work_rows,
)

_CAUSES: dict[str, tuple[str, str, Callable[[TicketRow], Iterable[str]]]] = {
    "category": ("CATEGORY_UNKNOWN", "kinds of cause", lambda row: (row.cause,)),
    "cause": ("CAUSE_UNKNOWN", "codes", lambda row: (row.code,)),
}
"""By field of a filter: the code of its error, the plural of its values, and those of a ticket."""


def list_tickets(
    claim_access: ClaimAccess,
    *,
    owner: str | None,
    mine: bool,
    payer: str | None,
    category: str | None,
    cause: str | None,
    by_cause: bool,
    limit: int | None,
) -> None:
    """Show the open work by cause, and unless only that was asked for, each ticket.

    A cause that is a file's id may be cut short, as the list shows it.

    Raises NotFoundError for a payer, an owner or a cause that there is none of, and
    AmbiguousIdError for a short id that begins several causes.
    """
    payers_wanted(claim_access.stage, payer)
    caller = claim_access.stage.caller() if mine else ""
    owner = owner or caller or None
    found = read_tickets(claim_access.stage, owner=owner, with_members=bool(cause))
    cause = cause and resolve(cause, (row.code for row in found))
    wanted = TicketFilter(payer=payer, category=category, cause=cause)
    if owner and not found and not mine:
        _require_owner(claim_access.stage, owner)
    if found:
        _require_values(claim_access.stage, wanted, found)
    rows = [row for row in found if wanted.fits(row)]
    groups = cause_groups(rows)
    output = claim_access.at(
        [row.claim_id or row.ticket_id for row in rows],
        fields=_names(CauseGroup if by_cause else TicketRow),
    )
    work = rows if cause or claim_access.as_json else work_rows(rows)
    listed = cut(
        work,
        noun="tickets" if len(work) == len(rows) else "lines of work",
        limit=limit,
        as_json=claim_access.as_json,
        bounded=len(found) >= EVERYTHING,
    )
    causes = cut(groups, noun="causes", limit=limit, as_json=claim_access.as_json)
    output.data([asdict(each) for each in (causes.rows if by_cause else listed.rows)])
    if found and not rows:
        output.note(_nothing(wanted, found))
    if mine and not found:
        output.note(
            f"No open ticket is assigned to {caller}: `claimtrail tickets list` shows those of all."
        )
    show_causes(output, rows, most=len(causes.rows) if by_cause else len(groups))
    if by_cause:
        causes.say(output)
    else:
        show_tickets(output, listed.rows)
        listed.say(output)


def _require_owner(stage: Stage, owner: str) -> None:
    """Raise NotFoundError for an owner of no open ticket, with those who have one."""
    known = sorted({row.assigned_to for row in read_tickets(stage)})
    if not known:
        return
    raise NotFoundError(
        Explanation(
            code="OWNER_UNKNOWN",
            what=f"no open ticket is assigned to {owner!r}",
            where=f"stage {stage.name}",
            next_step=f"Open tickets are assigned to: {', '.join(known)}.",
        )
    )


def _require_values(stage: Stage, wanted: TicketFilter, found: list[TicketRow]) -> None:
    """Raise NotFoundError for a cause that no open ticket has, with those that there are."""
    for name, (code, plural, values_of) in _CAUSES.items():
        value = getattr(wanted, name)
        if value is None or any(TicketFilter(**{name: value}).fits(row) for row in found):
            continue
        known = sorted({one for row in found for one in values_of(row) if one})
        raise NotFoundError(
            Explanation(
                code=code,
                what=f"no open ticket has the {name} {value!r}",
                where=f"stage {stage.name}",
                next_step=f"The {plural} of open tickets are: {', '.join(known) or 'none'}.",
            )
        )


def _nothing(wanted: TicketFilter, found: list[TicketRow]) -> str:
    """Say why known values leave no ticket: none of the payer's, or none that fits them all."""
    payers = sorted({row.payer_id for row in found})
    if wanted.payer and wanted.payer not in payers:
        return (
            f"No open ticket has the payer {wanted.payer!r}. The payers are: {', '.join(payers)}."
        )
    return "No open ticket fits all of these options together."


def _names(row: type[CauseGroup | TicketRow]) -> list[str]:
    return [field.name for field in fields(row)]


def read_tickets(
    stage: Stage, *, owner: str | None = None, with_members: bool = False
) -> list[TicketRow]:
    """Return the stage's open tickets in their work order; of one owner or of all.

    `with_members`: those under another ticket in place of the one above.
    """
    store = ticket_store_of_commands(stage.output(TicketOutput.TICKET_TABLE))
    if with_members:
        every = (one for one in store.walk_open() if owner in {None, one.assigned_to})
        tickets = list(islice((one for one in every if one.requester != GROUPER), EVERYTHING))
    else:
        tickets = store.list_open(limit=EVERYTHING, owner=owner)
    return in_due_order(ticket_rows(tickets, now=utc_now()))


def tickets_of(stage: Stage, claim_id: str) -> list[Ticket]:
    """Return every ticket of a claim, the closed ones too."""
    store = ticket_store_of_commands(stage.output(TicketOutput.TICKET_TABLE))
    return store.list_by_claim(claim_id)


def show_causes(output: Output, rows: Sequence[TicketRow], *, most: int | None = None) -> None:
    """Open tickets by cause: how many, what they are worth, when the first is due.

    The first `most` causes are listed. A claim's dollars count once in the total, also where it
    has tickets of several causes.
    """
    if not rows:
        return
    groups, cents = cause_groups(rows), dollars_waiting(rows)
    tickets = "ticket" if len(rows) == 1 else "tickets"
    output.heading(f"Open work by cause: {len(rows):,} {tickets}, {dollars(cents)}")
    output.table(
        ("Due", "Deadline", "Payer", "Status", "Cause", "Code", "Tickets", "Amount", "Next action"),
        [
            (
                _due(one.due_on, one.days_left),
                one.due_kind,
                one.payer_id,
                state(one.outcome),
                one.cause,
                one.code,
                one.tickets,
                dollars(one.amount_cents),
                one.next_action,
            )
            for one in groups[:most]
        ],
        right=("Tickets", "Amount"),
    )
    if cents != sum(one.amount_cents for one in groups):
        output.say("  A claim on several lines counts once in the total.")


def show_tickets(output: Output, rows: Sequence[TicketRow], *, of: int | None = None) -> None:
    """Tickets one by one, what is due next first; `of`: how many there are in all."""
    files = [row for row in rows if row.claims > 1]
    lines = "line" if len(rows) == 1 else "lines"
    on_lines = f": {sum(row.tickets for row in rows):,} on {len(rows):,} {lines}" if files else ""
    output.heading(f"Open tickets, what is due next first{on_lines}")
    output.table(
        ("Ticket", "Due", "Deadline", "Amount", "Priority", "Title", "Claim", "Owner"),
        [
            (
                row.ticket_id,
                _due(row.due_on, row.days_left),
                row.due_kind,
                dollars(row.amount_cents),
                row.priority,
                states_in_words(row.title),
                f"{row.claims:,} claims of {row.file_id}" if row.claims > 1 else row.claim_id,
                row.assigned_to,
            )
            for row in rows
        ],
        right=("Amount", "Priority"),
        empty="No open ticket.",
    )
    if files:
        output.say(
            "  A file without acknowledgment is one line: "
            f"`claimtrail tickets --cause {files[0].file_id}` lists each claim's ticket, "
            f"`claimtrail trail {files[0].file_id}` shows the file."
        )
    if of and of > len(rows):
        output.note(
            f"{len(rows):,} of {of:,} lines of work are listed; `claimtrail tickets` has more."
        )


def _due(day: object, days_left: int) -> str:
    """Return a day, and how far away it is."""
    if days_left == 0:
        return f"{day} (today)"
    days = f"{abs(days_left)} day{'s' if abs(days_left) > 1 else ''}"
    return f"{day} ({days} late)" if days_left < 0 else f"{day} ({days})"
