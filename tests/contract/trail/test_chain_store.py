"""Both twins of the chain store keep the promises that the chain's protocol rests on."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from claimtrail.aws.trail.chain_store import S3ChainStore
from claimtrail.kernel.errors import ConflictError
from claimtrail.trail.chaining.append import append
from claimtrail.trail.chaining.chain import ChainPosition, digest
from claimtrail.trail.ports import ChainStore, Head
from claimtrail.trail.verification.verify import verify_trail
from tests.harness.stage.cloud import RunningCloud

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


def test_the_keys_behind_a_key_are_those_of_the_days_in_the_order_of_the_chain(
    store: ChainStore,
) -> None:
    places = [
        append(store, "audit", [{"audit_id": str(n)}], now=NOON + timedelta(hours=n * 9))
        for n in range(4)
    ]
    store.put_new("audit/keys/x", b"none of the days'")
    store.put_new("audit_other/dt=2026-03-09/000000000001.ndjson.gz", b"another dataset's")
    keys = [place.key for place in places]

    assert list(store.keys_after("audit", "", most=9)) == keys
    assert list(store.keys_after("audit", keys[0], most=2)) == keys[1:3]
    assert list(store.keys_after("audit", keys[3], most=9)) == []


def test_writers_at_once_find_the_end_of_a_chain_whose_head_went_back(store: ChainStore) -> None:
    def write(n: int) -> ChainPosition:
        return append(store, "audit", [{"audit_id": str(n)}], now=NOON + timedelta(hours=n * 9))

    places = [write(n) for n in range(2)]
    yesterday = store.head("audit")
    places += [write(n) for n in range(2, 7)]
    store.advance("audit", expected=store.head("audit"), new=yesterday or FIRST)
    with ThreadPoolExecutor(max_workers=4) as pool:
        places += pool.map(write, range(7, 12))

    copy = [(place.key, store.read(place.key) or b"") for place in places]
    head = store.head("audit")
    assert head
    assert verify_trail(copy, heads={"audit": head}).whole
    assert sorted(place.seq for place in places) == list(range(1, 13))


@pytest.mark.cloud
def test_neither_a_version_over_an_object_nor_a_delete_marker_deceives_a_writer(
    aws_store: S3ChainStore, cloud: RunningCloud, trail_resources: tuple[str, str]
) -> None:
    bucket, _ = trail_resources
    places = [append(aws_store, "audit", [{"audit_id": str(n)}], now=NOON) for n in range(3)]
    head = aws_store.head("audit")
    kept = [aws_store.read(place.key) for place in places]
    cloud.client("s3").put_object(Bucket=bucket, Key=places[1].key, Body=b"over it")
    cloud.client("s3").delete_object(Bucket=bucket, Key=places[2].key)
    aws_store.advance("audit", expected=head, new=_head_of(places[0], kept[0]))

    place = append(aws_store, "audit", [{"audit_id": "3"}], now=NOON)

    assert place.seq == 4
    assert [aws_store.read(place.key) for place in places] == kept


def _head_of(place: ChainPosition, data: bytes | None) -> Head:
    return Head(seq=place.seq, sha256=digest(data or b""), day=place.day, reserved=False)
