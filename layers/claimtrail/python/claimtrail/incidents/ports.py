"""The ports of incidents and their occurrences. In-memory and DynamoDB twins pass one suite."""

from collections.abc import Sequence
from typing import Protocol

from claimtrail.incidents.model import Incident, IncidentState
from claimtrail.kernel.errors import ConflictError, Explanation


class IncidentStore(Protocol):
    """Incidents as versioned documents; each occurrence belongs to one of them, once."""

    def get(self, incident_id: str) -> Incident | None:
        """Return the incident, strongly consistent; None when there is none."""
        ...

    def incident_of(self, occurrence_key: str) -> str | None:
        """Return the id of the incident that an occurrence was counted for and still is open in."""
        ...

    def healed_in(self, occurrence_key: str) -> str | None:
        """Return the incident that an occurrence was counted in and taken from again.

        None for any other.
        """
        ...

    def forestall(self, occurrence_key: str) -> bool:
        """Remember an occurrence that healed before it was reported, so that it is never counted.

        False, and nothing stored, when it is known already.
        """
        ...

    def save(
        self, incident: Incident, *, added: Sequence[str] = (), taken: str | None = None
    ) -> bool:
        """Store the incident, and occurrences that are added to it or one taken from it, together.

        False, and nothing stored, when one of them was added or taken before. Raises
        ConflictError when the stored version is not `incident.version - 1` (0: there must be
        none).
        """
        ...

    def list_by_state(self, state: IncidentState, *, limit: int) -> list[Incident]:
        """Return the incidents of a state, the latest failure first; may lag by moments."""
        ...


def conflict(incident: Incident) -> ConflictError:
    """Return what a lost write against an incident says."""
    return ConflictError(
        Explanation(
            code="INCIDENT_CONFLICT",
            what=f"version {incident.version - 1} of the incident is not the stored one",
            where=f"incident {incident.incident_id}",
            next_step="Read the incident again and repeat the change.",
        )
    )
