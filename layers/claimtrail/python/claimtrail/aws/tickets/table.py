"""Tickets in the ticket table.

| Access | Key condition |
| --- | --- |
| one ticket | pk=ticket#<ticket_id>, sk=ticket |
| the tickets of a claim, oldest first | by_claim: claim_pk=claim#<claim_id> |
| open tickets in their work order | by_status: status_pk=ticket#OPEN |
| the same of one owner | by_owner: owner_pk=owner#<assigned_to> |
| open tickets under another one | by_status: status_pk=ticket#OPEN_MEMBER |
| tickets that ended in a month, by their end | by_status: status_pk=ticket#ENDED#<month> |

`members` has the items beside a ticket: its claims, and the tickets under it.

The work order is the day on which it is due, then dollars, the largest first, then priority and
age: the first page is what is due next. A ticket that ends goes from the partition of open ones to
its month's; one that ended before months were kept has none until it changes. Documents are packed,
since each index holds them, too.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import chain, islice
from typing import Any

from claimtrail.aws.core.dynamo.conditions import follows
from claimtrail.aws.core.dynamo.items import (
    VERSION,
    Item,
    Value,
    document_of,
    key_of,
    with_document,
)
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.aws.tickets.indexes import BY_CLAIM, BY_OWNER, BY_STATUS
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.errors import ConflictError
from claimtrail.tickets.documents import stored_ticket
from claimtrail.tickets.errors import conflict
from claimtrail.tickets.model import Ticket, work_order

_SORT = "ticket"
_MOST_CENTS = 10**13 - 1
"""The most that one ticket may be about: a hundred billion dollars."""
_OPEN = "ticket#OPEN"
_OPEN_MEMBER = "ticket#OPEN_MEMBER"
"""Under another ticket, which stands for it in lists."""
_ALL_OPEN = (_OPEN, _OPEN_MEMBER)
_ENDED = "ticket#ENDED#"


class DynamoTicketStore:
    """Keeps tickets as versioned documents."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def put_new(self, ticket: Ticket) -> Ticket:
        """Store the ticket unless its id is taken; return what is stored."""
        if self._table.put_if_absent(_item(ticket)):
            return ticket
        return self.get(ticket.ticket_id) or ticket

    def save(self, ticket: Ticket) -> None:
        """Store the next version. Raises ConflictError when it is not the next."""
        if not self._table.put_if(_item(ticket), follows(ticket.version)):
            raise ConflictError(conflict(ticket))

    def get(self, ticket_id: str) -> Ticket | None:
        """Return the ticket, or None."""
        item = self._table.get((partition_of(ticket_id), _SORT))
        return _ticket(item) if item else None

    def list_open(self, *, limit: int, owner: str | None = None) -> list[Ticket]:
        """Open tickets in their work order; of one owner or of all."""
        index, value = (BY_OWNER, _owner(owner)) if owner else (BY_STATUS, _OPEN)
        return list(map(_ticket, self._table.query_index(index, value, limit=limit)))

    def list_ended(self, *, since: datetime, until: datetime, limit: int) -> list[Ticket]:
        """Return tickets that ended between the two, the last one first; month by month."""
        bounds = (format_instant(since), format_instant(until))
        found = (
            self._table.query_index(
                BY_STATUS, f"{_ENDED}{month}", between=bounds, is_descending=True, limit=limit
            )
            for month in _months(since, until)
        )
        return list(map(_ticket, islice(chain.from_iterable(found), limit)))

    def walk_open(self) -> Iterator[Ticket]:
        """Yield every open ticket in its work order, page by page."""
        found = (map(_ticket, self._table.query_index(BY_STATUS, one)) for one in _ALL_OPEN)
        yield from merge(*found, key=work_order)

    def walk(self) -> Iterator[Ticket]:
        """Yield every ticket in no order, page by page."""
        for page in self._table.scan_pages():
            yield from (_ticket(item) for item in page if key_of(item)[1] == _SORT)

    def list_by_claim(self, claim_id: str) -> list[Ticket]:
        """Return the claim's tickets, oldest first; those of many claims after the others."""
        items = list(self._table.query_index(BY_CLAIM, claim_partition(claim_id)))
        own = [_ticket(item) for item in items if key_of(item)[1] == _SORT]
        of_many = (key_of(item)[0] for item in items if key_of(item)[1] != _SORT)
        wanted = [(partition, _SORT) for partition in of_many]
        shared = map(_ticket, self._table.read_each(wanted, is_consistent=True))
        return own + sorted(shared, key=lambda one: (one.opened_at, one.ticket_id))


def _ticket(item: Item) -> Ticket:
    return stored_ticket(document_of(item))


def _item(ticket: Ticket) -> Item:
    opened = format_instant(ticket.opened_at)
    values: dict[str, Value] = {
        VERSION: ticket.version,
        BY_CLAIM.partition_key: claim_partition(ticket.claim_id),
        BY_CLAIM.sort_key: f"{opened}#{ticket.ticket_id}",
    }
    if ticket.is_open:
        order = _order(ticket)
        values |= {
            BY_STATUS.partition_key: _OPEN_MEMBER if ticket.parent_id else _OPEN,
            BY_STATUS.sort_key: order,
        }
        if not ticket.parent_id:
            values |= {
                BY_OWNER.partition_key: _owner(ticket.assigned_to),
                BY_OWNER.sort_key: order,
            }
    elif ticket.closed_at and not ticket.parent_id:
        ended = format_instant(ticket.closed_at)
        values |= {
            BY_STATUS.partition_key: f"{_ENDED}{_month(ticket.closed_at)}",
            BY_STATUS.sort_key: f"{ended}#{ticket.ticket_id}",
        }
    return with_document(
        (partition_of(ticket.ticket_id), _SORT), ticket.model_dump_json(), **values
    )


def _order(ticket: Ticket) -> str:
    """Return `work_order` as text that sorts alike; whole cents count down from the most."""
    day, below_zero, priority, opened_at, ticket_id = work_order(ticket)
    dollars = min(max(_MOST_CENTS + below_zero, 0), _MOST_CENTS)
    parts = (day.isoformat(), f"{dollars:013d}", str(priority), format_instant(opened_at))
    return "#".join((*parts, ticket_id))


def _months(first: datetime, last: datetime) -> Iterator[str]:
    """Yield the months from one instant to another, the last one first."""
    month = last.astimezone(UTC).date().replace(day=1)
    while _month(first) <= f"{month:%Y-%m}":
        yield f"{month:%Y-%m}"
        month = (month - timedelta(days=1)).replace(day=1)


def _month(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m}"


def partition_of(ticket_id: str) -> str:
    """Return the partition of a ticket and of what stands beside it."""
    return f"ticket#{ticket_id}"


def _owner(assigned_to: str) -> str:
    return f"owner#{assigned_to}"


def claim_partition(claim_id: str) -> str:
    """Return the partition of a claim's tickets in their index."""
    return f"claim#{claim_id}"
