"""Projecting: retries against other writers, batches, announcements, pages of claims."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.projection import policies, project
from claimtrail.claims.projection.projector import Projector
from claimtrail.claims.publishing.events import events_of_change
from claimtrail.claims.store import documents
from claimtrail.claims.store.changes import Change, Guard
from claimtrail.claims.store.items import StoredItem
from claimtrail.kernel.errors import ClaimTrailError, ConflictError
from claimtrail.partners.clocks import UNKNOWN_PAYER
from claimtrail.partners.profile import InferencePolicy, Partners
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    INFERRING,
    NOW,
    PAYER,
    accepted_claim,
    ack999,
    answer,
    front_end,
    remitted,
    submitted,
)
from tests.harness.claims.projecting import item_of
from tests.twins.claims import MemoryClaimStore
from tests.twins.claims.memory import Kept, Place


class ContendedStore(MemoryClaimStore):
    """Another writer projects just before each of the first saves, and then more comes in."""

    def __init__(self, others: list[ClaimEvent]) -> None:
        super().__init__()
        self._others = others
        self.saved: list[int] = []

    def save(self, change: Change, *, guards: tuple[Guard, ...] = ()) -> None:
        if self._others:
            concurrent = MemoryClaimStore()
            concurrent.items = self.items
            _project(concurrent)
            self.append_events([self._others.pop()])
        super().save(change, guards=guards)
        self.saved.append(change.version)


def _project(store: MemoryClaimStore, claim_id: str = CLAIM_ID) -> Change | None:
    return project(claim_id, store=store, policy=lambda _: INFERRING, clock=lambda: NOW)


def _items(events: list[ClaimEvent]) -> list[StoredItem]:
    return list(map(item_of, events))


class Deferred:
    """Remembers what was deferred."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def defer(self, message: str) -> None:
        self.messages.append(message)


def test_a_projection_that_lost_reads_again() -> None:
    store = ContendedStore([front_end(2, "A2"), ack999(1)])
    store.append_events([submitted(1)])

    _project(store)

    claim = store.find(CLAIM_ID)
    assert claim is not None
    assert (claim.state, claim.event_count) == (State.ACCEPTED, 3)
    assert (claim.version, store.saved) == (3, [3])


def test_a_projection_that_always_loses_says_so() -> None:
    store = ContendedStore([answer(9, "P1", file=f"file {number}") for number in range(9)])
    store.append_events([submitted(1)])

    with pytest.raises(ConflictError, match="CLAIM_VERSION_CONFLICT"):
        _project(store)


def test_a_batch_folds_each_claim_once() -> None:
    store = MemoryClaimStore()
    events = [*accepted_claim(), submitted(1, claim_id="clm_other")]
    store.append_events(events)
    projector = Projector(store=store, reader=store, policy=lambda _: INFERRING, clock=lambda: NOW)
    deferred = Deferred()

    done = projector.take_items(_items(events), deferral=deferred)

    assert (done.changed, done.unchanged, deferred.messages) == (2, 0, [])
    assert projector.take_items(_items(events), deferral=deferred).unchanged == 2


def test_items_that_are_no_facts_are_passed_over() -> None:
    store = MemoryClaimStore()
    projector = Projector(store=store, reader=store, policy=lambda _: INFERRING, clock=lambda: NOW)
    deferred = Deferred()
    pointer = Place(Kept.SET, "group p 1", "set p 1 0001").item("{}")

    assert projector.take_items([pointer], deferral=deferred).errors == ()
    assert deferred.messages == []


def test_a_payer_without_a_profile_is_inferred_and_has_the_default_clocks() -> None:
    policy = policies(Partners([]))("gone")

    assert (policy.inference, policy.clocks, policy.name) == (
        InferencePolicy.INFER,
        UNKNOWN_PAYER,
        "gone",
    )


@pytest.mark.capability("C3.3")
def test_a_change_is_announced_with_before_after_and_what_was_inferred() -> None:
    store = MemoryClaimStore()
    store.append_events([submitted(1)])
    _project(store)
    store.append_events([front_end(2, "A2")])
    change = _project(store)
    assert change is not None

    (event,) = events_of_change(change)

    assert event.detail_type is ClaimDetailType.CLAIM_STATUS_CHANGED
    assert (event.before, event.after, event.rule) == (
        "SUBMITTED",
        "ACCEPTED",
        "lifecycle@2/277CA-A2",
    )
    assert event.detail["inferred_steps"] == ["SYNTAX_ACCEPTED"]
    assert event.event_id == events_of_change(change)[0].event_id


def test_evidence_that_moves_nothing_is_not_announced_as_a_change() -> None:
    store = MemoryClaimStore()
    store.append_events([*accepted_claim(), remitted(16, 80, "CO-45:20")])
    _project(store)
    store.append_events([answer(20, "P1")])
    change = _project(store)
    assert change is not None

    assert (change.before, change.claim.state) == (State.PAID, State.PAID)
    assert events_of_change(change) == []


def test_unknown_codes_and_unbalanced_remittances_are_flagged_once() -> None:
    store = MemoryClaimStore()
    store.append_events([*accepted_claim(), remitted(16, 80, "CO-ZZZ:20")])
    first = _project(store)
    store.append_events([remitted(20, 80, balanced=False, number="ICN-B")])
    second = _project(store)
    assert first is not None
    assert second is not None

    flags = [
        [
            event
            for event in events_of_change(change)
            if event.detail_type is ClaimDetailType.CLAIM_FLAGGED
        ]
        for change in (first, second)
    ]
    assert [flag.detail["codes"] for flag in flags[0]] == [["CO-ZZZ"]]
    assert [flag.detail["reason"] for flag in flags[1]] == ["unbalanced"]
    assert first.claim.state is State.PAID


def test_a_flag_tells_of_the_unknown_code_and_not_of_what_else_was_noted() -> None:
    store = MemoryClaimStore()
    events = [
        remitted(16, 40, "CO-45:20", charge=60),
        remitted(18, 40, "CO-ZZZ:0", charge=40, number="ICN-B"),
    ]
    store.append_events([*accepted_claim(), *events])
    change = _project(store)
    assert change is not None
    assert {note.reason for note in change.claim.notes} == {"unknown_code", "confirmed"}

    (flag,) = [
        event
        for event in events_of_change(change)
        if event.detail_type is ClaimDetailType.CLAIM_FLAGGED
    ]

    assert (flag.detail["reason"], flag.detail["codes"]) == ("unknown_code", ["CO-ZZZ"])


@pytest.mark.capability("C3.8")
@pytest.mark.parametrize("limit", [1, 2, 3, 4, 100])
def test_claims_of_all_states_come_in_pages(limit: int) -> None:
    store = MemoryClaimStore()
    for number in range(7):
        claim_id = f"clm_{number}"
        events = [submitted(1, claim_id=claim_id)]
        if number % 2:
            events.append(front_end(2, "A2", claim_id=claim_id))
        store.append_events(events)
        _project(store, claim_id)

    found: list[str] = []
    after: str | None = None
    while True:
        page, after = store.list_claims(payer_id=PAYER, state=None, limit=limit, after=after)
        assert len(page) <= limit
        found += [claim.claim_id for claim in page]
        if after is None:
            break

    assert found == [f"clm_{number}" for number in (1, 3, 5, 0, 2, 4, 6)]


@pytest.mark.capability("C3.5")
@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"schema_version": 99}', "schema version 99 is not"),
        ('{"schema_version": 1, "claim_id": 5}', "fields do not fit"),
    ],
)
def test_documents_of_another_version_are_refused_without_their_values(
    text: str, what: str
) -> None:
    loaders: list[Any] = [documents.load_event, documents.load_claim, documents.load_change]
    loaders += [documents.load_roster, documents.load_acknowledgment]
    for load in loaders:
        with pytest.raises(ClaimTrailError, match=what):
            load(text)


@pytest.mark.capability("C4.1")
@pytest.mark.parametrize(("days", "was_due"), [(29, False), (40, True)])
def test_a_change_tells_whether_the_claim_had_outstayed_its_window(
    days: int, *, was_due: bool
) -> None:
    store = MemoryClaimStore()
    store.append_events([submitted(1), front_end(2, "A2")])
    _project(store)
    claim = store.find(CLAIM_ID)
    assert claim is not None
    assert claim.escalate_on == date(2026, 11, 2)
    store.append_events([remitted(16, 80, "CO-45:20")])
    now = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(days=days)

    change = project(CLAIM_ID, store=store, policy=lambda _: INFERRING, clock=lambda: now)

    assert change is not None
    (event,) = [one for one in events_of_change(change) if "after" in one.detail]
    assert event.detail["was_due"] is was_due


@pytest.mark.capability("C3.5")
def test_a_claim_that_was_stored_alone_is_read_and_goes_on_as_any_other() -> None:
    store, fresh = MemoryClaimStore(), MemoryClaimStore()
    for each in (store, fresh):
        each.append_events(accepted_claim())
        _project(each)
    before = store.find(CLAIM_ID)
    assert before is not None
    store.items[Kept.CHANGE, CLAIM_ID][""] = documents.dump_claim(before)

    assert store.find(CLAIM_ID) == before
    assert _project(store) is None
    for each in (store, fresh):
        each.append_events([remitted(30, 60, "CO-45:40")])
    change = _project(store)
    assert change is not None
    assert (change.before, change.version) == (before.state, before.version + 1)
    assert _project(fresh) == change
