"""Every log event of the functions, by its name in the logs, and the metrics of some."""

from collections.abc import Mapping
from types import MappingProxyType

from claimtrail.access.front.log_events import FrontLogEvent
from claimtrail.access.log_events import AccessLogEvent
from claimtrail.access.provider_watch.log_events import ProviderLogEvent
from claimtrail.access.reviews.log_events import AccessReviewLogEvent
from claimtrail.analytics.log_events import AnalyticsLogEvent
from claimtrail.aws.core.telemetry.log_events import SharedLogEvent
from claimtrail.claims.log_events import ClaimLogEvent
from claimtrail.escalations.log_events import EscalationLogEvent
from claimtrail.exports.log_events import ExportLogEvent
from claimtrail.incidents.log_events import IncidentLogEvent
from claimtrail.intake.log_events import IntakeLogEvent
from claimtrail.kernel.log_events import LogEvent
from claimtrail.tickets.log_events import TicketLogEvent
from claimtrail.trail.log_events import TrailLogEvent

DECLARED: tuple[type[LogEvent], ...] = (
    SharedLogEvent,
    AccessLogEvent,
    TrailLogEvent,
    ClaimLogEvent,
    TicketLogEvent,
    IncidentLogEvent,
    EscalationLogEvent,
    IntakeLogEvent,
    AnalyticsLogEvent,
    AccessReviewLogEvent,
    ProviderLogEvent,
    FrontLogEvent,
    ExportLogEvent,
)

LOG_EVENTS: Mapping[str, LogEvent] = MappingProxyType(
    {member.value: member for declared in DECLARED for member in declared}
)
