"""In-memory twin of the incident store."""

from collections.abc import Sequence

from claimtrail.incidents.model import Incident, IncidentState
from claimtrail.incidents.ports import conflict


class MemoryIncidentStore:
    """Keeps incidents and occurrences in dictionaries."""

    def __init__(self) -> None:
        self._incidents: dict[str, Incident] = {}
        self._occurrences: dict[str, tuple[str, bool]] = {}

    def get(self, incident_id: str) -> Incident | None:
        """The incident, or None."""
        return self._incidents.get(incident_id)

    def incident_of(self, occurrence_key: str) -> str | None:
        """The incident in which the occurrence is open."""
        incident_id, is_open = self._occurrences.get(occurrence_key, (None, False))
        return incident_id if is_open else None

    def healed_in(self, occurrence_key: str) -> str | None:
        """The incident in which the occurrence was counted, and is not open any more."""
        incident_id, is_open = self._occurrences.get(occurrence_key, ("", False))
        return None if is_open or not incident_id else incident_id

    def forestall(self, occurrence_key: str) -> bool:
        """Keep an occurrence that is not open; False when it is known."""
        is_new = occurrence_key not in self._occurrences
        self._occurrences.setdefault(occurrence_key, ("", False))
        return is_new

    def save(
        self, incident: Incident, *, added: Sequence[str] = (), taken: str | None = None
    ) -> bool:
        """Keep the next version and the occurrences' changes, or nothing."""
        if not self._occurrences.keys().isdisjoint(added):
            return False
        if taken is not None and self.incident_of(taken) is None:
            return False
        stored = self._incidents.get(incident.incident_id)
        if (stored.version if stored else 0) != incident.version - 1:
            raise conflict(incident)
        self._incidents[incident.incident_id] = incident
        self._occurrences |= dict.fromkeys(added, (incident.incident_id, True))
        if taken is not None:
            self._occurrences[taken] = (incident.incident_id, False)
        return True

    def list_by_state(self, state: IncidentState, *, limit: int) -> list[Incident]:
        """The incidents of a state, the latest first."""
        found = [each for each in self._incidents.values() if each.state is state]
        found.sort(key=lambda each: (each.last_at, each.incident_id), reverse=True)
        return found[:limit]
