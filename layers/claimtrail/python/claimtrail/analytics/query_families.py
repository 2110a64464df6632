"""Families of saved queries: one text, and a row for each question that it answers.

A text stands in `queries/families/`; each `$name` in it is a word of the row, or a part that some
texts share, in `queries/families/parts/`. A text that asks every dataset has a block for each.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from string import Template
from types import MappingProxyType

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.synthetic import UNMARKED, real_rows
from claimtrail.analytics.tables import LAKE_SUFFIX, TRAIL_SUFFIX
from claimtrail.trail.datasets.dataset import PARTITION, Dataset

FOLDER, PARTS = "families", "parts"
_DAYS = 60
"""Days of the trail's own objects that a query opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One question of a family."""

    name: str
    """As `claimtrail query --saved NAME` has it."""
    title: str = ""
    """The end of the query's title."""
    described: str = ""
    """The same in its description."""
    sql: Mapping[str, str] = field(default_factory=dict)
    """The words of the SQL that the text leaves open, by name."""


def _days(dataset: Dataset, suffix: str, columns: str) -> str:
    """Return the block that reads the last days of a dataset, with its name."""
    return (
        f"    select distinct '{dataset.name}' as dataset, {columns}\n"  # noqa: S608 - our names
        f"    from {dataset.name}{suffix}\n"
        f"    where {PARTITION} >= "
        f"substr(cast(date_add('day', -{_DAYS}, current_date) as varchar), 1, 10)"
    )


def _real_days(dataset: Dataset) -> str:
    """Return the block of a dataset's days with real rows; some datasets have no others."""
    block = _days(dataset, TRAIL_SUFFIX, PARTITION)
    if dataset.name in UNMARKED:
        return block
    return f"{block}\n        and " + real_rows(dataset).replace(" and ", "\n        and ")


def _every(block: Callable[[Dataset], str]) -> str:
    return "\n    union all\n".join(map(block, DATASETS.values()))


FAMILIES: Mapping[str, tuple[Member, ...]] = MappingProxyType(
    {
        "aging": (
            Member(
                name="aging",
                title="submission",
                described="submission",
                sql={"day": "submitted_on"},
            ),
            Member(
                name="aging_by_date_of_service",
                title="date of service",
                described="the first day of service",
                sql={"day": "service_from"},
            ),
        ),
        "days_not_compacted": (
            Member(
                name="days_not_compacted",
                sql={
                    "real_days": _every(_real_days),
                    "lake_days": _every(lambda one: _days(one, LAKE_SUFFIX, PARTITION)),
                },
            ),
        ),
        "trail_gaps": (
            Member(
                name="trail_gaps",
                sql={
                    "links": _every(lambda one: _days(one, TRAIL_SUFFIX, f"chain_seq, {PARTITION}"))
                },
            ),
        ),
        "ticket_breaches": (Member(name="ticket_breaches"),),
        "ticket_reopen_rate": (Member(name="ticket_reopen_rate"),),
        "tickets_by_category": (Member(name="tickets_by_category"),),
        "ticket_hours": (
            Member(
                name="ticket_first_response",
                title="the first response",
                described="the first thing that somebody did: took, noted, held or ended them",
                sql={
                    "until": "min(happened_at) filter (where detail_type in ("
                    "'ticket.noted', 'ticket.assigned', 'ticket.started', 'ticket.held', "
                    "'ticket.resolved', 'ticket.closed'))",
                    "counted": "true",
                    "done": "answered",
                },
            ),
            Member(
                name="ticket_resolution",
                title="resolution",
                described="the last end of those that have ended",
                sql={
                    "until": "max(happened_at) filter (where detail_type in ("
                    "'ticket.resolved', 'ticket.closed'))",
                    "counted": "not is_open",
                    "done": "resolved",
                },
            ),
        ),
        "denial_rate": (
            Member(
                name="denial_rate_by_category",
                title="category",
                described="how many were denied at least a line for reasons of each category, and "
                "how much money.",
                sql={
                    "by": "category",
                    "beside": "count(distinct adjustments.carc) as reasons",
                    "beside_name": "reasons",
                    "words": "",
                },
            ),
            Member(
                name="denial_rate_by_payer_and_carc",
                title="payer and CARC",
                described="how many each denial reason hit, for how much money, its category and "
                "its words.",
                sql={
                    "by": "carc",
                    "beside": "max(adjustments.category) as category",
                    "beside_name": "category",
                    "words": "-- words: carc=carc",
                },
            ),
        ),
        "denied_dollars": (
            Member(
                name="denied_dollars_by_category",
                title="category",
                described="our category of denial",
                sql={"group": "coalesce(adjustments.category, 'other') as category"},
            ),
            Member(
                name="denied_dollars_by_payer",
                title="payer",
                described="payer",
                sql={"group": "claims.payer_id as payer_id"},
            ),
            Member(
                name="denied_dollars_by_procedure",
                title="procedure",
                described="procedure; a denial of the whole claim names none",
                sql={
                    "group": "coalesce(adjustments.procedure_code, 'whole claim') as procedure_code"
                },
            ),
            Member(
                name="denied_dollars_by_provider",
                title="provider",
                described="rendering provider, else billing provider",
                sql={"group": "coalesce(claims.rendering_npi, claims.billing_npi) as provider_npi"},
            ),
        ),
    }
)
"""By the name of the text."""


def members(queries: Traversable) -> Iterator[tuple[str, str]]:
    """Yield the name and the whole text of each query of a family."""
    parts = dict(_parts(queries / FOLDER / PARTS))
    for family, rows in FAMILIES.items():
        text = Template((queries / FOLDER / f"{family}.sql").read_text(encoding="utf-8"))
        for row in rows:
            words = {**parts, **row.sql, "title": row.title, "described": row.described}
            yield row.name, text.substitute(words)


def _parts(folder: Traversable) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each part that texts share."""
    for one in folder.iterdir():
        yield one.name.removesuffix(".sql"), one.read_text(encoding="utf-8").rstrip("\n")
