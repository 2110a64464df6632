"""The bus hears once of the claims that a file moved alike, and rules see as much as of one."""

from collections import Counter
from dataclasses import replace

import pytest

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.projection.projection import project
from claimtrail.claims.publishing.events import WAS_DUE, events_of_change
from claimtrail.claims.publishing.status_changes import (
    CHANGES_PER_EVENT,
    changed_claims,
    group_status_changes,
)
from claimtrail.kernel.bus import BusEvent
from tests.harness.claims.claim_events import CLAIM_ID, INFERRING, NOW, submitted
from tests.twins.claims import MemoryClaimStore


def move(claim_id: str, *, was_due: bool = False, file_id: str = "fil_1") -> BusEvent:
    """Return what is announced of a claim's first move, as if it were that claim's."""
    store = MemoryClaimStore()
    store.append_events([submitted(1)])
    change = project(CLAIM_ID, store=store, policy=lambda _: INFERRING, clock=lambda: NOW)
    assert change is not None
    [event] = events_of_change(change)
    return replace(
        event,
        event_id=f"bus_{claim_id}",
        subject_id=claim_id,
        correlation_id=file_id,
        detail={**event.detail, "claim_id": claim_id, WAS_DUE: was_due},
    )


@pytest.mark.capability("C3.3")
def test_claims_that_moved_alike_are_reported_of_in_one_event_with_what_each_came_to() -> None:
    moves = [move("clm_a"), move("clm_b")]

    [grouped] = group_status_changes(moves)

    assert grouped.detail_type is ClaimDetailType.CLAIMS_STATUS_CHANGED
    assert (grouped.before, grouped.after) == (moves[0].before, moves[0].after)
    assert changed_claims(grouped) == ["clm_a", "clm_b"]
    for element, event in zip(grouped.detail["claims"], moves, strict=True):
        assert element["event_id"] == event.event_id
        assert element["rule"] == event.rule
        assert element["charge_cents"] == event.detail["charge_cents"]
        assert element["source_start"] == event.source_start


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"was_due": True}, id="a claim that was due"),
        pytest.param({"file_id": "fil_2"}, id="another file"),
    ],
)
def test_what_a_rule_may_go_by_is_the_same_for_all_in_an_event(other: dict[str, object]) -> None:
    grouped = group_status_changes([move("clm_a"), move("clm_b", **other), move("clm_c")])  # type: ignore[arg-type]

    assert sorted(changed_claims(event) for event in grouped) == [["clm_a", "clm_c"], ["clm_b"]]
    assert {event.detail[WAS_DUE] for event in grouped} == {False, bool(other.get("was_due"))}


def test_an_event_grows_no_longer_than_the_bus_bills_as_one() -> None:
    moves = [move("clm_a")] * (2 * CHANGES_PER_EVENT + 1)

    grouped = group_status_changes(moves)

    assert Counter(len(event.detail["claims"]) for event in grouped) == {CHANGES_PER_EVENT: 2, 1: 1}


def test_the_same_moves_in_another_order_are_the_same_event() -> None:
    moves = [move("clm_a"), move("clm_b")]

    assert group_status_changes(moves)[0].event_id == group_status_changes(moves[::-1])[0].event_id


def test_what_is_no_move_stays_as_it_is() -> None:
    held = replace(move("clm_a"), detail_type=ClaimDetailType.CLAIM_HELD)

    assert group_status_changes([held]) == [held]
    assert changed_claims(held) == ["clm_a"]
