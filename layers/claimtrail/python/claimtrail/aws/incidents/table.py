"""Incidents in the operations table.

| Access | Key condition |
| --- | --- |
| one incident | pk=incident#<incident_id>, sk=incident |
| the incident of an occurrence | pk=occurrence#<occurrence key>, sk=occurrence |
| those of a state, the latest failure first | by_status: status_pk=incident#<state> |

Occurrences leave the table after 400 days; the audit trail keeps their events.
"""

import time
from collections.abc import Sequence
from typing import Any

from claimtrail.aws.core.dynamo.conditions import ABSENT, TransactionRefusedError, equal, follows
from claimtrail.aws.core.dynamo.indexes import BY_STATUS
from claimtrail.aws.core.dynamo.items import (
    DOCUMENT,
    EXPIRES_AT,
    VERSION,
    Item,
    attributes,
    document_of,
)
from claimtrail.aws.core.dynamo.table import DynamoTable, Write
from claimtrail.incidents.model import Incident, IncidentState
from claimtrail.incidents.ports import conflict
from claimtrail.kernel.clock import format_instant

_INCIDENT, _OCCURRENCE = "incident", "occurrence"
_IS_OPEN = "is_open"
_KEPT_SECONDS = 400 * 24 * 3600


class DynamoIncidentStore:
    """Incidents as versioned documents, occurrences as small items beside them."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def get(self, incident_id: str) -> Incident | None:
        """Return the incident, or None."""
        item = self._table.get((f"{_INCIDENT}#{incident_id}", _INCIDENT))
        return _incident(item) if item else None

    def incident_of(self, occurrence_key: str) -> str | None:
        """Return the incident in which the occurrence is open."""
        return self._incident_of(occurrence_key, is_open=True)

    def healed_in(self, occurrence_key: str) -> str | None:
        """Return the incident in which the occurrence was counted, and is not open any more."""
        return self._incident_of(occurrence_key, is_open=False)

    def forestall(self, occurrence_key: str) -> bool:
        """Store an occurrence that is not open; False when it is known."""
        return self._table.put_if_absent(_occurrence("", occurrence_key, is_open=False))

    def save(
        self, incident: Incident, *, added: Sequence[str] = (), taken: str | None = None
    ) -> bool:
        """Store the next version and the occurrences' changes in one transaction, or nothing."""
        writes = [self._table.putting(_item(incident), follows(incident.version))]
        writes += [self._occurrence_write(incident, key, is_open=True) for key in added]
        if taken is not None:
            writes.append(self._occurrence_write(incident, taken, is_open=False))
        try:
            self._table.transact(writes)
        except TransactionRefusedError as error:
            if any(error.failed(number) for number in range(1, len(writes))):
                return False
            raise conflict(incident) from error
        return True

    def list_by_state(self, state: IncidentState, *, limit: int) -> list[Incident]:
        """Return the incidents of a state, the latest first."""
        found = self._table.query_index(
            BY_STATUS, f"{_INCIDENT}#{state.value}", is_descending=True, limit=limit
        )
        return list(map(_incident, found))

    def _incident_of(self, occurrence_key: str, *, is_open: bool) -> str | None:
        item = self._table.get((f"{_OCCURRENCE}#{occurrence_key}", _OCCURRENCE))
        if not item or item[_IS_OPEN]["BOOL"] is not is_open:
            return None
        return item["incident_id"]["S"] or None

    def _occurrence_write(self, incident: Incident, key: str, *, is_open: bool) -> Write:
        """Return the write of an occurrence: a new one, or one that was open."""
        item = _occurrence(incident.incident_id, key, is_open=is_open)
        return self._table.putting(item, ABSENT if is_open else equal(**{_IS_OPEN: True}))


def _incident(item: Item) -> Incident:
    return Incident.model_validate_json(document_of(item))


def _item(incident: Incident) -> Item:
    return attributes(
        {
            "pk": f"{_INCIDENT}#{incident.incident_id}",
            "sk": _INCIDENT,
            DOCUMENT: incident.model_dump_json(),
            VERSION: incident.version,
            BY_STATUS.partition_key: f"{_INCIDENT}#{incident.state.value}",
            BY_STATUS.sort_key: f"{format_instant(incident.last_at)}#{incident.incident_id}",
        }
    )


def _occurrence(incident_id: str, key: str, *, is_open: bool) -> Item:
    return attributes(
        {
            "pk": f"{_OCCURRENCE}#{key}",
            "sk": _OCCURRENCE,
            "incident_id": incident_id,
            _IS_OPEN: is_open,
            EXPIRES_AT: int(time.time()) + _KEPT_SECONDS,
        }
    )
