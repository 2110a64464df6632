"""Every claim of a view, however many, for exports: payer by payer, state by state."""

import json
from collections.abc import Iterator

from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.views.listed import ListedClaim, listed_claim
from claimtrail.web.claims.facets import is_shown
from claimtrail.web.core.lists.listing import WantedView
from claimtrail.web.core.requests import PageRequest

_PAGE = 200


def stream_claims(
    request: PageRequest, wanted: WantedView, after: str
) -> Iterator[tuple[ListedClaim, str]]:
    """Yield the claims of the payers and states of a view; the place is known at a page's end."""
    payers = wanted.facets.get("payer") or request.stores.payer_ids
    states = wanted.facets.get("state") or ("",)
    parts = [(payer_id, state) for payer_id in payers for state in states]
    reached, token = _place(after)
    started = reached not in parts
    for part in parts:
        if started or part == reached:
            yield from _claims_of(request, wanted, part, token if part == reached else None)
            started = True


def _claims_of(
    request: PageRequest, wanted: WantedView, part: tuple[str, str], after: str | None
) -> Iterator[tuple[ListedClaim, str]]:
    payer_id, word = part
    state = State(word) if word else None
    while True:
        page, after = request.stores.claims.list_claims(
            payer_id=payer_id, state=state, limit=_PAGE, after=after
        )
        rows = [
            listed_claim(one, deadlines=request.stores.deadlines, today=request.today)
            for one in page
        ]
        shown = [row for row in rows if is_shown(row, wanted)]
        for number, row in enumerate(shown, start=1):
            is_last = number == len(shown)
            yield row, json.dumps([*part, after]) if is_last and after is not None else ""
        if after is None:
            return


def _place(after: str) -> tuple[tuple[str, str], str | None]:
    """Return payer, state and token of a place; of none before the first."""
    if not after:
        return ("", ""), None
    payer_id, state, token = json.loads(after)
    return (payer_id, state), token
