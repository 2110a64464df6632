"""Learning which things of a page are restricted beyond roles, before anything is decided."""

from collections.abc import Iterable

from claimtrail.access.restrictions.model import (
    RestrictionsRead,
    SensitiveClaim,
    sensitive_claim,
)
from claimtrail.claims.fold.model import Claim
from claimtrail.web.core.requests import PageRequest

_MEMO = "restrictions"


def learn_restrictions(request: PageRequest, claims: Iterable[Claim]) -> None:
    """Learn the restrictions of claims to the person: one read a page."""
    learn_of(request, map(sensitive_claim, claims))


def learn_of(request: PageRequest, claims: Iterable[SensitiveClaim]) -> None:
    """Learn the restrictions of claims as far as they are known: one read a claim and request.

    A claim that is met again, with more known of it, is decided about again and read no more.
    """
    wanted = {one.claim_id: one for one in claims if one.claim_id}
    if wanted:
        read: RestrictionsRead = request.memo.setdefault(_MEMO, RestrictionsRead())
        found = request.stores.restrictions.of_page(request.person, wanted.values(), read=read)
        request.restrictions.update(found)
