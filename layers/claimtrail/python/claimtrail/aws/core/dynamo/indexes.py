"""Indexes of the claim table and the operations table that several nouns share."""

from claimtrail.aws.core.dynamo.tables import Index, IndexProjection
from claimtrail.kernel.retention import Store

BY_STATUS = Index(table=Store.OPERATIONS_TABLE, name="by_status", projection=IndexProjection.ALL)
"""Open escalations, incidents by state, open holds."""
BY_STATE = Index(table=Store.CLAIM_TABLE, name="by_state", projection=IndexProjection.KEYS_ONLY)
"""Claims by payer and state, receipts by day, payments by payer."""
