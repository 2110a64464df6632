"""Openings of restricted claims in the operations table.

| Access | Key condition |
| --- | --- |
| one opening | pk=glass#<break id>, sk=glass |
| those of a state of review, the nearest last day first | by_status: status_pk=glass#<state> |

None expires: they are evidence of who opened what (45 CFR 164.316(b)(2)).
"""

from typing import Any

from claimtrail.access.break_glass.model import BreakState, GlassBreak
from claimtrail.aws.access.documents import Documents, ListPlace


class DynamoGlassBreakStore:
    """Openings as versioned documents."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
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

    def listed(self, state: BreakState) -> list[GlassBreak]:
        """Return the openings of a state, the nearest last day first."""
        return list(self._breaks.listed(state.value))
