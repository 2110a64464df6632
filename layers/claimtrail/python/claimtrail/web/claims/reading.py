"""Reading claims for a list: all of a small view, or a page of a large one in the index's order.

A view of COUNTED claims at most is read whole, counted by facet and ordered as asked. A larger one
is read by the places of the index: payer and state choose what is read, the other facets are looked
at as it is read, and nothing is counted. What a page reads does not grow with the table. The kept
figures say which views are large, so that a page of one does not read COUNTED claims to find out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from claimtrail.access.subjects import EVERYWHERE
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.web.core.requests import PageRequest

COUNTED = 200
"""Claims of a view that is read whole."""
LOOKED_AT = 1_000
"""Claims that one page of a larger view looks at, where other facets leave most of them out."""
_BY_FAR = 2
"""Times COUNTED, beyond which figures say that a view is large."""
_BLOCK = 60
"""Claims of a larger view that are read at a time: more than a page has."""


def own_payers(request: PageRequest) -> tuple[str, ...]:
    """Return the payers under which the person may find claims."""
    payers = request.person.payers
    return tuple(one for one in request.stores.payer_ids if EVERYWHERE in payers or one in payers)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadClaims:
    """The claims of a view, as far as they were read."""

    claims: Iterator[Claim]
    """In the index's order."""
    is_whole: bool
    """True if these are all."""


def read_in_order(
    request: PageRequest, *, payers: Sequence[str], states: Sequence[State], after: str
) -> ReadClaims:
    """Return claims of payers and states after a place, merged; COUNTED of them are read at once.

    Without states, those of all.
    """
    is_large = bool(after) or _is_large(request, payers, states)
    claims = request.stores.claims.walk_claims(
        payer_ids=payers,
        states=states,
        after=after,
        at_once=_BLOCK if is_large else COUNTED + 1,
    )
    if is_large:
        return ReadClaims(claims=claims, is_whole=False)
    first = list(islice(claims, COUNTED + 1))
    return ReadClaims(claims=chain(first, claims), is_whole=len(first) <= COUNTED)


def _is_large(request: PageRequest, payers: Sequence[str], states: Sequence[State]) -> bool:
    """Return whether a view has far more claims than are read whole, by the kept figures.

    Figures are behind for moments, and leave out hidden claims: they decide where they say so by
    far, and what they do not know is read.
    """
    counted = request.stores.figures.claims_in_states()
    named = {state.value for state in states}
    claims = (
        number
        for (payer, state), number in counted.items()
        if payer in payers and (not named or state in named)
    )
    return sum(claims) > _BY_FAR * COUNTED
