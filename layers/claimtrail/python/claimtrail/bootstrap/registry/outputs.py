"""Every CloudFormation output by which commands find a stage's resources, and its stacks."""

from collections.abc import Mapping
from types import MappingProxyType

from claimtrail.access.front.outputs import FrontOutput
from claimtrail.access.outputs import AccessOutput
from claimtrail.analytics.outputs import AnalyticsOutput
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.escalations.outputs import EscalationOutput
from claimtrail.incidents.outputs import IncidentOutput
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.outputs import StackOutput
from claimtrail.partners.outputs import PartnerOutput
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.trail.outputs import TrailOutput

DECLARED: tuple[type[StackOutput], ...] = (
    SharedOutput,
    AccessOutput,
    TrailOutput,
    PartnerOutput,
    ClaimOutput,
    TicketOutput,
    IncidentOutput,
    EscalationOutput,
    IntakeOutput,
    AnalyticsOutput,
    FrontOutput,
)

OUTPUTS: Mapping[str, StackOutput] = MappingProxyType(
    {member.value: member for declared in DECLARED for member in declared}
)
