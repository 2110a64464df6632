"""Escalations in the operations table.

| Access | Key condition |
| --- | --- |
| one escalation | pk=escalation#<claim_id>, sk=escalation#<escalate_on>#<escalation_id> |
| the escalations of a claim | pk=escalation#<claim_id>, sk begins with escalation# |
| how many legal holds on the claim are active | pk=hold#<claim_id>, sk=standing |
| those of a status, the longest unchecked first | by_status: status_pk=escalation#<status> |

Ended escalations leave the index, and the table after a while; the audit trail keeps them.
Documents are packed: the index holds them, too, and each check writes both.
"""

from datetime import timedelta
from typing import Any

from claimtrail.aws.core.dynamo.conditions import TransactionRefusedError, follows
from claimtrail.aws.core.dynamo.indexes import BY_STATUS
from claimtrail.aws.core.dynamo.items import (
    EXPIRES_AT,
    VERSION,
    Item,
    Value,
    document_of,
    with_document,
)
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.aws.core.storage.legal_holds import none_active
from claimtrail.escalations.errors import conflict, refuse_ended
from claimtrail.escalations.model import Escalation, EscalationKey, EscalationStatus
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.errors import ConflictError

KEPT_AFTER_END = timedelta(days=400)
"""Longer than the schedule looks back, so that an escalation that ended is not begun again."""

_SORT_PREFIX = "escalation#"


class DynamoEscalationStore:
    """Keeps escalations as versioned documents."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def put_new(self, escalation: Escalation) -> bool:
        """Store a new escalation; False when it exists."""
        return self._table.put_if_absent(_item(escalation))

    def save(self, escalation: Escalation) -> None:
        """Store the next version. Raises ConflictError when it is not the next.

        One that ended expires, unless its claim is under legal hold at that very moment.
        """
        item, follow = _item(escalation), follows(escalation.version)
        if EXPIRES_AT in item:
            unless_held = none_active(self._table, escalation.claim_id)
            try:
                self._table.transact([self._table.putting(item, follow), unless_held])
            except TransactionRefusedError as error:
                if error.failed(0):
                    raise ConflictError(conflict(escalation)) from None
                if not error.failed(1):
                    raise
                del item[EXPIRES_AT]  # a legal hold beats the expiry
            else:
                return
        if not self._table.put_if(item, follow):
            raise ConflictError(conflict(escalation))

    def get(self, key: EscalationKey) -> Escalation | None:
        """Return the escalation, or None."""
        item = self._table.get((partition_of(key.claim_id), _sort(key)))
        return _escalation(item) if item else None

    def list_by_claim(self, claim_id: str) -> list[Escalation]:
        """Return the claim's escalations, by `escalate_on`."""
        found = self._table.query(partition_of(claim_id), prefix=_SORT_PREFIX)
        return list(map(_escalation, found))

    def list_by_status(self, status: EscalationStatus, *, limit: int) -> list[Escalation]:
        """Escalations of a status, the longest unchecked first. Raises ValueError for ENDED."""
        refuse_ended(status)
        found = self._table.query_index(BY_STATUS, _status(status), limit=limit)
        return list(map(_escalation, found))


def _escalation(item: Item) -> Escalation:
    return Escalation.model_validate_json(document_of(item))


def _item(escalation: Escalation) -> Item:
    values: dict[str, Value] = {VERSION: escalation.version}
    if escalation.ended_at is None:
        checked = format_instant(escalation.checked_at)
        values[BY_STATUS.partition_key] = _status(escalation.status)
        values[BY_STATUS.sort_key] = f"{checked}#{escalation.escalation_id}"
    else:
        values[EXPIRES_AT] = int((escalation.ended_at + KEPT_AFTER_END).timestamp())
    key = (partition_of(escalation.claim_id), _sort(escalation.key))
    return with_document(key, escalation.model_dump_json(), **values)


def partition_of(claim_id: str) -> str:
    """Return where a claim's escalations stand."""
    return f"escalation#{claim_id}"


def _sort(key: EscalationKey) -> str:
    return f"{_SORT_PREFIX}{key.escalate_on.isoformat()}#{key.escalation_id}"


def _status(status: EscalationStatus) -> str:
    return f"escalation#{status.value}"
