"""The claim table as PynamoDB sees it: one item type, documents as JSON text."""

from functools import cache

from pynamodb.attributes import (
    BinaryAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.connection import Connection
from pynamodb.exceptions import PutError, TransactWriteError
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from claimtrail.aws.core.packing import PLAIN_BYTES, pack, unpack
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.names import Index

_CONFLICTS = frozenset(
    f"{name}{kind}"
    for name in ("ConditionalCheckFailed", "TransactionConflict")
    for kind in ("", "Exception")
)

ITEM_LIMIT_BYTES = 380_000
"""DynamoDB takes 400 KB an item, keys and names included."""


class StateIndex(  # type: ignore[no-untyped-call]  # PynamoDB's own hook has no types
    GlobalSecondaryIndex["ClaimItem"]
):
    """Claims by payer and state, the longest in it first."""

    class Meta:
        """Keys only: the claims are read by their keys."""

        index_name = Index.BY_STATE.value
        projection = KeysOnlyProjection()

    state_pk = UnicodeAttribute(hash_key=True)
    state_sk = UnicodeAttribute(range_key=True)


class DueIndex(  # type: ignore[no-untyped-call]  # as above
    GlobalSecondaryIndex["ClaimItem"]
):
    """Claims by the day on which they escalate."""

    class Meta:
        """Keys only: the claims are read by their keys."""

        index_name = Index.BY_DUE.value
        projection = KeysOnlyProjection()

    due_pk = UnicodeAttribute(hash_key=True)
    due_sk = UnicodeAttribute(range_key=True)


class SubmittedIndex(  # type: ignore[no-untyped-call]  # as above
    GlobalSecondaryIndex["ClaimItem"]
):
    """Claims by payer and the day of their current submission."""

    class Meta:
        """Keys only: the claims are read by their keys."""

        index_name = Index.BY_SUBMITTED.value
        projection = KeysOnlyProjection()

    submitted_pk = UnicodeAttribute(hash_key=True)
    submitted_sk = UnicodeAttribute(range_key=True)


class ClaimItem(Model):
    """Any item of the claim table that this room writes; the sort key tells what it is."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    document = UnicodeAttribute(null=True)
    packed = BinaryAttribute(null=True, legacy_encoding=False)
    """The document, packed (`packing.py`), where it is long."""
    version = NumberAttribute(null=True)
    state_pk = UnicodeAttribute(null=True)
    state_sk = UnicodeAttribute(null=True)
    due_pk = UnicodeAttribute(null=True)
    due_sk = UnicodeAttribute(null=True)
    submitted_pk = UnicodeAttribute(null=True)
    submitted_sk = UnicodeAttribute(null=True)
    stamp = UnicodeAttribute(null=True)
    """The number of the entity's snapshot; it grows."""
    expires_at = NumberAttribute(null=True)
    """Seconds since the epoch; DynamoDB removes the item after it."""
    by_state = StateIndex()
    by_due = DueIndex()
    by_submitted = SubmittedIndex()


@cache
def item_type(table_name: str) -> type[ClaimItem]:
    """Return the item type bound to a table; region and endpoint come from the environment."""

    class BoundItem(ClaimItem):
        """Items of one table."""

        class Meta:
            """The table; items of other rooms share it and may have more attributes."""

        by_state = StateIndex()
        by_due = DueIndex()
        by_submitted = SubmittedIndex()

    BoundItem.Meta.table_name = table_name  # type: ignore[attr-defined]
    return BoundItem


@cache
def connection_of(_bound: type[ClaimItem]) -> Connection:
    """Return the connection for transactions, one per bound item type.

    Making a client takes long.
    """
    return Connection()


def stored_form(text: str, *, where: str) -> str | bytes:
    """Return a document as it is stored: text while it is short, else packed.

    `where` names its item. Raises ClaimTrailError (DOCUMENT_TOO_LARGE) when it does not fit one.
    """
    if len(text.encode()) <= PLAIN_BYTES:
        return text
    packed = pack(text)
    if len(packed) > ITEM_LIMIT_BYTES:
        raise ClaimTrailError(
            Explanation(
                code="DOCUMENT_TOO_LARGE",
                what=f"{len(packed)} bytes deflated, {ITEM_LIMIT_BYTES} fit an item",
                where=where,
                next_step="Look at the claim's source files: no real claim has so many lines.",
            )
        )
    return packed


def with_document(item: ClaimItem, text: str) -> ClaimItem:
    """Give an item its document. Raises as `stored_form`."""
    form = stored_form(text, where=f"{item.pk} {item.sk}")
    if isinstance(form, str):
        item.document = form
    else:
        item.packed = form
    return item


def document_text(document: str | None, packed: bytes | None) -> str:
    """Return the document of an item; empty when it has none."""
    return unpack(packed) if packed else document or ""


def document_of(item: ClaimItem) -> str:
    """Return the document of a model's item."""
    return document_text(item.document, item.packed)


def is_conflict(error: PutError | TransactWriteError) -> bool:
    """A single write says in its own code what a transaction says in a reason of each item."""
    reasons = error.cancellation_reasons if isinstance(error, TransactWriteError) else []
    codes = {reason.code for reason in reasons if reason} | {error.cause_response_code}
    return bool(codes & _CONFLICTS)
