"""The view of ticket categories: what each category of each version is under each other version.

A report picks a `reported_version` and joins its tickets by their own version and category. Where
one category became several, the row of the lowest `place` whose conditions fit decides; the last
place has none. As with the code texts, the rows are a literal of the view.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from claimtrail.analytics.tables import View
from claimtrail.tickets.taxonomy.definitions import FACTS, Taxonomy
from claimtrail.tickets.taxonomy.tables import NEWER, Taxonomies, taxonomies
from claimtrail.trail.datasets.dataset import Column, Mask

_BETWEEN_ROWS, _BETWEEN_FIELDS = "~", "|"
_COLUMNS = (
    Column("reported_version", "bigint", "Version of the taxonomy that reports.", Mask.KEEP),
    Column("ticket_version", "bigint", "Version that the ticket's category is of.", Mask.KEEP),
    Column("category", "string", "Category of the ticket, with its subcategory.", Mask.KEEP),
    Column("place", "bigint", "The lowest place whose conditions fit decides.", Mask.KEEP),
    Column("cause", "string", "Kind of cause that is asked for; null: any.", Mask.KEEP),
    Column("code", "string", "Code that is asked for; null: any.", Mask.KEEP),
    Column("outcome", "string", "State of the claim that is asked for; null: any.", Mask.KEEP),
    Column("reported_category", "string", "Category under the version that reports.", Mask.KEEP),
    Column("reported_area", "string", "Its area.", Mask.KEEP),
    Column("title", "string", "Its title.", Mask.KEEP),
)
_NEWER_TITLE = "Category of a newer version"


@dataclass(frozen=True, slots=True)
class _Way:
    """A category under another version, and the facts that lead there."""

    path: str
    facts: tuple[tuple[str, str], ...] = ()


def ticket_categories_view() -> View:
    """Return the view. Raises ValueError for a title that holds a separator."""
    lines = _BETWEEN_ROWS.join(category_lines(taxonomies())).replace("'", "''")
    fields = ", ".join(
        f"{_typed(column, place)} as {column.name}"
        for place, column in enumerate(_COLUMNS, start=1)
    )
    return View(
        name="ticket_categories",
        description="Each category of tickets under each version of the taxonomy.",
        columns=_COLUMNS,
        sql=f"select {fields} from (select '{lines}' as lines) as listed "  # noqa: S608 - our texts
        f"cross join unnest(split(lines, '{_BETWEEN_ROWS}')) as given (line)",
    )


def _typed(column: Column, place: int) -> str:
    text = f"nullif(split_part(line, '{_BETWEEN_FIELDS}', {place}), '')"
    return f"cast({text} as bigint)" if column.type == "bigint" else text


def category_lines(known: Taxonomies) -> Iterator[str]:
    """Yield the rows of the view, their fields separated."""
    for reported in known.versions.values():
        for own in known.versions.values():
            for path in own.paths:
                ways = _ways(known, path, of=own.version, to=reported.version)
                for place, way in enumerate(ways, start=1):
                    facts = dict(way.facts)
                    yield _joined(
                        f"{reported.version}",
                        f"{own.version}",
                        path,
                        f"{place}",
                        *(facts.get(name, "") for name in FACTS),
                        way.path,
                        way.path.partition("/")[0],
                        _title(reported, way.path),
                    )


def _ways(known: Taxonomies, path: str, *, of: int, to: int) -> list[_Way]:
    """Return every end of a category under another version, in the order that decides."""
    if to <= of:
        return [_Way(known.under(path, of=of, version=to))]
    ways = [_Way(path)]
    for number in range(of + 1, to + 1):
        ways = [end for way in ways for end in _onwards(known.version(number), way)]
    return ways


def _onwards(taxonomy: Taxonomy, way: _Way) -> Iterator[_Way]:
    """Yield the ends of one way in the next version, up to the one that takes all others."""
    facts = dict(way.facts)
    for source in (way.path, "/".join(way.path.split("/")[:2])):
        for mapping in (one for one in taxonomy.mappings if one.source == source):
            if not mapping.when:
                yield _Way(mapping.to, way.facts)
                return
            for name, values in mapping.when.items():
                for value in values:
                    if facts.get(name, value) == value:
                        yield _Way(mapping.to, tuple({**facts, name: value}.items()))
    yield way


def _title(taxonomy: Taxonomy, path: str) -> str:
    return _NEWER_TITLE if path == NEWER else taxonomy.title_of(path)


def _joined(*fields: str) -> str:
    if any(mark in field for field in fields for mark in (_BETWEEN_ROWS, _BETWEEN_FIELDS)):
        raise ValueError(f"{fields[2]}: a field holds a separator")
    return _BETWEEN_FIELDS.join(fields)
