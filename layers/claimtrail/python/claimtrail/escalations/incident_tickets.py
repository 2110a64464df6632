"""A ticket for each incident: opened with its first failure, joined by the others.

How the incident stands now decides, not the event that said so: late, twice or in another
order, the ticket ends the same. An incident that begins again on the same day opens its ticket
again; on a later day it has a new one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from claimtrail.claims.detail_types import ClaimDetailType, StreamDetailType
from claimtrail.claims.lifecycle.reasons import (
    SECOND_PAYMENT,
    UNBALANCED,
    UNKNOWN_CODE,
    UNKNOWN_TERM,
)
from claimtrail.claims.views.reason_words import reason_words
from claimtrail.escalations.contact_tasks import ContactTasks
from claimtrail.incidents.causes import (
    ALARM,
    DEAD_LETTERS,
    FILE_QUARANTINED,
    FILE_REMOVED,
    INCIDENT_PREFIX,
    KIND_WORDS,
    TRANSACTION_REJECTED,
)
from claimtrail.incidents.model import Incident, IncidentState
from claimtrail.incidents.ports import IncidentStore
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.ids import TICKET_PREFIX, derived_id
from claimtrail.tickets.model import Ticket, TicketCategory, TicketEntry, TicketStatus
from claimtrail.tickets.priority import PRIORITY
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.status_changes import StatusChange, StatusRequest
from claimtrail.tickets.taxonomy.tables import taxonomies
from claimtrail.tickets.ticket_parts import DatumKind, TicketDatum

ACTOR = "system:ticket_exceptions"
TAXONOMY = 2
"""The version of the categories below."""
MOST_READ = 200
"""Incidents of a state that one run of the schedule looks at."""
_REMITTANCE = "835"
_BEGINNINGS = frozenset({"opened", "reopened"})
_ENDED = "the incident was resolved"
_AGAIN = "its incident began again"
_GREW = "its incident came to another file"
_MOST_PLACES = 5

_BY_KIND: Mapping[str, TicketCategory] = MappingProxyType(
    {
        FILE_QUARANTINED: TicketCategory.FILE_QUARANTINED,
        FILE_REMOVED: TicketCategory.DELIVERY_FAILED,
        TRANSACTION_REJECTED: TicketCategory.FILE_QUARANTINED,
        StreamDetailType.STREAM_RANGE_LOST.value: TicketCategory.DELIVERY_FAILED,
        DEAD_LETTERS: TicketCategory.DELIVERY_FAILED,
        ALARM: TicketCategory.ENDPOINT_DOWN,
    }
)
"""By kind of incident. Held records are exceptions, which have tickets of their own."""
_BY_FLAG: Mapping[str, TicketCategory] = MappingProxyType(
    {
        UNBALANCED: TicketCategory.POSTING_FAILED,
        SECOND_PAYMENT: TicketCategory.OVERPAID,
        UNKNOWN_CODE: TicketCategory.CODE_SET,
        UNKNOWN_TERM: TicketCategory.CODE_SET,
    }
)
"""By the reason of a flag; others are the business of their claims."""
_OF_FILES = frozenset({FILE_QUARANTINED, TRANSACTION_REJECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentTickets:
    """Keeps the tickets of incidents in step with them."""

    incidents: IncidentStore
    contacts: ContactTasks
    """Of incidents that are a task of a partner's contact."""
    ticket_service: TicketService
    clock: Clock

    def settle(self, incident_id: str) -> TicketStatus | None:
        """Return what became of an incident's ticket; None for an incident that has none.

        Raises ConflictError when other writers of the ticket keep winning.
        """
        incident = self.incidents.get(incident_id)
        category = category_of(incident) if incident else None
        if incident is None or category is None:
            return self.contacts.settle(incident_id)
        *earlier, day = _days(incident)
        if earlier:
            self._close(_ticket_id(incident, earlier[-1]))
        ticket_id = _ticket_id(incident, day)
        if incident.state is IncidentState.RESOLVED:
            return self._close(ticket_id)
        known = self.ticket_service.find(ticket_id)
        if known and known.closed_at and _began_at(incident) > known.closed_at:
            self.ticket_service.change_status(ticket_id, self._again())
        content = ticket_for(incident, category, at=self.clock())
        if known is None:
            self.ticket_service.open(content)
        # Whoever opened it a moment ago may have known fewer files.
        kept = self.ticket_service.update(content, note=_GREW, at=self.clock(), actor=ACTOR)
        return kept.status if kept else None

    def settle_all(self) -> int:
        """Settle all incidents that are open, and tickets whose incident is not; their number.

        What an event reported is done already: this heals what was lost on the way.
        """
        wanted = dict.fromkeys((*self._open_incidents(), *self._of_open_tickets()))
        return sum(self.settle(each) is not None for each in wanted)

    def _open_incidents(self) -> Iterator[str]:
        for state in (IncidentState.OPEN, IncidentState.ACKNOWLEDGED):
            for one in self.incidents.list_by_state(state, limit=MOST_READ):
                yield one.incident_id

    def _of_open_tickets(self) -> Iterator[str]:
        for one in self.ticket_service.walk_open():
            if one.origin_id.startswith(INCIDENT_PREFIX):
                yield one.origin_id

    def _close(self, ticket_id: str) -> TicketStatus | None:
        closed = self.ticket_service.close(ticket_id, reason=_ENDED, at=self.clock(), actor=ACTOR)
        return closed.status if closed else None

    def _again(self) -> StatusRequest:
        return StatusRequest(change=StatusChange.REOPEN, at=self.clock(), actor=ACTOR, note=_AGAIN)


def category_of(incident: Incident) -> TicketCategory | None:
    """Return the category of an incident's ticket; None for an incident that has none.

    A file or set with a remittance is a posting that failed: money waits for it.
    """
    if incident.kind == ClaimDetailType.CLAIM_FLAGGED:
        return _BY_FLAG.get(incident.code)
    if incident.kind in _OF_FILES and _REMITTANCE in incident.transaction_types:
        return TicketCategory.POSTING_FAILED
    return _BY_KIND.get(incident.kind)


def ticket_for(incident: Incident, category: TicketCategory, *, at: datetime) -> Ticket:
    """Return the ticket of an incident's opening, without PHI: ids, codes, places and counts."""
    rated = taxonomies().category(category, version=TAXONOMY)
    what = KIND_WORDS[incident.kind]
    why = reason_words(incident.code)
    return Ticket(
        ticket_id=_ticket_id(incident, _days(incident)[-1]),
        category=category,
        taxonomy_version=TAXONOMY,
        claim_id="",
        facility_npi="",
        payer_id=incident.party,
        origin_id=incident.incident_id,
        title=f"{what.capitalize()}: {why}",
        description=" ".join(filter(None, (_who(incident), _where(incident), _to_do(incident)))),
        impact=rated.impact,
        urgency=rated.urgency,
        priority=PRIORITY[rated.impact, rated.urgency],
        rule=f"taxonomy@{TAXONOMY}/{category}",
        priority_reason=f"impact {rated.impact} and urgency {rated.urgency} of its category",
        tier=rated.tier,
        assigned_to=rated.queue,
        reason=why,
        next_action=incident.steps[0] if incident.steps else "",
        metadata=_metadata(incident),
        opened_at=at,
        history=(TicketEntry(at=at, actor=ACTOR, action="opened", note=incident.code),),
    )


def _who(incident: Incident) -> str:
    """Return whose turn it is."""
    is_partners = bool(incident.party) and incident.kind in _OF_FILES
    turn = f"{incident.party}, unless the file is right" if is_partners else "ours"
    whose = f" of {incident.party}" if incident.party else ""
    return f"{KIND_WORDS[incident.kind].capitalize()}{whose} ({incident.code}). Turn: {turn}."


def _where(incident: Incident) -> str:
    named = incident.places or incident.file_ids
    if not named:
        return ""
    more = len(named) - _MOST_PLACES
    rest = f", and {more} more" if more > 0 else ""
    return f"Where: {'; '.join(named[:_MOST_PLACES])}{rest}."


def _to_do(incident: Incident) -> str:
    link = f"`claimtrail incidents {incident.incident_id}` has the count and all files."
    return " ".join((*incident.steps, link, "The ticket closes with its incident."))


def _metadata(incident: Incident) -> tuple[TicketDatum, ...]:
    """Return the first file and the partner, in the form that the category asks for."""
    values = (
        ("file", DatumKind.FILE, incident.file_ids[0] if incident.file_ids else ""),
        ("payer", DatumKind.PAYER, incident.party),
    )
    return tuple(TicketDatum(name=name, kind=kind, value=one) for name, kind, one in values if one)


def _began_at(incident: Incident) -> datetime:
    return max(one.at for one in incident.timeline if one.action in _BEGINNINGS)


def _days(incident: Incident) -> list[str]:
    """Return the days on which the incident began, in order; each has a ticket."""
    began = (one.at.date() for one in incident.timeline if one.action in _BEGINNINGS)
    return [day.isoformat() for day in sorted(set(began))]


def _ticket_id(incident: Incident, day: str) -> str:
    return derived_id(TICKET_PREFIX, incident.incident_id, day)
