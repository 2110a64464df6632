"""An incident: one cause of failed updates, its timeline, what to do, and how it stands.

Holds opaque ids, codes and counts only.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.incidents.causes import Cause, Occurrence, remedies
from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.frozen_model import FrozenModel

SAMPLES = 20
"""So many files and claims are named; the trail has all."""
_MILESTONES = frozenset({10, 100, 1_000, 10_000, 100_000, 1_000_000})
"""Numbers of failures that are worth a line in the timeline."""
GROUPER = "system:group_incidents"


class IncidentState(StrEnum):
    """The state of an incident."""

    OPEN = "OPEN"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    RESOLVED = "RESOLVED"


INCIDENT_STATE_WORDS: Mapping[IncidentState, str] = MappingProxyType(
    {
        IncidentState.OPEN: "Open",
        IncidentState.ACKNOWLEDGED: "Acknowledged",
        IncidentState.RESOLVED: "Resolved",
    }
)
"""By state: the words that pages and commands show."""


class IncidentEntry(FrozenModel):
    """One line of the timeline."""

    at: datetime
    actor: str
    action: Literal["opened", "grew", "acknowledged", "resolved", "reopened"]
    note: str


class Incident(FrozenModel):
    """One cause and everything that failed by it."""

    schema_version: Literal[1] = 1
    incident_id: str
    version: int = Field(default=1, ge=1)
    """Grows by one with each write; a write against an older version is refused."""
    kind: str
    code: str
    party: str
    state: IncidentState = IncidentState.OPEN
    first_at: datetime
    last_at: datetime
    failure_count: int = 0
    """All failures so far."""
    open_count: int = 0
    """Those that have not healed."""
    file_ids: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    """The file of a failure with its bytes: `fil_x, bytes 212 to 540`; the first ones."""
    transaction_types: tuple[str, ...] = ()
    """Those of the files and sets that failed: `835`."""
    claim_ids: tuple[str, ...] = ()
    remediation: tuple[str, ...]
    """The steps as they were when it was opened; people are shown `steps`."""
    timeline: tuple[IncidentEntry, ...]

    @property
    def steps(self) -> tuple[str, ...]:
        """Return the steps that put its cause right as they are now.

        Those of the opening for a kind that is no more.
        """
        return remedies(Cause(kind=self.kind, code=self.code, party=self.party)) or self.remediation


def opened(cause: Cause, *, at: datetime) -> Incident:
    """Return a new incident, with nothing counted yet."""
    return Incident(
        incident_id=cause.incident_id,
        kind=cause.kind,
        code=cause.code,
        party=cause.party,
        first_at=at,
        last_at=at,
        remediation=remedies(cause),
        timeline=(IncidentEntry(at=at, actor=GROUPER, action="opened", note=cause.code),),
    )


def grown(incident: Incident, occurrence: Occurrence) -> Incident:
    """Return the incident with one more failure; opened again if it was resolved."""
    at, count = occurrence.event.occurred_at, incident.failure_count + 1
    entries = list(incident.timeline)
    state = incident.state
    if state is IncidentState.RESOLVED:
        state = IncidentState.OPEN
        entries.append(IncidentEntry(at=at, actor=GROUPER, action="reopened", note=incident.code))
    if count in _MILESTONES:
        note = f"{count} failures"
        entries.append(IncidentEntry(at=at, actor=GROUPER, action="grew", note=note))
    event = occurrence.event
    file_id = event.source_file_id or event.correlation_id
    claim_id = event.detail.get("claim_id")
    return incident.model_copy(
        update={
            "state": state,
            "first_at": min(incident.first_at, at),
            "last_at": max(incident.last_at, at),
            "failure_count": count,
            "open_count": incident.open_count + 1,
            "file_ids": _sampled(incident.file_ids, file_id),
            "places": _sampled(incident.places, _place(event)),
            "transaction_types": _types(incident, event),
            "claim_ids": _sampled(incident.claim_ids, claim_id),
            "timeline": tuple(entries),
        }
    )


def healed(incident: Incident, *, at: datetime) -> Incident:
    """Return the incident with one failure less; resolved when it was the last."""
    left = max(0, incident.open_count - 1)
    shrunk = incident.model_copy(update={"open_count": left})
    return shrunk if left else resolved(shrunk, actor=GROUPER, note="all healed", at=at)


def alarmed(incident: Incident, *, is_ringing: bool, at: datetime) -> Incident:
    """Return the incident of an alarm that rings, or does so no more, since an instant.

    What is reported of an earlier instant changes nothing.
    """
    if at <= incident.last_at and incident.version:
        return incident
    known = incident.model_copy(update={"last_at": at})
    if not is_ringing:
        counted = {"open_count": 0, "failure_count": max(1, known.failure_count)}
        ended = known.model_copy(update=counted)
        return resolved(ended, actor=GROUPER, note="the alarm ended", at=at)
    is_over = known.state is IncidentState.RESOLVED
    if known.open_count and not is_over:
        return known
    entry = IncidentEntry(at=at, actor=GROUPER, action="reopened", note=known.code)
    return known.model_copy(
        update={
            "open_count": 1,
            "failure_count": known.failure_count + 1,
            "state": IncidentState.OPEN,
            "timeline": (*known.timeline, entry) if is_over else known.timeline,
        }
    )


def measured(incident: Incident, *, depth: int, at: datetime) -> Incident:
    """Return the incident of a dead-letter queue that holds so many messages now."""
    if depth == incident.open_count:
        return incident
    more = max(0, depth - incident.open_count)
    entries = list(incident.timeline)
    state = incident.state
    if depth and state is IncidentState.RESOLVED:
        state = IncidentState.OPEN
        entries.append(IncidentEntry(at=at, actor=GROUPER, action="reopened", note=incident.code))
    elif more and incident.failure_count:
        note = f"{depth} messages"
        entries.append(IncidentEntry(at=at, actor=GROUPER, action="grew", note=note))
    changed = incident.model_copy(
        update={
            "state": state,
            "open_count": depth,
            "failure_count": incident.failure_count + more,
            "last_at": at if more else incident.last_at,
            "timeline": tuple(entries),
        }
    )
    return changed if depth else resolved(changed, actor=GROUPER, note="the queue is empty", at=at)


def acknowledged(incident: Incident, *, actor: str, note: str, at: datetime) -> Incident:
    """Return the incident in somebody's hands; one that is not open comes back as it is."""
    if incident.state is not IncidentState.OPEN:
        return incident
    entry = IncidentEntry(at=at, actor=actor, action="acknowledged", note=note)
    return incident.model_copy(
        update={"state": IncidentState.ACKNOWLEDGED, "timeline": (*incident.timeline, entry)}
    )


def resolved(incident: Incident, *, actor: str, note: str, at: datetime) -> Incident:
    """Return the incident, resolved; one that is already comes back as it is."""
    if incident.state is IncidentState.RESOLVED:
        return incident
    entry = IncidentEntry(at=at, actor=actor, action="resolved", note=note)
    return incident.model_copy(
        update={"state": IncidentState.RESOLVED, "timeline": (*incident.timeline, entry)}
    )


def next_version(incident: Incident) -> Incident:
    """As it is to be stored in place of the version before."""
    return incident.model_copy(update={"version": incident.version + 1})


def _place(event: BusEvent) -> str:
    """Return the bytes of a file that an event is about; empty where it names none."""
    if not event.source_file_id or not event.source_end:
        return ""
    return f"{event.source_file_id}, bytes {event.source_start or 0} to {event.source_end}"


def _types(incident: Incident, event: BusEvent) -> tuple[str, ...]:
    """Return the transaction types so far, with those that an event names."""
    named = [event.detail.get("transaction_type"), *event.detail.get("transaction_types", ())]
    is_remittance = event.detail.get("evidence") == EventKind.REMITTED
    more = [*filter(None, named), *(["835"] if is_remittance else [])]
    return tuple(dict.fromkeys((*incident.transaction_types, *more)))[:SAMPLES]


def _sampled(known: tuple[str, ...], found: str | None) -> tuple[str, ...]:
    if not found or found in known or len(known) >= SAMPLES:
        return known
    return (*known, found)
