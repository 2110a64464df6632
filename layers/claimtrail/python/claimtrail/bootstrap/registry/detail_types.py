"""Every type of event that ClaimTrail publishes, by its name on the bus."""

from collections.abc import Mapping
from types import MappingProxyType

from claimtrail.access.detail_types import AccessDetailType
from claimtrail.claims.detail_types import ClaimDetailType, StreamDetailType, TermDetailType
from claimtrail.escalations.detail_types import EscalationDetailType
from claimtrail.incidents.detail_types import IncidentDetailType
from claimtrail.intake.detail_types import BatchDetailType, FileDetailType
from claimtrail.kernel.bus import DetailType
from claimtrail.tickets.detail_types import TicketDetailType
from claimtrail.tickets.routing.detail_types import DeskDetailType, RuleDetailType
from claimtrail.trail.datasets.detail_types import (
    HoldDetailType,
    RecoveryDetailType,
    TrailDetailType,
)

DECLARED: tuple[type[DetailType], ...] = (
    FileDetailType,
    ClaimDetailType,
    BatchDetailType,
    TermDetailType,
    EscalationDetailType,
    TicketDetailType,
    IncidentDetailType,
    HoldDetailType,
    TrailDetailType,
    RecoveryDetailType,
    StreamDetailType,
    AccessDetailType,
    RuleDetailType,
    DeskDetailType,
)
"""In the order of docs/contracts/bus-event.v1.json."""

DETAIL_TYPES: Mapping[str, DetailType] = MappingProxyType(
    {member.value: member for declared in DECLARED for member in declared}
)
