"""Given heads that went back or are gone, writers find the chain's end in the bucket."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from claimtrail.kernel.errors import ConflictError
from claimtrail.trail.chaining.adoption import ADOPTED_AT_ONCE, ChainRefusedError
from claimtrail.trail.chaining.append import append
from claimtrail.trail.chaining.chain import SEALS, ChainPosition, decode, digest, encode
from claimtrail.trail.chaining.seals import seal
from claimtrail.trail.ports import Head
from claimtrail.trail.verification.verify import verify_trail
from tests.harness.trail.seal_keys import MemorySigner
from tests.twins.trail import MemoryChainStore

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def chain_of(days: int, *, each: int = 3) -> tuple[MemoryChainStore, list[dict[str, Head]]]:
    """A chain of some days, and the heads as they stood after each object."""
    store, kept = MemoryChainStore(), []
    for day in range(days):
        for n in range(each):
            append(store, "audit", [{"n": day * each + n}], now=NOON + day * DAY)
            kept.append(dict(store.heads))
    return store, kept


def numbers(store: MemoryChainStore) -> list[int]:
    return sorted(row["n"] for data in store.objects.values() for row in decode(data))


def assert_sound(store: MemoryChainStore) -> None:
    report = verify_trail(store.objects.items(), heads=store.heads)
    assert report.whole, report.faults
    assert not report.pending


@pytest.mark.capability("C3.3")
@pytest.mark.parametrize("back_to", [None, *range(9)], ids=lambda at: f"after {at}")
def test_a_writer_goes_on_behind_the_bucket_end_whatever_hour_the_heads_went_back_to(
    back_to: int | None,
) -> None:
    store, kept = chain_of(3)
    store.heads = {} if back_to is None else kept[back_to]

    place = append(store, "audit", [{"n": 9}], now=NOON + 4 * DAY)

    assert place.seq == 10
    assert numbers(store) == list(range(10))
    assert_sound(store)


@pytest.mark.parametrize("after", range(3))
def test_heads_that_were_saved_in_the_middle_of_an_append_are_brought_up_too(after: int) -> None:
    store, kept = chain_of(3)
    following = ChainPosition("audit", (NOON + (after + 1) // 3 * DAY).date(), after + 2)
    assert following.key in store.objects
    store.heads = {"audit": replace(kept[after]["audit"], day=following.day, reserved=True)}

    append(store, "audit", [{"n": 9}], now=NOON + 4 * DAY)

    assert numbers(store) == list(range(10))
    assert_sound(store)


class LosingStore(MemoryChainStore):
    """Puts earlier heads back between the calls of its writers, as the dice say."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._dice = random.Random(seed)  # noqa: S311 - a schedule, no secret
        self._earlier: list[dict[str, Head]] = [{}]
        self.losses = 0

    def _lose(self) -> None:
        self._earlier.append(dict(self.heads))
        if self.losses < 6 and self._dice.random() < 0.2:
            self.losses += 1
            self.heads = dict(self._dice.choice(self._earlier))

    def head(self, dataset: str) -> Head | None:
        self._lose()
        return super().head(dataset)

    def put_new(self, key: str, data: bytes) -> bool:
        self._lose()
        return super().put_new(key, data)

    def advance(self, dataset: str, *, expected: Head | None, new: Head) -> None:
        self._lose()
        super().advance(dataset, expected=expected, new=new)


@pytest.mark.parametrize("seed", range(40))
def test_heads_lost_again_and_again_under_several_writers_cost_no_row_and_no_link(
    seed: int,
) -> None:
    store = LosingStore(seed)
    dice = random.Random(seed)  # noqa: S311 - a schedule, no secret
    for n in range(12):
        # Writers take turns within a step where the store loses heads; days pass between steps.
        append(store, "audit", [{"n": n}], now=NOON + dice.randrange(3) * DAY)
    append(store, "audit", [{"n": 12}], now=NOON + 5 * DAY)
    store.losses = 99
    append(store, "audit", [{"n": 13}], now=NOON + 5 * DAY)

    assert set(numbers(store)) == set(range(14))
    assert len(store.objects) == 14
    assert_sound(store)


@pytest.mark.parametrize("back_to", [None, 2, 5], ids=["lost", "two days ago", "yesterday"])
def test_writers_at_once_adopt_the_end_together(back_to: int | None) -> None:
    store, kept = chain_of(3)
    lost = {} if back_to is None else kept[back_to]

    def write(n: int) -> None:
        if n == 14:
            store.heads = dict(lost)
        append(store, "audit", [{"n": n}], now=NOON + 4 * DAY)

    with ThreadPoolExecutor(max_workers=6) as pool:
        list(pool.map(write, range(9, 30)))
    append(store, "audit", [{"n": 30}], now=NOON + 4 * DAY)

    assert numbers(store) == list(range(31))
    assert_sound(store)


def edited(store: MemoryChainStore) -> None:
    key = sorted(store.objects)[4]
    rows = [{"n": 4, "edited": True}]
    place, before = ChainPosition("audit", (NOON + DAY).date(), 5), sorted(store.objects)[3]
    store.objects[key] = encode(
        rows, place=place, previous_sha256=digest(store.objects[before]), written_at=NOON
    )


def removed(store: MemoryChainStore) -> None:
    del store.objects[sorted(store.objects)[4]]


def swapped(store: MemoryChainStore) -> None:
    first, second = sorted(store.objects)[4:6]
    store.objects[first], store.objects[second] = store.objects[second], store.objects[first]


def inserted(store: MemoryChainStore) -> None:
    store.objects["audit/dt=2026-03-10/x"] = b""


def far_ahead(store: MemoryChainStore) -> None:
    place = ChainPosition("audit", (NOON + 9 * DAY).date(), 99)
    store.objects[place.key] = encode([], place=place, previous_sha256="0" * 64, written_at=NOON)


def garbled(store: MemoryChainStore) -> None:
    store.objects[sorted(store.objects)[4]] = b"no gzip"


@pytest.mark.capability("C3.3")
@pytest.mark.parametrize("forge", [edited, removed, swapped, inserted, far_ahead, garbled])
def test_a_gap_or_a_forgery_behind_the_head_is_refused_and_nothing_is_written(
    forge: Callable[[MemoryChainStore], None],
) -> None:
    store, kept = chain_of(3)
    store.heads = kept[2]
    forge(store)
    before = dict(store.objects)

    with pytest.raises(ChainRefusedError, match="AUDIT_CHAIN_REFUSED") as refusal:
        append(store, "audit", [{"n": 9}], now=NOON + 4 * DAY)

    assert store.objects == before
    assert "audit/dt=" in refusal.value.explanation.where
    assert "claimtrail audit verify" in refusal.value.explanation.next_step


def test_a_forged_object_where_the_next_is_put_is_not_adopted() -> None:
    class RacingStore(MemoryChainStore):
        def put_new(self, key: str, _data: bytes) -> bool:
            self.objects[key] = b"no gzip"
            return False

    store = RacingStore()

    with pytest.raises(ChainRefusedError, match="cannot be read"):
        append(store, "audit", [{"n": 0}], now=NOON)


def test_a_long_way_is_adopted_in_parts_by_one_delivery_after_the_other() -> None:
    store, _ = chain_of(1, each=ADOPTED_AT_ONCE + 150)
    store.heads = {}

    with pytest.raises(ConflictError, match="AUDIT_HEAD_BEHIND"):
        append(store, "audit", [{"n": -1}], now=NOON + DAY)
    assert store.heads["audit"].seq == ADOPTED_AT_ONCE

    place = append(store, "audit", [{"n": -1}], now=NOON + DAY)
    assert place.seq == ADOPTED_AT_ONCE + 151
    assert_sound(store)


def test_in_the_first_minutes_of_a_day_a_head_behind_is_left_alone() -> None:
    store, kept = chain_of(2)
    store.heads = kept[1]
    midnight = NOON.replace(hour=0) + 2 * DAY

    with pytest.raises(ConflictError, match="AUDIT_HEAD_BEHIND"):
        append(store, "audit", [{"n": 6}], now=midnight + timedelta(minutes=4))
    append(store, "audit", [{"n": 6}], now=midnight + timedelta(minutes=6))

    assert_sound(store)


@pytest.mark.parametrize("back_to", [None, 0, 1])
def test_the_sealer_goes_on_behind_the_newest_seal_in_the_bucket(back_to: int | None) -> None:
    store, key = MemoryChainStore(), MemorySigner()
    kept: list[Head] = []
    for day in range(3):
        append(store, "audit", [{"n": day}], now=NOON + day * DAY)
        seal(store, key, bucket="b", datasets=["audit"], clock=lambda day=day: NOON + day * DAY)
        kept.append(store.heads[SEALS])
    store.heads.pop(SEALS)
    if back_to is not None:
        store.heads[SEALS] = kept[back_to]

    sealed = seal(store, key, bucket="b", datasets=["audit"], clock=lambda: NOON + 3 * DAY)

    assert sealed.key == "seals/dt=2026-03-12/000000000004.seal"
    assert_sound(store)


def test_the_sealer_signs_no_heads_that_went_back() -> None:
    store, key = MemoryChainStore(), MemorySigner()
    append(store, "audit", [{"n": 0}], now=NOON)
    early = dict(store.heads)
    append(store, "audit", [{"n": 1}], now=NOON)
    seal(store, key, bucket="b", datasets=["audit"], clock=lambda: NOON)
    store.heads = early

    with pytest.raises(ConflictError, match="audit heads --rebuild"):
        seal(store, key, bucket="b", datasets=["audit"], clock=lambda: NOON + DAY)
