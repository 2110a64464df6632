"""The ports of routing: the desk, its reservations, and proposals of rules.

In-memory and DynamoDB twins pass one contract suite.
"""

from typing import Protocol

from claimtrail.tickets.routing.desk import Desk, Reservations
from claimtrail.tickets.routing.proposals import RuleProposal


class DeskStore(Protocol):
    """The desk, and the room of its people that was taken lately."""

    def desk(self) -> Desk:
        """Return the desk, strongly consistent; without people where none is stored."""
        ...

    def save(self, desk: Desk) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        ...

    def reservations(self, person: str) -> Reservations:
        """Return what was reserved of a person, strongly consistent; none at first."""
        ...

    def reserve(self, reservations: Reservations) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        ...


class RuleStore(Protocol):
    """Proposals of rules by the version of their set, the applied ones among them."""

    def find(self, version: int) -> RuleProposal | None:
        """Return a proposal, strongly consistent; None when there is none."""
        ...

    def save(self, proposal: RuleProposal) -> bool:
        """Store the first revision, or the one after the stored one; False otherwise."""
        ...

    def listed(self) -> list[RuleProposal]:
        """Return every proposal by its version, the first one first; strongly consistent."""
        ...
