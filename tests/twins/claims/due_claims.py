"""The in-memory twin of `DueListing`: every claim is looked at, by payer and id."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.store.due_claims import DuePage


def page_of(claims: Iterable[Claim], *, limit: int, per_payer: int, after: str | None) -> DuePage:
    """Return a page of listed claims, of each payer its share at most."""
    listed = {f"{claim.payer_id}#{claim.claim_id}": claim for claim in claims}
    rest = [listed[order] for order in sorted(listed) if after is None or order > after]
    found = list(islice(_shares(rest, per_payer), limit))
    cut = {one for one, count in _by_payer(found).items() if count == per_payer}
    last = found[-1] if len(found) == limit else None
    skip = "~" if last and last.payer_id in cut else last.claim_id if last else ""
    return DuePage(
        claims=tuple(found),
        after=f"{last.payer_id}#{skip}" if last else None,
        is_cut=bool(cut),
    )


def _shares(claims: Iterable[Claim], per_payer: int) -> Iterator[Claim]:
    taken: Counter[str] = Counter()
    for claim in claims:
        taken[claim.payer_id] += 1
        if taken[claim.payer_id] <= per_payer:
            yield claim


def _by_payer(claims: Iterable[Claim]) -> Counter[str]:
    return Counter(claim.payer_id for claim in claims)
