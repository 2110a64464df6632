"""Indexes of the ticket table."""

from claimtrail.aws.core.dynamo.tables import Index, IndexProjection
from claimtrail.kernel.retention import Store

BY_CLAIM = Index(table=Store.TICKET_TABLE, name="by_claim", projection=IndexProjection.ALL)
"""Tickets of a claim."""
BY_STATUS = Index(table=Store.TICKET_TABLE, name="by_status", projection=IndexProjection.ALL)
"""Open tickets."""
BY_OWNER = Index(table=Store.TICKET_TABLE, name="by_owner", projection=IndexProjection.ALL)
"""Open tickets by whose they are."""
