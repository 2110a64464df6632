"""Evidence that is held too long: raised once, published with both sides, closed when it heals."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from rich.console import Console

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.fold.review.hold_deadlines import (
    PATIENCE,
    WITHOUT_AUTHORITY,
    HoldReason,
    next_step,
)
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.overdue import ExceptionOpener
from claimtrail.claims.projection.preserved_claims import PRESERVED
from claimtrail.claims.projection.projection import policies, project
from claimtrail.claims.publishing.events import events_of_change
from claimtrail.claims.publishing.exception_rows import exception_rows
from claimtrail.claims.store.changes import Change
from claimtrail.claims.store.conflicts import claim_version_conflict
from claimtrail.cli.core.output import Output
from claimtrail.cli.exceptions import listing as view
from claimtrail.kernel.bus import DetailType
from claimtrail.kernel.calendar import business_days_after
from claimtrail.kernel.errors import ConflictError
from claimtrail.partners.profile import HeldDays, InferencePolicy, Partners
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    CLOCKS,
    HOLDING,
    INFERRING,
    NOW,
    PAYER,
    about,
    ack999,
    from_partner,
    front_end,
    remitted,
    submitted,
    ta1,
)
from tests.harness.claims.claim_history import remember
from tests.harness.intake.intake_fixture import demo_partners
from tests.twins.claims import MemoryClaimStore

RECORDED_ON = NOW.date()


class Desk:
    """A claim store, a day that goes on, and what was reported."""

    def __init__(self, policy: PayerPolicy = INFERRING) -> None:
        self.store = MemoryClaimStore()
        self.now = NOW
        self.policy = policy
        self.changes = remember(self.store)

    def clock(self) -> datetime:
        return self.now

    def take(self, *events: ClaimEvent) -> None:
        self.store.append_events(list(events))
        project(CLAIM_ID, store=self.store, policy=lambda _: self.policy, clock=self.clock)

    def run(self, on: date) -> int:
        self.now = NOW + timedelta(days=(on - RECORDED_ON).days)
        return ExceptionOpener(store=self.store, clock=self.clock).run()

    @property
    def claim(self) -> Claim:
        claim = self.store.find(CLAIM_ID)
        assert claim is not None
        return claim

    def published(self, kind: DetailType) -> list[dict[str, Any]]:
        events = [event for change in self.changes for event in events_of_change(change)]
        assert len({event.event_id for event in events}) == len(events)
        return [event.detail for event in events if event.detail_type is kind]

    def rows(self) -> list[tuple[str, str]]:
        return [
            (row["status"], row["reason"])
            for change in self.changes
            for row in exception_rows(change)
        ]


HELD: dict[HoldReason, tuple[PayerPolicy, Callable[[], list[ClaimEvent]]]] = {
    HoldReason.NO_SUBMISSION: (INFERRING, lambda: [front_end(2, "A2")]),
    HoldReason.MISSING_STEPS: (HOLDING, lambda: [submitted(1), front_end(2, "A2")]),
    HoldReason.IMPOSSIBLE: (INFERRING, lambda: [submitted(1), ta1(1, "R"), remitted(9, 80)]),
    HoldReason.NOTHING_TO_REVERSE: (
        INFERRING,
        lambda: [submitted(1), remitted(9, -80, status="22", charge=-100)],
    ),
    HoldReason.BEFORE_RESUBMISSION: (
        INFERRING,
        lambda: [submitted(1), ta1(1, "R"), submitted(20), front_end(10, "A2")],
    ),
}

AT_ONCE = frozenset(
    {*map(HoldReason, PRESERVED), HoldReason.TOO_MANY_OF_SOURCE, HoldReason.CONTRADICTION}
)
"""Reasons that no patience heals: an exception from the first day (`test_preserved_claims.py`,
`test_contradictions.py`)."""


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("reason", list(HELD))
def test_every_reason_becomes_an_exception_on_its_day_and_no_sooner(reason: HoldReason) -> None:
    policy, events = HELD[reason]
    review = Desk(policy)
    review.take(*events())
    [held] = review.claim.held
    due = business_days_after(RECORDED_ON, PATIENCE[reason].business_days)
    assert (held.reason, held.due_on, held.overdue) == (reason, due, False)

    assert review.run(due - timedelta(days=1)) == 0
    assert review.run(due) == 1

    [opened] = review.published(ClaimDetailType.CLAIM_EXCEPTION_OPENED)
    assert opened["reason"] == reason
    assert (opened["wanted"], opened["state"]) == (held.wanted, review.claim.state)
    assert (opened["held_since"], opened["due_on"]) == (RECORDED_ON.isoformat(), due.isoformat())
    named = {"claim_id": review.claim.claim_id, "exception_id": opened["exception_id"]}
    assert opened["next_step"] == next_step(held, **named) != ""
    assert not re.search(r"\bCLAIM\b|\bEXCEPTION\b", opened["next_step"])
    assert review.rows() == [("open", reason), ("overdue", reason)]
    rows = [row for change in review.changes for row in exception_rows(change)]
    assert {row["exception_id"] for row in rows} == {opened["exception_id"]}


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("reason", sorted(WITHOUT_AUTHORITY))
def test_what_has_no_authority_is_an_exception_at_once(reason: HoldReason) -> None:
    review = Desk()
    stranger = {
        HoldReason.OTHER_PAYER: about(remitted(9, 80), payer="fern-mutual"),
        HoldReason.OTHER_BILLER: from_partner(
            submitted(9, frequency="8"), "second-biller", received_at=NOW + timedelta(hours=1)
        ),
    }
    review.take(submitted(1), front_end(2, "A2"))
    version = review.claim.version

    review.take(stranger[reason])

    [held] = review.claim.held
    assert (held.reason, held.due_on, held.overdue) == (reason, RECORDED_ON, True)
    assert review.claim.version == version + 1
    assert review.claim.state is State.ACCEPTED
    [opened] = review.published(ClaimDetailType.CLAIM_EXCEPTION_OPENED)
    assert (opened["reason"], opened["partner_id"]) == (reason, held.source.partner_id)
    assert set(HELD) | WITHOUT_AUTHORITY | AT_ONCE == set(HoldReason)


@pytest.mark.capability("C3.2")
def test_an_exception_is_raised_once_however_often_the_schedule_and_the_stream_repeat() -> None:
    review = Desk()
    review.take(front_end(2, "A2"))
    due = review.claim.held[0].due_on
    assert due is not None

    for later in range(5):
        review.run(due + timedelta(days=later))
        review.take()

    assert len(review.published(ClaimDetailType.CLAIM_EXCEPTION_OPENED)) == 1
    assert review.store.list_waiting(day=due, limit=10) == []


@pytest.mark.capability("C3.2")
def test_an_exception_closes_by_itself_when_the_missing_step_arrives() -> None:
    review = Desk()
    review.take(front_end(2, "A2"))
    review.run(RECORDED_ON + timedelta(days=10))
    assert [claim.claim_id for claim in review.store.list_exceptions(payer_id=PAYER, limit=5)] == [
        CLAIM_ID
    ]

    review.take(submitted(1), ack999(1))

    assert review.claim.state is State.ACCEPTED
    [raised] = review.published(ClaimDetailType.CLAIM_EXCEPTION_OPENED)
    [closed] = review.published(ClaimDetailType.CLAIM_EXCEPTION_CLOSED)
    assert (closed["exception_id"], closed["result"]) == (raised["exception_id"], "applied")
    assert review.rows()[-1] == ("resolved", "released")
    assert review.store.list_exceptions(payer_id=PAYER, limit=5) == []


@pytest.mark.capability("C3.2")
def test_a_new_event_that_does_not_heal_it_raises_what_is_due_without_the_schedule() -> None:
    review = Desk()
    review.take(front_end(2, "A2"))
    review.now = NOW + timedelta(days=30)

    review.take(front_end(3, "A1"))

    assert len(review.published(ClaimDetailType.CLAIM_EXCEPTION_OPENED)) == 2
    assert review.run(RECORDED_ON + timedelta(days=30)) == 0


@pytest.mark.capability("C3.2")
def test_what_waits_for_another_step_now_has_until_that_ones_day() -> None:
    """An 837 that came late turns one reason into another, with the day of its own."""
    patient = PayerPolicy(
        inference=InferencePolicy.HOLD,
        clocks=CLOCKS,
        name="Granite Health",
        held_days={**HOLDING.held_days, HoldReason.MISSING_STEPS: 20},
    )
    review = Desk(patient)
    review.take(front_end(2, "A2"))
    review.run(RECORDED_ON + timedelta(days=6))

    review.take(submitted(1))

    [held] = review.claim.held
    assert (held.reason, held.overdue) == (HoldReason.MISSING_STEPS, False)
    [closed] = review.published(ClaimDetailType.CLAIM_EXCEPTION_CLOSED)
    assert closed["result"] == "waits"
    assert review.rows()[-1] == ("open", HoldReason.MISSING_STEPS)
    assert held.due_on is not None
    assert review.run(held.due_on) == 1
    assert len(review.published(ClaimDetailType.CLAIM_EXCEPTION_OPENED)) == 2


@pytest.mark.capability("C3.2")
def test_a_healing_event_at_the_same_moment_wins_over_the_schedule() -> None:
    """The schedule read the claim before it healed: its write is refused, and nothing is raised."""
    review = Desk()
    review.take(front_end(2, "A2"))

    class Overtaken(MemoryClaimStore):
        def save(self, change: Change) -> None:
            if review.claim.held:
                review.take(submitted(1), ack999(1))
            super().save(change)

    review.now = NOW + timedelta(days=10)
    overtaken = Overtaken()
    overtaken.items = review.store.items

    assert ExceptionOpener(store=overtaken, clock=review.clock).run() == 0

    assert review.published(ClaimDetailType.CLAIM_EXCEPTION_OPENED) == []
    assert review.claim.state is State.ACCEPTED


def test_a_writer_that_always_wins_ends_the_run_with_a_conflict() -> None:
    review = Desk()
    review.take(front_end(2, "A2"))

    class Lost(MemoryClaimStore):
        def save(self, change: Change) -> None:
            raise claim_version_conflict(change)

    lost = Lost()
    lost.items = review.store.items
    review.now = NOW + timedelta(days=10)

    with pytest.raises(ConflictError):
        ExceptionOpener(store=lost, clock=review.clock).run()


@pytest.mark.capability("C3.2")
def test_a_payers_profile_says_how_long_it_may_take() -> None:
    [profile] = [one for one in demo_partners() if one.id == "larkspur-commercial"]
    waiting = set(HoldReason) - AT_ONCE - WITHOUT_AUTHORITY
    assert set(HeldDays.model_fields) == {reason.value for reason in waiting}

    days = policies(Partners([profile]))("larkspur-commercial").held_days

    assert days[HoldReason.MISSING_STEPS] == 1 < PATIENCE[HoldReason.MISSING_STEPS].business_days
    assert days[HoldReason.IMPOSSIBLE] == PATIENCE[HoldReason.IMPOSSIBLE].business_days


@pytest.mark.capability("C3.2")
def test_the_list_shows_both_sides_since_when_and_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    review = Desk()
    review.take(submitted(1), ta1(1, "R"), remitted(9, 80))
    review.run(RECORDED_ON + timedelta(days=10))

    wide = Output(console=Console(width=240))
    view.show_exceptions(wide, review.store.list_exceptions(payer_id=PAYER, limit=5))

    text = capsys.readouterr().out
    assert "Rejected (999/TA1)" in text
    assert "Paid" in text
    assert str(RECORDED_ON) in text
    assert "Ask the payer whether it has the claim" in text
