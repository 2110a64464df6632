"""Indexes of the claim table."""

from claimtrail.aws.core.dynamo.tables import Index, IndexProjection
from claimtrail.kernel.retention import Store

BY_DUE = Index(table=Store.CLAIM_TABLE, name="by_due", projection=IndexProjection.KEYS_ONLY)
"""Claims by the day on which they escalate, or on which what they hold becomes an exception."""
BY_SUBMITTED = Index(
    table=Store.CLAIM_TABLE, name="by_submitted", projection=IndexProjection.KEYS_ONLY
)
"""Claims by payer and the day of their current submission."""
