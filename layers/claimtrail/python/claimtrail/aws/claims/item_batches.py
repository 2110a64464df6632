"""DynamoDB: many ready items of one table in few requests, and reading many by their keys.

Items are attribute maps as DynamoDB takes them: a model of each would take longer than sending it.
What DynamoDB leaves over while it is busy is redelivered after a growing pause.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from random import SystemRandom
from typing import Any, TypeVar

from claimtrail.aws.claims.models import document_text, stored_form
from claimtrail.claims.store.keys import Key
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.prefetch import one_ahead

PUT_AT_ONCE, GET_AT_ONCE = 25, 100
"""Items to one BatchWriteItem and keys to one BatchGetItem, at most."""
_ATTEMPTS = 9
_PAUSE = 0.05
"""Seconds at most before the second attempt, twice as many before each further one: 13 in all."""
Item = dict[str, dict[str, Any]]
"""`{"pk": {"S": "..."}, ...}`."""
T = TypeVar("T")
_chance = SystemRandom()


def item_of(key: Key, document: str | None = None, *, expires_at: int | None = None) -> Item:
    """Return an item, with its document as it is stored.

    And when it expires (seconds since the epoch).

    Raises ClaimTrailError (DOCUMENT_TOO_LARGE).
    """
    item: Item = {"pk": {"S": key[0]}, "sk": {"S": key[1]}}
    if document is not None:
        form = stored_form(document, where=" ".join(key))
        item |= {"document": {"S": form}} if isinstance(form, str) else {"packed": {"B": form}}
    if expires_at is not None:
        item["expires_at"] = {"N": str(expires_at)}
    return item


def text_of(item: Item) -> str:
    """Return the document of an item; empty when it has none."""
    return document_text(item.get("document", {}).get("S"), item.get("packed", {}).get("B"))


def key_of(item: Item) -> Key:
    """Return the key of an item."""
    return item["pk"]["S"], item["sk"]["S"]


class ItemBatches:
    """Puts and reads many items of a table. Threads may share it, as boto3's clients may be."""

    def __init__(
        self, client: Any, table_name: str, *, pause: Callable[[float], object] = time.sleep
    ) -> None:
        self._client = client
        self._table = table_name
        self._pause = pause

    def put(self, items: Iterable[Item]) -> None:
        """Store items of different keys, whatever stood there; each PUT_AT_ONCE before the next.

        They are made while those before them are under way. Raises ClaimTrailError (TABLE_BUSY)
        when DynamoDB goes on leaving some over.
        """
        with one_ahead(_parts(items, PUT_AT_ONCE)) as parts:
            for some in parts:
                puts = [{"PutRequest": {"Item": item}} for item in some]
                put = self._client.batch_write_item
                for _ in self._answers(put, puts, left="UnprocessedItems"):
                    pass

    def read(self, wanted: Iterable[Key], *, consistent: bool) -> Iterator[Item]:
        """Yield the items of different keys that there are, in no promised order.

        Raises as `put`.
        """
        return self._read(wanted, {"ConsistentRead": consistent})

    def known(self, wanted: Iterable[Key], *, consistent: bool) -> set[Key]:
        """Return which of different keys there are. Raises as `put`."""
        how = {"ConsistentRead": consistent, "ProjectionExpression": "pk, sk"}
        return {key_of(item) for item in self._read(wanted, how)}

    def _read(self, wanted: Iterable[Key], how: dict[str, Any]) -> Iterator[Item]:
        for some in _parts(wanted, GET_AT_ONCE):
            request = {"Keys": [item_of(key) for key in some], **how}
            get = self._client.batch_get_item
            for answer in self._answers(get, request, left="UnprocessedKeys"):
                yield from answer["Responses"].get(self._table, ())

    def _answers(
        self, call: Callable[..., dict[str, Any]], request: object, *, left: str
    ) -> Iterator[dict[str, Any]]:
        """Ask until nothing is left over."""
        for attempt in range(_ATTEMPTS):
            if attempt:
                self._pause(_PAUSE * 2 ** (attempt - 1) * _chance.random())
            answer = call(RequestItems={self._table: request})
            yield answer
            request = answer.get(left, {}).get(self._table)
            if not request:
                return
        raise ClaimTrailError(
            Explanation(
                code="TABLE_BUSY",
                what=f"DynamoDB left items over {_ATTEMPTS} times in a row",
                where=f"table {self._table}",
                next_step="Nothing is lost: the message is redelivered. See the table's throttles.",
            )
        )


def _parts(whole: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(whole)
    while part := list(islice(rest, size)):
        yield part
