"""The versions of the taxonomy, `v<number>.toml`, and what a category is called in each."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from itertools import pairwise

from pydantic import ValidationError

from claimtrail.kernel.errors import ConfigurationError, Explanation
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.taxonomy.definitions import Taxonomy, TaxonomyCategory
from claimtrail.tickets.taxonomy.errors import category_unknown, version_unknown

NEWER = "other/newer_category"
"""Category under an older version that has none for it."""
_PACKAGE = "claimtrail.tickets.taxonomy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomies:
    """Every version, by number, in order."""

    versions: Mapping[int, Taxonomy]

    def at(self, day: date) -> Taxonomy:
        """Return the version in force on a day; the first one before all of them."""
        in_force = [one for one in self.versions.values() if one.valid_from <= day]
        return in_force[-1] if in_force else next(iter(self.versions.values()))

    @property
    def latest(self) -> Taxonomy:
        """Return the last version."""
        return self.versions[max(self.versions)]

    def version(self, number: int) -> Taxonomy:
        """Return a version. Raises TaxonomyError for one that is not there."""
        if number not in self.versions:
            raise version_unknown(number, self.versions)
        return self.versions[number]

    def category(self, path: str, *, version: int) -> TaxonomyCategory:
        """Return a category. Raises TaxonomyError for one that the version does not have."""
        taxonomy = self.version(version)
        found = taxonomy.find(path)
        if found is None:
            raise category_unknown(path, taxonomy)
        return found

    def under(
        self, path: str, *, of: int, version: int, facts: Mapping[str, str] | None = None
    ) -> str:
        """Return the category that a ticket of version `of` has under another version.

        `facts`: what the ticket says of FACTS, which decides where one became several. Raises
        TaxonomyError for a version that is not there.
        """
        self.version(version)
        number = of
        while number < version:
            number += 1
            path = _forward(self.version(number), path, facts or {})
        while number > version:
            path = _back(self.version(number), path)
            number -= 1
        return path


@cache
def taxonomies() -> Taxonomies:
    """Return the versions that are shipped, read once."""
    texts = sorted(
        (each.name, each.read_text(encoding="utf-8"))
        for each in files(_PACKAGE).iterdir()
        if each.name.startswith("v") and each.name.endswith(".toml")
    )
    return taxonomies_of(taxonomy_of(text, where=name) for name, text in texts)


def taxonomy_of(text: str, *, where: str) -> Taxonomy:
    """Return the version of a file. Raises ConfigurationError for one that cannot be."""
    try:
        return Taxonomy.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise _invalid(where, _words(error)) from error


def taxonomies_of(versions: Iterable[Taxonomy]) -> Taxonomies:
    """Return the versions together.

    Raises ConfigurationError for numbers or days that do not follow each other, and for a category
    that the next version leads nowhere.
    """
    in_order = sorted(versions, key=lambda one: one.version)
    for before, after in pairwise(in_order):
        where = f"version {after.version}"
        if after.version != before.version + 1 or after.valid_from <= before.valid_from:
            raise _invalid(where, "it does not follow the version before it")
        always = {one.source for one in after.mappings if not one.when}
        stays = {one.path for one in before.categories} - always
        if stays:
            raise _invalid(where, f"no way leads on from {', '.join(sorted(stays))}")
        unknown = {one.was for one in after.categories if one.was} - set(before.paths)
        if unknown:
            raise _invalid(where, f"{', '.join(sorted(unknown))} was in no version before")
    return Taxonomies(versions={one.version: one for one in in_order})


def facts_of(ticket: Ticket) -> dict[str, str]:
    """Return what a ticket says of FACTS: its cause's, else its metadata's."""
    said = {one.name: one.value for one in ticket.metadata}
    cause = ticket.cause
    of_cause = (
        {"cause": cause.category, "code": cause.code, "outcome": cause.outcome} if cause else {}
    )
    return said | of_cause


def category_under(ticket: Ticket, version: int) -> str:
    """Return the category of a ticket under a version of the shipped taxonomy."""
    return taxonomies().under(
        ticket.category, of=ticket.taxonomy_version, version=version, facts=facts_of(ticket)
    )


def category_paths(path: str, said: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return a category as a ticket has it, then as each version of the taxonomy has it.

    `said`: what the ticket says of FACTS. Conditions of rules and clocks fit any of the names, so
    that a revision breaks none that was written before it.
    """
    every = taxonomies()
    known = [one.version for one in every.versions.values() if one.find(path)]
    if not known:
        return (path,)
    names = (every.under(path, of=known[-1], version=one, facts=said) for one in every.versions)
    return tuple(dict.fromkeys((path, *(one for one in names if one != NEWER))))


def areas_of(ticket: Ticket) -> frozenset[str]:
    """Return the area of a ticket, as each version of the taxonomy has it."""
    paths = category_paths(ticket.category, facts_of(ticket))
    return frozenset(path.partition("/")[0] for path in paths)


def under_taxonomy_in_force(ticket: Ticket, *, at: datetime) -> Ticket:
    """Return a ticket whose category is of the version in force; a later one stays."""
    version = taxonomies().at(at.date()).version
    if ticket.taxonomy_version >= version:
        return ticket
    return ticket.model_copy(
        update={"category": category_under(ticket, version), "taxonomy_version": version}
    )


def _forward(taxonomy: Taxonomy, path: str, facts: Mapping[str, str]) -> str:
    """Return the category of this version for one of the version before."""
    for source in (path, _parent(path)):
        ways = (one.to for one in taxonomy.mappings if one.source == source and one.fits(facts))
        found = next(ways, None)
        if found:
            return found
    return path


def _back(taxonomy: Taxonomy, path: str) -> str:
    found = taxonomy.find(path)
    return found.was if found and found.was else NEWER


def _parent(path: str) -> str:
    """Return the category of a subcategory; a category as it is."""
    return "/".join(path.split("/")[:2])


def _words(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return f"{place}: {first['msg']}"
    return f"{error}"


def _invalid(where: str, what: str) -> ConfigurationError:
    return ConfigurationError(
        Explanation(
            code="TAXONOMY_INVALID",
            what=what,
            where=where,
            next_step="Correct the file; docs/taxonomy.md describes each field.",
        )
    )
