"""The ages of a claim: since submission, since it moved, and against the payer's own usual time."""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from claimtrail.claims.fold.model import Claim

AGE_BUCKETS = ((30, "0-30"), (60, "31-60"), (90, "61-90"), (120, "91-120"))
"""Up to this many days, this bucket: the aging of receivables, as the trade cuts it."""
OLDEST = "121+"
BUCKETS = (*(name for _, name in AGE_BUCKETS), OLDEST)
IN_TIME = "in time"
AMOUNT_BANDS = (
    (10_000, "below $100"),
    (100_000, "$100 to $999"),
    (1_000_000, "$1,000 to $9,999"),
)
"""Below this many cents, this band."""
LARGEST = "$10,000 and more"
BANDS = (*(name for _, name in AMOUNT_BANDS), LARGEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimAging:
    """The ages of one claim, in whole days as of one day."""

    since_submission: int
    """Of a claim without an 837 copy: since its first fact."""
    since_movement: int
    past_usual: int | None
    """Days past the day by which the payer usually says its next word, as its profile has it;
    negative: days left. None where no word of the payer's is awaited."""

    @property
    def usual_bucket(self) -> str:
        """Return the bucket of the payer's own time; empty where nothing of it is awaited."""
        return usual_bucket(self.past_usual)


def aging_of(claim: Claim, *, today: date) -> ClaimAging:
    """Return the ages of a claim."""
    first = claim.submitted_on or (claim.steps[0].effective_on if claim.steps else None)
    awaited = claim.expectation
    is_payers = awaited is not None and awaited.party == "payer"
    return ClaimAging(
        since_submission=(today - (first or claim.state_since)).days,
        since_movement=(today - claim.state_since).days,
        past_usual=(today - awaited.due_on).days if awaited and is_payers else None,
    )


def age_bucket(days: int | None) -> str:
    """Return the bucket of an age; empty where none is known."""
    if days is None:
        return ""
    return next((name for most, name in AGE_BUCKETS if days <= most), OLDEST)


def usual_bucket(past: int | None) -> str:
    """Return `in time`, or the bucket of the days past the payer's usual time."""
    return IN_TIME if past is not None and past <= 0 else age_bucket(past)


def amount_band(cents: int) -> str:
    """Return the band of an amount."""
    return next((name for below, name in AMOUNT_BANDS if cents < below), LARGEST)


BUCKET_WORDS = MappingProxyType({name: f"{name} days" for name in BUCKETS})
"""A bucket as people read it."""
