"""The in-memory twin of `EntityStore`."""

from collections.abc import Callable

from claimtrail.claims.facts.entities import Encounter, Entity, Patient, stamp_of
from claimtrail.claims.store import documents
from tests.twins.claims.memory import Kept, Memory, Place


class MemoryEntities(Memory):
    """The latest snapshot of each encounter and patient."""

    def register(self, entity: Entity) -> bool:
        """Store a snapshot unless it or a later one is stored."""
        if isinstance(entity, Encounter):
            owner, name = entity.patient_id, entity.encounter_id
            self._append(Place(Kept.PATIENT_ENCOUNTER, owner, name), "")
        place = entity_place(entity)
        load = _LOADS[place.kind]
        text = self._document(*place)
        if text and stamp_of(load(text)) >= stamp_of(entity):
            return False
        self._put(place, documents.dump_entity(entity))
        return True

    def find_encounter(self, encounter_id: str) -> Encounter | None:
        """The encounter."""
        text = self._document(Kept.ENCOUNTER, encounter_id)
        return documents.load_encounter(text) if text else None

    def find_patient(self, patient_id: str) -> Patient | None:
        """The patient."""
        text = self._document(Kept.PATIENT, patient_id)
        return documents.load_patient(text) if text else None

    def encounters_of(self, patient_id: str) -> list[str]:
        """The encounters that name a patient."""
        return [name for name, _ in self._of(Kept.PATIENT_ENCOUNTER, patient_id)]


_LOADS: dict[Kept, Callable[[str], Entity]] = {
    Kept.ENCOUNTER: documents.load_encounter,
    Kept.PATIENT: documents.load_patient,
}


def entity_place(entity: Entity) -> Place:
    """Return where an entity is kept."""
    if isinstance(entity, Encounter):
        return Place(Kept.ENCOUNTER, entity.encounter_id)
    return Place(Kept.PATIENT, entity.patient_id)
