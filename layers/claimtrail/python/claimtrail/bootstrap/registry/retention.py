"""The retention of every class of data: the one table that is deployed and reported."""

from claimtrail.access import retention as access
from claimtrail.analytics import retention as analytics
from claimtrail.aws.core.storage import retention as shared
from claimtrail.claims import retention as claims
from claimtrail.escalations import retention as escalations
from claimtrail.exports import retention as exports
from claimtrail.intake import retention as intake
from claimtrail.kernel.retention import DataClass, RetentionTable, Store
from claimtrail.tickets import retention as tickets
from claimtrail.trail import retention as trail

DECLARED: tuple[DataClass, ...] = (
    *trail.CLASSES,
    *claims.CLASSES,
    *tickets.CLASSES,
    *escalations.CLASSES,
    *access.CLASSES,
    *intake.CLASSES,
    *analytics.CLASSES,
    *exports.CLASSES,
    *shared.CLASSES,
)

_ORDER = tuple(Store)
RETENTION = RetentionTable(
    tuple(sorted(DECLARED, key=lambda declared: _ORDER.index(declared.store)))
)
