"""Incidents in the operations table.

| Access | Key condition |
| --- | --- |
| one incident | pk=incident#<incident_id>, sk=incident |
| the incident of a sign | pk=sign#<sign key>, sk=sign |
| those of a state, the latest failure first | by_status: status_pk=incident#<state> |

Signs leave the table after 400 days; the audit trail keeps what they tell.
"""

import time
from typing import Any

from claimtrail.aws.core.documents import DOCUMENT, EXPIRES_AT, VERSION, partition_key, sort_key
from claimtrail.incidents.model import Incident, IncidentState
from claimtrail.incidents.ports import conflict
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.names import Index

_INCIDENT, _OCCURRENCE = "incident", "sign"
_IS_OPEN = "is_open"
_KEPT_SECONDS = 400 * 24 * 3600
_REFUSED = "ConditionalCheckFailed"


class DynamoIncidentStore:
    """Incidents as versioned documents, signs as small items beside them."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._client = dynamodb_client
        self._table_name = table_name

    def get(self, incident_id: str) -> Incident | None:
        """Return the incident, or None."""
        item = self._read(f"{_INCIDENT}#{incident_id}", _INCIDENT)
        return Incident.model_validate_json(item[DOCUMENT]["S"]) if item else None

    def incident_of(self, occurrence_key: str) -> str | None:
        """Return the incident in which the sign is open."""
        return self._incident_of(occurrence_key, is_open=True)

    def healed_in(self, occurrence_key: str) -> str | None:
        """Return the incident in which the sign was counted, and is not open any more."""
        return self._incident_of(occurrence_key, is_open=False)

    def forestall(self, occurrence_key: str) -> bool:
        """Store a sign that is not open; False when it is known."""
        put = self._occurrence_put("", occurrence_key, is_open=False)["Put"]
        names = {"ExpressionAttributeNames", "ExpressionAttributeValues"}
        request = {name: value for name, value in put.items() if name not in names}
        request["ConditionExpression"] = "attribute_not_exists(pk)"
        try:
            self._client.put_item(**request)
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def save(
        self, incident: Incident, *, added: str | None = None, taken: str | None = None
    ) -> bool:
        """Store the next version and the sign's change in one transaction, or neither."""
        writes = [self._incident_put(incident)]
        if added is not None:
            writes.append(self._occurrence_put(incident.incident_id, added, is_open=True))
        if taken is not None:
            writes.append(self._occurrence_put(incident.incident_id, taken, is_open=False))
        try:
            self._client.transact_write_items(TransactItems=writes)
        except self._client.exceptions.TransactionCanceledException as error:
            reasons = [each.get("Code") for each in error.response["CancellationReasons"]]
            if _REFUSED in reasons[1:]:
                return False
            raise conflict(incident) from error
        return True

    def list_by_state(self, state: IncidentState, *, limit: int) -> list[Incident]:
        """Return the incidents of a state, the latest first."""
        answer = self._client.query(
            TableName=self._table_name,
            IndexName=Index.BY_STATUS.value,
            KeyConditionExpression="#pk = :pk",
            ExpressionAttributeNames={"#pk": partition_key(Index.BY_STATUS)},
            ExpressionAttributeValues={":pk": {"S": f"{_INCIDENT}#{state.value}"}},
            ScanIndexForward=False,
            Limit=limit,
        )
        return [Incident.model_validate_json(item[DOCUMENT]["S"]) for item in answer["Items"]]

    def _incident_of(self, occurrence_key: str, *, is_open: bool) -> str | None:
        item = self._read(f"{_OCCURRENCE}#{occurrence_key}", _OCCURRENCE)
        if not item or item[_IS_OPEN]["BOOL"] is not is_open:
            return None
        return item["incident_id"]["S"] or None

    def _read(self, pk: str, sk: str) -> dict[str, Any] | None:
        item: dict[str, Any] | None = self._client.get_item(
            TableName=self._table_name, Key={"pk": {"S": pk}, "sk": {"S": sk}}, ConsistentRead=True
        ).get("Item")
        return item

    def _incident_put(self, incident: Incident) -> dict[str, Any]:
        item = {
            "pk": {"S": f"{_INCIDENT}#{incident.incident_id}"},
            "sk": {"S": _INCIDENT},
            DOCUMENT: {"S": incident.model_dump_json()},
            VERSION: {"N": str(incident.version)},
            partition_key(Index.BY_STATUS): {"S": f"{_INCIDENT}#{incident.state.value}"},
            sort_key(Index.BY_STATUS): {
                "S": f"{format_instant(incident.last_at)}#{incident.incident_id}"
            },
        }
        put: dict[str, Any] = {"TableName": self._table_name, "Item": item}
        if incident.version == 1:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            put["ConditionExpression"] = "#version = :before"
            put["ExpressionAttributeNames"] = {"#version": VERSION}
            put["ExpressionAttributeValues"] = {":before": {"N": str(incident.version - 1)}}
        return {"Put": put}

    def _occurrence_put(self, incident_id: str, key: str, *, is_open: bool) -> dict[str, Any]:
        item = {
            "pk": {"S": f"{_OCCURRENCE}#{key}"},
            "sk": {"S": _OCCURRENCE},
            "incident_id": {"S": incident_id},
            _IS_OPEN: {"BOOL": is_open},
            EXPIRES_AT: {"N": str(int(time.time()) + _KEPT_SECONDS)},
        }
        put: dict[str, Any] = {"TableName": self._table_name, "Item": item}
        if is_open:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            put["ConditionExpression"] = "#open = :open"
            put["ExpressionAttributeNames"] = {"#open": _IS_OPEN}
            put["ExpressionAttributeValues"] = {":open": {"BOOL": True}}
        return {"Put": put}
