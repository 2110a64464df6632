"""Payers' own words for where a claim stands, and the status category (list 507) that each means.

A payer's profile has the words that are known (`[status_terms]`). Any other word is kept with
its claim, noted as unknown, and listed for review; what a person decides counts at once, for every
claim that bears the word, and until it is written into the profile. Nothing is guessed.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from claimtrail.claims.facts.decisions import TermReported
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.facts.statuses import FrontEndStatus, StatusReported
from claimtrail.claims.lifecycle.status_categories import CATEGORIES, Category
from claimtrail.kernel.frozen_model import FrozenModel

Terms = Mapping[str, str]
"""By word as `normalized` gives it, the code of a status category."""
TERM_ID = "trm_"
"""Prefix of the ids under which words are stored and published."""
NO_TERMS: Terms = MappingProxyType({})


_WITH_STATUS_TERMS = frozenset(
    {EventKind.TERM_REPORTED, EventKind.FRONT_END_STATUS, EventKind.STATUS_REPORTED}
)


class TermStatus(StrEnum):
    """The review of a word: whether somebody has said what it means."""

    OPEN = "OPEN"
    DECIDED = "DECIDED"


class TermReview(FrozenModel):
    """A payer's word that no profile knows, and what was decided about it."""

    schema_version: Literal[1] = 1
    payer_id: str
    term: str
    """As `normalized` gives it."""
    version: int = 1
    status: TermStatus = TermStatus.OPEN
    means: str = ""
    """The code of a status category; empty while nobody has decided."""
    decided_by: str = ""
    """`user:<id>`."""
    decided_at: datetime | None = None
    why: str = ""

    def decided(self, *, means: str, by: str, at: datetime, why: str) -> "TermReview":
        """Return the word with a meaning.

        Raises ValueError when no category in use has that code.
        """
        if meaning_of(means) is None:
            raise ValueError("no status category in use has this code")
        return self.model_copy(
            update={
                "version": self.version + 1,
                "status": TermStatus.DECIDED,
                "means": means,
                "decided_by": by,
                "decided_at": at,
                "why": why,
            }
        )


def normalized(term: str) -> str:
    """Return a word as it is compared: upper case, single blanks."""
    return " ".join(term.split()).upper()


def normalized_terms(terms: Mapping[str, str]) -> Terms:
    """Return a profile's table as it is compared."""
    return {normalized(term): code for term, code in terms.items()}


def meaning_of(code: str) -> Category | None:
    """Return the category of a code that a word may mean: one that is in use."""
    category = CATEGORIES.get(code)
    return category if category is not None and category.stopped_on is None else None


def find_term(term: str, terms: Terms) -> Category | None:
    """Return what a word means, if anybody has said so."""
    return meaning_of(terms.get(normalized(term), ""))


def reported_meaning(term: str, terms: Terms) -> Category | None:
    """Return what a person reported, by the payer's words or as a status category's own code.

    The payer's words come first: one of them may look like such a code.
    """
    word = normalized(term)
    return meaning_of(terms.get(word, word))


def own_status_terms(event: ClaimEvent) -> tuple[str, ...]:
    """Return the words of an event that are no codes of the published list.

    As they are compared.
    """
    match event.fact:
        case TermReported() as fact:
            return (normalized(fact.term),)
        case FrontEndStatus() | StatusReported() as fact:
            codes = (code.category_code for status in fact.statuses for code in status.codes)
            return tuple(normalized(code) for code in codes if code and code not in CATEGORIES)
        case _:
            return ()


def unknown_status_terms(
    events: Iterable[ClaimEvent], terms_of: Callable[[str], Terms]
) -> dict[str, set[str]]:
    """By payer, the words that its profile does not know, and that are no status category."""
    unknown: dict[str, set[str]] = {}
    for event in events:
        if event.kind in _WITH_STATUS_TERMS:
            known = terms_of(event.payer_id)
            words = {word for word in own_status_terms(event) if not reported_meaning(word, known)}
            if words:
                unknown.setdefault(event.payer_id, set()).update(words)
    return unknown
