"""The schedule starts what is due, once, and fixes what a crash or a restart left behind."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.escalations.due_scan import LOOK_BACK_DAYS, days_to_scan
from claimtrail.escalations.errors import conflict
from claimtrail.escalations.model import EndReason, Escalation, EscalationStatus, EscalationStep
from claimtrail.escalations.on_claim_change import WakeEscalations
from claimtrail.escalations.start_due import (
    FAILURES_BEFORE_GIVING_UP,
    StartDueEscalations,
    StartedEscalations,
)
from claimtrail.kernel.errors import ConflictError
from tests.harness.escalations.pending_claims import (
    NOW,
    PendingClaims,
    SteppingClock,
    paid,
    pending_claim,
    step,
)
from tests.twins.escalations import MemoryEscalationStore, MemoryScanPositions, MemoryWorkflow
from tests.twins.kernel import MemoryPublisher


@dataclass
class Stage:
    """All that the schedule touches."""

    claim: Claim = field(default_factory=pending_claim)
    clock: SteppingClock = field(default_factory=SteppingClock)
    publisher: MemoryPublisher = field(default_factory=MemoryPublisher)
    workflow: MemoryWorkflow = field(default_factory=MemoryWorkflow)
    positions: MemoryScanPositions = field(default_factory=MemoryScanPositions)
    escalation_store: MemoryEscalationStore = field(default_factory=MemoryEscalationStore)

    def __post_init__(self) -> None:
        self.claims = PendingClaims(self.claim)

    def tick(self, *, recheck_after: timedelta = timedelta(0)) -> StartedEscalations:
        self.clock.go_on(hours=1)
        return StartDueEscalations(
            claims=self.claims,
            escalations=self.escalation_store,
            positions=self.positions,
            workflow=self.workflow,
            publisher=self.publisher,
            clock=self.clock,
            recheck_after=recheck_after,
            settle_after=timedelta(minutes=30),
        ).start_due()

    def settle(self) -> int:
        return WakeEscalations(
            claims=self.claims, escalations=self.escalation_store, workflow=self.workflow
        ).on_claim_change(self.claim.claim_id)

    @property
    def escalation(self) -> Escalation:
        return self.escalation_store.list_by_claim(self.claim.claim_id)[-1]

    def change(self, **changes: object) -> None:
        self.escalation_store.save(self.escalation.next(**changes))

    def wait(self) -> None:
        """As the waiting action leaves it."""
        self.workflow.waiting.add("token-1")
        self.change(task_token="token-1")

    def published_types(self) -> list[str]:
        return [event.detail_type.value for event in self.publisher.events.values()]


@pytest.mark.capability("C4.1")
def test_given_a_claim_past_its_window_when_the_schedule_ticks_then_it_starts_once() -> None:
    stage = Stage()

    first, second = stage.tick(), stage.tick()

    assert (first.started, second) == (1, StartedEscalations())
    [(name, execution_input)] = stage.workflow.started.items()
    assert name == f"{stage.escalation.escalation_id}-1"
    assert execution_input.first_step is EscalationStep.NOTIFY
    assert stage.escalation.status is EscalationStatus.RUNNING
    assert stage.published_types() == ["escalation.started"]


@pytest.mark.capability("C4.1")
def test_given_a_claim_changed_just_now_when_the_schedule_ticks_then_it_waits_a_run() -> None:
    """A month that is loaded at once passes through states that were over weeks ago."""
    stage = Stage(claim=pending_claim(updated_at=NOW + timedelta(minutes=45)))

    assert (stage.tick().started, stage.tick().started) == (0, 1)


def test_given_a_claim_within_its_window_when_the_schedule_ticks_then_nothing_starts() -> None:
    stage = Stage(claim=pending_claim(escalate_on=NOW.date() + timedelta(1)))

    assert stage.tick() == StartedEscalations()


def test_claims_that_fell_due_days_ago_are_found() -> None:
    days = days_to_scan(NOW.date())

    assert (days[0], days[-1]) == (NOW.date(), NOW.date() - timedelta(LOOK_BACK_DAYS))
    assert len(days) == LOOK_BACK_DAYS + 1


@pytest.mark.parametrize("broken", ["start", "publish"])
def test_given_a_crash_while_starting_when_the_schedule_ticks_again_then_it_is_healed(
    broken: str,
) -> None:
    stage = Stage()
    owner = stage.workflow if broken == "start" else stage.publisher
    healthy = getattr(owner, broken)

    def crash(*_args: object, **_more: object) -> None:
        raise RuntimeError("killed")

    setattr(owner, broken, crash)
    with pytest.raises(RuntimeError, match="killed"):
        stage.tick()
    assert stage.escalation.status is EscalationStatus.STARTING

    setattr(owner, broken, healthy)
    stage.tick()

    assert list(stage.workflow.started) == [f"{stage.escalation.escalation_id}-1"]
    assert stage.escalation.status is EscalationStatus.RUNNING
    assert stage.published_types() == ["escalation.started"]


@pytest.mark.capability("C4.1")
def test_given_a_lost_execution_when_the_schedule_ticks_then_it_resumes_where_it_stood() -> None:
    stage = Stage()
    stage.tick()
    stage.change(step=EscalationStep.OPEN_TICKET, task_token="token-lost")
    stage.workflow.stopped.add(stage.escalation.execution_name)

    assert stage.tick().resumed == 1

    resumed = stage.workflow.started[f"{stage.escalation.escalation_id}-2"]
    assert (resumed.first_step, resumed.attempt) == (EscalationStep.OPEN_TICKET, 2)
    assert (stage.escalation.status, stage.escalation.task_token) == (
        EscalationStatus.RUNNING,
        None,
    )
    assert stage.published_types() == ["escalation.started", "escalation.resumed"]
    assert stage.tick() == StartedEscalations()


@pytest.mark.capability("C4.1")
def test_given_an_escalation_was_checked_lately_when_ticking_then_it_is_left_alone() -> None:
    stage = Stage()
    stage.tick()
    stage.workflow.stopped.add(stage.escalation.execution_name)
    checked = stage.escalation

    assert stage.tick(recheck_after=timedelta(hours=12)) == StartedEscalations()
    assert stage.escalation == checked

    stage.clock.go_on(hours=12)
    assert stage.tick(recheck_after=timedelta(hours=12)).resumed == 1


def test_given_executions_are_lost_again_and_again_then_the_record_does_not_grow() -> None:
    stage = Stage()
    stage.tick()

    for _ in range(4):
        stage.workflow.stopped.add(stage.escalation.execution_name)
        stage.tick()

    assert stage.escalation.attempt == 5
    assert [entry.event_type.value for entry in stage.escalation.history] == ["started", "resumed"]
    assert stage.published_types() == ["escalation.started", *["escalation.resumed"] * 4]


def test_given_an_action_fails_for_good_when_ticking_then_it_is_tried_a_few_times() -> None:
    stage = Stage()
    stage.tick()

    for failures in range(1, FAILURES_BEFORE_GIVING_UP + 1):
        stage.change(status=EscalationStatus.FAILED, failures=failures)
        stage.tick()

    assert len(stage.workflow.started) == FAILURES_BEFORE_GIVING_UP
    assert stage.escalation.status is EscalationStatus.FAILED


def test_given_it_gave_up_when_the_claim_moves_then_it_runs_again_to_end() -> None:
    stage = Stage()
    stage.tick()
    stage.change(status=EscalationStatus.FAILED, failures=FAILURES_BEFORE_GIVING_UP)
    stage.claims.put(paid(stage.claim))

    assert stage.tick().resumed == 1


@pytest.mark.capability("C4.1")
def test_given_a_waiting_execution_when_the_claim_moves_then_it_is_woken_once() -> None:
    stage = Stage()
    stage.tick()
    stage.wait()
    stage.claims.put(paid(stage.claim))

    assert (stage.settle(), stage.settle()) == (1, 0)
    assert stage.workflow.woken == ["token-1"]


def test_given_news_that_moves_nothing_when_settling_then_nobody_is_woken() -> None:
    stage = Stage()
    stage.tick()
    stage.wait()
    stage.claims.put(pending_claim(version=9, event_count=9))

    assert stage.settle() == 0


def test_given_a_claim_without_escalation_when_settling_then_nothing_happens() -> None:
    assert Stage().settle() == 0


def test_given_the_claim_moved_before_the_wait_was_registered_then_the_schedule_wakes_it() -> None:
    stage = Stage()
    stage.tick()
    stage.claims.put(paid(stage.claim))
    assert stage.settle() == 0
    stage.wait()

    assert stage.tick().woken == 1


def test_given_a_claim_moved_to_another_pending_state_then_its_next_escalation_waits_its_turn() -> (
    None
):
    stage = Stage()
    stage.tick()
    asks = step(State.PENDED_PROVIDER_INFO, event_id="evt_asks")
    stage.claims.put(pending_claim(state=State.PENDED_PROVIDER_INFO, steps=(asks,)))

    assert stage.tick().started == 0
    stage.change(
        status=EscalationStatus.ENDED, ended_at=stage.clock(), end_reason=EndReason.STATUS_CHANGED
    )

    assert stage.tick().started == 1
    assert len(stage.escalation_store.list_by_claim("clm_one")) == 2


def test_given_an_ended_escalation_when_nothing_moved_since_then_it_does_not_begin_again() -> None:
    stage = Stage()
    stage.tick()
    stage.change(
        status=EscalationStatus.ENDED, ended_at=stage.clock(), end_reason=EndReason.EXPIRED
    )

    assert stage.tick() == StartedEscalations()


def test_given_another_writer_on_one_escalation_when_ticking_then_the_others_are_looked_after() -> (
    None
):
    stage = Stage()
    stage.claims.put(pending_claim("clm_two"))
    stage.tick()
    save = stage.escalation_store.save

    def contested(escalation: Escalation) -> None:
        if escalation.claim_id == "clm_one":
            raise ConflictError(conflict(escalation))
        save(escalation)

    stage.escalation_store.save = contested
    before = stage.escalation_store.list_by_claim("clm_two")[0].checked_at
    stage.tick()

    assert stage.escalation_store.list_by_claim("clm_two")[0].checked_at > before


def test_given_the_first_action_was_faster_when_marking_running_then_its_write_stays() -> None:
    stage = Stage()
    start = stage.workflow.start

    def start_and_act(**launch: object) -> None:
        start(**launch)
        stage.change(status=EscalationStatus.RUNNING, step=EscalationStep.NOTIFY)

    stage.workflow.start = start_and_act
    stage.tick()

    assert (stage.escalation.status, stage.escalation.step) == (
        EscalationStatus.RUNNING,
        EscalationStep.NOTIFY,
    )
