"""Concurrent workers on one claim end as one would, and only because a stale write is refused."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.store import documents
from claimtrail.claims.store.changes import Change, Guard
from tests.harness.claims.claim_events import (
    NOW,
    about,
    ack999,
    answer,
    from_partner,
    front_end,
    remitted,
    submitted,
)
from tests.harness.effort import times
from tests.harness.pipelines.concurrent import ConcurrentWorkers, RecordingStore, ends_as_it_should
from tests.twins.claims.changes import change_place


def _events() -> list[ClaimEvent]:
    """A claim's life with a correction, and a reversal of what never came: it stays held."""
    return [
        submitted(1, others=("second-payer", "third-payer")),
        ack999(1),
        front_end(2, "A2"),
        answer(9, "P1"),
        remitted(16, 80, "CO-45:20"),
        remitted(30, -80, "CO-45:-20", status="22", charge=-100),
        remitted(30, 90, "CO-45:10", trace="EFT-corrected"),
        remitted(31, -5, status="22", charge=-7, number="ICN-never-seen"),
        # A second payment, beside which the first is not taken back; and a copy that is denied.
        remitted(32, 70, "CO-45:30", number="ICN-second"),
        remitted(33, 0, "CO-18:100", number="ICN-copy"),
        # Another payer with the same number, and one more that waits for us.
        about(remitted(34, 5, "OA-23:95", status="2"), payer="second-payer"),
        about(answer(34, "P3"), payer="third-payer", payer_claim_control_number="ICN-third"),
        # A payer without authority, and another biller that voids the claim.
        about(remitted(35, 95), payer="fourth-payer"),
        from_partner(
            submitted(36, frequency="8"), "second-biller", received_at=NOW + timedelta(seconds=1)
        ),
    ]


class Unlocked(RecordingStore):
    """A store that lost its condition on the version."""

    def save(self, change: Change, *, guards: tuple[Guard, ...] = ()) -> None:
        del guards
        self._write(change_place(change), documents.dump_change(change))
        self.changes.append(change)


class LockedByVersionAlone(Unlocked):
    """A store that refuses a version that was passed, but not the same one twice."""

    def save(self, change: Change, *, guards: tuple[Guard, ...] = ()) -> None:
        stored = self.find(change.claim_id)
        if stored and change.version < stored.version:
            return
        super().save(change, guards=guards)


def _failures(make: Callable[[], RecordingStore], *, schedules: int) -> int:
    events = _events()
    failed = 0
    for seed in range(schedules):
        store = make()
        ConcurrentWorkers(seed, store).play(events)
        failed += not ends_as_it_should(store, events)
    return failed


@pytest.mark.capability("C3.2")
def test_workers_that_overtake_each_other_on_one_claim_lose_and_double_nothing() -> None:
    assert _failures(RecordingStore, schedules=times(20)) == 0


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("broken", [Unlocked, LockedByVersionAlone])
def test_without_the_condition_on_the_version_the_schedules_find_it_out(
    broken: Callable[[], RecordingStore],
) -> None:
    assert _failures(partial(broken), schedules=10) > 5
