"""The side that answers for a ticket, by rule: clinical, financial, or both."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import Field, TypeAdapter

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.tickets.taxonomy.definitions import TaxonomyCategory
from claimtrail.tickets.ticket_parts import OwnershipKind, TicketDatum, TicketOwnership

Queue = Annotated[str, Field(pattern=r"^queue:[a-z0-9-]+$")]
_FILE = "rules.toml"


class SideRule(FrozenModel):
    """One rule: the side, and what a ticket has that is of that side."""

    id: str
    kind: OwnershipKind
    when: Mapping[str, tuple[str, ...]]

    def fits(self, facts: Mapping[str, str]) -> bool:
        """Return whether the rule decides about a ticket."""
        return all(facts.get(name) in values for name, values in self.when.items())


class OwnershipTable(FrozenModel):
    """The rules of one kind of tickets; the last one fits all."""

    id: str
    version: int = Field(ge=1)
    clinical: Queue
    financial: Queue
    rules: tuple[SideRule, ...] = Field(alias="rule", min_length=1)

    def owners(self, kind: OwnershipKind) -> tuple[str, ...]:
        """Return the queues of a side; of a joint ticket both, the clinical one first."""
        both = {
            OwnershipKind.CLINICAL: (self.clinical,),
            OwnershipKind.FINANCIAL: (self.financial,),
        }
        return both.get(kind, (self.clinical, self.financial))


@cache
def ownership_tables() -> Mapping[str, OwnershipTable]:
    """Return the tables that are shipped, by id, read once."""
    text = files("claimtrail.tickets.ownership").joinpath(_FILE).read_text(encoding="utf-8")
    tables = TypeAdapter(tuple[OwnershipTable, ...]).validate_python(tomllib.loads(text)["table"])
    return {one.id: one for one in tables}


def ownership_for(
    category: TaxonomyCategory, path: str, metadata: Sequence[TicketDatum]
) -> TicketOwnership | None:
    """Return the side of a ticket of this category; None where its queue alone answers for it."""
    if not category.ownership:
        return None
    table = ownership_tables()[category.ownership]
    facts = {one.name: one.value for one in metadata}
    facts["category"] = "/".join(path.split("/")[:2])
    rule = next(one for one in table.rules if one.fits(facts))
    return TicketOwnership(
        kind=rule.kind,
        rule=f"{table.id}@{table.version}/{rule.id}",
        owners=table.owners(rule.kind),
    )
