"""Events that incidents publish."""

from claimtrail.kernel.bus import DetailType


class IncidentDetailType(DetailType):
    """Events of an incident."""

    INCIDENT_OPENED = "incident.opened"
    INCIDENT_GREW = "incident.grew"
    """It came to another file, of the first ones."""
    INCIDENT_ACKNOWLEDGED = "incident.acknowledged"
    INCIDENT_RESOLVED = "incident.resolved"
    INCIDENT_REOPENED = "incident.reopened"
    DEAD_LETTER_DISCARDED = "dead_letter.discarded"
    """A person laid a message down; the subject is what it was about."""
