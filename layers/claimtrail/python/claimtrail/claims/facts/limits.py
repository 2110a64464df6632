"""The limits of one claim, key or lineage: one table, each number with its reason.

Nobody's real claim comes near these. Beyond one of them the work is not done in part: a claim is
preserved with an exception, a key names nobody, a lineage goes to a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class ClaimLimit(StrEnum):
    """The thing that a limit bounds."""

    EVENTS = "events"
    EVENT_BYTES = "event_bytes"
    EVENTS_IN_ALL = "events_in_all"
    EVENTS_ON_STREAM = "events_on_stream"
    LINKS = "links"
    BEARERS = "bearers"
    AWAITING_CLAIMS = "awaiting_claims"
    MATCH_KEYS = "match_keys"
    LINEAGE = "lineage"
    ACKNOWLEDGMENTS = "acknowledgments"
    RECEIVES = "receives"
    WHOLE_EVENTS = "whole_events"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One limit."""

    most: int
    of: str
    why: str
    beyond: str


_PRESERVED = "The claim is preserved: `claimtrail exceptions` says so, and what to do."

LIMITS: Mapping[ClaimLimit, Bound] = MappingProxyType(
    {
        ClaimLimit.EVENTS: Bound(
            most=2_000,
            of="events of a claim that have authority; events of it out of one partner's files",
            why="a claim that is asked about daily for two years has 800; 2,000 take a worker "
            "0.6 s to fold and a third of an item (400 KB) to store",
            beyond=_PRESERVED + " A partner without authority is not listened to any more about "
            "this claim, which goes on: an exception of its own.",
        ),
        ClaimLimit.EVENTS_IN_ALL: Bound(
            most=20_000,
            of="events of a claim, whoever sent them",
            why="ten partners at their limit; a worker reads them in four seconds",
            beyond=_PRESERVED,
        ),
        ClaimLimit.EVENT_BYTES: Bound(
            most=16_000_000,
            of="bytes of the events out of one partner's files, as JSON",
            why="40 remittances of 999 lines each; a worker of 512 MB holds them ten times over",
            beyond=_PRESERVED,
        ),
        ClaimLimit.EVENTS_ON_STREAM: Bound(
            most=200,
            of="events of a claim that is projected from the stream",
            why="such a claim takes 0.1 s, so that a batch of 100 ends long before the time-out",
            beyond="It is projected from the Projection queue, behind nobody's stream record.",
        ),
        ClaimLimit.LINKS: Bound(
            most=100,
            of="other numbers whose evidence one claim has",
            why="payers mistype a number now and then; each link is a read",
            beyond=_PRESERVED,
        ),
        ClaimLimit.BEARERS: Bound(
            most=100,
            of="claims that bear one match key",
            why="no person could choose among more, and each is a read",
            beyond="The key names nobody: what awaits by it alone stays unmatched, an exception.",
        ),
        ClaimLimit.AWAITING_CLAIMS: Bound(
            most=25,
            of="records that seek a claim by one match key",
            why="each is decided about again when a claim with the key comes: 25 times 100 reads",
            beyond="The key names nobody, as above.",
        ),
        ClaimLimit.MATCH_KEYS: Bound(
            most=100,
            of="keys by which one record awaits its claim, the first in order",
            why="a record has three; a partition of several records a few more",
            beyond="The others are not followed.",
        ),
        ClaimLimit.LINEAGE: Bound(
            most=10,
            of="claims of one lineage: an original, and what replaces or voids it",
            why="payers rarely take a third replacement; each claim is read for each other one",
            beyond="The next replacement stands in the list of unmatched records, for a person to "
            "decide.",
        ),
        ClaimLimit.ACKNOWLEDGMENTS: Bound(
            most=50,
            of="acknowledgments of one set",
            why="a set has one TA1 and one 999, and a few repeats; each is an event of each claim",
            beyond="It is handed to no claim: a dead letter of the Projection queue.",
        ),
        ClaimLimit.RECEIVES: Bound(
            most=4,
            of="attempts to project one claim from the queue",
            why="what fails or kills its worker four times will do so again",
            beyond=_PRESERVED,
        ),
        ClaimLimit.WHOLE_EVENTS: Bound(
            most=100_000,
            of="events that `claimtrail reproject CLAIM --whole` folds",
            why="a person waits for it, with the memory of a computer",
            beyond="The command says so and stores nothing.",
        ),
    }
)
"""Every limit has its row; `docs/projection-limits.md` is rendered from here."""


def most(limit: ClaimLimit) -> int:
    """Return the number of a limit."""
    return LIMITS[limit].most


EVENTS = most(ClaimLimit.EVENTS)
EVENTS_IN_ALL = most(ClaimLimit.EVENTS_IN_ALL)
EVENT_BYTES = most(ClaimLimit.EVENT_BYTES)
EVENTS_ON_STREAM = most(ClaimLimit.EVENTS_ON_STREAM)
LINKS = most(ClaimLimit.LINKS)
BEARERS = most(ClaimLimit.BEARERS)
AWAITING_CLAIMS = most(ClaimLimit.AWAITING_CLAIMS)
MATCH_KEYS = most(ClaimLimit.MATCH_KEYS)
LINEAGE = most(ClaimLimit.LINEAGE)
ACKNOWLEDGMENTS = most(ClaimLimit.ACKNOWLEDGMENTS)
RECEIVES = most(ClaimLimit.RECEIVES)
WHOLE_EVENTS = most(ClaimLimit.WHOLE_EVENTS)


def bytes_of(events: int) -> int:
    """Return how many bytes so many events may have."""
    return EVENT_BYTES * events // EVENTS
