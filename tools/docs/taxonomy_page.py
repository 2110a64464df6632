"""`docs/taxonomy.md`: the categories of tickets and the ways between versions, from their data."""

from collections.abc import Iterator

from claimtrail.tickets.taxonomy.definitions import (
    CORE_360,
    CategoryMapping,
    Taxonomy,
    TaxonomyCategory,
)
from claimtrail.tickets.taxonomy.tables import taxonomies

_HEAD = """# Taxonomy of tickets

    $ claimtrail taxonomy show coding/modifier
    coding/modifier (version 2): Modifier in question
      Queue          Tier   Impact   Urgency
     ─────────────────────────────────────────
      queue:coding      2        3         3
      Asks for: service_code (code)
      CAQH CORE scenarios: 4
      CARC: 4

For those who open tickets, and for those who report on them. The categories are data, one file a
version in
[tickets/taxonomy](../layers/claimtrail/python/claimtrail/tickets/taxonomy); this page is rendered
from them. A ticket names the version that its category is of. Tickets of functions open under the
version in force, and open ones move to it when their claim is looked at; what a person named stays.
Conditions of rules and clocks fit the name of any version. A version that was in force is never
edited.

| You want to | Command |
| --- | --- |
| list the categories of a version | `claimtrail taxonomy show`, `--version 1` |
| see one with what it asks for | `claimtrail taxonomy show CATEGORY` |
| see what became of an old category | `claimtrail taxonomy map CATEGORY` |
| compare two versions | `claimtrail taxonomy diff 1 2` |
| count tickets under either version | `claimtrail query --saved tickets_by_category` |

## A revision

A revision is a file `v<number>.toml` with the day from which it is in force. It names for each
category of the version before where it leads (`[[map]]`). Where one became several, `when` says by
which cause, code or outcome; the first way that fits decides, and the last has no condition. `was`
is the way back: under which category of the version before a report counts the ticket. A category
that has none counts as `other/newer_category` there. A file without a way for each old category is
refused. Athena has the same as the table `ticket_categories` ([analysts.md](analysts.md)).
"""

_DESK = "support-desk.md"
_FIELDS = (
    ("Field of a category", "Meaning"),
    (
        "`queue`, `tier`",
        (
            "whose it is, before a rule routes it; 1 billing specialist, 2 revenue integrity "
            "analyst, 3 integration engineer"
        ),
    ),
    (
        "`impact`, `urgency`",
        (
            f"levels 1 to 3 from which the priority follows ([{_DESK}]({_DESK}#priority)); clocks "
            "go by the priority"
        ),
    ),
    (
        "`metadata`",
        (
            "values that a ticket has to have, each of a kind: `code`, `npi` (check digit), "
            "`payer` (a profile), `amount` (dollars), `file` (an id), `text` (masked)"
        ),
    ),
    ("`subcategories`", "finer categories with the same defaults"),
    (
        "`core_360`, `carc`, `rarc`, `status_categories`, `hl7_errors`",
        "the codes with which such work arrives",
    ),
    (
        "`ownership`",
        (
            f"the table of rules that chooses its side ([{_DESK}]"
            f"({_DESK}#clinical-financial-or-joint))"
        ),
    ),
)


def render() -> str:
    """Return the page."""
    known = taxonomies()
    parts = [
        _HEAD,
        *_table(iter(_FIELDS)),
        "\n## CAQH CORE business scenarios\n",
        *_table(_scenarios()),
    ]
    for taxonomy in reversed(tuple(known.versions.values())):
        parts += _version(taxonomy)
    return "\n".join(parts) + "\n"


def _scenarios() -> Iterator[tuple[str, ...]]:
    yield ("Scenario", "Meaning")
    yield from ((f"{number}", words) for number, words in CORE_360.items())


def _version(taxonomy: Taxonomy) -> Iterator[str]:
    yield f"\n## Version {taxonomy.version}, in force from {taxonomy.valid_from}"
    for area in taxonomy.areas:
        yield f"\n### {area.title} in version {taxonomy.version}\n"
        yield from _table(_categories(taxonomy, area.id))
    if taxonomy.mappings:
        yield f"\n### From version {taxonomy.version - 1}\n"
        yield from _table(_ways(taxonomy))


def _categories(taxonomy: Taxonomy, area: str) -> Iterator[tuple[str, ...]]:
    yield ("Category", "Title", "Queue, tier", "Priority by", "Asks for", "Codes")
    for one in taxonomy.categories:
        if one.area == area:
            yield (
                f"`{one.path}`",
                _titles(one),
                f"`{one.queue}`, {one.tier}",
                f"impact {one.impact}, urgency {one.urgency}",
                ", ".join(f"`{each.name}` ({each.kind.value})" for each in one.metadata),
                _codes(one),
            )


def _titles(category: TaxonomyCategory) -> str:
    finer = ", ".join(one.id for one in category.subcategories)
    return f"{category.title} ({finer})" if finer else category.title


def _codes(category: TaxonomyCategory) -> str:
    said = {
        "CORE": [str(one) for one in category.core_360],
        "CARC": category.carc,
        "RARC": category.rarc,
        "277": category.status_categories,
        "HL7": category.hl7_errors,
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in said.items() if values)


def _ways(taxonomy: Taxonomy) -> Iterator[tuple[str, ...]]:
    yield ("From", "When", "To")
    yield from ((f"`{one.source}`", _condition(one), f"`{one.to}`") for one in taxonomy.mappings)


def _condition(way: CategoryMapping) -> str:
    return "; ".join(f"{name} is {' or '.join(values)}" for name, values in way.when.items())


def _table(rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    head, *others = rows
    yield _row(head)
    yield _row(tuple("---" for _ in head))
    yield from map(_row, others)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
