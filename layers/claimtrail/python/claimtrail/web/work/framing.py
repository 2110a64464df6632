"""The parts of the page around the list of work: quick buckets, and the form of bulk actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claimtrail.tickets.routing.rules import queues_of
from claimtrail.web.core.lists.list_views import FacetView, ListView
from claimtrail.web.core.query import NO_QUERY
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.work.bulk import BulkAction, actions_of
from claimtrail.web.work.ticket_columns import BY_CLOCK, ENDED

QUICK = (
    ("due", "overdue"),
    ("due", "today"),
    ("due", "this-week"),
    ("holder", "mine"),
    ("holder", "my queues"),
    ("allocation", "unallocated"),
)
"""The values of facets that stand above the list with their counts."""
_WORDS = {"this-week": "due within 7 days", "unallocated": "unallocated"}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickBucket:
    """A bucket above the list."""

    words: str
    count: int
    link: str
    is_chosen: bool


def queues_known(request: PageRequest) -> tuple[str, ...]:
    """Return the queues that work can be given to: those of the rules, and the person's own."""
    stores = request.stores
    return tuple(sorted({*queues_of(stores.rules_at(stores.clock())), *request.person.queues}))


def work_frame(request: PageRequest, view: ListView) -> Mapping[str, Any]:
    """Return what the template of the list of work needs beside the list."""
    allowed = actions_of(request.person)
    return {
        "buckets": quick_buckets(view.facets),
        "queues": queues_known(request),
        "may": {one.value: one in allowed for one in BulkAction},
        "back": view.query.text(),
        "result": None,
        "by_clock": view.query.replaced(order=BY_CLOCK.name, after=None).on("/work"),
        "ended": NO_QUERY.replaced(status=[one.value for one in ENDED]).on("/work"),
    }


def quick_buckets(facets: Sequence[FacetView]) -> tuple[QuickBucket, ...]:
    """Return the buckets that the person's facets have, in the order of the table."""
    known = {(facet.name, one.value): one for facet in facets for one in facet.values}
    return tuple(
        QuickBucket(
            words=_WORDS.get(value, known[name, value].words),
            count=known[name, value].count or 0,
            link=known[name, value].link,
            is_chosen=known[name, value].is_chosen,
        )
        for name, value in QUICK
        if (name, value) in known
    )
