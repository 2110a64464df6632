"""The list of claims: of the payers and states that are asked for, or of all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from types import MappingProxyType
from typing import Any

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Resource
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.store.listing_order import is_place, listing_order
from claimtrail.claims.views.listed import ORDERS, ListedClaim, listed_claim
from claimtrail.trail.access_log import Action
from claimtrail.web.claims.bulk import claims_frame
from claimtrail.web.claims.columns import COLUMNS
from claimtrail.web.claims.facets import FACETS, HIDDEN, is_shown
from claimtrail.web.claims.reading import COUNTED, LOOKED_AT, own_payers, read_in_order
from claimtrail.web.claims.stream import stream_claims
from claimtrail.web.claims.subject import address_of, target_of
from claimtrail.web.core.errors import bad_value
from claimtrail.web.core.lists.listing import Admission, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.restricted import learn_restrictions

_AT_A_TIME = 60
"""Claims whose restrictions are read at once: a page's worth, in one batch of reads."""


def read_claims(
    request: PageRequest, wanted: WantedView, groups_of: Admission[ListedClaim]
) -> Found[ListedClaim]:
    """Return a page of the claims of a view. Raises BadRequestError for a page that is none."""
    own = own_payers(request)
    chosen = wanted.facets.get("payer", ())
    place = wanted.after if is_place(wanted.after) else ""
    if wanted.after and not place and not wanted.after.isdecimal():
        raise bad_value("after", known="the tokens of next pages")
    read = read_in_order(
        request,
        payers=[one for one in own if not chosen or one in chosen],
        states=tuple(map(State, wanted.facets.get("state", ()))),
        after=place,
    )
    if read.is_whole:
        return _whole(request, list(read.claims), wanted, groups_of)
    return _page(request, read.claims, wanted, groups_of)


def _whole(
    request: PageRequest,
    claims: list[Claim],
    wanted: WantedView,
    groups_of: Admission[ListedClaim],
) -> Found[ListedClaim]:
    """Return a page of a view that was read whole, with the counts of its facets."""
    learn_restrictions(request, claims)
    rows = [_listed(request, one) for one in claims]
    shown = [row for row in rows if is_shown(row, wanted)]
    found = MemoryRows(facets=FACETS, orders=CLAIM_ORDERS).page(shown, wanted, groups_of)
    hidden = sum(row.claim.is_hidden and bool(groups_of(row)) for row in rows)
    return replace(found, counts={**found.counts, HIDDEN: {HIDDEN: hidden} if hidden else {}})


def _page(
    request: PageRequest,
    claims: Iterator[Claim],
    wanted: WantedView,
    groups_of: Admission[ListedClaim],
) -> Found[ListedClaim]:
    """Return a page of a larger view: in the index's order, without counts."""
    fits = MemoryRows(facets=FACETS, orders=CLAIM_ORDERS).fits
    rows: list[ListedClaim] = []
    last: Claim | None = None
    for number, claim in enumerate(_learned(request, claims)):
        if len(rows) == wanted.limit or number == LOOKED_AT:
            return Found(
                rows=rows, after=listing_order(last) if last else "", notes=(_notes(number),)
            )
        last = claim
        row = _listed(request, claim)
        if is_shown(row, wanted) and fits(row, wanted, groups_of):
            rows.append(row)
    return Found(rows=rows, notes=(_notes(0),))


def _learned(request: PageRequest, claims: Iterator[Claim]) -> Iterator[Claim]:
    """Yield claims once their restrictions are learned, some at a time."""
    while some := list(islice(claims, _AT_A_TIME)):
        learn_restrictions(request, some)
        yield from some


def _notes(looked_at: int) -> str:
    cut = f" This page looked at {LOOKED_AT:,} claims; go on with the next one."
    return (
        f"More than {COUNTED} claims are in this view: they come by state, the longest in it "
        "first, and are not counted. Choose a payer and a state to order and count them."
        f"{cut if looked_at == LOOKED_AT else ''}"
    )


def _listed(request: PageRequest, claim: Claim) -> ListedClaim:
    return listed_claim(claim, deadlines=request.stores.deadlines, today=request.today)


def selected_claims(request: PageRequest, claim_ids: Sequence[str]) -> list[ListedClaim]:
    """Return the claims of some ids that there are, whichever view they were selected in."""
    changes = request.stores.claims.recent_changes(claim_ids)
    return [_listed(request, changes[one].claim) for one in claim_ids if one in changes]


_ORDER_GROUPS: Mapping[str, FieldGroup] = MappingProxyType(
    {
        "amount": FieldGroup.MONEY,
        "age": FieldGroup.STATUS,
        "since": FieldGroup.STATUS,
        "deadline": FieldGroup.WORK,
    }
)

CLAIM_ORDERS: tuple[RowOrder[Any], ...] = tuple(
    RowOrder(name=name, words=order.words, key=order.key, group=_ORDER_GROUPS[name])
    for name, order in ((name, ORDERS[name]) for name in ("since", "deadline", "amount", "age"))
)

__all__ = ["CLAIMS", "CLAIM_ORDERS", "COLUMNS", "FACETS", "address_of", "target_of"]

CLAIMS: Listing[ListedClaim] = Listing(
    name="claims",
    title="Claims",
    resource=Resource.CLAIM,
    action=Action.CLAIMS_LISTED,
    columns=COLUMNS,
    orders=CLAIM_ORDERS,
    facets=FACETS,
    source=read_claims,
    stream=stream_claims,
    target=lambda row: target_of(row.claim),
    subject=lambda row: row.claim.claim_id,
    claim=lambda row: row.claim,
    selection=lambda row: row.claim.claim_id,
    selected=selected_claims,
    template="claims.html",
    frame=claims_frame,
    intro="Every claim by payer and state, with the day since which it stands there.",
)
