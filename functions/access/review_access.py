"""On a schedule: opens reviews of access, ends what is over, and escalates late reviews.

Each step is idempotent, and a step that fails keeps none of the others from being done: the run
fails at its end, and the next one does what is left.
"""

from typing import Any

from pydantic import PositiveInt

from claimtrail.access.break_glass.events import SYSTEM
from claimtrail.access.reviews.log_events import AccessReviewLogEvent
from claimtrail.aws.core.account import environment
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.access.people import access_uses, providers_of, review_service
from claimtrail.bootstrap.access.restrictions import glass_reviews
from claimtrail.kernel.all_steps import all_steps


class Environment(environment.Environment):
    """People and reviews, their accounts and uses, tickets, and the bus."""

    operations_table: environment.Name
    ticket_table: environment.Name
    event_bus: environment.Name
    user_pool: environment.Name
    sign_in: environment.Name
    """The settings of sign-in, or the word that says that the stage has no pages."""
    access_queries: environment.Name
    access_review_months: PositiveInt
    """Months from one round of reviews to the next."""
    access_review_days: PositiveInt
    """Days for a review."""


@observed()
def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Open, end and escalate; a run that fails is fixed by the next."""
    given = Environment.from_env()
    stores = given.model_dump(include={"operations_table", "ticket_table", "event_bus"})
    reviews = review_service(
        **stores,
        user_pool=given.user_pool,
        providers=providers_of(given.sign_in),
        months=given.access_review_months,
        due_days=given.access_review_days,
    )
    counts = all_steps(
        ended=lambda: len(reviews.people.end_due(by=SYSTEM)),
        opened=lambda: len(reviews.open_due()),
        counted=lambda: reviews.count_uses(access_uses(given.access_queries)),
        orphans=reviews.people.orphans,
        overdue_reviews=reviews.follow_up,
        overdue_openings=glass_reviews(**stores).follow_up,
    )
    late = counts["overdue_reviews"] + counts["overdue_openings"]
    note(AccessReviewLogEvent.REVIEWS_OVERDUE, late)
    note(AccessReviewLogEvent.ACCESS_REVIEWED, **counts)
    return counts
