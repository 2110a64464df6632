"""The taxonomy as a page: each category with its defaults, what it asks for, and its references."""

from collections.abc import Iterator
from dataclasses import dataclass

from claimtrail.tickets.priority import PRIORITY
from claimtrail.tickets.taxonomy.definitions import CORE_360, Taxonomy, TaxonomyCategory
from claimtrail.tickets.taxonomy.tables import taxonomies
from claimtrail.web.core.errors import bad_value
from claimtrail.web.core.query import is_number
from claimtrail.web.core.replies import DataReply, PageReply, Reply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.desk.tables import rows_csv, rows_json

NAME = "taxonomy"
VERSION = "version"


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRow:
    """One category of a version."""

    path: str
    title: str
    area: str
    """In words."""
    queue: str
    tier: int
    impact: int
    urgency: int
    priority: int
    required: tuple[str, ...]
    """Metadata that a ticket of it has, with the kind of each: `carc (code)`."""
    optional: tuple[str, ...]
    core_360: tuple[str, ...]
    carc: tuple[str, ...]
    rarc: tuple[str, ...]
    status_categories: tuple[str, ...]
    hl7_errors: tuple[str, ...]
    sides: str
    """The table that chooses between clinical and financial; empty where the queue answers."""
    subcategories: tuple[str, ...]
    was: str
    """The category under which the version before counts it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRows:
    """One area with its categories."""

    id: str
    title: str
    rows: tuple[CategoryRow, ...]


def show_taxonomy(request: PageRequest) -> Reply:
    """Show a version of the taxonomy. Raises BadRequestError for one that is not there."""
    taxonomy = _wanted(request)
    in_force = taxonomies().at(request.today)
    return PageReply(
        template="taxonomy.html",
        title="Taxonomy of tickets",
        view={
            "areas": tuple(_areas(taxonomy)),
            "taxonomy": taxonomy,
            "in_force": in_force.version,
            "versions": tuple(taxonomies().versions.values()),
            "count": len(taxonomy.categories),
            "twin": request.query.on(f"{request.path}.json"),
            "csv": request.query.on(f"{request.path}.csv"),
        },
    )


def taxonomy_json(request: PageRequest) -> DataReply:
    """Return a version as JSON. Raises BadRequestError for one that is not there."""
    taxonomy = _wanted(request)
    return rows_json(
        NAME,
        tuple(_rows(taxonomy)),
        version=taxonomy.version,
        valid_from=taxonomy.valid_from.isoformat(),
    )


def taxonomy_csv(request: PageRequest) -> DataReply:
    """Return a version as CSV. Raises BadRequestError for one that is not there."""
    return rows_csv(NAME, tuple(_rows(_wanted(request))))


def _wanted(request: PageRequest) -> Taxonomy:
    """Return the version of the address; the one in force where it names none."""
    known, asked = taxonomies(), request.query.first(VERSION)
    if not asked:
        return known.at(request.today)
    number = int(asked) if is_number(asked) else 0
    if number not in known.versions:
        raise bad_value(VERSION, known=", ".join(map(str, known.versions)))
    return known.versions[number]


def _areas(taxonomy: Taxonomy) -> Iterator[AreaRows]:
    rows = tuple(_rows(taxonomy))
    for area in taxonomy.areas:
        own = tuple(one for one in rows if one.path.partition("/")[0] == area.id)
        if own:
            yield AreaRows(id=area.id, title=area.title, rows=own)


def _rows(taxonomy: Taxonomy) -> Iterator[CategoryRow]:
    areas = {one.id: one.title for one in taxonomy.areas}
    return (_row(one, areas[one.area]) for one in taxonomy.categories)


def _row(one: TaxonomyCategory, area: str) -> CategoryRow:
    return CategoryRow(
        path=one.path,
        title=one.title,
        area=area,
        queue=one.queue,
        tier=one.tier,
        impact=one.impact,
        urgency=one.urgency,
        priority=PRIORITY[one.impact, one.urgency],
        required=_fields(one, is_required=True),
        optional=_fields(one, is_required=False),
        core_360=tuple(f"{each}: {CORE_360[each]}" for each in one.core_360),
        carc=one.carc,
        rarc=one.rarc,
        status_categories=one.status_categories,
        hl7_errors=one.hl7_errors,
        sides=one.ownership,
        subcategories=tuple(each.title for each in one.subcategories),
        was=one.was or "",
    )


def _fields(one: TaxonomyCategory, *, is_required: bool) -> tuple[str, ...]:
    return tuple(
        f"{each.name} ({each.kind.value})"
        for each in one.metadata
        if each.is_required is is_required
    )
