"""The table of cases of a set of rules: facts, and where a ticket of them has to go.

A case may name people: the file then has a desk, and the case an instant and loads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from claimtrail.kernel.errors import ConfigurationError
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.tickets.routing.candidates import choose
from claimtrail.tickets.routing.conditions import Path
from claimtrail.tickets.routing.desk import WEIGHTS, Desk, PersonName
from claimtrail.tickets.routing.desk_files import desk_in
from claimtrail.tickets.routing.facts import (
    RoutedClaimType,
    RoutingFacts,
    WordSource,
    category_facts,
)
from claimtrail.tickets.routing.rule_files import invalid, placed, toml_of
from claimtrail.tickets.routing.rules import NO_RULE, QueueName, RoutingRules, match
from claimtrail.tickets.ticket_parts import TicketOrigin, Tier

_CODE = "ROUTING_CASES_INVALID"
_CENTS = 100


def _cents(dollars: Any) -> Any:
    """Return whole cents of dollars; other values are left to pydantic."""
    if isinstance(dollars, int | float) and not isinstance(dollars, bool):
        return round(dollars * _CENTS)
    return dollars


_Cents = Annotated[int, Field(ge=0), BeforeValidator(_cents)]


class CaseFacts(FrozenModel):
    """The facts of a case, with dollars as people write them."""

    category: Path
    payer: str = ""
    claim_type: RoutedClaimType = RoutedClaimType.NONE
    amount: _Cents = 0
    charge: _Cents = 0
    denial_category: str = ""
    facility: str = ""
    source: WordSource = WordSource.SYSTEM
    priority: int = Field(default=4, ge=1, le=4)
    tags: frozenset[str] = frozenset()
    origin: Annotated[TicketOrigin, BeforeValidator(lambda one: str(one).upper())] = (
        TicketOrigin.SYSTEM
    )

    def facts(self) -> RoutingFacts:
        """Return the facts as rules ask about them."""
        rest = self.model_dump(exclude={"amount", "charge", "category"})
        of_category = category_facts(self.category, {"cause": self.denial_category})
        return RoutingFacts(
            **rest, **of_category, amount_cents=self.amount, charge_cents=self.charge
        )


class CaseExpectation(FrozenModel):
    """The way that the ticket has to go; what is left out is not compared."""

    queue: QueueName | None = None
    tier: Tier | None = None
    person: PersonName | None = None
    rule: str | None = None
    """Its name; `unallocated` where none may match."""

    @model_validator(mode="after")
    def _expects_something(self) -> Self:
        if self == CaseExpectation.model_construct():
            raise ValueError("a case expects a queue, a tier, a person or a rule")
        return self


class RoutingCase(FrozenModel):
    """One row of the table."""

    name: str = Field(min_length=1, max_length=120)
    ticket: CaseFacts
    expect: CaseExpectation
    at: datetime | None = None
    """With a person: the instant of the decision."""
    loads: Mapping[PersonName, int] = Field(default_factory=dict)
    """With a person: the weights of open tickets by person; 0 of who is not named."""

    @model_validator(mode="after")
    def _knows_when(self) -> Self:
        is_timed = self.at is not None and self.at.tzinfo is not None
        if self.expect.person is not None and not is_timed:
            raise ValueError("a case with a person needs `at`, with its zone")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingCases:
    """The table, and the desk that it plays with."""

    cases: tuple[RoutingCase, ...]
    desk: Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """One case, and what the rules say of it."""

    name: str
    rule: str
    queue: str
    tier: int
    person: str
    """Empty where the case asks for none, or nobody may take it."""
    differences: tuple[str, ...]
    """Each value that is not as expected: `tier 1, expected 2`."""

    @property
    def is_passed(self) -> bool:
        """Return whether everything is as expected."""
        return not self.differences


def cases_of(text: str, *, where: str) -> RoutingCases:
    """Return the cases of a file; `where` is its name for errors.

    Raises ConfigurationError for text that is no TOML, and for values that cannot be.
    """
    data = toml_of(text, where=where, code=_CODE)
    tables: Sequence[Mapping[str, Any]] = data.pop("case", ())
    if not tables:
        raise invalid(where, "the file has no [[case]]", code=_CODE)
    desk = desk_in(data, where=where)
    return RoutingCases(cases=tuple(_cases(tables, where=where)), desk=desk)


def run_cases(table: RoutingCases, rules: RoutingRules) -> list[CaseResult]:
    """Return what the rules say of each case."""
    return [_result(case, rules, table.desk) for case in table.cases]


def rules_without_case(results: Sequence[CaseResult], rules: RoutingRules) -> list[str]:
    """Return the rules that decide about no case, in their order."""
    decided = {one.rule for one in results}
    return [one.name for one in rules.rules if one.name not in decided]


def _cases(tables: Sequence[Mapping[str, Any]], *, where: str) -> list[RoutingCase]:
    cases: list[RoutingCase] = []
    for number, table in enumerate(tables):
        try:
            cases.append(RoutingCase.model_validate(table))
        except ValidationError as error:
            raise _refused(error, number, table, where=where) from error
    return cases


def _refused(
    error: ValidationError, number: int, table: Mapping[str, Any], *, where: str
) -> ConfigurationError:
    field, what = placed(error, (), kind="case")
    name = f" ({table['name']})" if isinstance(table, Mapping) and "name" in table else ""
    place = f"case {number + 1}{name}"
    return invalid(where, f"{place}, {field}" if field else place, what, code=_CODE)


def _result(case: RoutingCase, rules: RoutingRules, desk: Desk) -> CaseResult:
    found = match(case.ticket.facts(), rules)
    person = ""
    if found.rule and case.at is not None:
        choice = choose(
            desk,
            found.rule,
            weight=WEIGHTS[case.ticket.priority],
            load_of=lambda one: case.loads.get(one, 0),
            at=case.at,
        )
        person = choice.person or ""
    said = {
        "rule": found.rule.name if found.rule else NO_RULE,
        "queue": found.queue,
        "tier": found.tier,
        "person": person,
    }
    expected = case.expect.model_dump(exclude_none=True)
    differences = tuple(
        f"{name} {said[name] or 'nobody'}, expected {value}"
        for name, value in expected.items()
        if said[name] != value
    )
    return CaseResult(
        name=case.name,
        rule=str(said["rule"]),
        queue=found.queue,
        tier=found.tier,
        person=person,
        differences=differences,
    )
