"""Tickets as they are stored: JSON text with `schema_version`, old versions brought up to date."""

import json
from collections.abc import Mapping
from types import MappingProxyType

from claimtrail.kernel.contracts import Document, Upcaster, upcast
from claimtrail.tickets.model import Ticket, TicketStatus
from claimtrail.tickets.ticket_parts import CommentVisibility, TicketOrigin, is_person

VERSION = 3
"""Of what is written now."""


def _from_1(data: Document) -> Document:
    """Version 1 knew open and closed alone; the entries that changed it are the first and last."""
    is_open = data["status"] == "OPEN"
    first, *others = data["history"]
    history = [
        {**first, "status": TicketStatus.NEW.value},
        *(
            {**one, "status": TicketStatus.CLOSED.value} if one["action"] == "closed" else one
            for one in others
        ),
    ]
    status = TicketStatus.NEW if is_open else TicketStatus.CLOSED
    return {**data, "status": status.value, "history": history}


def _from_2(data: Document) -> Document:
    """Version 2 knew no requester: the first entry's actor. Its notes were internal."""
    requester = data["history"][0]["actor"]
    origin = TicketOrigin.PERSON if is_person(requester) else TicketOrigin.SYSTEM
    history = [
        {**one, "visibility": CommentVisibility.INTERNAL.value} if one["action"] == "noted" else one
        for one in data["history"]
    ]
    return {**data, "requester": requester, "origin": origin.value, "history": history}


UPCASTERS: Mapping[int, Upcaster] = MappingProxyType({1: _from_1, 2: _from_2})


def stored_ticket(text: str) -> Ticket:
    """Return a stored ticket. Raises ValueError for a version that this code does not read."""
    data = upcast(json.loads(text), to=VERSION, upcasters=UPCASTERS)
    return Ticket.model_validate(data)
