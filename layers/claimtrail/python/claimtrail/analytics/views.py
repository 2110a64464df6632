"""Every analysts' table by name: the datasets' views, those over claims, codes and categories."""

from collections.abc import Mapping
from types import MappingProxyType

from claimtrail.analytics.claim_views import claim_views
from claimtrail.analytics.code_texts import code_texts_view
from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.masking import MASKED
from claimtrail.analytics.tables import View, dataset_view
from claimtrail.analytics.ticket_categories import ticket_categories_view
from claimtrail.claims.rows.claims import CLAIM_VERSIONS

DERIVED: tuple[View, ...] = (
    *claim_views(CLAIM_VERSIONS),
    code_texts_view(),
    ticket_categories_view(),
)
"""Views that are no dataset, in the order of docs/analysts.md."""

MASKED_DERIVED: tuple[View, ...] = (
    *claim_views(MASKED[CLAIM_VERSIONS.name]),
    code_texts_view(),
    ticket_categories_view(),
)
"""The same over masked tables."""

VIEWS: Mapping[str, View] = MappingProxyType(
    {
        **{view.name: view for view in DERIVED},
        **{name: dataset_view(dataset) for name, dataset in DATASETS.items()},
    }
)
"""The analysts' tables, by name."""
