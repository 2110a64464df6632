"""Restricted claims in lists: they are left out until the person has broken the glass for them."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from claimtrail.access.restrictions.model import SensitiveClaim, sensitive_claim
from claimtrail.claims.fold.model import Claim
from claimtrail.kernel.ids import CLAIM_PREFIX
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.restricted import learn_of

Row = TypeVar("Row")


def closed_among(
    request: PageRequest,
    rows: Sequence[Row],
    *,
    subject: Callable[[Row], str],
    claim: Callable[[Row], Claim] | None,
) -> frozenset[str]:
    """Return the claims among the rows of a page that are closed to the person.

    What the list has not learned before is read: at once, for all rows.
    """
    unknown = [row for row in rows if subject(row) not in request.restrictions]
    if claim is not None:
        learn_of(request, (sensitive_claim(claim(row)) for row in unknown))
    else:
        _learn_by_ids(request, [one for one in map(subject, unknown) if _is_claim(one)])
    return frozenset(one for one in map(subject, rows) if _is_closed(request, one))


def left_out_words(request: PageRequest) -> tuple[str, ...]:
    """Return the sentence about restricted claims that a list has met and left out; none for none.

    It may count claims that the view's filters would have left out as well.
    """
    count = sum(_is_closed(request, one) for one in request.restrictions)
    if not count:
        return ()
    noun = "claim is" if count == 1 else "claims are"
    return (f"{count} restricted {noun} left out; a claim's own number leads to it.",)


def _is_closed(request: PageRequest, subject: str) -> bool:
    is_open = request.session.has_broken_glass(subject, now=request.now)
    return bool(request.restrictions.get(subject)) and not is_open


def _learn_by_ids(request: PageRequest, claim_ids: Sequence[str]) -> None:
    """Learn the restrictions of claims of which rows have the ids alone."""
    known = request.stores.claims.recent_changes(claim_ids) if claim_ids else {}
    learn_of(
        request,
        (
            sensitive_claim(known[one].claim) if one in known else SensitiveClaim(claim_id=one)
            for one in claim_ids
        ),
    )


def _is_claim(subject: str) -> bool:
    return subject.startswith(CLAIM_PREFIX)
