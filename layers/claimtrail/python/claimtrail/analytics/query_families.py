"""Families of saved queries: one text, and a row for each question that it answers.

A text stands in `queries/families/`; each `$name` in it is a word of the row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from string import Template
from types import MappingProxyType

FOLDER = "families"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One question of a family."""

    name: str
    """As `claimtrail query --saved NAME` has it."""
    title: str
    """The end of the query's title."""
    described: str
    """The same in its description."""
    sql: Mapping[str, str] = field(default_factory=dict)
    """The words of the SQL that the text leaves open, by name."""


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
    for family, rows in FAMILIES.items():
        text = Template((queries / FOLDER / f"{family}.sql").read_text(encoding="utf-8"))
        for row in rows:
            yield row.name, text.substitute(row.sql, title=row.title, described=row.described)
