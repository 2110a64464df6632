"""The port of broken glass. In-memory and DynamoDB twins pass one contract suite."""

from typing import Protocol

from claimtrail.access.break_glass.model import BreakState, GlassBreak, GlassView


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

    def add_view(self, break_id: str, view: GlassView) -> None:
        """Store what was seen after an opening; again is harmless."""
        ...

    def views(self, break_id: str) -> list[GlassView]:
        """Return what was seen after an opening, the first view first."""
        ...
