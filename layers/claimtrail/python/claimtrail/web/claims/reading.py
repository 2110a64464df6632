"""Reading claims for a list: all of a small view, or a page of a large one in the index's order.

A view of COUNTED claims at most is read whole, counted by facet and ordered as asked. A larger one
is read by the places of the index: payer and state choose what is read, the other facets are looked
at as it is read, and nothing is counted. What a page reads does not grow with the table. The kept
figures say which views are large, so that a page of one does not read COUNTED claims to find out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import chain, islice
from math import ceil

from claimtrail.access.subjects import EVERYWHERE
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.store.listing_order import listing_order, place_within
from claimtrail.web.core.at_once import read_each
from claimtrail.web.core.requests import PageRequest

COUNTED = 200
"""Claims of a view that is read whole."""
LOOKED_AT = 1_000
"""Claims that one page of a larger view looks at, where other facets leave most of them out."""
_BY_FAR = 2
"""Times COUNTED, beyond which figures say that a view is large."""
_BLOCK, _LEAST = 60, 12
"""Claims read at a time, of all streams together, and of each at least. A page of a stream takes
nine requests, whatever its size: the first ones of a view are as large as what is read at once, and
further ones of a stream grow to two blocks."""


def own_payers(request: PageRequest) -> tuple[str, ...]:
    """Return the payers under which the person may find claims."""
    payers = request.person.payers
    return tuple(one for one in request.stores.payer_ids if EVERYWHERE in payers or one in payers)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stream:
    """Claims of one payer and state, from a place on."""

    payer_id: str
    state: State | None
    after: str | None


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
    streams = [
        _Stream(payer_id=payer, state=state, after=place)
        for payer in payers
        for state in states or (None,)
        for comes, place in (place_within(state, after),)
        if comes
    ]
    at_once = _BLOCK if is_large else COUNTED + 1
    merged = merge(*_pages_of_each(request, streams, at_once=at_once), key=listing_order)
    if is_large:
        return ReadClaims(claims=merged, is_whole=False)
    first = list(islice(merged, COUNTED + 1))
    return ReadClaims(claims=chain(first, merged), is_whole=len(first) <= COUNTED)


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


def _pages_of_each(
    request: PageRequest, streams: Sequence[_Stream], *, at_once: int
) -> Iterable[Iterator[Claim]]:
    """Return the claims of each stream; the first pages are read at once, the others as needed."""
    first_size = max(ceil(at_once / max(len(streams), 1)), _LEAST)

    def page(stream: _Stream, after: str | None, size: int) -> tuple[list[Claim], str | None]:
        return request.stores.claims.list_claims(
            payer_id=stream.payer_id, state=stream.state, limit=size, after=after
        )

    def claims(stream: _Stream, first: tuple[list[Claim], str | None]) -> Iterator[Claim]:
        found, token = first
        yield from found
        size = first_size
        while token is not None:
            size = max(size, min(2 * size, 2 * _BLOCK))
            found, token = page(stream, token, size)
            yield from found

    firsts = read_each(streams, lambda stream: page(stream, stream.after, first_size))
    return [claims(stream, first) for stream, first in zip(streams, firsts, strict=True)]
