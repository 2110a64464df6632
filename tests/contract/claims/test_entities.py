"""Registered entities and the claims that point at them, in memory and in DynamoDB alike."""

from collections.abc import Callable
from itertools import permutations

import pytest

from claimtrail.claims.facts.entities import Entity, EntityStanding
from claimtrail.claims.fold.claim_parts import ReferenceFault, ReferenceKind
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.projection.projection import project
from claimtrail.claims.projection.projector import Projector
from claimtrail.claims.store.changes import Change
from claimtrail.kernel.ids import encounter_id
from tests.contract.claims.conftest import Store
from tests.harness.claims.claim_events import CLAIM_ID, NOW, PAYER, front_end, submitted
from tests.harness.claims.claim_history import remember
from tests.harness.claims.encounter_feed import PATIENT_ID, REGISTERING, encounter, patient
from tests.harness.claims.projecting import item_of_entity
from tests.twins.claims import MemoryClaimStore


def _project(store: Store) -> Change | None:
    return project(CLAIM_ID, store=store, policy=lambda _: REGISTERING, clock=lambda: NOW)


def _registered(store: Store, entity: Entity) -> None:
    """Register it, and hand it to the projector as the stream does."""
    projector = Projector(
        store=store, reader=store, policy=lambda _: REGISTERING, clock=lambda: NOW
    )
    if store.register(entity):
        done = projector.take_items([item_of_entity(entity)], deferral=_NoDeferral())
        assert not done.errors


class _NoDeferral:
    def defer(self, message: str) -> None:
        raise AssertionError(message)


def _faults(claim: Claim | None) -> dict[str, str]:
    assert claim is not None
    return {one.kind.value: one.fault.value for one in claim.references if one.fault}


@pytest.mark.capability("C3.4")
def test_the_latest_snapshot_of_an_entity_stands_in_whatever_order_they_come(store: Store) -> None:
    early, late = encounter(1), encounter(2, "99214")

    assert store.register(late)
    assert not store.register(early)
    assert not store.register(late)

    assert store.find_encounter(late.encounter_id) == late
    assert store.encounters_of(PATIENT_ID) == [late.encounter_id]
    assert store.find_patient(PATIENT_ID) is None
    assert store.register(patient())
    assert store.find_patient(PATIENT_ID) == patient()


@pytest.mark.capability("C3.6")
def test_a_claim_points_at_its_encounter_and_patient_once_they_are_registered(
    store: Store,
) -> None:
    changes = remember(store)
    store.append_events([submitted(1)])
    _project(store)
    claim = store.find(CLAIM_ID)
    assert _faults(claim) == {"encounter": "missing"}

    _registered(store, encounter())
    assert _faults(store.find(CLAIM_ID)) == {"patient": "missing"}
    _registered(store, patient())

    claim = store.find(CLAIM_ID)
    assert claim is not None
    assert [(one.kind, one.entity_id, one.fault) for one in claim.references] == [
        (ReferenceKind.ENCOUNTER, encounter_id(CLAIM_ID), None),
        (ReferenceKind.PATIENT, PATIENT_ID, None),
    ]
    assert [(one.reason, one.event_id) for one in changes[0].newly_broken] == [
        ("missing_encounter", submitted(1).event_id)
    ]
    assert [one.reason for one in changes[1].fixed] == ["missing_encounter"]
    assert [one.reason for one in changes[2].fixed] == ["missing_patient"]


@pytest.mark.capability("C3.6")
def test_a_line_whose_procedure_is_not_charged_is_shown_with_both_sides(store: Store) -> None:
    store.append_events([submitted(1)])
    store.register(patient())
    store.register(encounter(1, "99214", "G0439"))

    change = _project(store)

    assert change is not None
    [broken] = change.newly_broken
    assert (broken.kind, broken.line, broken.fault) == ("procedure", "1", ReferenceFault.MISSING)
    assert broken.codes == ("837=99213", "registered=99214", "registered=G0439")
    _registered(store, encounter(2, "99213", "99214"))
    assert _faults(store.find(CLAIM_ID)) == {}


@pytest.mark.capability("C3.6")
def test_a_claim_for_somebody_else_than_the_encounters_patient_is_an_exception(
    store: Store,
) -> None:
    store.append_events([submitted(1)])
    store.register(patient(last_name="Otherperson", member_ids=("OTHER-1",)))
    store.register(encounter())

    change = _project(store)

    assert change is not None
    [broken] = change.newly_broken
    assert broken.reason == "differs_patient"
    assert broken.claimed == ("last_name=Secretperson", "member_id=MEMBER-9")
    assert broken.registered == ("last_name=Otherperson", "member_id=OTHER-1")
    assert broken.codes == ("last_name", "member_id"), "what leaves the table names no patient"


Interference = Callable[[Store], object]


@pytest.mark.capability("C3.6")
@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda store: store.register(encounter(2, standing=EntityStanding.WITHDRAWN)),
        lambda store: store.register(encounter(2, "99214")),
        lambda store: store.register(patient(2, standing=EntityStanding.WITHDRAWN)),
        lambda store: store.register(patient(2, last_name="Otherperson")),
    ],
)
def test_no_claim_is_stored_with_a_reference_that_broke_since_it_was_read(
    store: Store, meanwhile: Interference, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.append_events([submitted(1)])
    store.register(patient())
    store.register(encounter())
    save: Callable[..., None] = store.save
    attempts: list[Change] = []

    def interfered(change: Change, **options: object) -> None:
        attempts.append(change)
        if len(attempts) == 1:
            meanwhile(store)
        save(change, **options)

    monkeypatch.setattr(store, "save", interfered)

    _project(store)

    assert [len(_faults(attempt.claim)) for attempt in attempts] == [0, 1], "the first is refused"
    assert len(_faults(store.find(CLAIM_ID))) == 1
    change = store.find_change(CLAIM_ID)
    assert change is not None
    assert change.version == 1


@pytest.mark.capability("C3.6")
def test_no_claim_is_stored_as_waiting_for_an_encounter_that_came_meanwhile(store: Store) -> None:
    """Else nobody would ever look again: the encounter's own record of the stream came first."""
    store.append_events([submitted(1)])
    find = store.find_encounter
    store.find_encounter = lambda one: (find(one), _come(store))[0]  # type: ignore[method-assign]

    _project(store)

    assert _faults(store.find(CLAIM_ID)) == {"patient": "missing"}


def _come(store: Store) -> None:
    store.register(encounter())


@pytest.mark.capability("C3.6")
@pytest.mark.parametrize("standing", [EntityStanding.REGISTERED, EntityStanding.WITHDRAWN])
def test_in_every_order_of_arrival_the_claim_ends_the_same(standing: EntityStanding) -> None:
    arrivals: list[object] = [
        submitted(1),
        front_end(2, "A2"),
        patient(),
        encounter(1, "99214"),
        encounter(2, standing=standing),
    ]
    ends = set()
    for order in permutations(arrivals):
        store = MemoryClaimStore()
        changes = remember(store)
        for one in order:
            if isinstance(one, Entity):
                _registered(store, one)
            else:
                store.append_events([one])  # type: ignore[list-item]
                _project(store)
        claim = store.find(CLAIM_ID)
        assert claim is not None
        ends.add(claim.model_copy(update={"version": 0}).model_dump_json())
        open_ones: dict[tuple[str, str], str] = {}
        for change in changes:
            for fixed in change.fixed:
                del open_ones[fixed.kind.value, fixed.line]
            open_ones |= {(one.kind.value, one.line): one.reason for one in change.newly_broken}
        assert set(open_ones.values()) == {one.reason for one in claim.references if one.fault}, (
            "what was reported adds up to where the claim stands"
        )
    assert len(ends) == 1


@pytest.mark.capability("C3.6")
def test_a_claim_is_listed_among_the_exceptions_until_its_references_are_whole(
    store: Store,
) -> None:
    store.append_events([submitted(1)])
    _project(store)
    assert [one.claim_id for one in store.list_exceptions(payer_id=PAYER, limit=5)] == [CLAIM_ID]

    _registered(store, patient())
    _registered(store, encounter())

    assert store.list_exceptions(payer_id=PAYER, limit=5) == []
