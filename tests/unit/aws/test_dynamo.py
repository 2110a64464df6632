"""The DynamoDB layer: items in few requests, and what a busy table leaves over."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from claimtrail.aws.core.dynamo.busy import TableBusyError
from claimtrail.aws.core.dynamo.conditions import TransactionRefusedError
from claimtrail.aws.core.dynamo.items import document_of, key_item, with_document
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.kernel.deadline import bounded_by
from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.kernel.retry import LEFT_OVER, RESERVE_SECONDS

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
        """The requests that are not taken as a whole."""

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


def refusal(code: str, *reasons: str) -> ClientError:
    answer: Any = {
        "Error": {"Code": code},
        "CancellationReasons": [{"Code": one} for one in reasons],
    }
    return ClientError(answer, "operation")


class Throttling:
    """Refuses each call so many times, then answers."""

    def __init__(self, error: ClientError, *, times: int) -> None:
        self.calls, self.pauses = 0, []  # type: ignore[var-annotated]
        self._error, self._times = error, times

    def __getattr__(self, operation: str) -> Any:
        def call(**_: Any) -> dict[str, Any]:
            self.calls += 1
            if self.calls <= self._times:
                raise self._error
            return {"Items": [], "Responses": {TABLE: []}, "Attributes": {}}

        return call

    @property
    def layer(self) -> DynamoTable:
        return DynamoTable(self, TABLE, pause=self.pauses.append)


ITEM = with_document(KEYS[0], "{}")
CALLS: dict[str, Callable[[DynamoTable], Any]] = {
    "get": lambda table: table.get(KEYS[0]),
    "put": lambda table: table.put(ITEM),
    "put_if_absent": lambda table: table.put_if_absent(ITEM),
    "update": lambda table: table.update(KEYS[0], "SET #a = :a", names={"#a": "a"}),
    "delete": lambda table: table.delete(KEYS[0]),
    "query": lambda table: list(table.query("claim#1")),
    "scan": lambda table: list(table.scan_pages()),
    "put_each": lambda table: table.put_each([ITEM]),
    "read_each": lambda table: list(table.read_each(KEYS[:2], is_consistent=True)),
    "transact": lambda table: table.transact([table.putting(ITEM)]),
}
THROTTLED = [
    refusal("ProvisionedThroughputExceededException"),
    refusal("ThrottlingException"),
    refusal("RequestLimitExceeded"),
    refusal("TransactionCanceledException", "None", "ThrottlingError"),
    refusal("TransactionCanceledException", "ProvisionedThroughputExceeded"),
]


@pytest.mark.parametrize("error", THROTTLED, ids=lambda error: str(error.response))
@pytest.mark.parametrize("name", CALLS)
def test_what_is_throttled_is_asked_for_again_and_in_the_end_reported(
    name: str, error: ClientError
) -> None:
    table = Throttling(error, times=3)
    CALLS[name](table.layer)
    assert (table.calls, len(table.pauses)) == (4, 3)

    busy = Throttling(error, times=10_000)
    with pytest.raises(TableBusyError):
        CALLS[name](busy.layer)
    assert busy.calls == LEFT_OVER.attempts


@pytest.mark.parametrize(
    "error",
    [
        refusal("ValidationException"),
        refusal("TransactionCanceledException", "ConditionalCheckFailed", "ThrottlingError"),
        refusal("TransactionCanceledException", "TransactionConflict"),
    ],
    ids=lambda error: str(error.response),
)
def test_another_refusal_is_the_callers_at_once(error: ClientError) -> None:
    table = Throttling(error, times=1)

    with pytest.raises((ClientError, TransactionRefusedError)):
        CALLS["transact"](table.layer)

    assert (table.calls, table.pauses) == (1, [])


class Clock:
    """Time that passes by pausing."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    def pause(self, seconds: float) -> None:
        self.left -= seconds

    def deadline(self) -> float:
        return self.left


@pytest.mark.parametrize("seconds", [12, 60, 300])
def test_within_an_invocation_a_busy_table_is_waited_for_until_its_time_is_nearly_up(
    seconds: int,
) -> None:
    clock, busy = Clock(seconds), Throttling(THROTTLED[0], times=10_000)

    with bounded_by(clock.deadline), pytest.raises(TableBusyError):
        DynamoTable(busy, TABLE, pause=clock.pause).put_each([ITEM])

    assert RESERVE_SECONDS <= clock.left < RESERVE_SECONDS + LEFT_OVER.longest_seconds


def test_a_table_that_recovers_after_a_minute_costs_the_invocation_a_minute_and_no_try() -> None:
    clock, table = Clock(300), BusyTable(takes=0, left_over=30)

    with bounded_by(clock.deadline):
        DynamoTable(table, TABLE, pause=clock.pause).put_each([ITEM])

    assert list(table.items) == KEYS[:1]
    assert clock.left > RESERVE_SECONDS
