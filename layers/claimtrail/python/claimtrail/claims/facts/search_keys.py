"""The values by which people search for a claim, and how they compare; they are hashed when kept.

A claim is found by the patient's name and member id, the days of service and amounts of its
submissions, and by what remittances paid. Its own number and the payer's have keys of their own.

A full name is kept within its last name, so that one item serves both: the key of a last name finds
all who bear it, and that of a full name, which begins with it, those of the first name.
"""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum

from claimtrail.claims.facts.events import Fact
from claimtrail.claims.facts.payer_numbers import alike
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.facts.submissions import PersonFact, Submitted

WITHIN = "/"
"""In a search key, between the key that finds more and what narrows it."""
SearchValue = tuple["SearchKind", str]
"""A kind of value, and the value as it compares."""


class SearchKind(StrEnum):
    """A kind of value; the names begin the search keys."""

    LAST_NAME = "find-last"
    FULL_NAME = "find-full"
    MEMBER = "find-member"
    DAY = "find-day"
    CENTS = "find-cents"


def comparable_name(name: str) -> str:
    """Return a name as it compares: letters and digits in lower case, without accents."""
    plain = unicodedata.normalize("NFKD", name)
    return alike("".join(one for one in plain if not unicodedata.combining(one)))


def full_name(last_name: str, first_name: str) -> str:
    """Return a full name as it compares; of several first names the first."""
    first = next(iter(first_name.split()), "")
    return f"{comparable_name(last_name)} {comparable_name(first)}"


def search_key(kind: SearchKind, value: str, hashed: Callable[[str, str], str]) -> str:
    """Return the search key of a value, as keyed hashes of kinds and values."""
    own = hashed(kind.value, value)
    if kind is not SearchKind.FULL_NAME:
        return own
    last_name, _, _ = value.partition(" ")
    return f"{hashed(SearchKind.LAST_NAME.value, last_name)}{WITHIN}{own}"


def search_values(fact: Fact) -> tuple[SearchValue, ...]:
    """Return the values by which a fact's claim is found, each once."""
    if isinstance(fact, Submitted):
        return tuple(dict.fromkeys(_of_submission(fact)))
    if isinstance(fact, Remitted) and fact.paid_cents > 0:
        return ((SearchKind.CENTS, str(fact.paid_cents)),)
    return ()


def _of_submission(fact: Submitted) -> Iterator[SearchValue]:
    yield from _of_person(fact.patient)
    for member in (fact.patient.member_id, fact.subscriber.member_id):
        if alike(member):
            yield SearchKind.MEMBER, alike(member)
    for served in (fact.service_from, fact.service_to):
        if served:
            yield SearchKind.DAY, day_value(served)
    yield SearchKind.CENTS, str(fact.total_charge_cents)


def _of_person(person: PersonFact) -> Iterator[SearchValue]:
    last = comparable_name(person.last_name)
    if last and comparable_name(person.first_name):
        yield SearchKind.FULL_NAME, full_name(person.last_name, person.first_name)
    elif last:
        yield SearchKind.LAST_NAME, last


def day_value(day: date) -> str:
    """Return a day as it compares."""
    return day.isoformat()
