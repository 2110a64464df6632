"""The bytes that stand for a person's fact, which has no file: one line of JSON, hashed."""

from claimtrail.claims.facts.decisions import TermReported
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.decisions import evidence_decisions, recorded_statuses


def statement_of(event: ClaimEvent) -> bytes:
    """Return what a person stated, in the bytes that were hashed.

    Raises TypeError for a fact of a file.
    """
    if isinstance(event.fact, TermReported):
        return recorded_statuses.statement(event)
    return evidence_decisions.statement(event)
