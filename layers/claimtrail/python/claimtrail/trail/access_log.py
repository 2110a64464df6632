"""The record of who opened which claim, when, from where and why: rows of `access_log`.

45 CFR 164.312(b) asks for a record of activity in systems that hold PHI. Fields are named, never
their values; actors are named as they authenticate.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.ids import CLAIM_PREFIX, derived_id
from claimtrail.trail.datasets.rows import AccessRow

_UNPRINTABLE = re.compile(r"[^\x21-\x7e]+")


class Purpose(StrEnum):
    """Why somebody looks: HL7's PurposeOfUse in the words of 45 CFR 164.501 and 164.506."""

    TREATMENT = "treatment"
    PAYMENT = "payment"
    OPERATIONS = "operations"
    AUDIT = "audit"
    LEGAL = "legal"
    PATIENT_REQUEST = "patient_request"
    PUBLIC_HEALTH = "public_health"
    UNSTATED = "unstated"
    """Nobody was asked: a query that did not come by a command."""


STATED = tuple(purpose for purpose in Purpose if purpose is not Purpose.UNSTATED)
"""The purposes that people may name."""


class Action(StrEnum):
    """The action on what is there to be seen."""

    CLAIMS_LISTED = "claims.list"
    CLAIM_READ = "claim.read"
    FILE_READ = "file.read"
    FILES_LISTED = "files.list"
    FILE_RELEASED = "file.release"
    FILE_DROPPED_AGAIN = "file.drop_again"
    PROVENANCE_READ = "claim.provenance"
    BYTES_READ = "claim.bytes"
    EXPORTED = "claim.export"
    AUDIT_REPORTED = "audit.report"
    QUERIED = "query.run"
    ESCALATIONS_LISTED = "escalations.list"
    TICKETS_LISTED = "tickets.list"
    TICKETS_CHANGED = "tickets.change"
    ORIGINALS_READ = "tickets.original"
    TEXT_MASKED = "text.mask"
    ERROR_TEXT_READ = "error.text"
    ATTACHMENT_READ = "tickets.attachment"
    """The content of an attachment, by a link or by its bytes."""
    UNMATCHED_READ = "unmatched.read"
    MATCH_DECIDED = "unmatched.match"
    PAYMENTS_LISTED = "payments.list"
    EXCEPTIONS_LISTED = "exceptions.list"
    EVIDENCE_DECIDED = "exceptions.decide"
    TERMS_READ = "terms.read"
    STATUS_REPORTED = "claim.report"
    APPEALED = "claim.appeal"
    WRITTEN_OFF = "claim.write_off"
    CLOSED = "claim.close"
    REOPENED = "claim.reopen"
    NOTED = "claim.note"
    DECISION_REFUSED = "claim.decision_refused"
    """A person tried to decide what that person may not; the statement is the refusal's code."""
    INCIDENTS_READ = "incidents.read"
    HOLDS_LISTED = "hold.list"
    HOLD_SET = "hold.set"
    HOLD_RELEASED = "hold.release"
    GLASS_BROKEN = "claim.break_glass"
    """A person opened a restricted claim; the statement is the kind of reason."""
    GLASS_BREAKS_LISTED = "break_glass.list"
    GLASS_REVIEWED = "break_glass.review"
    RESTRICTIONS_READ = "restrictions.list"
    RESTRICTION_CHANGED = "restrictions.change"
    PEOPLE_LISTED = "people.list"
    ACCESS_REVIEWED = "people.review"
    DISCLOSURES_REPORTED = "disclosures.report"
    ACCESS_LOG_READ = "access_log.read"
    TRAIL_READ = "trail.read"
    TRAIL_VERIFIED = "trail.verify"
    FIGURES_READ = "figures.read"
    """Counts and dollars on the pages or by the API, without any claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One look at one or more subjects."""

    correlation_id: str
    """Of the command or request; the same one reported twice is the same access."""
    accessed_at: datetime
    actor: str
    """`user:<id>` or `system:<function>`."""
    purpose: Purpose
    action: Action
    fields: tuple[str, ...]
    """The names of what was shown."""
    origin: str
    """The machine and the command."""
    role: str | None = None
    statement: str | None = None
    """The question, where it was SQL: a saved query's name, or a digest."""


def access_rows(access: Access, subjects: Iterable[str]) -> list[AccessRow]:
    """Return one row per claim, file or other subject that was looked at; each once."""
    return [
        {
            "access_id": access_id_of(access.correlation_id, access.action, subject),
            "accessed_at": format_instant(access.accessed_at),
            "actor": _word(access.actor),
            "role": access.role,
            "purpose": access.purpose.value,
            "action": access.action.value,
            "subject_id": subject,
            "claim_id": subject if subject.startswith(CLAIM_PREFIX) else None,
            "fields": " ".join(access.fields) or None,
            "statement": access.statement,
            "origin": access.origin,
            "correlation_id": access.correlation_id,
        }
        for subject in dict.fromkeys(subjects)
    ]


def access_id_of(correlation_id: str, action: str, subject_id: str) -> str:
    """Return the id of the row of an access to one thing."""
    return derived_id("acc_", correlation_id, action, subject_id)


def _word(actor: str) -> str:
    """Return an actor's name in one word, whatever an operating system allows in it."""
    return _UNPRINTABLE.sub("_", actor)
