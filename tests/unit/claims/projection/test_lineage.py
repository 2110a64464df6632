"""Replacements, voids, resubmissions and splits: hidden without destroying, readable both ways."""

from itertools import permutations
from random import Random

import pytest
from rich.console import Console

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.publishing.events import events_of_change
from claimtrail.cli.claims.claim import show_claim
from claimtrail.cli.claims.listing import visible
from claimtrail.cli.core.output import Output
from tests.harness.claims.claim_events import (
    PAYER,
    accepted_claim,
    ack999,
    answer,
    day,
    folded,
    front_end,
    remitted,
    submitted,
    ta1,
)
from tests.harness.claims.claim_history import remember
from tests.harness.claims.lineages import (
    NEW,
    OLD,
    OLD_NUMBER,
    OTHER,
    PCCN,
    bearing,
    ends,
    found,
    newer,
    old_claim,
    shuffled,
)
from tests.harness.claims.projecting import take
from tests.harness.effort import times
from tests.twins.claims import MemoryClaimStore


@pytest.mark.capability("C3.7")
def test_a_claim_keeps_every_version_that_was_sent() -> None:
    first, again, replaced = submitted(1), submitted(5, charge=110), submitted(30, frequency="7")
    claim = folded(
        [
            first,
            ta1(2, "R"),
            again,
            ack999(5),
            front_end(6, "A2"),
            remitted(20, 90, "CO-45:20", charge=110),
            bearing(replaced),
        ]
    )

    versions = claim.submissions
    assert [(one.number, one.frequency_code, one.ended_in) for one in versions] == [
        (1, "1", State.TRANSMISSION_REJECTED),
        (2, "1", State.PAID),
        (3, "7", None),
    ]
    assert [one.charge_cents for one in versions] == [10_000, 11_000, 10_000]
    assert [one.superseded_by for one in versions] == [again.event_id, replaced.event_id, ""]
    assert [one.superseded_on for one in versions] == [day(5), day(30), None]
    assert versions[2].payer_claim_control_number == OLD_NUMBER
    assert [one.source for one in versions] == [first.source, again.source, replaced.source]


@pytest.mark.capability("C3.7")
def test_a_void_of_the_same_number_hides_the_claim_and_keeps_its_history() -> None:
    claim = folded([*accepted_claim(), submitted(9, frequency="8")])

    assert (claim.state, claim.is_hidden) == (State.VOIDED, True)
    assert [one.ended_in for one in claim.submissions] == [State.ACCEPTED, None]
    assert len(claim.steps) > 3


@pytest.mark.capability("C3.7")
def test_given_a_replacement_under_a_new_number_then_the_old_claim_is_superseded() -> None:
    store = MemoryClaimStore()

    take(store, old_claim(), newer("7"))

    old, new = found(store, OLD), found(store, NEW)
    [successor] = old.superseded_by
    assert (successor.claim_id, successor.frequency_code) == (NEW, "7")
    assert (old.state, old.is_hidden, old.denial_codes) == (State.DENIED, True, ("CO-50",))
    [version] = old.submissions
    assert (version.ended_in, version.superseded_by_claim) == (State.DENIED, NEW)
    assert new.supersedes is not None
    assert (new.supersedes.claim_id, new.supersedes.rule) == (OLD, "lineage@1")
    assert (new.state, new.is_hidden, new.superseded_by) == (State.ACCEPTED, False, ())


@pytest.mark.capability("C3.7")
def test_given_a_void_under_a_new_number_then_the_old_claim_is_voided_by_it() -> None:
    store = MemoryClaimStore()

    take(store, old_claim(), newer("8")[:1])

    old = found(store, OLD)
    step = old.steps[-1]
    assert (step.before, step.after) == (State.DENIED, State.VOIDED)
    assert step.event_id == newer("8")[0].event_id
    assert step.rule.endswith("/837-8")
    assert old.is_hidden


@pytest.mark.capability("C3.7")
def test_a_superseded_claim_no_longer_escalates_and_is_reported_of_once() -> None:
    store = MemoryClaimStore()
    changes = remember(store)
    take(store, old_claim()[:3])
    assert found(store, OLD).escalate_on is not None

    take(store, newer("7"), newer("7"))

    assert found(store, OLD).escalate_on is None
    published = [
        event
        for change in changes
        for event in events_of_change(change)
        if event.detail_type is ClaimDetailType.CLAIM_SUPERSEDED and change.claim_id == OLD
    ]
    assert [event.detail["by_claim_id"] for event in published] == [NEW]


@pytest.mark.capability("C3.7")
def test_what_the_payer_still_says_of_the_old_claim_counts_there() -> None:
    store = MemoryClaimStore()
    paid = [*old_claim()[:3], bearing(remitted(16, 80, "CO-45:20", claim_id=OLD), PCCN)]
    taken_back = remitted(25, -80, "CO-45:-20", status="22", charge=-100, claim_id=OLD)

    take(store, paid, newer("7"), [bearing(taken_back, PCCN)])

    old = found(store, OLD)
    assert (old.state, old.paid_cents, old.is_hidden) == (State.REVERSED, 0, True)


@pytest.mark.capability("C3.7")
def test_a_number_that_two_claims_bear_is_for_a_person_to_decide() -> None:
    store = MemoryClaimStore()

    take(store, old_claim(), old_claim(OTHER), newer("7"))

    assert found(store, OLD).superseded_by == found(store, OTHER).superseded_by == ()
    [match] = store.list_unmatched(payer_id=PAYER, limit=9)
    assert match.claim_id == NEW
    assert {candidate.claim_id for candidate in match.candidates} == {OLD, OTHER}


@pytest.mark.capability("C3.7")
def test_a_replacement_that_reuses_the_number_is_a_version_and_no_lineage() -> None:
    store = MemoryClaimStore()

    take(store, old_claim(), [bearing(submitted(20, frequency="7", claim_id=OLD), PCCN)])

    old = found(store, OLD)
    assert (old.state, old.is_hidden) == (State.RESUBMITTED, False)
    assert (old.supersedes, old.superseded_by) == (None, ())


@pytest.mark.capability("C3.6")
@pytest.mark.capability("C3.7")
def test_a_late_record_of_the_old_number_is_the_old_claims_and_not_the_replacements() -> None:
    """The replacement bears the old number too, because it names it."""
    store = MemoryClaimStore()
    stray = bearing(answer(18, "F2", claim_id="clm_stray"), PCCN)

    take(store, old_claim(), newer("7"), [stray])

    assert found(store, "clm_stray").matched_to == OLD


@pytest.mark.long
@pytest.mark.capability("C3.2")
@pytest.mark.capability("C3.7")
@pytest.mark.parametrize("frequency", ["7", "8"])
def test_lineage_is_the_same_in_every_order_of_files(frequency: str) -> None:
    old, new = old_claim(), newer(frequency)
    files = [old[:2], old[2:3], old[3:], new[:1], new[1:]]
    expected = MemoryClaimStore()
    take(expected, *files)

    for order in permutations(files):
        store = MemoryClaimStore()
        take(store, *order)
        assert ends(store, OLD, NEW) == ends(expected, OLD, NEW)


@pytest.mark.capability("C3.2")
@pytest.mark.capability("C3.7")
def test_lineages_of_three_claims_end_the_same_shuffled_repeated_and_cut_anywhere() -> None:
    third = [bearing(submitted(40, frequency="8", claim_id=OTHER), "pccn:new", number="ICN-NEW")]
    late = [bearing(remitted(30, 80, "CO-45:20", claim_id=NEW), "pccn:new", number="ICN-NEW")]
    events = [*old_claim(), *newer("7"), *late, *third]
    expected = MemoryClaimStore()
    take(expected, events)
    assert found(expected, NEW).state is State.VOIDED
    chance = Random(7)  # noqa: S311 - an order, no secret

    for _ in range(times(60)):
        store = MemoryClaimStore()
        take(store, *shuffled(events, chance))
        assert ends(store, OLD, NEW, OTHER) == ends(expected, OLD, NEW, OTHER)


@pytest.mark.capability("C3.7")
def test_split_claims_are_linked_by_the_numbers_that_the_payer_gave() -> None:
    claim = folded(
        [
            submitted(1),
            ack999(1),
            bearing(front_end(2, "A5"), number="ICN-1"),
            bearing(front_end(2, "A5", hour=15), number="ICN-2"),
            remitted(16, 50, "CO-45:10", charge=60, number="ICN-1"),
            remitted(17, 30, "CO-45:10", charge=40, number="ICN-2"),
        ]
    )

    split = [(one.number, one.split, one.paid_cents) for one in claim.payer_claims]
    assert split == [("ICN-1", True, 5_000), ("ICN-2", True, 3_000)]
    assert (claim.state, claim.paid_cents) == (State.PAID, 8_000)


def test_a_claim_with_one_number_needs_no_list_of_them() -> None:
    assert folded([*accepted_claim(), remitted(16, 80, "CO-45:20")]).payer_claims == ()


@pytest.mark.capability("C3.7")
def test_a_claim_shows_its_lineage_both_ways(capsys: pytest.CaptureFixture[str]) -> None:
    store = MemoryClaimStore()
    take(store, old_claim(), newer("7"))
    wide = Output(console=Console(width=240))

    show_claim(wide, found(store, OLD))
    show_claim(wide, found(store, NEW))

    text = capsys.readouterr().out
    assert f"replaced by {NEW}" in text
    assert f"replaces {OLD}" in text
    assert "Submissions" in text


@pytest.mark.capability("C3.7")
def test_lists_leave_out_what_is_superseded_or_voided_unless_asked() -> None:
    store = MemoryClaimStore()
    take(store, old_claim(), newer("7"), old_claim(OTHER)[:2])
    take(store, [submitted(9, frequency="8", claim_id=OTHER)])
    listed, _ = store.list_claims(payer_id=PAYER, state=None, limit=9)

    assert {claim.claim_id for claim in visible(listed)} == {NEW}
    assert {claim.claim_id for claim in listed} == {OLD, NEW, OTHER}
