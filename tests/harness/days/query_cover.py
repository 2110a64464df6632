"""A few saved queries that between them read every dataset that any of them reads."""

import re
from collections.abc import Set as AbstractSet

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.saved import SavedQuery, saved_queries

OF_THE_TRAIL = frozenset({"days_not_compacted", "trail_gaps"})
"""Queries about the trail's own days: they read every dataset, and nothing of its rows."""


def query_cover(*, but: AbstractSet[str] = frozenset()) -> list[str]:
    """Return their names, the widest first; `but` names queries that are left out."""
    left = {query.name: read_by(query) for query in saved_queries()}
    left = {name: read for name, read in left.items() if name not in but | OF_THE_TRAIL}
    unread, chosen = set().union(*left.values()), []
    while unread:
        name = max(sorted(left), key=lambda one: len(left[one] & unread))
        chosen.append(name)
        unread -= left.pop(name)
    return chosen


def read_by(query: SavedQuery) -> set[str]:
    """The datasets that a saved query reads."""
    words = set(re.findall(r"\w+", query.sql))
    return {name for name in DATASETS if name in words}
