"""The order in which a payer's claims are listed, and its places as tokens of pages."""

import re

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State

PLACE = r"[A-Z_]{1,40}#[0-9]{4}-[0-9]{2}-[0-9]{2}#clm_[a-z2-7]{1,64}"
"""The form of a place."""
_TOKEN = re.compile(PLACE)


def listing_order(claim: Claim) -> str:
    """Return a claim's place: by the name of its state, then longest in it first, then its id.

    The same for claims of all payers, so that their lists can be merged.
    """
    return f"{claim.state.value}#{claim.state_since.isoformat()}#{claim.claim_id}"


def is_place(token: str) -> bool:
    """Return whether a text is the form of a place."""
    return _TOKEN.fullmatch(token) is not None


def place_within(state: State | None, token: str) -> tuple[bool, str | None]:
    """Return whether claims of a state come after a place, and the place within that state.

    None: from the first one. Without a state, claims of all states are one list.
    """
    if not token or state is None:
        return True, token or None
    own, place = f"{state.value}#", token.partition("#")[0] + "#"
    if own == place:
        return True, token
    return own > place, None
