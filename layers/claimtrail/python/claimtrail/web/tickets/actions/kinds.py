"""The form of a row in the table of actions on tickets."""

from collections.abc import Callable
from dataclasses import dataclass

from claimtrail.access.resources import Operation
from claimtrail.web.core.forms import FormField
from claimtrail.web.tickets.reading import OpenTicket

WHY = "why"
GUIDANCE = "Leave out patients' names and numbers."
Fields = Callable[[OpenTicket], tuple[FormField, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketActionKind:
    """A row of the table of actions."""

    name: str
    title: str
    button: str
    operation: Operation
    """The least that it needs; its address asks for it."""
    fields: Fields = lambda _: ()
    fits: Callable[[OpenTicket], bool] = lambda found: found.ticket.is_open
    """Tells whether the ticket stands where the action can be taken at all."""
    may: Callable[[OpenTicket], bool] = lambda _: True
    """Tells whether the person may, beside the operation."""
    intro: str = ""
    is_danger: bool = False


def why_field(label: str = "Why", *, is_required: bool = True) -> FormField:
    """Return the field of a person's reason."""
    return FormField(name=WHY, label=label, kind="words", hint=GUIDANCE, is_required=is_required)
