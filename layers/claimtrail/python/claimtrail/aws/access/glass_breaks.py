"""Openings of restricted claims in the operations table.

| Access | Key condition |
| --- | --- |
| one opening | pk=glass#<break id>, sk=glass |
| those of a state of review, the nearest last day first | by_status: status_pk=glass#<state> |
| what was seen after it | pk=glass#<break id>, sk begins with view# |

None expires: they are evidence of who opened what (45 CFR 164.316(b)(2)).
"""

from typing import Any

from claimtrail.access.break_glass.model import BreakState, GlassBreak, GlassView
from claimtrail.aws.access.documents import Documents, ListPlace
from claimtrail.aws.core.dynamo.items import document_of, with_document
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.kernel.clock import format_instant

_VIEW = "view#"
"""Before the time, request and action of what was seen."""


class DynamoGlassBreakStore:
    """Openings as versioned documents."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)
        self._breaks = Documents(
            dynamodb_client,
            table_name,
            kind="glass",
            model=GlassBreak,
            standing=lambda one: ListPlace(status=one.state.value, order=one.review_by.isoformat()),
        )

    def find(self, break_id: str) -> GlassBreak | None:
        """Return an opening, strongly consistent."""
        return self._breaks.find(break_id)

    def save(self, opened: GlassBreak) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        return self._breaks.save(opened.break_id, opened, version=opened.version)

    def add_view(self, break_id: str, view: GlassView) -> None:
        """Store what was seen after an opening; again is harmless."""
        partition, _ = self._breaks.key(break_id)
        place = f"{_VIEW}{format_instant(view.viewed_at)}#{view.request_id}#{view.action}"
        self._table.put(with_document((partition, place), view.model_dump_json()))

    def views(self, break_id: str) -> list[GlassView]:
        """Return what was seen after an opening, the first view first."""
        partition, _ = self._breaks.key(break_id)
        found = self._table.query(partition, prefix=_VIEW)
        return [GlassView.model_validate_json(document_of(one)) for one in found]

    def listed(self, state: BreakState) -> list[GlassBreak]:
        """Return the openings of a state, the nearest last day first."""
        return list(self._breaks.listed(state.value))
