"""Operations table: the expiry of a claim's ended escalations, which a legal hold suspends."""

from datetime import datetime

from claimtrail.aws.core.dynamo.conditions import TransactionRefusedError
from claimtrail.aws.core.dynamo.items import EXPIRES_AT, Item, attribute, document_of, key_of
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.aws.core.storage.legal_holds import none_active
from claimtrail.aws.escalations.table import KEPT_AFTER_END, partition_of
from claimtrail.escalations.model import Escalation

_NAMES = {"#expires": EXPIRES_AT}


class EscalationExpiry:
    """Takes the expiry off, and puts it back."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def suspend_expiry(self, subject_id: str) -> None:
        """Take the expiry off a claim's ended escalations; one that ends later gets none."""
        for item in self._escalations(subject_id):
            if EXPIRES_AT in item:
                self._table.update(key_of(item), "REMOVE #expires", names=_NAMES)

    def resume_expiry(self, subject_id: str) -> None:
        """Give them the expiry that they would have, unless a hold on the claim is active."""
        for item in self._escalations(subject_id):
            ended_at = Escalation.model_validate_json(document_of(item)).ended_at
            if ended_at is not None and not self._resume(item, subject_id, ended_at):
                return

    def _resume(self, item: Item, subject_id: str, ended_at: datetime) -> bool:
        """Return False when a hold on the claim is active."""
        at = int((ended_at + KEPT_AFTER_END).timestamp())
        update = self._table.updating(
            key_of(item), "SET #expires = :at", names=_NAMES, values={":at": attribute(at)}
        )
        try:
            self._table.transact([update, none_active(self._table, subject_id)])
        except TransactionRefusedError as error:
            if error.failed(1):
                return False
            raise
        return True

    def _escalations(self, subject_id: str) -> list[Item]:
        return list(self._table.query(partition_of(subject_id)))
