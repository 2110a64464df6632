"""Tickets that are kept no longer, in the ticket table.

The operations table has the holds, the claim table the originals of words.

| Access | Key condition |
| --- | --- |
| tickets that were removed, with something left | pk=ticket_expiry, sk=<ticket_id> |
"""

from collections.abc import Iterator, Sequence
from typing import Any

from claimtrail.aws.core.dynamo.conditions import Condition, TransactionRefusedError
from claimtrail.aws.core.dynamo.items import VERSION, attribute, key_item, key_of
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.aws.core.storage.legal_holds import none_active
from claimtrail.aws.tickets.members import DynamoTicketMembers
from claimtrail.aws.tickets.originals import originals_partition
from claimtrail.aws.tickets.table import DynamoTicketStore, partition_of
from claimtrail.tickets.model import Ticket

_LEFT, _TICKET = "ticket_expiry", "ticket"
_CHECKED = 90
"""Holds that one transaction looks at; DynamoDB takes a hundred items."""


class DynamoTicketExpiry:
    """Removes tickets for good."""

    def __init__(
        self,
        dynamodb_client: Any,
        *,
        ticket_table: str,
        operations_table: str,
        claim_table: str,
    ) -> None:
        self._tickets = DynamoTicketStore(dynamodb_client, ticket_table)
        self._members = DynamoTicketMembers(dynamodb_client, ticket_table)
        self._table = DynamoTable(dynamodb_client, ticket_table)
        self._holds = DynamoTable(dynamodb_client, operations_table)
        self._originals = DynamoTable(dynamodb_client, claim_table)

    def walk(self) -> Iterator[Ticket]:
        """Yield every ticket."""
        return self._tickets.walk()

    def claims_of(self, ticket: Ticket) -> Sequence[str]:
        """Return the claims of a ticket."""
        if ticket.claims.count:
            return tuple(self._members.claims(ticket.ticket_id))
        return (ticket.claim_id,) if ticket.claim_id else ()

    def remove(self, ticket: Ticket, *, subjects: Sequence[str]) -> bool:
        """Remove the ticket and note it, unless a hold is active.

        Of a ticket of very many claims, all but the first are looked at just before.
        """
        first, others = subjects[:_CHECKED], subjects[_CHECKED:]
        for start in range(0, len(others), _CHECKED):
            if not self._transact([], others[start : start + _CHECKED]):
                return False
        key = (partition_of(ticket.ticket_id), _TICKET)
        as_read = Condition(
            "#version = :version",
            {"#version": VERSION},
            {":version": attribute(ticket.version)},
        )
        removal = {"Delete": {**self._table.deleting(key)["Delete"], **as_read.request()}}
        noting = self._table.putting(key_item((_LEFT, ticket.ticket_id)))
        return self._transact([removal, noting], first)

    def unfinished(self) -> Iterator[str]:
        """Yield the tickets of which something is left."""
        for item in self._table.query(_LEFT):
            yield key_of(item)[1]

    def finish(self, ticket_id: str) -> None:
        """Remove the originals of its words and what stands beside it, then the note."""
        words = self._originals.query(originals_partition(ticket_id))
        self._originals.delete_each([key_of(item) for item in words])
        beside = [key_of(item) for item in self._table.query(partition_of(ticket_id))]
        self._table.delete_each(beside)
        self._table.delete((_LEFT, ticket_id))

    def _transact(self, writes: list[Any], subjects: Sequence[str]) -> bool:
        checks = [none_active(self._holds, one) for one in subjects]
        try:
            self._table.transact([*writes, *checks])
        except TransactionRefusedError:
            return False
        return True
