"""Having stored claims folded again by the code that is deployed now: after an upgrade, or a fix.

Which claims is read page by page from the index; the work itself is a message for each, as for
whatever was deferred, so that the queue's workers do it and a failure is one dead letter.
"""

from collections.abc import Iterable, Iterator

from claimtrail.claims.facts.submissions import SUPERSEDING
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.messages import ProjectionMessage
from claimtrail.claims.store.item_ports import Deferral


def awaiting_match(claims: Iterable[Claim]) -> Iterator[str]:
    """Of stored claims, the partitions that seek another, or awaited one.

    What waits for its 837, what was found to mean one of these, and what first came as a
    replacement or void. Tables from before they were found by `awaiting#` items lack these items
    until such a partition is folded again.
    """
    for claim in claims:
        came_as = claim.submissions[0].frequency_code if claim.submissions else ""
        if claim.state is State.DRAFT or came_as in SUPERSEDING:
            yield claim.claim_id
        yield from (match.claim_id for match in claim.matches)


def reproject(claim_ids: Iterable[str], *, again: Deferral) -> int:
    """Send each claim once to be folded again; how many. Doing it twice changes nothing.

    Raises what the queue raises; those before it are sent.
    """
    sent: set[str] = set()
    for claim_id in claim_ids:
        if claim_id not in sent:
            again.defer(ProjectionMessage(claim_id=claim_id, is_asked_for=True).text())
            sent.add(claim_id)
    return len(sent)
