"""`audit heads --rebuild` brings every head to the end that the verified bucket shows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from claimtrail.trail.chaining.append import append
from claimtrail.trail.chaining.chain import SEALS
from claimtrail.trail.chaining.seals import seal
from claimtrail.trail.ports import Head
from claimtrail.trail.verification.copies import MemoryCopy
from claimtrail.trail.verification.head_rebuild import (
    HeadPlan,
    heads_rebuilt,
    plan_heads,
    rebuild_heads,
)
from claimtrail.trail.verification.verify import verify_trail
from tests.harness.trail.seal_keys import MemorySigner
from tests.twins.trail import MemoryChainStore

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SIGNER = MemorySigner(3)
DATASETS = ("audit", "files", "never_written")


def trail(days: int = 3) -> tuple[MemoryChainStore, dict[str, Head]]:
    """A sealed trail of some days, and its heads of the first evening."""
    store, first = MemoryChainStore(), {}
    for day in range(days):
        now = NOON + day * DAY
        append(store, "audit", [{"n": day}], now=now)
        append(store, "files", [{"n": day}], now=now)
        seal(store, SIGNER, bucket="b", datasets=DATASETS, clock=lambda now=now: now)
        first = first or dict(store.heads)
    append(store, "audit", [{"n": 9}], now=NOON + days * DAY)
    return store, first


def plan(store: MemoryChainStore) -> HeadPlan:
    return plan_heads(
        MemoryCopy(store.objects), store, public_key=SIGNER.public_key, datasets=DATASETS
    )


@pytest.mark.capability("C3.3")
@pytest.mark.parametrize("is_lost", [True, False], ids=["table lost", "table of yesterday"])
def test_heads_and_the_sealers_state_come_back_from_the_bucket(*, is_lost: bool) -> None:
    store, first = trail()
    before = dict(store.heads)
    store.heads = {} if is_lost else first

    found = plan(store)

    assert found.is_sound
    assert {change.dataset: change.after for change in found.changes} == before
    assert rebuild_heads(store, found.changes) == []
    assert store.heads == before
    assert plan(store).changes == ()
    assert verify_trail(store.objects.items(), heads=store.heads).whole
    seal(store, SIGNER, bucket="b", datasets=DATASETS, clock=lambda: NOON + 5 * DAY)
    assert store.heads[SEALS].seq == before[SEALS].seq + 1


def test_heads_that_stand_are_left_even_while_a_writer_has_reserved_the_next_day() -> None:
    store, _ = trail()
    reserved = replace(store.heads["audit"], day=(NOON + 9 * DAY).date(), reserved=True)
    store.heads["audit"] = reserved

    assert plan(store).changes == ()


def test_a_head_that_names_other_bytes_is_written_again() -> None:
    store, _ = trail()
    right = store.heads["files"]
    store.heads["files"] = replace(right, sha256="f" * 64)

    found = plan(store)

    assert [change.after for change in found.changes] == [right]


def test_a_writer_that_was_faster_is_told_apart() -> None:
    store, first = trail()
    store.heads = dict(first)
    found = plan(store)
    append(store, "audit", [{"n": 10}], now=NOON + 5 * DAY)

    assert [change.dataset for change in rebuild_heads(store, found.changes)] == ["audit"]
    assert verify_trail(store.objects.items(), heads=store.heads).whole


def test_a_bucket_that_holds_less_than_a_head_counts_is_named() -> None:
    store, _ = trail()
    del store.objects[max(key for key in store.objects if key.startswith("audit/"))]

    assert [(one.dataset, one.before and one.before.seq) for one in plan(store).backward] == [
        ("audit", 4)
    ]


def _remove(store: MemoryChainStore) -> None:
    del store.objects[sorted(store.objects)[1]]


def _edit(store: MemoryChainStore) -> None:
    store.objects[sorted(store.objects)[1]] = b"edited"


@pytest.mark.parametrize("damage", [_remove, _edit, lambda store: store.objects.clear()])
def test_a_bucket_that_is_not_sound_gives_no_heads(
    damage: Callable[[MemoryChainStore], None],
) -> None:
    store, _ = trail()
    damage(store)

    assert not plan(store).is_sound


def test_the_event_says_who_and_which_numbers_and_is_the_same_when_it_is_repeated() -> None:
    store, first = trail()
    store.heads = dict(first)
    changes = plan(store).changes

    event = heads_rebuilt(changes, by="user:dana", at=NOON)

    assert event.actor == "user:dana"
    assert event.detail["chains"]["audit"] == [1, 4]
    assert event.event_id == heads_rebuilt(changes, by="user:dana", at=NOON + DAY).event_id
