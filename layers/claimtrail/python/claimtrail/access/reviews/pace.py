"""The pace of reviews, as a stage's settings say."""

from typing import Literal

from pydantic import Field

from claimtrail.access.break_glass.service import REVIEW_DAYS
from claimtrail.access.reviews.model import DUE_DAYS
from claimtrail.access.sessions import GLASS_MINUTES
from claimtrail.kernel.frozen_model import FrozenModel


class ReviewPace(FrozenModel):
    """Times of reviews. PCI DSS 7.2.4 asks for two rounds a year at least; four are usual."""

    months: Literal[1, 2, 3, 4, 6, 12] = 3
    """Months from one round of reviews to the next: they divide the year."""
    days: int = Field(default=DUE_DAYS, ge=1, le=90)
    """Days for a review, from its opening."""
    glass_days: int = Field(default=REVIEW_DAYS, ge=1, le=30)
    """Days for the review of an opening of a restricted claim."""
    glass_minutes: int = Field(default=GLASS_MINUTES, ge=5, le=12 * 60)
    """Minutes for which an opening lasts. It ends with the session at the latest, so that more
    than the hours of a session would say nothing."""
    run_minutes: int = Field(default=12 * 60, ge=1)
    """Minutes between two runs of the schedule, which opens, ends and escalates."""
