"""Whoever holds and releases at once, and wherever a machine dies: what is held stays kept."""

import pytest

from claimtrail.trail.datasets.detail_types import HoldDetailType
from tests.harness.effort import times
from tests.harness.trail.hold_schedules import HOLDS, HoldSchedule, UnrecordedLifts

SEEDS = range(times(300))


@pytest.mark.capability("C1.5")
def test_holds_and_releases_at_once_end_as_if_one_after_another() -> None:
    deaths = 0
    for seed in SEEDS:
        played = HoldSchedule(seed)
        played.play()

        assert not played.violations, (seed, played.violations)
        held = {
            key for key in HOLDS if (hold := played.store.find(*key)) is not None and hold.active
        }
        assert played.keeper.kept == {one for key in held for one in HOLDS[key]}, seed
        assert played.keeper.suspended == {subject for subject, _ in held}, seed
        played.release_all()
        assert played.keeper.kept == set(), seed
        assert played.keeper.suspended == set(), seed
        assert played.store.list_open() == [], seed
        deaths += played.deaths
    assert deaths > len(SEEDS) / 4


def test_a_store_that_forgets_who_lifts_a_flag_is_found_out() -> None:
    violations = 0
    for seed in range(380, 400):
        played = HoldSchedule(seed, make_store=UnrecordedLifts)
        played.play()
        violations += bool(played.violations)

    assert violations


@pytest.mark.capability("C5.4")
def test_each_hold_and_release_is_published_once_with_its_docket_who_and_why() -> None:
    played = HoldSchedule(7)
    played.play(commands=0)
    holds = played._holds(lambda _: None)
    holds.set(
        "clm_1", " docket  7 ", objects=HOLDS["clm_1", "docket 7"], by="user:jane", reason="x"
    )
    holds.release("clm_1", "docket 7", by="user:joe", reason="settled")
    holds.release("clm_1", "docket 7", by="user:joe", reason="settled")

    published = [
        (event.detail_type, event.subject_id, event.actor, event.detail)
        for event in played.publisher.events
    ]

    assert published == [
        (
            HoldDetailType.HOLD_SET,
            "clm_1",
            "user:jane",
            {"docket": "docket 7", "reason": "x", "ordinal": 1},
        ),
        (
            HoldDetailType.HOLD_RELEASED,
            "clm_1",
            "user:joe",
            {"docket": "docket 7", "reason": "settled", "ordinal": 1},
        ),
    ]
