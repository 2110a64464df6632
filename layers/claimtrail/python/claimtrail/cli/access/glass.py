"""`claimtrail break-glass`: openings of restricted claims, and their review."""

from claimtrail.access.break_glass.model import (
    BREAK_STATE_WORDS,
    REASONS,
    BreakState,
    GlassBreak,
)
from claimtrail.access.break_glass.reviews import GlassReviews
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import RESTRICTION_WORDS
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.access.restrictions import glass_reviews
from claimtrail.cli.access.acting import acting
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.stage import Stage
from claimtrail.tickets.outputs import TicketOutput


def reviews_of(stage: Stage) -> GlassReviews:
    """Return what reviews openings."""
    return glass_reviews(
        operations_table=stage.output(SharedOutput.OPERATIONS_TABLE),
        ticket_table=stage.output(TicketOutput.TICKET_TABLE),
        event_bus=stage.output(SharedOutput.EVENT_BUS),
    )


def list_openings(claim_access: ClaimAccess, *, with_reviewed: bool) -> None:
    """Show the openings that await review, and with `--all` those that were reviewed."""
    store = reviews_of(claim_access.stage).store
    states = tuple(BreakState) if with_reviewed else (BreakState.AWAITING_REVIEW,)
    found = [one for state in states for one in store.listed(state)]
    output = claim_access.at([one.subject_id for one in found], fields=GlassBreak.model_fields)
    output.data([one.model_dump(mode="json") for one in found])
    output.table(
        ("Opening", "Claim", "Who", "When", "Why closed", "Reason", "Words", "Until", "Review"),
        [
            (
                one.break_id,
                one.subject_id,
                one.person_id,
                one.broken_at,
                ", ".join(RESTRICTION_WORDS[each] for each in one.restrictions),
                REASONS[one.reason],
                one.words,
                one.review_by,
                "late" if one.overdue_at and not one.reviewed_at else BREAK_STATE_WORDS[one.state],
            )
            for one in found
        ],
        empty="No opening awaits review.",
    )


def review(
    claim_access: ClaimAccess, *, break_id: str, justified: bool, unjustified: bool, finding: str
) -> None:
    """Record what a reviewer finds about an opening."""
    del unjustified  # it is the other one, as the declaration checked
    stage = claim_access.stage
    output = claim_access.at([break_id])
    reviewed = reviews_of(stage).review(
        break_id, by=acting(stage, JobRole.MANAGER), is_justified=justified, finding=finding
    )
    output.data(reviewed.model_dump(mode="json"))
    output.say(f"{break_id}: {BREAK_STATE_WORDS[reviewed.state]}, by {reviewed.reviewed_by}.")
