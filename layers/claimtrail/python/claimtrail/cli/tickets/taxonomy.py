"""`claimtrail taxonomy`: the categories of tickets, and the ways between their versions."""

from claimtrail.cli.core.output import Output
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.taxonomy.definitions import CategoryMapping, Taxonomy, TaxonomyCategory
from claimtrail.tickets.taxonomy.errors import category_unknown
from claimtrail.tickets.taxonomy.tables import taxonomies


def show(output: Output, *, category: str | None, version: int | None) -> None:
    """List all categories, or one with its defaults. Raises TaxonomyError for an unknown one."""
    taxonomy = taxonomies().version(version) if version else taxonomies().at(utc_now().date())
    if category:
        _show_one(output, taxonomy, category)
        return
    output.data(
        [
            {"version": taxonomy.version, **one.model_dump(mode="json")}
            for one in taxonomy.categories
        ]
    )
    output.heading(f"Version {taxonomy.version}, in force from {taxonomy.valid_from}")
    output.table(
        ("Category", "Title", "Queue", "Tier", "Asks for"),
        [
            (one.path, one.title, one.queue, one.tier, ", ".join(_asked(one)))
            for one in taxonomy.categories
        ],
        right=("Tier",),
    )


def _show_one(output: Output, taxonomy: Taxonomy, path: str) -> None:
    found = taxonomies().category(path, version=taxonomy.version)
    output.data({"version": taxonomy.version, **found.model_dump(mode="json")})
    output.heading(f"{path} (version {taxonomy.version}): {taxonomy.title_of(path)}")
    output.table(
        ("Queue", "Tier", "Impact", "Urgency"),
        [(found.queue, found.tier, found.impact, found.urgency)],
        right=("Tier", "Impact", "Urgency"),
    )
    for words, values in (
        ("Asks for", _asked(found)),
        ("CAQH CORE scenarios", [str(one) for one in found.core_360]),
        ("CARC", list(found.carc)),
        ("RARC", list(found.rarc)),
        ("277 categories", list(found.status_categories)),
        ("HL7 errors", list(found.hl7_errors)),
        ("Subcategories", [one.id for one in found.subcategories]),
    ):
        if values:
            output.say(f"  {words}: {', '.join(values)}")


def _asked(category: TaxonomyCategory) -> list[str]:
    return [
        f"{one.name} ({one.kind.value}{'' if one.is_required else ', optional'})"
        for one in category.metadata
    ]


def versions(output: Output) -> None:
    """List the versions."""
    rows = [
        (one.version, one.valid_from.isoformat(), len(one.areas), len(one.categories))
        for one in taxonomies().versions.values()
    ]
    names = ("version", "valid_from", "areas", "categories")
    output.data([dict(zip(names, row, strict=True)) for row in rows])
    output.table(("Version", "In force from", "Areas", "Categories"), rows, right=("Version",))


def ways(output: Output, *, category: str | None, version: int | None) -> None:
    """List the ways into a version. Raises TaxonomyError for an unknown version or category."""
    taxonomy = taxonomies().version(version) if version else taxonomies().latest
    if category and not any(one.find(category) for one in taxonomies().versions.values()):
        raise category_unknown(category, taxonomy)
    found = [one for one in taxonomy.mappings if category in {None, one.source}]
    output.data(
        [
            {"from": one.source, "to": one.to, "when": {k: list(v) for k, v in one.when.items()}}
            for one in found
        ]
    )
    output.table(
        ("From", "When", "To"),
        [(one.source, condition_words(one), one.to) for one in found],
        empty="No way leads from there.",
    )


def condition_words(way: CategoryMapping) -> str:
    """Return when a way is taken: `cause is timely filing`; empty: always."""
    return "; ".join(f"{name} is {' or '.join(values)}" for name, values in way.when.items())


def diff(output: Output, *, before: int, after: int) -> None:
    """List what differs between two versions. Raises TaxonomyError for an unknown one."""
    old, new = (
        {one.path: one for one in taxonomies().version(number).categories}
        for number in (before, after)
    )
    rows = [("gone", path) for path in old if path not in new]
    rows += [("added", path) for path in new if path not in old]
    rows += [
        ("changed", path)
        for path, one in new.items()
        if path in old and _defaults(one) != _defaults(old[path])
    ]
    rows.sort(key=lambda row: (row[1], row[0]))
    output.data([{"change": change, "category": path} for change, path in rows])
    output.table(("Change", "Category"), rows, empty="Nothing differs.")


def _defaults(category: TaxonomyCategory) -> dict[str, object]:
    """Return what a category says beside where it came from."""
    return category.model_dump(exclude={"was"})
