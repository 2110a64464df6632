"""The ages of a claim beside the one since its submission, in words."""

from claimtrail.claims.views.aging import ClaimAging
from claimtrail.web.core.words import many


def aging_words(aging: ClaimAging) -> str:
    """Return how long a claim has not moved, and how it stands against its payer's usual time."""
    moved = f"moved {many(aging.since_movement, 'day')} ago"
    past = aging.past_usual
    if past is None:
        return moved
    usual = "past the payer's usual time" if past > 0 else "of the payer's usual time left"
    return f"{moved}; {many(abs(past), 'day')} {usual}"
