"""A task for a partner's contact: all that it delivered without authority, for one reason, as one.

The incident counts the records: it opens with the first and is resolved with the last. The task
follows how the incident stands now, so that it ends the same however often and late it is called.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from claimtrail.claims.views.reason_words import reason_words
from claimtrail.incidents.causes import WITHOUT_AUTHORITY
from claimtrail.incidents.model import Incident, IncidentState
from claimtrail.incidents.ports import IncidentStore
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.ids import TICKET_PREFIX, derived_id
from claimtrail.partners.profile import PartnerProfile
from claimtrail.tickets.error_texts.table import ErrorSource, error_table
from claimtrail.tickets.model import Ticket, TicketCategory, TicketEntry, TicketStatus
from claimtrail.tickets.priority import rate
from claimtrail.tickets.service import TicketService

ACTOR = "system:ticket_exceptions"
_BEGINNINGS = frozenset({"opened", "reopened"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTasks:
    """Keeps the tasks of partners' contacts in step with incidents."""

    incidents: IncidentStore
    ticket_service: TicketService
    partner: Callable[[str], PartnerProfile | None]
    """The profile of a partner; None for one without (any more)."""
    clock: Clock

    def settle(self, incident_id: str) -> TicketStatus | None:
        """Open or close the task of an incident; None for incidents of another kind.

        Each time that the incident is opened again begins a new task. Raises ConflictError when
        other writers of the ticket keep winning.
        """
        incident = self.incidents.get(incident_id)
        if incident is None or incident.kind != WITHOUT_AUTHORITY:
            return None
        number = sum(entry.action in _BEGINNINGS for entry in incident.timeline)
        if number > 1:
            self._close(incident, number - 1)
        if incident.state is IncidentState.RESOLVED:
            closed = self._close(incident, number)
            return closed.status if closed else None
        profile = self.partner(incident.party)
        return self.ticket_service.open(task_for(incident, number, profile, at=self.clock())).status

    def _close(self, incident: Incident, number: int) -> Ticket | None:
        return self.ticket_service.close(
            _task_id(incident, number),
            reason="each record has authority by now, or was decided about",
            at=self.clock(),
            actor=ACTOR,
        )


def task_for(
    incident: Incident, number: int, profile: PartnerProfile | None, *, at: datetime
) -> Ticket:
    """Return the task of one opening of an incident, without PHI: counts come from the incident."""
    rating = rate(charge_cents=0, days_past=0)
    name = profile.name if profile else incident.party
    ways = (profile.contact.name, profile.contact.phone, profile.contact.portal) if profile else ()
    why = reason_words(incident.code)
    meaning = error_table().find(ErrorSource.EXCEPTION, incident.code)
    cause = f"{meaning.cause} " if meaning else ""
    contact = ", ".join(filter(None, ways)) or "no contact is known"
    return Ticket(
        ticket_id=_task_id(incident, number),
        category=TicketCategory.WITHOUT_AUTHORITY,
        claim_id="",
        facility_npi="",
        payer_id=incident.party,
        origin_id=incident.incident_id,
        title=f"Records without authority from {incident.party}: {why}",
        description=(
            f"{name} delivered records about claims that are not its own ({why}). They "
            f"are held and change nothing. {cause}Contact: {contact}. `claimtrail incidents "
            f"{incident.incident_id}` has the count, `claimtrail exceptions` both sides. "
            f"{' '.join(incident.steps)}"
        ),
        impact=rating.impact,
        urgency=rating.urgency,
        priority=rating.priority,
        rule=rating.rule,
        opened_at=at,
        history=(TicketEntry(at=at, actor=ACTOR, action="opened", note=incident.code),),
    )


def _task_id(incident: Incident, number: int) -> str:
    return derived_id(TICKET_PREFIX, incident.incident_id, str(number))
