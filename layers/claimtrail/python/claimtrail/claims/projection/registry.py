"""Between claims and registered entities: what to read, what to hold, which claims to wake."""

from collections.abc import Callable, Iterable

from claimtrail.claims.facts.entities import Registered, stamp_of
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.store.changes import Change, EntityKind, Guard
from claimtrail.claims.store.items import ItemKind, StoredItem
from claimtrail.claims.store.ports import EntityStore
from claimtrail.kernel.ids import claim_of_encounter, encounter_id


def registered_for(
    claim_id: str,
    events: Iterable[ClaimEvent],
    *,
    store: EntityStore,
    policy: Callable[[str], PayerPolicy],
) -> Registered | None:
    """Return what is registered for a claim.

    None, and nothing read, when its biller registers nothing.
    """
    if not is_registered(events, policy=policy):
        return None
    encounter = store.find_encounter(encounter_id(claim_id))
    patient = store.find_patient(encounter.patient_id) if encounter else None
    return Registered(encounter=encounter, patient=patient)


def is_registered(events: Iterable[ClaimEvent], *, policy: Callable[[str], PayerPolicy]) -> bool:
    """Return whether a claim's biller registers the encounters that it bills."""
    senders = {event.source.partner_id for event in events if isinstance(event.fact, Submitted)}
    return any(policy(sender).registers for sender in senders)


def guards_of(
    change: Change, stored: Claim | None, registered: Registered | None
) -> tuple[Guard, ...]:
    """Return what the write of a change has to find as it was read: only where references are new.

    A reference that the claim had before held when it was stored, and whoever changes the entity
    has the claim folded again.
    """
    before = stored.references if stored else ()
    if registered is None or change.claim.references == before:
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
