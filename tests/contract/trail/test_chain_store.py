"""Both twins of the chain store keep the promises that the chain's protocol rests on."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from claimtrail.kernel.errors import ConflictError
from claimtrail.trail.chaining.chain import ChainPosition, append, digest
from claimtrail.trail.ports import ChainStore, Head
from claimtrail.trail.verification.verify import verify_trail

FIRST = Head(seq=1, sha256="a" * 64, day=date(2026, 3, 9), reserved=True)
SECOND = Head(seq=2, sha256="b" * 64, day=date(2026, 3, 10), reserved=False)
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


def test_before_anything_was_written_there_is_no_head(store: ChainStore) -> None:
    assert store.head("audit") is None


def test_a_head_is_read_back_as_it_was_set(store: ChainStore) -> None:
    store.advance("audit", expected=None, new=FIRST)
    store.advance("audit", expected=FIRST, new=SECOND)

    assert store.head("audit") == SECOND
    assert store.head("files") is None


@pytest.mark.parametrize(
    "expected",
    [
        None,
        SECOND,
        replace(FIRST, sha256="c" * 64),
        replace(FIRST, day=SECOND.day),
        replace(FIRST, reserved=False),
    ],
    ids=["none", "later", "other digest", "other day", "not reserved"],
)
def test_a_head_moves_only_from_where_it_stands(store: ChainStore, expected: Head | None) -> None:
    store.advance("audit", expected=None, new=FIRST)

    with pytest.raises(ConflictError):
        store.advance("audit", expected=expected, new=SECOND)

    assert store.head("audit") == FIRST


@pytest.mark.parametrize("dataset", ["audit", "claim_events"])
def test_writers_at_once_make_one_chain_with_the_rows_of_all(
    store: ChainStore, dataset: str
) -> None:
    def write(n: int) -> ChainPosition:
        return append(store, dataset, [{"audit_id": str(n)}], now=NOON + timedelta(hours=n * 3))

    with ThreadPoolExecutor(max_workers=4) as pool:
        places = list(pool.map(write, range(12)))

    copy = [(place.key, store.read(place.key) or b"") for place in places]
    head = store.head(dataset)
    assert head
    assert verify_trail(copy, heads={dataset: head}).sound
    assert sorted(place.seq for place in places) == list(range(1, 13))


def test_a_head_that_is_not_there_cannot_be_expected(store: ChainStore) -> None:
    with pytest.raises(ConflictError):
        store.advance("audit", expected=FIRST, new=SECOND)


def test_an_object_is_written_once(store: ChainStore) -> None:
    assert store.put_new("audit/x", b"first") is True
    assert store.put_new("audit/x", b"second") is False
    assert store.read("audit/x") == b"first"


def test_an_object_that_is_not_there_reads_as_none(store: ChainStore) -> None:
    assert store.read("audit/x") is None


def test_what_is_appended_over_days_verifies(store: ChainStore) -> None:
    places = [
        append(store, "audit", [{"audit_id": str(n)}], now=NOON + timedelta(hours=n * 9))
        for n in range(4)
    ]

    copy = [(place.key, store.read(place.key) or b"") for place in places]
    head = store.head("audit")
    assert head
    assert head == Head(seq=4, sha256=digest(copy[-1][1]), day=date(2026, 3, 10), reserved=False)
    assert verify_trail(copy, heads={"audit": head}).sound
