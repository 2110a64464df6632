"""Escalations in the operations table.

| Access | Key condition |
| --- | --- |
| one escalation | pk=escalation#<claim_id>, sk=escalation#<escalate_on>#<escalation_id> |
| the escalations of a claim | pk=escalation#<claim_id>, sk begins with escalation# |
| how many legal holds on the claim are active | pk=hold#<claim_id>, sk=standing |
| those of a status, the longest unchecked first | by_status: status_pk=escalation#<status> |

Ended escalations leave the index, and the table after a while; the audit trail keeps them.
"""

from datetime import timedelta
from itertools import islice
from typing import Any

from claimtrail.aws.core.documents import (
    DOCUMENT,
    EXPIRES_AT,
    VERSION,
    DocumentTable,
    condition_refused,
    partition_key,
    sort_key,
)
from claimtrail.aws.trail.hold_items import none_active
from claimtrail.escalations.errors import conflict, refuse_ended
from claimtrail.escalations.model import Escalation, EscalationKey, EscalationStatus
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.errors import ConflictError
from claimtrail.kernel.names import Index

KEPT_AFTER_END = timedelta(days=400)
"""Longer than the schedule looks back, so that an escalation that ended is not begun again."""

_SORT_PREFIX = "escalation#"


class DynamoEscalationStore:
    """Keeps escalations as versioned documents."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._client = dynamodb_client
        self._name = table_name
        self._table = DocumentTable(dynamodb_client, table_name)

    def put_new(self, escalation: Escalation) -> bool:
        """Store a new escalation; False when it exists."""
        return self._table.put_new(_item(escalation))

    def save(self, escalation: Escalation) -> None:
        """Store the next version. Raises ConflictError when it is not the next.

        One that ended expires, unless its claim is under legal hold at that very moment.
        """
        item = _item(escalation)
        if EXPIRES_AT in item:
            unless_held = none_active(self._name, escalation.claim_id)
            try:
                stored = self._table.replace(item, only_if=unless_held)
            except self._client.exceptions.TransactionCanceledException as error:
                if not condition_refused(error, 1):
                    raise
                del item[EXPIRES_AT]  # a legal hold beats the expiry
                stored = self._table.replace(item)
        else:
            stored = self._table.replace(item)
        if not stored:
            raise ConflictError(conflict(escalation))

    def get(self, key: EscalationKey) -> Escalation | None:
        """Return the escalation, or None."""
        text = self._table.get(pk=partition_of(key.claim_id), sk=_sort(key))
        return Escalation.model_validate_json(text) if text else None

    def list_by_claim(self, claim_id: str) -> list[Escalation]:
        """Return the claim's escalations, by `escalate_on`."""
        texts = self._table.partition(pk=partition_of(claim_id), prefix=_SORT_PREFIX)
        return [Escalation.model_validate_json(text) for text in texts]

    def list_by_status(self, status: EscalationStatus, *, limit: int) -> list[Escalation]:
        """Escalations of a status, the longest unchecked first. Raises ValueError for ENDED."""
        refuse_ended(status)
        texts = self._table.index(Index.BY_STATUS, value=_status(status))
        return [Escalation.model_validate_json(text) for text in islice(texts, limit)]


def _item(escalation: Escalation) -> dict[str, str | int]:
    item: dict[str, str | int] = {
        "pk": partition_of(escalation.claim_id),
        "sk": _sort(escalation.key),
        DOCUMENT: escalation.model_dump_json(),
        VERSION: escalation.version,
    }
    if escalation.ended_at is None:
        checked = format_instant(escalation.checked_at)
        item[partition_key(Index.BY_STATUS)] = _status(escalation.status)
        item[sort_key(Index.BY_STATUS)] = f"{checked}#{escalation.escalation_id}"
    else:
        item[EXPIRES_AT] = int((escalation.ended_at + KEPT_AFTER_END).timestamp())
    return item


def partition_of(claim_id: str) -> str:
    """Return where a claim's escalations stand."""
    return f"escalation#{claim_id}"


def _sort(key: EscalationKey) -> str:
    return f"{_SORT_PREFIX}{key.escalate_on.isoformat()}#{key.escalation_id}"


def _status(status: EscalationStatus) -> str:
    return f"escalation#{status.value}"
