"""In-memory twins of the stores of routing, for tests and benchmarks."""

from claimtrail.tickets.routing.desk import NO_DESK, Desk, Reservations
from claimtrail.tickets.routing.proposals import RuleProposal


class MemoryRuleStore:
    """Keeps proposals of rules in a dictionary."""

    def __init__(self) -> None:
        self._proposals: dict[int, RuleProposal] = {}

    def find(self, version: int) -> RuleProposal | None:
        """A proposal, or None."""
        return self._proposals.get(version)

    def save(self, proposal: RuleProposal) -> bool:
        """Keep the first revision, or the one after the kept one."""
        stored = self._proposals.get(proposal.version)
        if (stored.revision if stored else 0) != proposal.revision - 1:
            return False
        self._proposals[proposal.version] = proposal
        return True

    def listed(self) -> list[RuleProposal]:
        """Every proposal by its version."""
        return [self._proposals[version] for version in sorted(self._proposals)]


class MemoryDeskStore:
    """Keeps the desk, and reservations in a dictionary."""

    def __init__(self, desk: Desk = NO_DESK) -> None:
        self._desk = desk
        self._reservations: dict[str, Reservations] = {}

    def desk(self) -> Desk:
        """The desk; without people at first."""
        return self._desk

    def save(self, desk: Desk) -> bool:
        """Keep the version after the kept one."""
        if self._desk.version != desk.version - 1:
            return False
        self._desk = desk
        return True

    def reservations(self, person: str) -> Reservations:
        """The reservations of a person; none at first."""
        return self._reservations.get(person, Reservations(person=person))

    def reserve(self, reservations: Reservations) -> bool:
        """Keep the version after the kept one."""
        if self.reservations(reservations.person).version != reservations.version - 1:
            return False
        self._reservations[reservations.person] = reservations
        return True
