"""Having stored claims folded again by the code that is deployed now: after an upgrade, or a fix.

Which claims is read page by page from the index; the work itself is a message for each, as for
whatever was deferred, so that the queue's workers do it and a failure is one dead letter.
"""

from collections.abc import Iterable, Iterator

from claimtrail.claims.facts.submissions import SUPERSEDING
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.messages import ProjectionMessage
from claimtrail.claims.store.item_ports import BulkDeferral, Deferral
from claimtrail.claims.store.items import ItemKind, StoredItem
from claimtrail.claims.store.recorded import Span, stored_in

_STREAMED = frozenset(
    {
        ItemKind.EVENT,
        ItemKind.ROSTER,
        ItemKind.ACKNOWLEDGMENT,
        ItemKind.ENCOUNTER,
        ItemKind.PATIENT,
    }
)
"""The items of the stream that projection works off."""


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


def reproject_stored(
    pages: Iterable[list[StoredItem]], span: Span, *, again: BulkDeferral
) -> tuple[int, int]:
    """Have what was stored in a span worked off again: how many items were read, messages sent.

    A claim's events are one message, as far as one page has them. Doing it twice changes nothing.
    """
    read_in_all = sent = 0
    for read, found in stored_in(span, pages, _STREAMED):
        messages = list(dict.fromkeys(map(_message, found)))
        again.defer_all(messages)
        read_in_all, sent = read_in_all + read, sent + len(messages)
    return read_in_all, sent


def _message(item: StoredItem) -> str:
    if item.kind is ItemKind.EVENT:
        return ProjectionMessage(claim_id=item.subject_id, is_asked_for=True).text()
    return ProjectionMessage(pk=item.partition, sk=item.sort).text()
