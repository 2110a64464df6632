"""DynamoDB: `EntityStore`, encounters and patients in partitions of their own."""

from claimtrail.aws.claims import keys
from claimtrail.aws.claims.items import STAMP, ClaimTableItems
from claimtrail.aws.core.dynamo.conditions import older
from claimtrail.aws.core.dynamo.items import with_document
from claimtrail.claims.facts.entities import Encounter, Entity, Patient, stamp_of
from claimtrail.claims.store import documents


class EntityItems(ClaimTableItems):
    """`EntityStore` over the claim table."""

    def register(self, entity: Entity) -> bool:
        """Store a snapshot unless it or a later one is stored."""
        partition, stamp = keys.entity_partition(entity), stamp_of(entity)
        if isinstance(entity, Encounter):
            owner = keys.patient_partition(entity.patient_id)
            self._table.put(with_document((owner, partition), ""))
        text = documents.dump_entity(entity)
        item = with_document((partition, keys.ENTITY), text, **{STAMP: stamp})
        return self._table.put_if(item, older(STAMP, stamp))

    def find_encounter(self, encounter_id: str) -> Encounter | None:
        """Return the encounter."""
        text = self._document((keys.encounter_partition(encounter_id), keys.ENTITY))
        return documents.load_encounter(text) if text else None

    def find_patient(self, patient_id: str) -> Patient | None:
        """Return the patient."""
        text = self._document((keys.patient_partition(patient_id), keys.ENTITY))
        return documents.load_patient(text) if text else None

    def encounters_of(self, patient_id: str) -> list[str]:
        """Return the encounters that name a patient."""
        prefix = keys.ENCOUNTER_PREFIX
        found = self._table.query(keys.patient_partition(patient_id), prefix=prefix)
        return [item["sk"]["S"].removeprefix(prefix) for item in found]
