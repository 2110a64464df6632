"""A partition of the claim table as it is read from its items."""

from collections.abc import Iterable

from claimtrail.aws.claims import keys
from claimtrail.claims.matching.model import Match
from claimtrail.claims.store import documents
from claimtrail.claims.store.partitions import BoundedEvents, Partition


def read_partition(stored: Iterable[tuple[str, str]], *, most: int, in_all: int) -> Partition:
    """Return a claim's partition from its items in order: sort keys with documents.

    Of each partner no more is kept than `most` events and the bytes that these may have.
    """
    change, match = None, None
    links: list[Match] = []
    events = BoundedEvents(most=most, in_all=in_all)
    for sort, text in stored:
        if sort.startswith(keys.EVENT_PREFIX):
            if not events.take(documents.load_event(text), len(text)):
                break
        elif sort.startswith(keys.LINK_PREFIX):
            links.append(documents.load_match(text))
        elif sort == keys.CLAIM:
            change = documents.load_change(text)
        elif sort == keys.MATCH:
            match = documents.load_match(text)
    return Partition(
        change=change,
        match=match,
        links=tuple(links),
        events=tuple(events.kept),
        is_cut=events.is_cut,
        cut_sources=tuple(sorted(events.cut_sources)),
    )
