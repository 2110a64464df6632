"""Given crashes between any two steps, the chain stays whole and no row is lost."""

from datetime import UTC, datetime, timedelta

import pytest

from claimtrail.kernel.errors import ConflictError
from claimtrail.trail.chaining.append import append
from claimtrail.trail.chaining.chain import NOTHING_BEFORE, decode, digest, read_key
from claimtrail.trail.ports import Head
from claimtrail.trail.verification.verify import verify_trail
from tests.twins.trail import MemoryChainStore

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class CrashError(Exception):
    """The function was killed."""


class CrashingStore(MemoryChainStore):
    """Dies at a chosen call of `put_new` or `advance`, before or after it took effect."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0
        self.die_at: int | None = None
        self.after = False

    def _step(self, *, done: bool) -> None:
        if not done:
            self.calls += 1
        if self.calls == self.die_at and self.after is done:
            self.die_at = None
            raise CrashError

    def advance(self, dataset: str, *, expected: Head | None, new: Head) -> None:
        self._step(done=False)
        super().advance(dataset, expected=expected, new=new)
        self._step(done=True)

    def put_new(self, key: str, data: bytes) -> bool:
        self._step(done=False)
        written = super().put_new(key, data)
        self._step(done=True)
        return written


def test_each_object_names_the_digest_of_the_one_before_over_all_days() -> None:
    store = MemoryChainStore()

    keys = [append(store, "audit", [{"n": n}], now=NOON + n * DAY).key for n in range(3)]

    assert keys == [
        "audit/dt=2026-03-09/000000000001.ndjson.gz",
        "audit/dt=2026-03-10/000000000002.ndjson.gz",
        "audit/dt=2026-03-11/000000000003.ndjson.gz",
    ]
    rows = [decode(store.objects[key])[0] for key in keys]
    assert [row["chain_seq"] for row in rows] == [1, 2, 3]
    digests = [digest(store.objects[key]) for key in keys]
    assert [row["previous_sha256"] for row in rows] == [NOTHING_BEFORE, *digests[:2]]
    assert store.heads["audit"] == Head(
        seq=3, sha256=digests[2], day=(NOON + 2 * DAY).date(), reserved=False
    )


def test_datasets_have_chains_of_their_own() -> None:
    store = MemoryChainStore()

    append(store, "audit", [{"n": 1}], now=NOON)
    place = append(store, "files", [{"n": 1}], now=NOON)

    assert place.seq == 1


def test_the_same_rows_at_the_same_place_are_the_same_bytes() -> None:
    stores = (MemoryChainStore(), MemoryChainStore())
    for store in stores:
        append(store, "audit", [{"n": 1}], now=NOON)

    assert stores[0].objects == stores[1].objects


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("die_at", range(1, 6))
@pytest.mark.parametrize("pause", [timedelta(minutes=2), DAY, 9 * DAY], ids=["2m", "1d", "9d"])
def test_a_crash_at_any_step_neither_loses_rows_nor_breaks_the_chain(
    die_at: int, *, after: bool, pause: timedelta
) -> None:
    store = CrashingStore()
    store.die_at, store.after = die_at, after
    now = NOON
    for n in range(3):
        try:
            append(store, "audit", [{"n": n}], now=now)
        except CrashError:
            now += pause  # the queue delivers the batch again, perhaps on another day
            append(store, "audit", [{"n": n}], now=now)
        now += DAY

    report = verify_trail(store.objects.items(), heads=store.heads)
    assert report.sound
    assert not report.pending
    written = [row["n"] for data in store.objects.values() for row in decode(data)]
    assert sorted(set(written)) == [0, 1, 2]
    assert store.die_at is None


def test_a_put_whose_answer_was_lost_is_recognized_and_not_repeated() -> None:
    class DeafStore(MemoryChainStore):
        def put_new(self, key: str, data: bytes) -> bool:
            super().put_new(key, data)
            return False

    store = DeafStore()

    append(store, "audit", [{"n": 1}], now=NOON)

    assert len(store.objects) == 1


def test_a_clock_that_goes_back_stays_with_the_newest_day() -> None:
    store = MemoryChainStore()
    append(store, "audit", [{"n": 1}], now=NOON)

    place = append(store, "audit", [{"n": 2}], now=NOON - DAY)

    assert place.key == "audit/dt=2026-03-09/000000000002.ndjson.gz"


def test_what_a_crash_reserved_is_used_by_the_next_writer_even_on_another_day() -> None:
    store = CrashingStore()
    store.die_at = 2
    with pytest.raises(CrashError):
        append(store, "audit", [{"n": 1}], now=NOON)

    first = append(store, "audit", [{"n": 1}], now=NOON + DAY)
    second = append(store, "audit", [{"n": 2}], now=NOON + DAY)

    assert [first.day.day, second.day.day] == [9, 10]


class ConcurrentStore(MemoryChainStore):
    """Lets another writer pass before one of this writer's calls, `passes` times."""

    def __init__(self, call: str, passes: int) -> None:
        super().__init__()
        self.call, self.passes = call, passes

    def _write_concurrently(self, call: str) -> None:
        if call == self.call and self.passes:
            self.passes -= 1
            at, self.call = self.call, ""
            append(self, "audit", [{"n": "concurrent"}], now=NOON + DAY)
            self.call = at

    def advance(self, dataset: str, *, expected: Head | None, new: Head) -> None:
        self._write_concurrently("reserve" if new.reserved else "advance")
        super().advance(dataset, expected=expected, new=new)

    def put_new(self, key: str, data: bytes) -> bool:
        self._write_concurrently("put")
        return super().put_new(key, data)


@pytest.mark.parametrize("call", ["reserve", "put", "advance"])
@pytest.mark.parametrize("passes", [1, 7])
def test_a_concurrent_writer_at_any_step_neither_forks_the_chain_nor_costs_a_row(
    call: str, passes: int
) -> None:
    store = ConcurrentStore(call, passes)
    for n in range(4):
        append(store, "audit", [{"n": n}], now=NOON)

    assert verify_trail(store.objects.items(), heads=store.heads).sound
    rows = [str(row["n"]) for data in store.objects.values() for row in decode(data)]
    assert sorted(rows) == ["0", "1", "2", "3", *["concurrent"] * (len(rows) - 4)]
    assert len(rows) > 4


def test_a_writer_that_always_loses_gives_up_and_is_delivered_again() -> None:
    store = ConcurrentStore("reserve", 10_000)

    with pytest.raises(ConflictError, match="AUDIT_HEAD_MOVED"):
        append(store, "audit", [{"n": 1}], now=NOON)


@pytest.mark.parametrize("key", ["audit/x", "audit/dt=2026-3-9/1.ndjson.gz", ""])
def test_a_foreign_key_is_no_place_in_the_trail(key: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        read_key(key)
