"""Every secondary index, by its table: what the stacks create and the adapters query."""

from collections.abc import Mapping
from itertools import groupby
from types import MappingProxyType

from claimtrail.aws.claims import indexes as claims
from claimtrail.aws.core.dynamo import indexes as shared
from claimtrail.aws.core.dynamo.tables import Index
from claimtrail.aws.tickets import indexes as tickets
from claimtrail.kernel.retention import Store

DECLARED: tuple[Index, ...] = (
    shared.BY_STATE,
    claims.BY_DUE,
    claims.BY_SUBMITTED,
    shared.BY_STATUS,
    tickets.BY_CLAIM,
    tickets.BY_STATUS,
    tickets.BY_OWNER,
)
"""Those of a table stand together."""

INDEXES: Mapping[Store, tuple[Index, ...]] = MappingProxyType(
    {table: tuple(found) for table, found in groupby(DECLARED, key=lambda index: index.table)}
)
