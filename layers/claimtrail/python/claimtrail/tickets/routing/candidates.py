"""The choice of a person for a ticket: who may take it, who works now, who has the most room.

Pure and deterministic: of people who are alike, the first of the desk's list is chosen.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from claimtrail.tickets.routing.desk import SHIFT_HORIZON_DAYS, Desk, DeskPerson
from claimtrail.tickets.routing.rules import RoutingRule, RoutingStrategy
from claimtrail.tickets.ticket_parts import ConsideredPerson

LoadOf = Callable[[str], int]
"""Returns the weights of a person's open tickets, without the one that is to be assigned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChoice:
    """The person for a ticket, and everybody else with the reason."""

    person: str | None
    """None: nobody may take it, and it stays in its queue."""
    considered: tuple[ConsideredPerson, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A person who may take the ticket."""

    order: int
    person: DeskPerson
    works_at: datetime
    load: int

    def rank(self, strategy: RoutingStrategy, weight: int) -> tuple[datetime, Fraction, int]:
        """Return the place among others: whoever works first, then by the strategy."""
        is_by_load = strategy is RoutingStrategy.LEAST_LOADED
        part = Fraction(self.load + weight, self.person.capacity) if is_by_load else Fraction(0)
        return self.works_at, part, self.order


def choose(  # noqa: PLR0913 - a ticket, and who may take it, by keyword
    desk: Desk,
    rule: RoutingRule,
    *,
    weight: int,
    load_of: LoadOf,
    at: datetime,
    preferred: str | None = None,
) -> PersonChoice:
    """Return the person who gets a ticket of this weight.

    A preferred person who may take it comes before all others, whatever queues it takes from: the
    substitute of one who is away.
    """
    considered: list[ConsideredPerson] = []
    candidates: list[_Candidate] = []
    for order, one in enumerate(desk.people):
        is_preferred = one.person == preferred
        why = why_not(desk, one, rule, at=at, is_substitute=is_preferred)
        load = 0 if why else load_of(one.person)
        if not why and load + weight > one.capacity:
            why = f"at capacity: {load} of {one.capacity}, the ticket weighs {weight}"
        if why:
            considered.append(ConsideredPerson(person=one.person, why=why))
            continue
        works_at = desk.next_shift(one, at=at) or at
        candidates.append(_Candidate(order=order, person=one, works_at=works_at, load=load))
    ranked = sorted(
        candidates,
        key=lambda one: (one.person.person != preferred, one.rank(rule.strategy, weight)),
    )
    chosen = ranked[0].person.person if ranked else None
    return PersonChoice(
        person=chosen, considered=(*considered, *_others(ranked, rule.strategy, at=at))
    )


def why_not(
    desk: Desk,
    person: DeskPerson,
    rule: RoutingRule,
    *,
    at: datetime,
    is_substitute: bool = False,
) -> str:
    """Return why a person may not take tickets of a rule, whatever the load; empty for who may."""
    missing = [one for one in rule.skills if one not in person.skills]
    until = desk.away_until(person, at=at)
    reasons = (
        (
            rule.queue not in person.queues and not is_substitute,
            f"does not take from {rule.queue}",
        ),
        (rule.tier not in person.tiers, f"is not of tier {rule.tier}"),
        (bool(missing), f"lacks {', '.join(missing)}"),
        (until is not None, f"absent until {until}"),
    )
    first = next((why for is_so, why in reasons if is_so), "")
    if first or desk.next_shift(person, at=at) is not None:
        return first
    return f"no shift within {SHIFT_HORIZON_DAYS} days"


def _others(
    ranked: list[_Candidate], strategy: RoutingStrategy, *, at: datetime
) -> Iterator[ConsideredPerson]:
    """Yield those who might have taken it, with what spoke for another."""
    first = ranked[0] if ranked else None
    for one in ranked[1:]:
        is_later = first is not None and one.works_at > max(first.works_at, at)
        by_load = f"{one.load} of {one.person.capacity} taken"
        by_order = "later in the list"
        of_strategy = by_load if strategy is RoutingStrategy.LEAST_LOADED else by_order
        why = f"works from {one.works_at:%Y-%m-%d %H:%M} UTC" if is_later else of_strategy
        yield ConsideredPerson(person=one.person.person, why=why)
