"""When a claim is due, what counts as movement, who owns it."""

from datetime import date

import pytest

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.escalations.ownership import RULES, OwnershipRule, assign
from claimtrail.escalations.rules import begin, days_past, has_changed_status, is_due
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
    ("cents", "owner", "rule"),
    [
        (999_999, "queue:claims-follow-up", "ownership@1/default"),
        (1_000_000, "queue:senior-claims-follow-up", "ownership@1/high-dollar"),
        (-1, "queue:claims-follow-up", "ownership@1/default"),
    ],
)
def test_the_charge_decides_the_owner_and_the_rule_is_named(
    cents: int, owner: str, rule: str
) -> None:
    assignment = assign(payer_id="granite-health", charge_cents=cents)

    assert (assignment.owner, assignment.rule) == (owner, rule)


def test_a_rule_for_a_payer_leaves_the_others_alone() -> None:
    special = OwnershipRule(
        name="granite",
        payer_ids=frozenset({"granite-health"}),
        minimum_cents=0,
        owner="queue:granite-desk",
        manager="queue:managers",
    )
    rules = (special, *RULES)

    chosen = [
        assign(payer_id=payer, charge_cents=1, rules=rules).owner
        for payer in ("granite-health", "other")
    ]

    assert chosen == ["queue:granite-desk", "queue:claims-follow-up"]


def test_the_last_rule_fits_every_claim() -> None:
    assert RULES[-1].payer_ids is None
    assert RULES[-1].minimum_cents == 0
