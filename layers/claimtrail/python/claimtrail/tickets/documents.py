"""Tickets as they are stored: JSON text with `schema_version`, old versions brought up to date."""

import json
from collections.abc import Mapping
from types import MappingProxyType

from claimtrail.kernel.contracts import Document, Upcaster, upcast
from claimtrail.tickets.model import Ticket, TicketStatus

VERSION = 2
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


UPCASTERS: Mapping[int, Upcaster] = MappingProxyType({1: _from_1})


def stored_ticket(text: str) -> Ticket:
    """Return a stored ticket. Raises ValueError for a version that this code does not read."""
    data = upcast(json.loads(text), to=VERSION, upcasters=UPCASTERS)
    return Ticket.model_validate(data)
