"""The DynamoDB layer: items in few requests, and what a busy table leaves over."""

from typing import Any

import pytest

from claimtrail.aws.core.dynamo.items import document_of, key_item, with_document
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.kernel.retry import LEFT_OVER

TABLE = "claims"
KEYS = [(f"claim#{number}", "event#1") for number in range(60)]


class BusyTable:
    """DynamoDB's two batch calls over a dictionary; of each request it first takes only some."""

    def __init__(self, *, takes: int, left_over: int) -> None:
        self.items: dict[tuple[str, str], dict[str, Any]] = {}
        self.sizes: list[int] = []
        self.pauses: list[float] = []
        self._takes = takes
        self._left_over = left_over
        """How many requests are not taken as a whole."""

    def _taken(self, wanted: list[Any]) -> int:
        self.sizes.append(len(wanted))
        self._left_over -= 1
        return len(wanted) if self._left_over < 0 else self._takes

    def batch_write_item(self, *, RequestItems: dict[str, Any]) -> dict[str, Any]:
        puts = RequestItems[TABLE]
        taken = self._taken(puts)
        for put in puts[:taken]:
            item = put["PutRequest"]["Item"]
            self.items[item["pk"]["S"], item["sk"]["S"]] = item
        return {"UnprocessedItems": {TABLE: puts[taken:]} if puts[taken:] else {}}

    def batch_get_item(self, *, RequestItems: dict[str, Any]) -> dict[str, Any]:
        asked = RequestItems[TABLE]
        taken = self._taken(asked["Keys"])
        found = [
            self.items[place]
            for key in asked["Keys"][:taken]
            if (place := (key["pk"]["S"], key["sk"]["S"])) in self.items
        ]
        left = asked["Keys"][taken:]
        unprocessed = {TABLE: {**asked, "Keys": left}} if left else {}
        return {"Responses": {TABLE: found}, "UnprocessedKeys": unprocessed}

    @property
    def layer(self) -> DynamoTable:
        return DynamoTable(self, TABLE, pause=self.pauses.append)


def test_what_is_left_over_is_put_after_a_pause_and_before_the_next_items() -> None:
    table = BusyTable(takes=10, left_over=2)

    table.layer.put_each(with_document(key, "{}") for key in KEYS)

    assert list(table.items) == KEYS
    assert table.sizes == [25, 15, 5, 25, 10]
    assert len(table.pauses) == 2


def test_keys_that_are_left_over_are_asked_for_again() -> None:
    table = BusyTable(takes=7, left_over=0)
    table.layer.put_each(with_document(key, "{}") for key in KEYS[:50])
    busy = BusyTable(takes=7, left_over=3)
    busy.items = table.items

    assert busy.layer.known_among(KEYS, is_consistent=False) == set(KEYS[:50])
    assert busy.sizes == [60, 53, 46, 39]


def test_a_long_document_is_read_as_it_was_written() -> None:
    table, text = BusyTable(takes=0, left_over=0), '{"claim_id":"clm_1"}' * 100

    table.layer.put_each(
        [with_document(KEYS[0], text), with_document(KEYS[1], "{}"), key_item(KEYS[2])]
    )
    found = table.layer.read_each(KEYS, is_consistent=True)

    assert [document_of(item) for item in found] == [text, "{}", ""]


def test_a_table_that_takes_nothing_is_reported_after_growing_pauses() -> None:
    table = BusyTable(takes=0, left_over=100)

    with pytest.raises(ClaimTrailError, match="TABLE_BUSY"):
        table.layer.put_each([with_document(KEYS[0], "{}")])

    assert len(table.pauses) == LEFT_OVER.attempts - 1
    assert sum(table.pauses) <= sum(LEFT_OVER.pauses()) < 13


def test_keys_that_are_left_over_again_and_again_are_reported_within_a_bound() -> None:
    table = BusyTable(takes=0, left_over=100)

    with pytest.raises(ClaimTrailError, match=f"TABLE_BUSY.*{LEFT_OVER.attempts} times"):
        list(table.layer.read_each(KEYS[:3], is_consistent=True))

    assert table.sizes == [3] * LEFT_OVER.attempts
    assert len(table.pauses) == LEFT_OVER.attempts - 1
    assert sum(table.pauses) <= sum(LEFT_OVER.pauses()) < 13
