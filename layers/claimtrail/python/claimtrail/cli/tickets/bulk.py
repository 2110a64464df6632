"""`claimtrail tickets assign`: one ticket, several, or all that fit, once a preview was seen."""

from collections.abc import Sequence
from enum import StrEnum

from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.cuts import EVERYTHING
from claimtrail.cli.core.output import Output, dollars
from claimtrail.cli.tickets.desk import recorded, relations
from claimtrail.cli.tickets.known_owners import people_of_stage, queues_of_stage
from claimtrail.cli.tickets.one_ticket import require_owner_form
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import ConflictError
from claimtrail.tickets.known_owners import (
    QUEUE,
    USER,
    require_known_queue,
    unknown_person_words,
)
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.relation_service import TicketRelations
from claimtrail.tickets.views import TicketFilter, status_words, ticket_rows


class AssignOutcome(StrEnum):
    """The end of one ticket of several."""

    ASSIGNED = "assigned"
    UNCHANGED = "unchanged"
    ENDED = "ended"
    BUSY = "busy"
    """Other writers kept winning: assign it again."""


_WORDS = {
    AssignOutcome.ASSIGNED: "assigned",
    AssignOutcome.UNCHANGED: "unchanged",
    AssignOutcome.ENDED: "left out, which have ended",
    AssignOutcome.BUSY: "left out, which others change: try again",
}


def assign(
    claim_access: ClaimAccess,
    *,
    ticket_ids: Sequence[str],
    owner: str,
    payer: str | None,
    category: str | None,
    cause: str | None,
    held_by: str | None,
    yes: bool,
) -> None:
    """Give tickets away, those of a filter once they were shown and `--yes` was said.

    Raises OwnerInvalidError for what is neither a queue nor a person, QueueUnknownError for a queue
    that the stage does not know, NotFoundError for an unknown ticket.
    """
    require_owner_form(owner, where="--to")
    if owner.startswith(QUEUE):
        require_known_queue(owner, queues_of_stage(claim_access.stage))
    desk = relations(claim_access)
    if len(ticket_ids) == 1:
        _assign_one(claim_access, desk, ticket_ids[0], owner)
        return
    wanted = TicketFilter(payer=payer, category=category, cause=cause)
    found = (
        [desk.find(one) for one in dict.fromkeys(ticket_ids)]
        if ticket_ids
        else _fitting(desk, wanted, held_by)
    )
    output = recorded(claim_access, *found)
    if not ticket_ids and not yes:
        _preview(output, found, owner)
        return
    actor = claim_access.stage.caller()
    outcomes = {one.ticket_id: _assigned(desk, one, owner, actor) for one in found}
    _say(output, outcomes, owner)
    _warn(claim_access, output, owner)


def _warn(claim_access: ClaimAccess, output: Output, owner: str) -> None:
    """Say that the stage's desk does not know the person."""
    if not owner.startswith(USER):
        return
    warning = unknown_person_words(owner, people_of_stage(claim_access.stage))
    if warning:
        output.note(warning)


def _assign_one(
    claim_access: ClaimAccess, desk: TicketRelations, ticket_id: str, owner: str
) -> None:
    output = recorded(claim_access, desk.find(ticket_id))
    desk.tickets.assign(ticket_id, to=owner, at=utc_now(), actor=claim_access.stage.caller())
    given = desk.find(ticket_id)
    output.data(given.model_dump(mode="json"))
    output.say(f"{ticket_id} is assigned to {given.assigned_to}.")
    _warn(claim_access, output, owner)


def _fitting(desk: TicketRelations, wanted: TicketFilter, held_by: str | None) -> list[Ticket]:
    tickets = desk.tickets.list_open(limit=EVERYTHING, owner=held_by)
    rows = ticket_rows(tickets, now=utc_now())
    return [one for one, row in zip(tickets, rows, strict=True) if wanted.fits(row)]


def _assigned(desk: TicketRelations, ticket: Ticket, owner: str, actor: str) -> AssignOutcome:
    try:
        given = desk.tickets.assign(ticket.ticket_id, to=owner, at=utc_now(), actor=actor)
    except ConflictError:
        return AssignOutcome.BUSY
    if given is None or not given.is_open:
        return AssignOutcome.ENDED
    changed = given.version != ticket.version
    return AssignOutcome.ASSIGNED if changed else AssignOutcome.UNCHANGED


def _preview(output: Output, found: list[Ticket], owner: str) -> None:
    output.data(
        [{"ticket_id": one.ticket_id, "from": one.assigned_to, "to": owner} for one in found]
    )
    output.table(
        ("Ticket", "Status", "Title", "Amount", "From", "To"),
        [
            (one.ticket_id, status_words(one), one.title, dollars(one.amount_cents),
             one.assigned_to, owner)
            for one in found
        ],
        right=("Amount",),
        empty="No open ticket fits.",
    )  # fmt: skip
    if found:
        output.note(f"Nothing was changed: --yes assigns {_counted(len(found))} to {owner}.")


def _say(output: Output, outcomes: dict[str, AssignOutcome], owner: str) -> None:
    output.data([{"ticket_id": one, "outcome": outcome.value} for one, outcome in outcomes.items()])
    for outcome in AssignOutcome:
        number = sum(one is outcome for one in outcomes.values())
        if number:
            to = f" to {owner}" if outcome is AssignOutcome.ASSIGNED else ""
            output.say(f"{_counted(number)} {_WORDS[outcome]}{to}.")


def _counted(number: int) -> str:
    return f"{number:,} ticket{'' if number == 1 else 's'}"
