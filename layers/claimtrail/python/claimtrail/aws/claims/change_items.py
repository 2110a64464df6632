"""DynamoDB: `ClaimReader` and `ChangeWriter`, one item a claim, replaced version by version."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from claimtrail.aws.claims import index_keys, keys
from claimtrail.aws.claims.due_items import due_places
from claimtrail.aws.claims.items import STAMP, ClaimTableItems
from claimtrail.aws.claims.partitions import read_partition
from claimtrail.aws.core.dynamo.conditions import (
    ABSENT,
    TransactionRefusedError,
    equal,
    follows,
)
from claimtrail.aws.core.dynamo.items import (
    VERSION,
    Item,
    attributes,
    document_of,
    key_item,
    with_document,
)
from claimtrail.aws.core.dynamo.synthetic import lasting
from claimtrail.aws.core.dynamo.table import Write
from claimtrail.claims.facts.limits import EVENTS, EVENTS_IN_ALL
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.store import documents
from claimtrail.claims.store.changes import Change, Guard
from claimtrail.claims.store.conflicts import claim_version_conflict
from claimtrail.claims.store.partitions import Partition

_SAVES_AT_ONCE = 8
"""Fewer than the connections of a client: ten."""


class ChangeItems(ClaimTableItems):
    """`ClaimReader` and `ChangeWriter` over the claim table."""

    def find(self, claim_id: str) -> Claim | None:
        """Return the projected claim."""
        change = self.find_change(claim_id)
        return change.claim if change else None

    def find_change(self, claim_id: str) -> Change | None:
        """Return the last change with its claim."""
        text = self._document((keys.claim_partition(claim_id), keys.CLAIM))
        return documents.load_change(text) if text else None

    def recent_changes(self, claim_ids: Iterable[str]) -> dict[str, Change]:
        """Return the last changes of claims by claim: eventually consistent, at half the price."""
        wanted = {(keys.claim_partition(claim_id), keys.CLAIM) for claim_id in claim_ids}
        return {
            keys.claim_id_of(item["pk"]["S"]): documents.load_change(document_of(item))
            for item in self._table.read_each(wanted, is_consistent=False)
        }

    def partition_of(
        self, claim_id: str, *, most: int = EVENTS, in_all: int = EVENTS_IN_ALL
    ) -> Partition:
        """Return everything that a claim is made of: one query, in the order of the sort keys."""
        found = self._table.query(keys.claim_partition(claim_id))
        items = ((item["sk"]["S"], document_of(item)) for item in found)
        return read_partition(items, most=most, in_all=in_all)

    def save(self, change: Change, *, guards: tuple[Guard, ...] = ()) -> None:
        """Store a change with its claim, in place of the one before, while the guards hold.

        Raises ConflictError when the stored version is not the one before, or a guard fails.
        """
        item, follow = _lasting(change, claim_item(change)), follows(change.version)
        beside = [*self._waiting_writes(change), *map(self._check, guards)]
        if not beside:
            if not self._table.put_if(item, follow):
                raise claim_version_conflict(change)
            return
        try:
            self._table.transact([self._table.putting(item, follow), *beside])
        except TransactionRefusedError as error:
            if error.is_conflict:
                raise claim_version_conflict(change) from None
            raise

    def save_each(self, changes: Iterable[Change]) -> dict[str, str]:
        """Store changes of different claims, some at a time. Return those that were not stored."""
        with ThreadPoolExecutor(max_workers=_SAVES_AT_ONCE) as pool:
            return dict(one for one in pool.map(self._unsaved, changes) if one)

    def _unsaved(self, change: Change) -> tuple[str, str] | None:
        try:
            self.save(change)
        except Exception as error:  # noqa: BLE001 - the caller counts it, and reads the claim
            return change.claim_id, type(error).__name__
        return None

    def _check(self, guard: Guard) -> Write:
        """Return the check that an entity is as it was read."""
        condition = ABSENT if guard.stamp is None else equal(**{STAMP: guard.stamp})
        return self._table.checking(keys.guarded(guard), condition)

    def _waiting_writes(self, change: Change) -> list[Write]:
        """Return the write of the item by which held evidence and exceptions are listed, if any."""
        waiting = _waiting_item(change.claim)
        if waiting:
            return [self._table.putting(_lasting(change, waiting))]
        if change.released or change.unflagged or change.fixed:
            return [self._table.deleting((keys.claim_partition(change.claim_id), keys.WAITING))]
        return []


def _lasting(change: Change, item: Item) -> Item:
    claim = change.claim
    return lasting(item, claim.payer_id, since=claim.updated_at)


def claim_item(change: Change) -> Item:
    """Return the item of a claim at a version, with its places in the indexes."""
    claim = change.claim
    values: dict[str, str | int | bool] = {VERSION: claim.version}
    if not claim.matched_to:
        values["state_pk"] = index_keys.state_partition_of(claim)
        values["state_sk"] = index_keys.state_order_of(claim)
        if claim.submitted_on:
            values["submitted_pk"] = index_keys.submitted_partition_of(claim, claim.submitted_on)
            values["submitted_sk"] = claim.claim_id
    values |= due_places(claim)
    key = (keys.claim_partition(claim.claim_id), keys.CLAIM)
    return with_document(key, documents.dump_change(change), **values)


def _waiting_item(claim: Claim) -> Item | None:
    """Return on which day something held becomes an exception, and where it is listed then."""
    due, since = claim.overdue_next_on, claim.exception_since
    if due is None and since is None:
        return None
    values: dict[str, str | int | bool] = {}
    if due:
        values["due_pk"] = index_keys.waiting_partition_of(due, claim.claim_id)
        values["due_sk"] = claim.claim_id
    if since:
        values["state_pk"] = index_keys.exceptions_partition(claim.payer_id)
        values["state_sk"] = index_keys.exception_order_of(claim)
    return key_item((keys.claim_partition(claim.claim_id), keys.WAITING)) | attributes(values)
