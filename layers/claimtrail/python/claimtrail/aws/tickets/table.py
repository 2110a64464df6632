"""Tickets in the ticket table.

| Access | Key condition |
| --- | --- |
| one ticket | pk=ticket#<ticket_id>, sk=ticket |
| the tickets of a claim, oldest first | by_claim: claim_pk=claim#<claim_id> |
| open tickets by priority, then age | by_status: status_pk=ticket#OPEN |
| the same of one owner | by_owner: owner_pk=owner#<assigned_to> |

Closed tickets leave the indexes of open ones and stay in the table.
"""

from itertools import islice
from typing import Any

from claimtrail.aws.core.documents import DOCUMENT, VERSION, DocumentTable, partition_key, sort_key
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.errors import ConflictError
from claimtrail.kernel.names import Index
from claimtrail.tickets.errors import conflict
from claimtrail.tickets.model import Ticket, TicketStatus

_SORT = "ticket"
_OPEN = f"ticket#{TicketStatus.OPEN.value}"


class DynamoTicketStore:
    """Keeps tickets as versioned documents."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DocumentTable(dynamodb_client, table_name)

    def put_new(self, ticket: Ticket) -> Ticket:
        """Store the ticket unless its id is taken; return what is stored."""
        if self._table.put_new(_item(ticket)):
            return ticket
        return self.get(ticket.ticket_id) or ticket

    def save(self, ticket: Ticket) -> None:
        """Store the next version. Raises ConflictError when it is not the next."""
        if not self._table.replace(_item(ticket)):
            raise ConflictError(conflict(ticket))

    def get(self, ticket_id: str) -> Ticket | None:
        """Return the ticket, or None."""
        text = self._table.get(pk=_partition(ticket_id), sk=_SORT)
        return Ticket.model_validate_json(text) if text else None

    def list_open(self, *, limit: int, owner: str | None = None) -> list[Ticket]:
        """Open tickets by priority, then age; of one owner or of all."""
        index, value = (Index.BY_OWNER, _owner(owner)) if owner else (Index.BY_STATUS, _OPEN)
        texts = self._table.index(index, value=value)
        return [Ticket.model_validate_json(text) for text in islice(texts, limit)]

    def list_by_claim(self, claim_id: str) -> list[Ticket]:
        """Return the claim's tickets, oldest first."""
        texts = self._table.index(Index.BY_CLAIM, value=_claim(claim_id))
        return [Ticket.model_validate_json(text) for text in texts]


def _item(ticket: Ticket) -> dict[str, str | int]:
    opened = format_instant(ticket.opened_at)
    item: dict[str, str | int] = {
        "pk": _partition(ticket.ticket_id),
        "sk": _SORT,
        DOCUMENT: ticket.model_dump_json(),
        VERSION: ticket.version,
        partition_key(Index.BY_CLAIM): _claim(ticket.claim_id),
        sort_key(Index.BY_CLAIM): f"{opened}#{ticket.ticket_id}",
    }
    if ticket.status is TicketStatus.OPEN:
        order = f"{ticket.priority}#{opened}#{ticket.ticket_id}"
        item |= {
            partition_key(Index.BY_STATUS): _OPEN,
            sort_key(Index.BY_STATUS): order,
            partition_key(Index.BY_OWNER): _owner(ticket.assigned_to),
            sort_key(Index.BY_OWNER): order,
        }
    return item


def _partition(ticket_id: str) -> str:
    return f"ticket#{ticket_id}"


def _owner(assigned_to: str) -> str:
    return f"owner#{assigned_to}"


def _claim(claim_id: str) -> str:
    return f"claim#{claim_id}"
