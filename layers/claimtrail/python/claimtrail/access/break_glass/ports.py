"""The port of broken glass. In-memory and DynamoDB twins pass one contract suite."""

from typing import Protocol

from claimtrail.access.break_glass.model import BreakState, GlassBreak


class GlassBreakStore(Protocol):
    """Openings of restricted things, by id and by the state of their review."""

    def find(self, break_id: str) -> GlassBreak | None:
        """Return an opening, strongly consistent."""
        ...

    def save(self, opened: GlassBreak) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        ...

    def listed(self, state: BreakState) -> list[GlassBreak]:
        """Return the openings of a state, the nearest last day first; may lag by moments."""
        ...
