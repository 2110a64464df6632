"""Rows of the trail's own datasets: what happened, and who saw what. Never PHI.

Rows hold ids, states, codes, whole cents, dates and byte ranges. Days are ISO 8601, instants
RFC 3339 in UTC, lists are joined with blanks, and what a source left empty is null.
"""

import json
from datetime import date
from typing import Annotated, TypedDict

from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.ids import CLAIM_PREFIX, FILE_PREFIX, TICKET_PREFIX
from claimtrail.trail.datasets.columns import SourceEnd, SourceSha256, SourceStart
from claimtrail.trail.datasets.dataset import Meaning, dataset


class AuditRow(TypedDict):
    """Row of `audit`."""

    audit_id: Annotated[str, Meaning("Id of the event; the same when it is reported twice.")]
    detail_type: Annotated[str, Meaning("What happened, as `claim.status_changed`.")]
    subject_id: Annotated[str, Meaning("The file, claim, ticket or escalation that it is about.")]
    claim_id: Annotated[str | None, Meaning("The claim that it concerns, if any.")]
    file_id: Annotated[str | None, Meaning("The file that it concerns, if any.")]
    ticket_id: Annotated[str | None, Meaning("The ticket that it concerns, if any.")]
    payer_id: Annotated[str | None, Meaning("The payer's profile id, if known.")]
    partner_id: Annotated[str | None, Meaning("The trading partner whose file it is, if any.")]
    occurred_at: Annotated[str, Meaning("When it happened (RFC 3339, UTC).")]
    actor: Annotated[str, Meaning("`system:<function>`, `payer:<partner>` or `user:<id>`.")]
    correlation_id: Annotated[str, Meaning("The file, schedule or command that began it.")]
    rule: Annotated[str | None, Meaning("The rule that decided, with its version.")]
    state_before: Annotated[str | None, Meaning("State before; null when there was none.")]
    state_after: Annotated[str | None, Meaning("State after.")]
    evidence_event_id: Annotated[
        str | None, Meaning("The fact that is the evidence; joins claim_events.")
    ]
    source_file_id: Annotated[str | None, Meaning("The file that holds the evidence.")]
    source_sha256: SourceSha256 | None
    source_start: SourceStart | None
    source_end: SourceEnd | None
    detail: Annotated[str, Meaning("What else is known, as JSON text: codes, counts, cents.")]


AUDIT = dataset(
    AuditRow,
    name="audit",
    description="Everything that ClaimTrail did or decided: who, what, when, by which rule, on "
    "which bytes of which file.",
    key=("audit_id",),
)


class AccessRow(TypedDict):
    """Row of `access_log`."""

    access_id: Annotated[str, Meaning("Id of the access; the same when it is reported twice.")]
    accessed_at: Annotated[str, Meaning("When (RFC 3339, UTC).")]
    actor: Annotated[str, Meaning("Who: `user:<id>` or `system:<function>`.")]
    role: Annotated[str | None, Meaning("In which role, as `biller`.")]
    purpose: Annotated[
        str, Meaning("Purpose of use, as `payment`, `audit`; `unstated` past the command line.")
    ]
    action: Annotated[str, Meaning("What was done, as `claim.read`, `query.run`.")]
    subject_id: Annotated[str, Meaning("The claim, file or incident; for SQL `table:<name>`.")]
    claim_id: Annotated[str | None, Meaning("The claim that it concerns, if any.")]
    fields: Annotated[str | None, Meaning("The fields that were shown, separated by blanks.")]
    statement: Annotated[
        str | None, Meaning("For SQL: `saved:<name>`, or `sha256:<hex>` of its text.")
    ]
    origin: Annotated[str, Meaning("From where: the address or the command.")]
    correlation_id: Annotated[str, Meaning("What ties the accesses of one request together.")]


ACCESS_LOG = dataset(
    AccessRow,
    name="access_log",
    description="Who looked at what, when, from where, for what purpose.",
    key=("access_id",),
)


def audit_row(event: BusEvent) -> AuditRow:
    """Return a bus event as a row of `audit`; `detail` becomes JSON text."""
    subject, detail = event.subject_id, event.detail
    is_claim = subject.startswith(CLAIM_PREFIX)
    is_file = subject.startswith(FILE_PREFIX)
    is_ticket = subject.startswith(TICKET_PREFIX)
    return {
        "audit_id": event.event_id,
        "detail_type": event.detail_type.value,
        "subject_id": subject,
        "claim_id": subject if is_claim else detail.get("claim_id"),
        "file_id": subject if is_file else detail.get("file_id", event.source_file_id),
        "ticket_id": subject if is_ticket else detail.get("ticket_id"),
        "payer_id": event.payer_id,
        "partner_id": event.partner_id,
        "occurred_at": format_instant(event.occurred_at),
        "actor": event.actor,
        "correlation_id": event.correlation_id,
        "rule": event.rule,
        "state_before": event.before,
        "state_after": event.after,
        "evidence_event_id": detail.get("evidence_event_id"),
        "source_file_id": event.source_file_id,
        "source_sha256": event.source_sha256,
        "source_start": event.source_start,
        "source_end": event.source_end,
        "detail": json.dumps(detail, sort_keys=True, separators=(",", ":")),
    }


def day_text(day: date | None) -> str | None:
    """Return a day as ISO 8601; null when there is none."""
    return day.isoformat() if day else None


def joined(values: tuple[str, ...]) -> str | None:
    """Several codes in one column, separated by blanks; null for none."""
    return " ".join(values) or None
