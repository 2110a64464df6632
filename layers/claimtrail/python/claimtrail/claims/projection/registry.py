"""Between claims and registered entities: what to read, what to hold, whom to tell."""

from collections.abc import Callable, Iterable

from claimtrail.claims.facts.entities import Registered, stamp_of
from claimtrail.claims.facts.events import ClaimEvent, Submitted
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.store import keys
from claimtrail.claims.store.ports import Change, EntityStore, Guard
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
    place = keys.encounter_partition(encounter_id(change.claim_id))
    if encounter is None:
        return (Guard(partition=place, stamp=None),)
    return (
        Guard(partition=place, stamp=stamp_of(encounter)),
        Guard(
            partition=keys.patient_partition(encounter.patient_id),
            stamp=stamp_of(patient) if patient else None,
        ),
    )


def claims_concerned(partition: str, *, store: EntityStore) -> list[str]:
    """Return the claims that may point at the entity of a partition."""
    if partition.startswith(keys.ENCOUNTER_PREFIX):
        encounters = [partition.removeprefix(keys.ENCOUNTER_PREFIX)]
    else:
        encounters = store.encounters_of(partition.removeprefix(keys.PATIENT_PREFIX))
    return [claim_of_encounter(encounter) for encounter in encounters]
