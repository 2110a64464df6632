"""A broken glass: who opened which restricted claim, why, and what another person found."""

from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import AccessRestriction
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.ids import derived_id
from claimtrail.trail.access_log import Action, Purpose

BREAK_PREFIX = "brk_"


class GlassReason(StrEnum):
    """The kind of reason, which the trail has; the person's own words stay for the reviewer."""

    PAYER_ASKS = "payer_asks"
    PATIENT_ASKS = "patient_asks"
    DEADLINE = "deadline"
    ASSIGNED_WORK = "assigned_work"
    AUDIT = "audit"
    LEGAL = "legal"
    OTHER = "other"


REASONS: MappingProxyType[GlassReason, str] = MappingProxyType(
    {
        GlassReason.PAYER_ASKS: "the payer asks about the claim",
        GlassReason.PATIENT_ASKS: "the patient or a representative asks about the claim",
        GlassReason.DEADLINE: "a deadline passes while nobody else can act",
        GlassReason.ASSIGNED_WORK: "the claim is assigned to the person",
        GlassReason.AUDIT: "an audit or a compliance review",
        GlassReason.LEGAL: "a subpoena, a court order or a legal hold",
        GlassReason.OTHER: "another reason, as the words say",
    }
)
"""The reasons as forms show them."""


class BreakState(StrEnum):
    """The review of a broken glass."""

    AWAITING_REVIEW = "AWAITING_REVIEW"
    JUSTIFIED = "JUSTIFIED"
    UNJUSTIFIED = "UNJUSTIFIED"


BREAK_STATE_WORDS: MappingProxyType[BreakState, str] = MappingProxyType(
    {
        BreakState.AWAITING_REVIEW: "awaits review",
        BreakState.JUSTIFIED: "justified",
        BreakState.UNJUSTIFIED: "not justified",
    }
)
"""By state of the review: the words that pages and commands show."""


class GlassBreak(FrozenModel):
    """One time that a person opened a restricted claim or ticket."""

    schema_version: Literal[1] = 1
    version: int = 1
    """Grows by one with each change."""
    break_id: str
    subject_id: str
    """The claim or the ticket."""
    facility: str = ""
    """NPI of the claim's facility; empty: it belongs to none."""
    payer: str = ""
    person_id: str
    roles: tuple[JobRole, ...]
    restrictions: tuple[AccessRestriction, ...]
    """The reasons for which it was closed."""
    reason: GlassReason
    words: str
    """The person's own words, without PHI."""
    purpose: Purpose
    origin: str
    """The address and the page."""
    broken_at: datetime
    open_until: datetime
    review_by: date
    """The last day for the review."""
    state: BreakState = BreakState.AWAITING_REVIEW
    reviewed_by: str = ""
    """`user:<id>`; empty until then."""
    reviewed_at: datetime | None = None
    finding: str = ""
    """The reviewer's words."""
    overdue_at: datetime | None = None
    """When the late review was escalated; None while it is in time."""


class GlassView(FrozenModel):
    """One time that a person was shown a restricted thing while the glass was broken."""

    schema_version: Literal[1] = 1
    request_id: str
    viewed_at: datetime
    action: Action
    fields: tuple[str, ...] = ()
    """The names of what was shown."""
    origin: str
    """The address and the page."""


def break_id(session_id: str, subject_id: str, at: datetime) -> str:
    """Return the id of one opening of a thing in a session."""
    return derived_id(BREAK_PREFIX, session_id, subject_id, at.isoformat())
