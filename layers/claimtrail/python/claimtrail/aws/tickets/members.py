"""Items beside tickets in the ticket table: claims and tickets under one, and causes.

| Access | Key condition |
| --- | --- |
| the claims of a ticket of many | pk=ticket#<ticket_id>, sk begins with claim# |
| the tickets under one | pk=ticket#<ticket_id>, sk begins with member# |
| their sums | pk=ticket#<ticket_id>, sk=tally |
| the ticket that stands for a cause | pk=ticket_cause#<cause_id>, sk=parent |
| open tickets of a cause without one | the same pk, sk=waiting#<opened>#<ticket_id> |

A member and the sums are written in one transaction, so that they agree. A claim's item stands in
the index of claims, as tickets do.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from claimtrail.aws.core.dynamo.conditions import ABSENT, TransactionRefusedError, equal, older
from claimtrail.aws.core.dynamo.items import Item, Key, attributes, key_item, key_of
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.aws.tickets.indexes import BY_CLAIM
from claimtrail.aws.tickets.table import claim_partition, partition_of
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.errors import ConflictError
from claimtrail.tickets.errors import member_conflict
from claimtrail.tickets.ports import CauseParent, MemberTally, TicketMember

_CLAIM, _MEMBER, _TALLY, _PARENT, _WAITING = "claim#", "member#", "tally", "parent", "waiting#"
_ADD = "ADD #count :count, #open_count :open_count, #open_cents :open_cents"
_SUMS = ("count", "open_count", "open_cents")


class DynamoTicketMembers:
    """Keeps the items beside tickets."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def record(self, parent_id: str, member: TicketMember) -> MemberTally:
        """Keep how a member stands; return the sums. Raises ConflictError for a lost write."""
        key = _key(parent_id, _MEMBER + member.ticket_id)
        stored = self._table.get(key)
        before = _member(stored) if stored else None
        if before != member:
            self._write(parent_id, key, member, before)
        return self._tally(parent_id)

    def _write(
        self, parent_id: str, key: Key, member: TicketMember, before: TicketMember | None
    ) -> None:
        as_before = ABSENT
        if before:
            as_before = equal(is_open=before.is_open, amount_cents=before.amount_cents)
        item = key_item(key) | attributes(
            {
                "claim_id": member.claim_id,
                "amount_cents": member.amount_cents,
                "is_open": member.is_open,
            }
        )
        writes = [self._table.putting(item, as_before), self._adding(parent_id, member, before)]
        try:
            self._table.transact(writes)
        except TransactionRefusedError as error:
            raise ConflictError(member_conflict(member.ticket_id)) from error

    def _adding(
        self, parent_id: str, member: TicketMember, before: TicketMember | None
    ) -> dict[str, Any]:
        new, old = _share(member), _share(before)
        differences = {name: getattr(new, name) - getattr(old, name) for name in _SUMS}
        return self._table.updating(
            _key(parent_id, _TALLY),
            _ADD,
            names={f"#{name}": name for name in _SUMS},
            values={f":{name}": {"N": str(number)} for name, number in differences.items()},
        )

    def _tally(self, parent_id: str) -> MemberTally:
        item = self._table.get(_key(parent_id, _TALLY)) or {}
        return MemberTally(**{name: int(item[name]["N"]) for name in _SUMS if name in item})

    def members(self, parent_id: str) -> Iterator[TicketMember]:
        """Yield the tickets under one, by their id."""
        return map(_member, self._table.query(partition_of(parent_id), prefix=_MEMBER))

    def add_claims(self, ticket_id: str, claim_ids: Iterable[str]) -> None:
        """Keep claims of a ticket."""
        self._table.put_each(
            key_item(_key(ticket_id, _CLAIM + claim_id))
            | attributes(
                {
                    BY_CLAIM.partition_key: claim_partition(claim_id),
                    BY_CLAIM.sort_key: f"~{ticket_id}",
                }
            )
            for claim_id in claim_ids
        )

    def remove_claims(self, ticket_id: str, claim_ids: Iterable[str]) -> None:
        """Remove claims of a ticket."""
        self._table.delete_each(_key(ticket_id, _CLAIM + claim_id) for claim_id in claim_ids)

    def claims(self, ticket_id: str) -> Iterator[str]:
        """Yield the claims of a ticket, by their id."""
        items = self._table.query(partition_of(ticket_id), prefix=_CLAIM)
        return (key_of(item)[1].removeprefix(_CLAIM) for item in items)

    def parent_of(self, cause_id: str) -> CauseParent | None:
        """Return the last ticket that stood for a cause."""
        item = self._table.get((cause_partition(cause_id), _PARENT))
        if item is None:
            return None
        return CauseParent(ticket_id=item["parent_id"]["S"], number=int(item["number"]["N"]))

    def set_parent(self, cause_id: str, parent: CauseParent) -> None:
        """Keep the ticket that stands for a cause, unless a later one is kept."""
        values = attributes({"parent_id": parent.ticket_id, "number": parent.number})
        item = key_item((cause_partition(cause_id), _PARENT)) | values
        self._table.put_if(item, older("number", parent.number))

    def await_parent(self, cause_id: str, ticket_id: str, *, opened_at: datetime) -> None:
        """Keep an open ticket of a cause that no ticket stands for yet."""
        self._table.put(key_item(_waiting(cause_id, ticket_id, opened_at)))

    def forget(self, cause_id: str, ticket_id: str, *, opened_at: datetime) -> None:
        """Remove a ticket from those of its cause that wait."""
        self._table.delete(_waiting(cause_id, ticket_id, opened_at))

    def awaiting(self, cause_id: str, *, since: datetime) -> Iterator[str]:
        """Yield the tickets of a cause that wait, opened since then."""
        first, last = f"{_WAITING}{format_instant(since)}", f"{_WAITING}~"
        items = self._table.query_between(
            cause_partition(cause_id), first, last, is_consistent=True
        )
        return (key_of(item)[1].rpartition("#")[2] for item in items)


def _share(member: TicketMember | None) -> MemberTally:
    """Return what one member adds to the sums."""
    if member is None:
        return MemberTally()
    return MemberTally(
        count=1,
        open_count=int(member.is_open),
        open_cents=member.amount_cents if member.is_open else 0,
    )


def _member(item: Item) -> TicketMember:
    return TicketMember(
        ticket_id=key_of(item)[1].removeprefix(_MEMBER),
        claim_id=item["claim_id"]["S"],
        amount_cents=int(item["amount_cents"]["N"]),
        is_open=item["is_open"]["BOOL"],
    )


def _key(ticket_id: str, sort: str) -> Key:
    return partition_of(ticket_id), sort


def cause_partition(cause_id: str) -> str:
    """Return the partition of what is kept of a cause."""
    return f"ticket_cause#{cause_id}"


def _waiting(cause_id: str, ticket_id: str, opened_at: datetime) -> Key:
    return cause_partition(cause_id), f"{_WAITING}{format_instant(opened_at)}#{ticket_id}"
