"""The next action never proposes what is refused: walked over states and people's decisions."""

import re
from collections.abc import Callable, Iterator

import pytest

from claimtrail.claims.facts.outcomes import AppealFact
from claimtrail.claims.fold.decisions.approvals import (
    ApprovalBar,
    approval_action,
    approval_bar,
    approval_step,
    awaiting_approval,
)
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.exceptions import open_exceptions
from claimtrail.claims.lifecycle.action_model import ActionRule
from claimtrail.claims.lifecycle.action_rules import (
    CATEGORY_RULES,
    CODE_RULES,
    PASSED,
    REJECTION_RULES,
    STATE_RULES,
)
from claimtrail.claims.lifecycle.expectations import DENYING
from claimtrail.claims.lifecycle.next_actions import next_action
from claimtrail.claims.lifecycle.no_appeal import BY_GROUP, OTHER_WAYS
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.transitions import EDGES
from claimtrail.kernel.errors import ClaimTrailError
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    CLOCKS,
    accepted_claim,
    answer,
    day,
    remitted,
    submitted,
)
from tests.harness.claims.lineages import found
from tests.harness.claims.outcomes import ANNA, BERT, CARA, review
from tests.harness.claims.projecting import take
from tests.twins.claims import MemoryClaimStore

pytestmark = pytest.mark.capability("C5.6")
CHARGE = 150
WHY = "the payer's letter"
GIVES_UP = re.compile(r"(?i)\b(?:write|adjust) (?:the balance|off|it|the claim)")
APPEALS = re.compile(r"(?i)\bappeal(?! is|ed| of this)\b")
SENDS = re.compile(r"(?i)\bsend the claim again|send a replacement|corrected claim")


def rules() -> Iterator[tuple[State, ActionRule]]:
    yield from STATE_RULES.items()
    for state in DENYING:
        yield from ((state, rule) for rule in (*CODE_RULES.values(), *CATEGORY_RULES.values()))
    yield from ((State.FRONT_END_REJECTED, rule) for rule in REJECTION_RULES.values())


def texts() -> Iterator[tuple[State, str]]:
    """Yield every text that a row may say of a claim in its state."""
    for state, rule in rules():
        yield state, rule.action
        yield from ((state, PASSED[clock]) for clock in rule.clocks)
        if rule.may_appeal:
            yield state, "Appeal"
        yield from ((state, OTHER_WAYS[name]) for name in (rule.name,) if name in OTHER_WAYS)
    yield from ((state, text) for state in DENYING for text in BY_GROUP.values())


@pytest.mark.parametrize(
    ("proposes", "wanted"),
    [
        (GIVES_UP, State.WRITTEN_OFF),
        (APPEALS, State.APPEALED),
        (SENDS, State.RESUBMITTED),
    ],
)
def test_a_row_proposes_only_what_the_table_lets_its_state_do(
    proposes: re.Pattern[str], wanted: State
) -> None:
    proposing = [
        (state, text)
        for state, text in texts()
        if proposes.search(text.split(": the payer takes no appeal")[0])
    ]

    assert proposing
    assert [one for one in proposing if wanted not in EDGES[one[0]]] == []


def denied() -> MemoryClaimStore:
    store = MemoryClaimStore()
    accepted = [submitted(1, charge=CHARGE), *accepted_claim()[1:]]
    take(store, accepted, [remitted(9, 0, f"CO-29:{CHARGE}", charge=CHARGE)])
    asked = review(store, ANNA).write_off(
        CLAIM_ID, amount_cents=None, reason="timely_filing", why=WHY
    )
    take(store, [asked])
    return store


def appeal(store: MemoryClaimStore, on: int = 20) -> None:
    made = AppealFact(level=1, sent_on=day(on), sent_by="portal")
    take(store, [review(store, BERT, on).appeal(CLAIM_ID, made, why=WHY)])


def again(store: MemoryClaimStore) -> None:
    appeal(store)
    take(store, [remitted(25, 0, f"CO-29:{CHARGE}", charge=CHARGE, trace="EFT-NEXT")])


def in_process(store: MemoryClaimStore) -> None:
    appeal(store)
    take(store, [answer(25, "P1")])


def paid(store: MemoryClaimStore) -> None:
    take(store, [remitted(25, CHARGE, charge=CHARGE, trace="EFT-NEXT")])


def replaced(store: MemoryClaimStore) -> None:
    take(store, [submitted(25, frequency="7", charge=CHARGE)])


HISTORIES: dict[str, tuple[Callable[[MemoryClaimStore], None], ApprovalBar]] = {
    "asked": (lambda _: None, ApprovalBar.NONE),
    "appealed since": (appeal, ApprovalBar.APPEAL),
    "appealed, and denied again": (again, ApprovalBar.NONE),
    "appealed, and in process": (in_process, ApprovalBar.STATE),
    "paid in full": (paid, ApprovalBar.BALANCE),
    "replaced": (replaced, ApprovalBar.STATE),
}


@pytest.mark.parametrize("history", HISTORIES)
def test_an_approval_is_proposed_exactly_where_it_is_accepted(history: str) -> None:
    then, bar = HISTORIES[history]
    store = denied()
    then(store)
    claim = found(store, CLAIM_ID)
    asked = awaiting_approval(claim)
    assert asked is not None

    assert approval_bar(claim, asked) is bar
    assert ("--approve" in approval_step(claim)) is (bar is ApprovalBar.NONE)
    assert ("Approve" in approval_action(claim)) is (bar is ApprovalBar.NONE)
    [step] = [one.next_step for one in open_exceptions(claim) if one.reason == "awaiting_approval"]
    assert step == approval_step(claim)
    assert _is_accepted(store) is (bar is ApprovalBar.NONE)
    # Turning it down is proposed in every case, and never refused.
    assert "--decline" in step
    if bar is not ApprovalBar.NONE:
        review(store, CARA, 28).decline(CLAIM_ID, why="not any more")


def _is_accepted(store: MemoryClaimStore) -> bool:
    try:
        review(store, CARA, 28).approve(CLAIM_ID, why="agreed")
    except ClaimTrailError:
        return False
    return True


def test_no_second_write_off_is_proposed_while_one_waits() -> None:
    claim: Claim = found(denied(), CLAIM_ID)
    late = next_action(claim, CLOCKS.deadlines, today=day(9 + 200))
    assert late is not None

    assert "decide about the write-off that waits for approval" in late.action
    assert not GIVES_UP.search(late.action)
