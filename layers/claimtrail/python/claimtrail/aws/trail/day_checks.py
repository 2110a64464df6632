"""Verifications of the trail's days in the operations table: pk=trail_checks#days, sk=<day>."""

from datetime import date
from typing import Any

from claimtrail.aws.core.dynamo.items import document_of, with_document
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.trail.verification.day_checks import DayVerification

_PARTITION = "trail_checks#days"


class DynamoDayVerificationStore:
    """A DayVerificationStore."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def save(self, verification: DayVerification) -> None:
        """Store a verification in the place of the one before."""
        key = (_PARTITION, verification.day.isoformat())
        self._table.put(with_document(key, verification.model_dump_json()))

    def between(self, first: date, last: date) -> list[DayVerification]:
        """Return those of a period, by day; the newest follows after a moment."""
        found = self._table.query_between(_PARTITION, first.isoformat(), last.isoformat())
        return [DayVerification.model_validate_json(document_of(item)) for item in found]
