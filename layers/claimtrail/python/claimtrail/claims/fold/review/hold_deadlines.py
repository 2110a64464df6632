"""Evidence that is held too long: by which day it should have healed, and what to do when not.

A claim is the fold of its facts; whether something held is overdue is a function of those facts
and of the day. So it comes out the same whoever looks first, a new event or the daily schedule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.claim_parts import Held
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle import doubt, reasons
from claimtrail.claims.lifecycle.action_rules import ASK_FIRST
from claimtrail.kernel.calendar import business_days_after
from claimtrail.kernel.command_texts import with_ids


class HoldReason(StrEnum):
    """Why evidence cannot be applied yet."""

    NO_SUBMISSION = reasons.NO_SUBMISSION
    MISSING_STEPS = "missing_steps"
    CONTRADICTION = doubt.CONTRADICTION
    IMPOSSIBLE = doubt.IMPOSSIBLE
    NOTHING_TO_REVERSE = "nothing_to_reverse"
    BEFORE_RESUBMISSION = "before_resubmission"
    OTHER_PAYER = "other_payer"
    OTHER_BILLER = "other_biller"
    TOO_MANY_EVENTS = "too_many_events"
    TOO_MANY_LINKS = "too_many_links"
    TOO_MANY_OF_SOURCE = "too_many_of_source"
    OUT_OF_TIME = "out_of_time"


WITHOUT_AUTHORITY = frozenset({HoldReason.OTHER_PAYER, HoldReason.OTHER_BILLER})
"""Reasons for which a person may accept or reject evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """The time that one reason may last, and what to do then."""

    business_days: int
    """After the day on which the evidence was recorded here; a payer's profile may override."""
    why: str
    """The source of the number."""
    next_step: str


PATIENCE: MappingProxyType[HoldReason, Patience] = MappingProxyType(
    {
        HoldReason.NO_SUBMISSION: Patience(
            business_days=3,
            why="copies of our 837s come with the next nightly run; two more for a weekend's rerun",
            next_step="Find the 837 whose copy was not dropped, and drop it; if it is not ours, "
            "tell the payer.",
        ),
        HoldReason.MISSING_STEPS: Patience(
            business_days=2,
            why="a batch's 999 and 277CA are due by the next business day (CAQH CORE 155, 150)",
            next_step="Ask the payer for the missing 999 or 277CA, and drop it.",
        ),
        HoldReason.CONTRADICTION: Patience(
            business_days=0,
            why="nobody knows whether the payer has the claim, and timely filing runs",
            next_step=f"{ASK_FIRST} Record its answer, A2 if it has the claim, A3 if it does not: "
            "`claimtrail record-status CLAIM --term A2 --seen-on DAY --seen-in phone "
            "--said TEXT`.",
        ),
        HoldReason.IMPOSSIBLE: Patience(
            business_days=1,
            why="nothing that is under way makes it possible, but files of one night may be late",
            next_step="Compare both sides with the payer: either its record or ours is of another "
            "claim, or a file between them is missing.",
        ),
        HoldReason.NOTHING_TO_REVERSE: Patience(
            business_days=5,
            why="the 835 that is taken back may come by another pipeline, or is in an older period",
            next_step="Find the 835 that the payer takes back (by its trace number), and drop it.",
        ),
        HoldReason.BEFORE_RESUBMISSION: Patience(
            business_days=3,
            why="an answer to the submission before is followed by one to the new one",
            next_step="Ask the payer which submission it answered; the new one may be unseen.",
        ),
        HoldReason.OTHER_PAYER: Patience(
            business_days=0,
            why="nothing that is under way gives a source authority, and money may be at stake",
            next_step="Ask the partner that delivered it. Drop the 837 that names the payer, or "
            "decide: `claimtrail exceptions accept CLAIM EXCEPTION --why TEXT` (or `reject`).",
        ),
        HoldReason.OTHER_BILLER: Patience(
            business_days=0,
            why="two billing partners use one number, or one of them sends the other's claims",
            next_step="Ask both billing partners whose claim it is, and decide: "
            "`claimtrail exceptions accept CLAIM EXCEPTION --why TEXT` (or `reject`).",
        ),
        HoldReason.TOO_MANY_EVENTS: Patience(
            business_days=0,
            why="the claim is preserved: no real claim has so many records",
            next_step="Find out with the partner why its files repeat the claim; then bring it up "
            "to date: `claimtrail reproject CLAIM --whole`.",
        ),
        HoldReason.TOO_MANY_LINKS: Patience(
            business_days=0,
            why="the claim is preserved: no real claim is named by so many other numbers",
            next_step="Ask the payer why it names the claim by so many numbers; then bring it up "
            "to date: `claimtrail reproject CLAIM --whole`.",
        ),
        HoldReason.TOO_MANY_OF_SOURCE: Patience(
            business_days=0,
            why="a partner without authority over the claim sends record after record about it",
            next_step="Ask the partner why its files name the claim; what it sends further is "
            "stored and not looked at.",
        ),
        HoldReason.OUT_OF_TIME: Patience(
            business_days=0,
            why="the claim is preserved: its projection failed or ended its worker several times",
            next_step="Find the cause in the log of project_claims, fix it, then have the claim "
            "projected again: `claimtrail reproject CLAIM`.",
        ),
    }
)
"""Every reason has its row; `docs/lifecycle.md` is rendered from here."""

_NOT_REJECTED = (
    f"{ASK_FIRST} If it was sent again, find the 837 whose copy was not dropped, and drop it. If "
    "the payer has the claim that it rejected, record the status: `claimtrail record-status CLAIM "
    "--term WORD --seen-on DAY --seen-in phone --said TEXT`."
)
"""The next step for a payer's word about a claim that stands rejected."""
_TAKE_BACK = (
    "A colleague's decision does not fit where the claim stands: take it back by "
    "`claimtrail reopen CLAIM --why TEXT`, or have the file dropped that it followed."
)

Days = Mapping[str, int]
"""Business days by reason."""

DEFAULT_DAYS: Days = MappingProxyType(
    {reason.value: patience.business_days for reason, patience in PATIENCE.items()}
)


def due_on(*, recorded_on: date, reason: str, days: Days) -> date:
    """Return the day on which evidence that is still held becomes an exception."""
    return business_days_after(recorded_on, days[reason])


def as_of(claim: Claim, today: date) -> Claim:
    """Return the claim with what is overdue on that day marked as such."""
    return claim.model_copy(update={"held": tuple(_as_of(held, today) for held in claim.held)})


def _as_of(held: Held, today: date) -> Held:
    is_overdue = held.due_on is not None and held.due_on <= today
    return held.model_copy(update={"overdue": is_overdue})


def overdue(claim: Claim | None) -> frozenset[str]:
    """Return the events that are exceptions of a claim; none of a claim that is not stored yet."""
    return frozenset(held.event_id for held in claim.held if held.overdue) if claim else frozenset()


def next_step(held: Held, *, claim_id: str, exception_id: str) -> str:
    """Return what a person does about it; its commands name this very claim and exception."""
    text = PATIENCE[HoldReason(held.reason)].next_step
    if held.evidence is EventKind.OUTCOME_DECIDED:
        text = _TAKE_BACK
    elif doubt.denies_rejection(held, held.current):
        text = _NOT_REJECTED
    return with_ids(text, CLAIM=claim_id, EXCEPTION=exception_id)
