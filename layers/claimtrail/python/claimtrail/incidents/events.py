"""The bus events of an incident's state changes, which the trail records."""

from collections.abc import Mapping
from types import MappingProxyType

from claimtrail.incidents.detail_types import IncidentDetailType
from claimtrail.incidents.model import GROUPER, Incident, IncidentState
from claimtrail.kernel.bus import BusEvent, DetailType
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id

RULE = "incidents@1"
_PUBLISHED: Mapping[str, tuple[DetailType, IncidentState]] = MappingProxyType(
    {
        "opened": (IncidentDetailType.INCIDENT_OPENED, IncidentState.OPEN),
        "acknowledged": (IncidentDetailType.INCIDENT_ACKNOWLEDGED, IncidentState.ACKNOWLEDGED),
        "resolved": (IncidentDetailType.INCIDENT_RESOLVED, IncidentState.RESOLVED),
        "reopened": (IncidentDetailType.INCIDENT_REOPENED, IncidentState.OPEN),
    }
)
"""The entries of a timeline that change the state; an incident that grows keeps its own."""


def change_events(incident: Incident, *, since: int = 0) -> list[BusEvent]:
    """Return the changes of state in the timeline, from its entry number `since` on, as events.

    They follow from the timeline alone: published again, they are the same to the byte. Notes
    stay in the incident, for they are people's own words.
    """
    published: list[BusEvent] = []
    before: IncidentState | None = None
    for number, entry in enumerate(incident.timeline):
        if entry.action not in _PUBLISHED:
            continue
        detail_type, after = _PUBLISHED[entry.action]
        if number >= since:
            published.append(
                BusEvent(
                    event_id=derived_id(EVENT_PREFIX, incident.incident_id, str(number)),
                    detail_type=detail_type,
                    subject_id=incident.incident_id,
                    occurred_at=entry.at,
                    actor=entry.actor,
                    correlation_id=incident.incident_id,
                    payer_id=incident.party or None,
                    rule=RULE,
                    before=before,
                    after=after,
                    detail={"kind": incident.kind, "code": incident.code},
                )
            )
        before = after
    return published


def growth_event(incident: Incident, event: BusEvent) -> BusEvent:
    """Return the event of an incident that came to a further file, by the failure that did it."""
    file_id = event.source_file_id or event.correlation_id
    return BusEvent(
        event_id=derived_id(EVENT_PREFIX, incident.incident_id, "file", file_id),
        detail_type=IncidentDetailType.INCIDENT_GREW,
        subject_id=incident.incident_id,
        occurred_at=event.occurred_at,
        actor=GROUPER,
        correlation_id=incident.incident_id,
        payer_id=incident.party or None,
        rule=RULE,
        source_file_id=event.source_file_id,
        detail={"kind": incident.kind, "code": incident.code},
    )
