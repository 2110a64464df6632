"""Claims of a payer in pages, over all states: one after the other, each by its own index query."""

from claimtrail.claims.model import Claim
from claimtrail.claims.ports import ClaimStore
from claimtrail.claims.states import State

_STATES = tuple(State)
_SEPARATOR = "|"


def list_claims(
    store: ClaimStore,
    *,
    payer_id: str,
    state: State | None,
    limit: int,
    after: str | None = None,
) -> tuple[list[Claim], str | None]:
    """A page of at most `limit` claims and the next page's token, longest in their state first.

    Without a state, states follow each other as `State` lists them, and a page may hold several.
    """
    if state is not None:
        return store.list_by_state(payer_id=payer_id, state=state, limit=limit, after=after)
    name, _, token = (after or "").partition(_SEPARATOR)
    first = _STATES.index(State(name)) if name else 0
    page: list[Claim] = []
    for at in _STATES[first:]:
        if len(page) >= limit:
            return page, f"{at.value}{_SEPARATOR}"
        found, token_here = store.list_by_state(
            payer_id=payer_id,
            state=at,
            limit=limit - len(page),
            after=(token or None) if at is _STATES[first] else None,
        )
        page += found
        if token_here is not None:
            return page, f"{at.value}{_SEPARATOR}{token_here}"
    return page, None
