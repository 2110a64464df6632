"""From submission acknowledgments to the claims that they acknowledge.

A 999 or TA1 names a set, a group or an interchange; the roster of the set names the claims. Either
may come first: whichever is stored second finds the other, and the claims get their events.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from claimtrail.claims.facts.events import answer_about
from claimtrail.claims.facts.limits import ACKNOWLEDGMENTS
from claimtrail.claims.store.ports import EventLog, Rosters
from claimtrail.claims.store.rosters import Roster, SubmissionAcknowledgment
from claimtrail.kernel.errors import ClaimTrailError, Explanation


class AcknowledgedSets(Rosters, EventLog, Protocol):
    """Submitted sets with what acknowledges them, and the log of their claims' events."""


def fan_out(record: Roster | SubmissionAcknowledgment, *, store: AcknowledgedSets) -> int:
    """Append to each claim concerned its own event of an acknowledgment; how many were appended.

    Doing it twice adds nothing. Raises ClaimTrailError (TOO_MANY_ACKNOWLEDGMENTS).
    """
    return sum(fan_out_each(record, store=store))


def fan_out_each(
    record: Roster | SubmissionAcknowledgment, *, store: AcknowledgedSets, skip: int = 0
) -> Iterator[int]:
    """Append to each claim concerned its own event of an acknowledgment; how many, by roster.

    `skip` leaves out the first rosters. The event's id follows from the acknowledgment and the
    claim, so doing it twice adds nothing. Raises ClaimTrailError (TOO_MANY_ACKNOWLEDGMENTS).
    """
    rosters = (
        [record] if isinstance(record, Roster) else islice(store.rosters_for(record), skip, None)
    )
    for roster in rosters:
        found = store.acknowledgments_for(roster)
        if len(found) > ACKNOWLEDGMENTS:
            raise _too_many(roster)
        given = found if isinstance(record, Roster) else [record]
        events = [
            answer_about(acknowledgment.event, claim_id, roster.file_id)
            for acknowledgment in given
            if roster.is_answered_by(acknowledgment)
            for claim_id in roster.claim_ids
        ]
        store.append_events(events)
        yield len(events)


def _too_many(roster: Roster) -> ClaimTrailError:
    return ClaimTrailError(
        Explanation(
            code="TOO_MANY_ACKNOWLEDGMENTS",
            what=f"more than {ACKNOWLEDGMENTS} acknowledgments speak of one set",
            where=f"payer {roster.payer_id}, set of file {roster.file_id}",
            next_step="Ask the payer why it acknowledges the set again and again; those that came "
            "before count.",
        )
    )
