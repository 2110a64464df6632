"""Taking an action beside a ticket: files, vendors, letters, and urgency of care."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

from claimtrail.access.approvers import require_approver
from claimtrail.tickets.owners import is_person_id
from claimtrail.tickets.ratings import prioritized
from claimtrail.tickets.ticket_parts import PERSON_PREFIX, ClinicalHold, PriorityOverride
from claimtrail.web.core.forms import Typed, form_invalid
from claimtrail.web.tickets.actions.beside_forms import (
    ATTACH,
    DIRECTION,
    FILE_LETTER,
    HAND_OVER,
    HANDED,
    HOLD,
    NAME,
    TAKE_BACK,
    TEXT,
    URGENT,
    VENDOR,
)
from claimtrail.web.tickets.actions.kinds import WHY
from claimtrail.web.tickets.reading import OpenTicket
from claimtrail.web.tickets.subject import attachment_address

Act = Callable[[OpenTicket, Typed], str]
"""Does it, and returns the ticket, or the address, that the person goes on with."""
_HIGHEST = 1


def _attach(found: OpenTicket, typed: Typed) -> str:
    attachments = found.request.stores.desk.attachments
    awaited = attachments.announce(found.ticket, typed.text(NAME), actor=found.actor)
    return attachment_address(found.ticket.ticket_id, awaited.attachment_id)


def _hand_over(found: OpenTicket, typed: Typed) -> str:
    lines = (" ".join(one.split()) for one in typed.values[HANDED].splitlines())
    found.request.stores.desk.vendors.hand_over(
        found.ticket,
        typed.text(VENDOR),
        [one for one in lines if one],
        at=found.request.now,
        actor=found.actor,
    )
    return found.ticket.ticket_id


def _take_back(found: OpenTicket, typed: Typed) -> str:
    found.request.stores.desk.vendors.take_back(
        found.ticket, typed.text(WHY), at=found.request.now, actor=found.actor
    )
    return found.ticket.ticket_id


def _file_letter(found: OpenTicket, typed: Typed) -> str:
    direction: Literal["sent", "received"] = (
        "sent" if typed.text(DIRECTION) == "sent" else "received"
    )
    found.request.stores.desk.vendors.archive(
        found.ticket,
        typed.text(VENDOR),
        typed.values[TEXT].strip(),
        direction=direction,
        at=found.request.now,
        actor=found.actor,
    )
    return found.ticket.ticket_id


def _urgent(found: OpenTicket, typed: Typed) -> str:
    hold = ClinicalHold(typed.text(HOLD))
    return override_priority(found, typed, priority=_HIGHEST, hold=hold)


def override_priority(
    found: OpenTicket, typed: Typed, *, priority: int, hold: ClinicalHold | None = None
) -> str:
    """Set a person's priority until an instant. Raises TicketRelationError, FormInvalidError."""
    request, ticket = found.request, found.ticket
    approver, until = typed.text("approver"), typed.instant("until")
    if not is_person_id(approver):
        raise form_invalid("the approver is no id", "Type the id with which a person signs in.")
    if approver != request.person.id:
        require_approver(
            request.stores.people.store,
            f"{PERSON_PREFIX}{approver}",
            ticket,
            asked_by=found.actor,
            facility=found.target.facility,
        )
    override = PriorityOverride(
        priority=priority,
        replaced=ticket.priority,
        reason=request.stores.ticket_texts.note(
            ticket, typed.text(WHY), at=request.now, actor=found.actor
        ),
        approved_by=f"{PERSON_PREFIX}{approver}",
        at=request.now,
        expires_at=until or request.now,
        hold=hold,
    )
    request.stores.ticket_service.change(
        ticket.ticket_id, lambda one: prioritized(one, override, actor=found.actor)
    )
    return ticket.ticket_id


BESIDE_USE_CASES: Mapping[str, Act] = MappingProxyType(
    {
        ATTACH: _attach,
        HAND_OVER: _hand_over,
        TAKE_BACK: _take_back,
        FILE_LETTER: _file_letter,
        URGENT: _urgent,
    }
)
"""By the name of the form."""
