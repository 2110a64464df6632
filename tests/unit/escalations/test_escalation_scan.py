"""A scan of overdue claims costs what is new, serves payers in turns, and goes on from its end."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.projection.messages import ProjectionMessage
from claimtrail.claims.projection.projector import Projector
from claimtrail.escalations import start_due
from claimtrail.escalations.due_scan import LOOK_BACK_DAYS
from claimtrail.escalations.model import ScanPosition
from claimtrail.escalations.start_due import StartDueEscalations, StartedEscalations
from claimtrail.kernel.deadline import Deadline, no_deadline
from claimtrail.partners.synthetic import PAYER_ID as SYNTHETIC_PAYER
from tests.harness.claims.claim_events import CLAIM_ID, INFERRING, accepted_claim
from tests.harness.claims.claim_events import NOW as FILED
from tests.harness.escalations.overdue_stage import OverdueStage
from tests.harness.escalations.pending_claims import (
    NOW,
    PendingClaims,
    SteppingClock,
    paid,
    pending_claim,
)
from tests.harness.overtaken import Overtaken
from tests.twins.claims import MemoryClaimStore
from tests.twins.escalations import MemoryEscalationStore, MemoryScanPositions, MemoryWorkflow
from tests.twins.kernel import MemoryPublisher

TODAY = NOW.date()
HOUR_LATER = NOW + timedelta(hours=1)
"""When a first run begins."""
OLDEST = TODAY - timedelta(days=LOOK_BACK_DAYS)


def due(name: str, *, payer: str = "granite-health", days: int = 30, **changes: Any) -> Claim:
    """A claim whose word is late for so many days, and that has settled."""
    return pending_claim(
        f"clm_{name}",
        payer_id=payer,
        escalate_on=TODAY - timedelta(days=days),
        updated_at=NOW - timedelta(days=days + 1),
        **changes,
    )


@dataclass
class Schedule:
    """The schedule over some claims, run after run."""

    claims: Any
    """PendingClaims, or a whole store."""
    positions: MemoryScanPositions = field(default_factory=MemoryScanPositions)
    workflow: MemoryWorkflow = field(default_factory=MemoryWorkflow)
    store: MemoryEscalationStore = field(default_factory=MemoryEscalationStore)
    deadline: Deadline = no_deadline
    clock: SteppingClock = field(default_factory=SteppingClock)

    def run(self) -> StartedEscalations:
        """Run once, an hour later; the figures of the claims are of this run alone."""
        self.clock.go_on(hours=1)
        if isinstance(self.claims, PendingClaims):
            self.claims.listings = self.claims.read = 0
        return StartDueEscalations(
            claims=self.claims,
            escalations=self.store,
            positions=self.positions,
            workflow=self.workflow,
            publisher=MemoryPublisher(),
            clock=self.clock,
            recheck_after=timedelta(days=1),
            settle_after=timedelta(minutes=30),
            deadline=self.deadline,
        ).start_due()

    @property
    def escalated(self) -> set[str]:
        return {one.claim_id for one in self.workflow.started.values()}


@pytest.mark.long
@pytest.mark.capability("C4.1")
def test_a_run_reads_what_is_new_alone_however_many_claims_are_overdue() -> None:
    figures = []
    for overdue in (40, 400):
        stage = OverdueStage()
        stage.fall_due(overdue)
        assert stage.run().started == overdue
        stage.fall_due(5, first=overdue)

        assert stage.run().started == 5
        figures.append((dict(stage.dynamodb.requests), stage.dynamodb.writes))
        scanned = stage.dynamodb.requests["Query"]
        assert stage.run().started == 0
        assert scanned - stage.dynamodb.requests["Query"] == 5, "each new claim: its escalations"
        assert set(stage.dynamodb.requests) == {"Query", "GetItem"}

    assert figures[0] == figures[1]
    requests = figures[0][0]
    assert requests["BatchGetItem"] == 1, "what is late when it is stored is listed under that day"
    assert requests["UpdateItem"] == 5, "each new claim leaves the list"
    assert requests["PutItem"] == 5 * 2, "each new escalation, and that it runs"


@pytest.mark.capability("C4.1")
def test_a_backlog_is_started_over_runs_each_from_where_the_last_one_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(start_due, "STARTS_PER_RUN", 4)
    schedule = Schedule(PendingClaims(*(due(f"{days}", days=days) for days in range(20, 30))))

    assert schedule.run().started == 4
    assert schedule.positions.position == ScanPosition(day=TODAY - timedelta(days=23))
    first = schedule.claims.listings

    assert schedule.run().started == 4
    assert schedule.claims.listings < first
    schedule.claims.put(due("late", days=21))

    assert schedule.run().started == 3, "the rest, and what came behind the position"
    assert len(schedule.escalated) == 11
    assert schedule.positions.position is None


@pytest.mark.capability("C4.1")
def test_runs_of_an_hour_ask_for_two_days_and_once_for_the_older_ones() -> None:
    schedule = Schedule(PendingClaims())
    schedule.run()
    assert schedule.claims.listings == LOOK_BACK_DAYS + 1

    schedule.clock.go_on(minutes=-30)
    schedule.claims.put(due("waited", days=20))
    late_file = due("stored_today", days=150).model_copy(update={"updated_at": NOW})
    schedule.claims.put(late_file)
    assert schedule.run().started == 1
    assert (schedule.escalated, schedule.claims.listings) == ({"clm_stored_today"}, 2)

    assert schedule.run().started == 1
    assert "clm_waited" in schedule.escalated


@pytest.mark.capability("C4.1")
def test_a_run_without_time_says_where_it_ended_and_the_next_one_goes_on() -> None:
    claims = PendingClaims(*(due(f"{days}", days=days) for days in range(20, 30)))
    schedule = Schedule(claims)
    schedule.deadline = lambda: 60.0 if len(schedule.escalated) < 3 else 1.0

    assert schedule.run().started == 3

    schedule.deadline = no_deadline
    assert schedule.run().started == 7


@pytest.mark.capability("C4.1")
def test_what_fell_due_lately_does_not_wait_for_a_backlog(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start_due, "STARTS_PER_RUN", 10)
    backlog = (due(f"old_{number}", days=20) for number in range(100))
    schedule = Schedule(PendingClaims(*backlog, due("fresh", days=0)))
    schedule.run()
    schedule.claims.put(due("next", days=0))

    schedule.run()

    assert {"clm_fresh", "clm_next"} <= schedule.escalated
    assert len(schedule.escalated) == 20


@pytest.mark.capability("C4.1")
def test_what_is_old_does_not_wait_for_a_flood_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start_due, "STARTS_PER_RUN", 10)
    flood = (due(f"new_{number}", days=0) for number in range(100))
    schedule = Schedule(PendingClaims(*flood, due("old", days=LOOK_BACK_DAYS)))

    assert schedule.run().started == 10
    assert "clm_old" in schedule.escalated


@pytest.mark.capability("C4.1")
def test_a_small_payer_does_not_wait_for_a_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start_due, "STARTS_PER_RUN", 60)
    large = (due(f"a_{number:03d}", payer="a-large") for number in range(500))
    small = (due(f"z_{number}", payer="z-small") for number in range(3))
    schedule = Schedule(PendingClaims(*large, *small))

    assert schedule.run().started == 60

    by_payer = Counter(claim_id[4] for claim_id in schedule.escalated)
    assert by_payer == {"a": 57, "z": 3}
    assert schedule.claims.read < 2 * 60, "the large payer's backlog is passed by its key"


@pytest.mark.capability("C4.1")
def test_claims_that_cannot_start_yet_do_not_hide_those_behind_them() -> None:
    unsettled = [
        due(f"a_{number:03d}").model_copy(update={"updated_at": HOUR_LATER}) for number in range(90)
    ]
    schedule = Schedule(PendingClaims(*unsettled, due("z")))

    assert schedule.run().started == 1
    assert schedule.escalated == {"clm_z"}

    schedule.clock.go_on(hours=1)
    assert schedule.run().started == 90


@pytest.mark.capability("C4.1")
def test_a_claim_that_moved_is_listed_and_escalates_again() -> None:
    schedule = Schedule(PendingClaims(due("one")))
    schedule.run()
    [escalation] = schedule.store.list_by_claim("clm_one")
    schedule.store.save(escalation.next(status="ENDED", ended_at=NOW))
    assert schedule.run().started == schedule.claims.read == 0

    moved = paid(due("one")).model_copy(
        update={"escalate_on": TODAY - timedelta(days=2), "updated_at": NOW - timedelta(hours=1)}
    )
    schedule.claims.put(moved)

    assert schedule.run().started == 1
    assert len(schedule.store.list_by_claim("clm_one")) == 2


@pytest.mark.capability("C4.1")
def test_news_that_moves_nothing_costs_one_look_and_starts_nothing() -> None:
    schedule = Schedule(PendingClaims(due("one")))
    schedule.run()
    schedule.claims.put(due("one", version=2))

    assert (schedule.run().started, schedule.claims.read) == (0, 1)
    assert (schedule.run().started, schedule.claims.read) == (0, 0)


def test_synthetic_claims_are_seen_once_and_escalate_never() -> None:
    schedule = Schedule(PendingClaims(due("one", payer=SYNTHETIC_PAYER)))

    assert (schedule.run().started, schedule.claims.read) == (0, 1)
    assert (schedule.run().started, schedule.claims.read) == (0, 0)


@pytest.mark.parametrize("port", ["put_new", "start", "delist_due"])
def test_a_crash_between_two_steps_is_fixed_by_the_next_run(port: str) -> None:
    schedule = Schedule(PendingClaims(due("one"), due("two", days=40)))
    owner = {"put_new": schedule.store, "start": schedule.workflow}.get(port, schedule.claims)
    healthy: Callable[..., Any] = getattr(owner, port)

    def crash(*given: Any, **named: Any) -> None:
        if port == "put_new":
            healthy(*given, **named)
        raise RuntimeError("killed")

    setattr(owner, port, crash)
    with pytest.raises(RuntimeError, match="killed"):
        schedule.run()
    setattr(owner, port, healthy)
    for _ in range(2):
        schedule.run()

    assert schedule.escalated == {"clm_one", "clm_two"}
    assert len(schedule.workflow.started) == 2
    assert (schedule.run(), schedule.claims.read) == (StartedEscalations(), 0)


@pytest.mark.capability("C1.2")
@pytest.mark.parametrize("at", [0, 1, 2, 31, 32, 33, 42, 43, 44])
def test_a_run_that_is_overtaken_while_it_lists_or_delists_leaves_what_one_leaves(at: int) -> None:
    """At calls before and after each claim's page is read, and before it is delisted."""
    claims = PendingClaims(due("one"), due("two", days=40), due("three", days=0))
    schedule = Schedule(claims)
    moved = due("two", days=40, version=2)

    def other() -> None:
        schedule.claims = claims
        schedule.run()
        claims.put(moved)

    schedule.claims = Overtaken(claims, other, at=at)
    schedule.run()
    schedule.claims = claims

    assert len(schedule.workflow.started) == 3
    assert schedule.escalated == {"clm_one", "clm_two", "clm_three"}
    assert schedule.run().started == 0
    assert claims.read <= 1, "the version that came meanwhile, and nothing else"
    assert (schedule.run().started, claims.read) == (0, 0)


def test_after_an_error_the_next_run_goes_on_behind_the_page_that_had_it() -> None:
    schedule = Schedule(PendingClaims(due("bad"), due("good", days=40)))
    healthy = schedule.store.list_by_claim

    def broken(claim_id: str) -> Any:
        if claim_id == "clm_bad":
            raise RuntimeError("unreadable")
        return healthy(claim_id)

    schedule.store.list_by_claim = broken  # type: ignore[method-assign]
    for _ in range(2):
        with pytest.raises(RuntimeError, match="unreadable"):
            schedule.run()

    assert schedule.escalated == {"clm_good"}


def test_checks_of_what_runs_leave_half_of_the_time_to_what_is_new() -> None:
    schedule = Schedule(PendingClaims(*(due(f"{number}") for number in range(10))))
    schedule.run()
    left = iter(range(60, 0, -1))
    schedule.deadline = lambda: float(next(left))
    schedule.clock.go_on(days=2)
    for one in schedule.workflow.started:
        schedule.workflow.stopped.add(one)
    schedule.claims.put(due("new"))

    assert schedule.run().started == 1


def test_a_position_of_a_day_that_is_scanned_no_more_begins_again() -> None:
    schedule = Schedule(PendingClaims(due("one")))
    schedule.positions.position = ScanPosition(day=OLDEST - timedelta(days=3), after="1 x")

    assert schedule.run().started == 1
    assert schedule.positions.position is None


def test_a_lost_escalation_is_made_again_once_the_claim_is_reprojected() -> None:
    claims = MemoryClaimStore()
    claims.append_events(accepted_claim())
    projector = Projector(
        store=claims, reader=claims, policy=lambda _: INFERRING, clock=lambda: FILED
    )
    projector.take_message(ProjectionMessage(claim_id=CLAIM_ID).text())
    found = claims.find(CLAIM_ID)
    schedule = Schedule(claims, clock=SteppingClock(FILED + timedelta(days=60)))
    assert schedule.run().started == 1

    schedule.store = MemoryEscalationStore()
    assert schedule.run().started == 0, "the table that is restored lacks it"
    projector.take_message(ProjectionMessage(claim_id=CLAIM_ID, is_asked_for=True).text())

    assert schedule.run().started == 1
    assert claims.find(CLAIM_ID) == found
