"""DynamoDB: encounters and patients, in partitions of their own in the claim table."""

from pynamodb.exceptions import PutError
from pynamodb.transactions import TransactWrite

from claimtrail.aws.claims.models import ClaimItem, document_of, with_document
from claimtrail.claims.facts.entities import Encounter, Entity, Patient, stamp_of
from claimtrail.claims.store import documents, keys
from claimtrail.claims.store.ports import Guard

_REFUSED = "ConditionalCheckFailedException"


class EntityItems:
    """`EntityStore` over one table."""

    _item: type[ClaimItem]

    def register(self, entity: Entity) -> bool:
        """Store a snapshot unless it or a later one is stored."""
        partition, stamp = keys.entity_partition(entity), stamp_of(entity)
        if isinstance(entity, Encounter):
            self._item(keys.patient_partition(entity.patient_id), partition, document="").save()
        item = with_document(
            self._item(partition, keys.ENTITY, stamp=stamp), documents.dump_entity(entity)
        )
        try:
            item.save(condition=self._item.pk.does_not_exist() | (self._item.stamp < stamp))
        except PutError as error:
            if error.cause_response_code == _REFUSED:
                return False
            raise
        return True

    def find_encounter(self, encounter_id: str) -> Encounter | None:
        """Return the encounter."""
        text = self._entity(keys.encounter_partition(encounter_id))
        return documents.load_encounter(text) if text else None

    def find_patient(self, patient_id: str) -> Patient | None:
        """Return the patient."""
        text = self._entity(keys.patient_partition(patient_id))
        return documents.load_patient(text) if text else None

    def encounters_of(self, patient_id: str) -> list[str]:
        """Return the encounters that name a patient."""
        found = self._item.query(
            keys.patient_partition(patient_id),
            self._item.sk.startswith(keys.ENCOUNTER_PREFIX),
            consistent_read=True,
        )
        return [item.sk.removeprefix(keys.ENCOUNTER_PREFIX) for item in found]

    def _entity(self, partition: str) -> str:
        try:
            item = self._item.get(partition, keys.ENTITY, consistent_read=True)
        except self._item.DoesNotExist:
            return ""
        return document_of(item)

    def _check(self, transaction: TransactWrite, guards: tuple[Guard, ...]) -> None:
        """Let a transaction fail unless every entity is as it was read."""
        for guard in guards:
            transaction.condition_check(
                self._item,
                guard.partition,
                keys.ENTITY,
                condition=self._item.pk.does_not_exist()
                if guard.stamp is None
                else self._item.stamp == guard.stamp,
            )
