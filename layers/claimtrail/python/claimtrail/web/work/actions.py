"""The form of bulk actions: who may, what is done to each ticket, and the way back to the list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from claimtrail.access.resources import Operation
from claimtrail.claims.fold.model import Claim
from claimtrail.kernel.errors import ConflictError
from claimtrail.tickets.inquiries import REQUESTED, inquiry_task
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.owners import is_person_id
from claimtrail.trail.access_log import Action
from claimtrail.web.core.errors import bad_value, refused_notes
from claimtrail.web.core.query import Query
from claimtrail.web.core.replies import RedirectReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.restricted import learn_restrictions
from claimtrail.web.work.bulk import (
    MOST_SELECTED,
    OPERATIONS,
    BulkAction,
    BulkOutcome,
    done_to_each,
    with_result,
)
from claimtrail.web.work.framing import queues_known
from claimtrail.web.work.items import USER, target_of_ticket
from claimtrail.web.work.reading import MOST_READ

MOST_LETTERS = 1_000
"""Letters of a note at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bulk:
    """One action on the tickets of a form."""

    request: PageRequest
    action: BulkAction
    owner: str
    """The new owner; empty for actions that assign to nobody."""
    note: str
    tickets: Mapping[str, Ticket]
    claims: Mapping[str, Claim]

    @property
    def actor(self) -> str:
        return f"{USER}{self.request.person.id}"

    def act(self, ticket_id: str) -> BulkOutcome:
        """Do it to one ticket."""
        ticket = self.tickets.get(ticket_id)
        if ticket is None or not self._may(ticket, Operation.LIST):
            return BulkOutcome.UNKNOWN
        if not ticket.is_open:
            return BulkOutcome.CLOSED
        if not self._may(ticket, self._needed(ticket)):
            return BulkOutcome.NOT_PERMITTED
        try:
            with refused_notes():
                changed = _DEEDS[self.action](self, ticket) or ticket
        except ConflictError:
            return BulkOutcome.BUSY
        if not changed.is_open and self.action is not BulkAction.CLOSE:
            return BulkOutcome.CLOSED
        return BulkOutcome.DONE if changed.version != ticket.version else BulkOutcome.UNCHANGED

    def _needed(self, ticket: Ticket) -> Operation:
        """Return the operation that the action needs: who has a ticket may give it back."""
        is_given_back = self.action is BulkAction.QUEUE and ticket.assigned_to == self.actor
        return Operation.CHANGE if is_given_back else OPERATIONS[self.action]

    def _may(self, ticket: Ticket, operation: Operation) -> bool:
        target = target_of_ticket(ticket, self.claims.get(ticket.claim_id))
        subject = ticket.claim_id or ticket.ticket_id
        return self.request.decide(operation, target, subject=subject).is_allowed

    def assign(self, ticket: Ticket) -> Ticket | None:
        return self.request.stores.ticket_service.assign(
            ticket.ticket_id, to=self.owner, at=self.request.now, actor=self.actor
        )

    def annotate(self, ticket: Ticket) -> Ticket | None:
        return self._noted(ticket, self.note)

    def ask(self, ticket: Ticket) -> Ticket | None:
        """Open the task to ask the payer, then note it: repeated, both stay as they are."""
        task = inquiry_task(ticket, at=self.request.now, actor=self.actor)
        self.request.stores.ticket_service.open(task)
        return self._noted(ticket, REQUESTED)

    def close(self, ticket: Ticket) -> Ticket | None:
        return self.request.stores.ticket_service.close(
            ticket.ticket_id, reason=self.note, at=self.request.now, actor=self.actor
        )

    def _noted(self, ticket: Ticket, note: str) -> Ticket | None:
        return self.request.stores.ticket_service.note(
            ticket.ticket_id, note=note, at=self.request.now, actor=self.actor
        )


_DEEDS: Mapping[BulkAction, Callable[[_Bulk, Ticket], Ticket | None]] = MappingProxyType(
    {
        BulkAction.TAKE: _Bulk.assign,
        BulkAction.QUEUE: _Bulk.assign,
        BulkAction.PERSON: _Bulk.assign,
        BulkAction.NOTE: _Bulk.annotate,
        BulkAction.ASK: _Bulk.ask,
        BulkAction.CLOSE: _Bulk.close,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """An action on selected tickets, and what became of each."""

    action: BulkAction
    outcomes: Mapping[BulkOutcome, Sequence[str]]
    shows: tuple[ShownData, ...]


def act_on_selected(request: PageRequest) -> Reply:
    """Do an action to the selected tickets, and lead back to the list with the result.

    Raises BadRequestError for an action, owner or note that cannot be.
    """
    acted = act(request)
    back = Query.parse(request.form.first("back"))
    result = with_result(back, acted.action, acted.outcomes)
    return RedirectReply(location=result.on("/work"), shows=acted.shows)


def act(request: PageRequest) -> Acted:
    """Do an action to the selected tickets. Raises BadRequestError for one that cannot be."""
    action = _action(request)
    selected = tuple(dict.fromkeys(request.form.all("selected")))[:MOST_SELECTED]
    tickets = _tickets(request, selected)
    claims = request.stores.claims.recent_changes(
        {one.claim_id for one in tickets.values() if one.claim_id}
    )
    learn_restrictions(request, (change.claim for change in claims.values()))
    bulk = _Bulk(
        request=request,
        action=action,
        owner=_owner(request, action),
        note=_note(request, action),
        tickets=tickets,
        claims={claim_id: change.claim for claim_id, change in claims.items()},
    )
    outcomes = done_to_each((*tickets, *(set(selected) - tickets.keys())), bulk.act)
    acted = tuple(
        tickets[one].claim_id or one for one in outcomes.get(BulkOutcome.DONE, ()) if one in tickets
    )
    shown = ShownData(action=Action.TICKETS_CHANGED, subjects=acted, statement=action.value)
    return Acted(action=action, outcomes=outcomes, shows=(shown,) if acted else ())


def _action(request: PageRequest) -> BulkAction:
    said = request.form.first("action")
    if said not in set(BulkAction):
        raise bad_value("action", known=", ".join(BulkAction))
    return BulkAction(said)


def _owner(request: PageRequest, action: BulkAction) -> str:
    """Return the new owner. Raises BadRequestError for one that cannot be."""
    if action is BulkAction.TAKE:
        return f"{USER}{request.person.id}"
    if action is BulkAction.QUEUE:
        queue, known = request.form.first("queue"), queues_known(request)
        if queue not in known:
            raise bad_value("queue", known=", ".join(known))
        return queue
    if action is BulkAction.PERSON:
        person = request.form.first("person").strip()
        if not is_person_id(person):
            raise bad_value("person", known="the id with which a person signs in")
        return f"{USER}{person}"
    return ""


def _note(request: PageRequest, action: BulkAction) -> str:
    """Return the words of a note or a reason. Raises BadRequestError without any."""
    if action not in {BulkAction.NOTE, BulkAction.CLOSE}:
        return ""
    note = " ".join(request.form.first("note").split())
    if not note or len(note) > MOST_LETTERS:
        raise bad_value("note", known=f"a note of 1 to {MOST_LETTERS:,} letters")
    return note


def _tickets(request: PageRequest, selected: Iterable[str]) -> dict[str, Ticket]:
    """Return the selected tickets by id; of a file's tickets, all that stand in its row."""
    found = (request.stores.tickets.get(one) for one in selected)
    tickets = {one.ticket_id: one for one in found if one}
    files = {_file_of(one) for one in tickets.values()} - {None}
    if files:
        every = request.stores.tickets.list_open(limit=MOST_READ)
        tickets |= {one.ticket_id: one for one in every if _file_of(one) in files}
    return tickets


def _file_of(ticket: Ticket) -> tuple[str, str, str] | None:
    """Return what the tickets of one row have in common; None for a ticket of its own."""
    cause = ticket.cause
    if cause is None or not cause.file_id:
        return None
    return ticket.payer_id, cause.category, cause.file_id
