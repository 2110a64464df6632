"""The patients of claims in lists: as the current submissions name them. PHI."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.model import Claim


class SingleEvents(Protocol):
    """The part of the event log that names patients."""

    def events_at(self, places: Iterable[tuple[str, str]]) -> dict[str, ClaimEvent]:
        """Return single events by their ids, each named by its claim and its own id."""
        ...


def patients_of(claims: Iterable[Claim], *, events: SingleEvents) -> Mapping[str, str]:
    """Return the patients' names, `Last, First`, by claim: one batch of single reads.

    A claim without a submission has none.
    """
    places = {one.submissions[-1].event_id: one.claim_id for one in claims if one.submissions}
    found = events.events_at((claim_id, event_id) for event_id, claim_id in places.items())
    return {
        places[event_id]: patient_name(event.fact)
        for event_id, event in found.items()
        if isinstance(event.fact, Submitted)
    }


def patient_name(fact: Submitted) -> str:
    """Return a submission's patient: `Last, First`."""
    return ", ".join(filter(None, (fact.patient.last_name, fact.patient.first_name)))
