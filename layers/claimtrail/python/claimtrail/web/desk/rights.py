"""Rights on the desk's tables: the one place that says which permission each page asks for."""

from dataclasses import dataclass

from claimtrail.access.decisions import may_at_all
from claimtrail.access.resources import Operation, Resource
from claimtrail.web.core.requests import PageRequest


@dataclass(frozen=True, slots=True)
class DeskRight:
    """An operation on a kind of thing, whichever one it is."""

    operation: Operation
    resource: Resource

    def is_held(self, request: PageRequest) -> bool:
        """Return whether the person has it for some thing at least."""
        return may_at_all(request.person, self.operation, self.resource)


READ_TABLES = DeskRight(Operation.READ, Resource.RULES)
"""Taxonomy, clocks, and rules."""
READ_HOURS = DeskRight(Operation.READ, Resource.DESK)
READ_VENDORS = DeskRight(Operation.LIST, Resource.TICKET)
"""Vendors, with the tickets that each has."""
CHANGE_RULES = DeskRight(Operation.CHANGE, Resource.RULES)
"""Propose rules, and apply what is approved."""
APPROVE_RULES = DeskRight(Operation.APPROVE, Resource.RULES)
OPEN_TICKETS = DeskRight(Operation.CHANGE, Resource.TICKET)
"""Open a ticket; the claims that it is about have to be the person's to work on."""
