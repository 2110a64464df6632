"""Errors of the stored claims, the same words in the adapter and in its twin."""

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.lifecycle.status_terms import TermReview
from claimtrail.claims.matching.model import Match
from claimtrail.claims.store.changes import Change
from claimtrail.kernel.errors import ConflictError, Explanation, NotFoundError


def claim_version_conflict(change: Change) -> ConflictError:
    """Return the error for a writer with an outdated version."""
    return ConflictError(
        Explanation(
            code="CLAIM_VERSION_CONFLICT",
            what=f"version {change.version} does not follow the stored one, or what it refers to "
            "changed meanwhile",
            where=f"claim {change.claim_id}",
            next_step="Read the claim's events again and project once more.",
        )
    )


def match_conflict(match: Match) -> ConflictError:
    """Return the error for a worker that decided on an outdated decision."""
    return ConflictError(
        Explanation(
            code="MATCH_CONFLICT",
            what="another worker decided meanwhile",
            where=f"claim {match.claim_id}",
            next_step="Read the candidates again and decide once more.",
        )
    )


def decision_conflict(event: ClaimEvent) -> ConflictError:
    """Return the error for the second of two people who decide at once."""
    return ConflictError(
        Explanation(
            code="DECISION_CONFLICT",
            what="somebody else decided at the same moment, and was first",
            where=f"claim {event.claim_id}",
            next_step=f"`claimtrail claim {event.claim_id}` shows who decided what; look at it "
            "before you decide.",
        )
    )


def term_conflict(review: TermReview) -> ConflictError:
    """Return the error for a decision about a term that changed."""
    return ConflictError(
        Explanation(
            code="TERM_CONFLICT",
            what="somebody else decided meanwhile",
            where=f"a term of payer {review.payer_id}",
            next_step="Look at `claimtrail terms review --all`, and decide once more.",
        )
    )


def item_missing(partition: str, sort: str) -> NotFoundError:
    """Return the error for an address under which nothing is stored."""
    return NotFoundError(
        Explanation(
            code="ITEM_NOT_FOUND",
            what="the claim table has no such item",
            where=f"{partition} {sort}",
            next_step="Check the message against the table of this stage.",
        )
    )
