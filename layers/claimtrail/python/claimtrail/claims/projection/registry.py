"""Between claims and registered entities: what to read, what to hold, which claims to wake."""

from claimtrail.claims.facts.entities import Registered, stamp_of
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.store.changes import Change, EntityKind, Guard
from claimtrail.claims.store.items import ItemKind, StoredItem
from claimtrail.claims.store.ports import EntityStore
from claimtrail.kernel.ids import claim_of_encounter, encounter_id


def registered_for(claim_id: str, *, store: EntityStore) -> Registered:
    """Return what is registered for a claim whose biller registers what it bills."""
    encounter = store.find_encounter(encounter_id(claim_id))
    patient = store.find_patient(encounter.patient_id) if encounter else None
    return Registered(encounter=encounter, patient=patient)


def guards_of(
    change: Change, stored: Claim | None, registered: Registered | None
) -> tuple[Guard, ...]:
    """Return what the write of a change has to find as it was read: only where that is new.

    A reference or sensitivity that the claim had before held when it was stored, and whoever
    changes the entity has the claim folded again.
    """
    before = (stored.references, stored.sensitivities) if stored else ((), ())
    if registered is None or (change.claim.references, change.claim.sensitivities) == before:
        return ()
    encounter, patient = registered.encounter, registered.patient
    visit = Guard(
        kind=EntityKind.ENCOUNTER,
        entity_id=encounter_id(change.claim_id),
        stamp=stamp_of(encounter) if encounter else None,
    )
    if encounter is None:
        return (visit,)
    person = Guard(
        kind=EntityKind.PATIENT,
        entity_id=encounter.patient_id,
        stamp=stamp_of(patient) if patient else None,
    )
    return visit, person


def claims_concerned(item: StoredItem, *, store: EntityStore) -> list[str]:
    """Return the claims that may point at a stored encounter or patient."""
    is_encounter = item.kind is ItemKind.ENCOUNTER
    encounters = [item.subject_id] if is_encounter else store.encounters_of(item.subject_id)
    return [claim_of_encounter(encounter) for encounter in encounters]
