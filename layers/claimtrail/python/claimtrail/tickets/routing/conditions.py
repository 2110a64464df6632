"""Conditions of a routing rule: every one that is given has to hold.

Of a list one value suffices, but a ticket needs all of the tags. Ranges of dollars include their
first amount and end below the last.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.tickets.routing.facts import RoutedClaimType, RoutingFacts, WordSource
from claimtrail.tickets.ticket_parts import TicketOrigin

_CENTS = 100
_ORIGINS = MappingProxyType({"system": TicketOrigin.SYSTEM, "person": TicketOrigin.PERSON})


def _origin(words: Any) -> Any:
    return _ORIGINS.get(words, words) if isinstance(words, str) else words


Payer = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Npi = Annotated[str, Field(pattern=r"^[0-9]{10}$")]
Area = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
Path = Annotated[str, Field(pattern=r"^[a-z0-9_]+(/[a-z0-9_]+){1,2}$")]
Kind = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9 -]{0,63}$")]
Priority = Annotated[int, Field(ge=1, le=4)]
Tag = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9:._-]{0,63}$")]
Origin = Annotated[TicketOrigin, BeforeValidator(_origin)]
Dollars = Annotated[int, Field(ge=0, le=10**11)]


class DollarRange(FrozenModel):
    """A range of whole dollars."""

    from_: Dollars | None = Field(default=None, alias="from")
    """The least that fits; None: any."""
    below: Dollars | None = None
    """The first that is too much; None: none is."""

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if self.from_ is None and self.below is None:
            raise ValueError("a range has `from`, or `below`, or both")
        if self.below is not None and self.below <= (self.from_ or 0):
            raise ValueError("the range is empty: `below` is not above `from`")
        return self

    def has(self, cents: int) -> bool:
        """Return whether an amount is within it."""
        is_enough = self.from_ is None or cents >= self.from_ * _CENTS
        return is_enough and (self.below is None or cents < self.below * _CENTS)

    def words(self) -> str:
        """Return the range as people read it: `from $10,000`, `below $500`."""
        ends = (("from", self.from_), ("below", self.below))
        return " ".join(f"{name} ${value:,}" for name, value in ends if value is not None)


class RuleConditions(FrozenModel):
    """Conditions of the tickets that a rule decides about; without any, all of them."""

    payer: tuple[Payer, ...] = ()
    claim_type: tuple[RoutedClaimType, ...] = ()
    amount: DollarRange | None = None
    """The dollars that wait."""
    charge: DollarRange | None = None
    """The charge of the claim."""
    denial_category: tuple[Kind, ...] = ()
    facility: tuple[Npi, ...] = ()
    category: tuple[Path, ...] = ()
    """With everything below: `denials/denied` is every denial of that category."""
    area: tuple[Area, ...] = ()
    source: tuple[WordSource, ...] = ()
    priority: tuple[Priority, ...] = ()
    tags: tuple[Tag, ...] = ()
    """All of them."""
    origin: tuple[Origin, ...] = ()

    def failed(self, facts: RoutingFacts) -> str:
        """Return the first condition that does not hold, in words; empty when all do."""
        for name, holds in _CHECKS.items():
            asked = getattr(self, name)
            if asked and not holds(asked, facts):
                return f"{name.replace('_', ' ')} is not {_words(asked)}"
        return ""


def is_within(category: str, path: str) -> bool:
    """Return whether a category is a path's, or stands below it."""
    return category == path or category.startswith(f"{path}/")


def _paths(facts: RoutingFacts) -> tuple[str, ...]:
    """Return a ticket's category as it has it, and as each version of the taxonomy does."""
    return tuple(filter(None, (facts.category, facts.category_now, *facts.category_names)))


_CHECKS: Mapping[str, Callable[[Any, RoutingFacts], bool]] = MappingProxyType(
    {
        "payer": lambda asked, facts: facts.payer in asked,
        "claim_type": lambda asked, facts: facts.claim_type in asked,
        "amount": lambda asked, facts: asked.has(facts.amount_cents),
        "charge": lambda asked, facts: asked.has(facts.charge_cents),
        "denial_category": lambda asked, facts: facts.denial_category in asked,
        "facility": lambda asked, facts: facts.facility in asked,
        "area": lambda asked, facts: any(each.partition("/")[0] in asked for each in _paths(facts)),
        "category": lambda asked, facts: any(
            is_within(each, one) for each in _paths(facts) for one in asked
        ),
        "source": lambda asked, facts: facts.source in asked,
        "priority": lambda asked, facts: facts.priority in asked,
        "tags": lambda asked, facts: facts.tags.issuperset(asked),
        "origin": lambda asked, facts: facts.origin in asked,
    }
)
"""By condition: whether facts meet it; a test holds the names equal to the fields."""


def _words(asked: Any) -> str:
    if isinstance(asked, DollarRange):
        return asked.words()
    return ", ".join(
        str(one).lower() if isinstance(one, TicketOrigin) else str(one) for one in asked
    )
