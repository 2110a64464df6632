"""When a claim is due, what counts as movement, who owns it."""

from datetime import date

import pytest

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.escalations.rules import begin, days_past, has_changed_status, is_due
from claimtrail.tickets.routing.rule_files import rules_of
from tests.harness.escalations.pending_claims import DUE, NOW, paid, pending_claim, step

ACTOR = "system:test"


@pytest.mark.capability("C4.1")
@pytest.mark.parametrize(
    ("escalate_on", "due"), [(date(2026, 11, 12), True), (date(2026, 11, 13), False), (None, False)]
)
def test_a_claim_is_due_from_the_first_day_on_which_its_word_is_late(
    escalate_on: date | None, *, due: bool
) -> None:
    assert is_due(pending_claim(escalate_on=escalate_on), today=date(2026, 11, 12)) is due


def test_the_first_day_past_the_window_counts_as_one() -> None:
    assert days_past(DUE, today=DUE) == 1


def test_the_same_claim_in_the_same_place_is_the_same_escalation() -> None:
    first = begin(pending_claim(), at=NOW, actor=ACTOR)
    noted_since = pending_claim(version=7, event_count=9, charge_cents=5)

    assert begin(noted_since, at=NOW, actor=ACTOR).key == first.key


def test_evidence_that_leaves_the_claim_where_it_is_is_no_movement() -> None:
    escalation = begin(pending_claim(), at=NOW, actor=ACTOR)

    assert not has_changed_status(escalation, pending_claim(version=7, event_count=9))


@pytest.mark.capability("C4.1")
@pytest.mark.parametrize(
    "claim",
    [
        pytest.param(paid(pending_claim()), id="decided"),
        pytest.param(
            pending_claim(
                state=State.PENDED_PROVIDER_INFO,
                steps=(step(State.PENDED_PROVIDER_INFO, event_id="evt_asks"),),
            ),
            id="the payer asks for more",
        ),
        pytest.param(
            pending_claim(steps=(step(State.IN_PROCESS, event_id="evt_back"),)),
            id="away and back",
        ),
        pytest.param(pending_claim(escalate_on=date(2026, 12, 1)), id="a new window"),
    ],
)
def test_another_state_another_last_step_or_another_window_is_movement(claim: Claim) -> None:
    escalation = begin(pending_claim(), at=NOW, actor=ACTOR)

    assert has_changed_status(escalation, claim)
    if claim.escalate_on:
        assert begin(claim, at=NOW, actor=ACTOR).key != escalation.key


def test_a_claim_without_a_clock_begins_no_escalation() -> None:
    with pytest.raises(ValueError, match="no clock"):
        begin(pending_claim(escalate_on=None), at=NOW, actor=ACTOR)


@pytest.mark.parametrize(
    ("cents", "owner", "manager", "rule"),
    [
        (
            999_999,
            "queue:claims-follow-up",
            "queue:revenue-cycle-managers",
            "routing@1/claims-follow-up",
        ),
        (
            1_000_000,
            "queue:senior-claims-follow-up",
            "queue:revenue-cycle-directors",
            "routing@1/high-dollar",
        ),
        (
            -1,
            "queue:claims-follow-up",
            "queue:revenue-cycle-managers",
            "routing@1/claims-follow-up",
        ),
    ],
)
def test_the_charge_decides_owner_and_manager_and_the_rule_is_named(
    cents: int, owner: str, manager: str, rule: str
) -> None:
    escalation = begin(pending_claim(charge_cents=cents), at=NOW, actor=ACTOR)

    assert (escalation.owner, escalation.manager, escalation.rule) == (owner, manager, rule)


def test_the_rules_of_the_stage_decide_where_it_has_its_own() -> None:
    own = rules_of(
        """
        version = 7
        valid_from = 2026-01-01T05:00:00Z

        [[rule]]
        name = "granite"
        when = { payer = ["granite-health"], claim_type = ["professional"], source = ["277"] }
        queue = "queue:granite-desk"
        tier = 1
        """,
        where="own.toml",
    )

    escalation = begin(pending_claim(), at=NOW, actor=ACTOR, rules_at=lambda _: own)

    assert (escalation.owner, escalation.rule) == ("queue:granite-desk", "routing@7/granite")
