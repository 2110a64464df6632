"""Definitions of a taxonomy: areas, categories with their defaults, and the ways between versions.

A version that was in force is never edited. The way from the version before it is part of it.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.tickets.ticket_parts import CategoryPath, DatumKind, Tier

Level = Annotated[int, Field(ge=1, le=3)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
LOWEST = 3
CORE_360: Mapping[int, str] = {
    1: "documentation is missing, invalid or incomplete",
    2: "data of the claim is missing, invalid or incomplete",
    3: "the service is not covered by the plan",
    4: "the benefit of the service is not separately payable",
}
"""Business scenarios of the CAQH CORE Uniform Use of CARCs and RARCs (835) Rule."""
FACTS = ("cause", "code", "outcome")
"""Facts of a ticket by which one old category becomes several new ones."""


class TaxonomyArea(FrozenModel):
    """A functional area."""

    id: Name
    title: str


class Subcategory(FrozenModel):
    """A finer category, which has what its category has."""

    id: Name
    title: str


class MetadataField(FrozenModel):
    """A value that a category asks for."""

    name: Name
    kind: DatumKind
    is_required: bool = True


class TaxonomyCategory(FrozenModel):
    """A category with the defaults of its tickets and its references to code lists."""

    path: CategoryPath
    title: str
    queue: str = Field(pattern=r"^queue:[a-z0-9-]+$")
    tier: Tier = 1
    impact: Level = LOWEST
    urgency: Level = LOWEST
    was: CategoryPath | None = None
    """The category of the version before, under which its tickets count there."""
    core_360: tuple[Annotated[int, Field(ge=1, le=4)], ...] = ()
    carc: tuple[str, ...] = ()
    rarc: tuple[str, ...] = ()
    status_categories: tuple[str, ...] = ()
    hl7_errors: tuple[str, ...] = ()
    ownership: str = ""
    """The table of rules that chooses its side; empty where the queue alone answers for it."""
    metadata: tuple[MetadataField, ...] = ()
    subcategories: tuple[Subcategory, ...] = ()

    @property
    def area(self) -> str:
        """Return the id of its area."""
        return self.path.partition("/")[0]

    @property
    def paths(self) -> Iterator[tuple[str, str]]:
        """Yield path and title of the category, then those of its subcategories."""
        yield self.path, self.title
        for one in self.subcategories:
            yield f"{self.path}/{one.id}", f"{self.title}: {one.title}"


class CategoryMapping(FrozenModel):
    """A way from a category of the version before; of several, the first that fits decides."""

    source: CategoryPath = Field(alias="from")
    to: CategoryPath
    when: Mapping[str, tuple[str, ...]] = {}
    """By fact, the values of which it has one; every fact that is named fits."""

    @model_validator(mode="after")
    def _of_known_facts(self) -> Self:
        unknown = self.when.keys() - set(FACTS)
        if unknown or len(self.when) > 1:
            raise ValueError(f"a way asks for one of {', '.join(FACTS)}")
        return self

    def fits(self, facts: Mapping[str, str]) -> bool:
        """Return whether a ticket goes this way."""
        return all(facts.get(name, "") in values for name, values in self.when.items())


class Taxonomy(FrozenModel):
    """One version of the categories."""

    version: int = Field(ge=1)
    valid_from: date
    areas: tuple[TaxonomyArea, ...] = Field(alias="area", min_length=1)
    categories: tuple[TaxonomyCategory, ...] = Field(alias="category", min_length=1)
    mappings: tuple[CategoryMapping, ...] = Field(default=(), alias="map")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        areas = [one.id for one in self.areas]
        paths = [path for one in self.categories for path, _ in one.paths]
        for names in (areas, paths):
            twice = next((one for one in names if names.count(one) > 1), None)
            if twice:
                raise ValueError(f"{twice} is there twice")
        homeless = next((one.path for one in self.categories if one.area not in areas), None)
        if homeless:
            raise ValueError(f"{homeless} is of an area that is not there")
        lost = next((one.to for one in self.mappings if one.to not in paths), None)
        if lost:
            raise ValueError(f"a way leads to {lost}, which is not there")
        return self

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {path: title for one in self.categories for path, title in one.paths}

    @cached_property
    def _by_path(self) -> dict[str, TaxonomyCategory]:
        return {path: one for one in self.categories for path, _ in one.paths}

    def find(self, path: str) -> TaxonomyCategory | None:
        """Return the category of a path or of its subcategory; None for one that is not there."""
        return self._by_path.get(path)

    def title_of(self, path: str) -> str:
        """Return the title of a path; its last part in words for one that is not there."""
        return self._titles.get(path) or re.sub("_", " ", path.rpartition("/")[2])

    @property
    def paths(self) -> tuple[str, ...]:
        """Return every path, subcategories after their category."""
        return tuple(self._titles)
