"""The columns of the list of work."""

from dataclasses import replace

from claimtrail.access.fields import FieldGroup
from claimtrail.claims.views.last_word import last_word
from claimtrail.web.claims.subject import address_of
from claimtrail.web.core.lists.aging_words import aging_words
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.words import day, many, owner
from claimtrail.web.work.items import WorkItem
from claimtrail.web.work.ticket_columns import (
    CATEGORY,
    CLOCK,
    STATUS,
    TICKET_ID,
    TIER,
    link_to_ticket,
)


def _deadline_note(row: WorkItem) -> str:
    return f"{row.due_kind}, {day(row.due_on)}"


def _claim_note(row: WorkItem) -> str:
    return f"and {many(row.claims - 1, 'claim')} of the same file" if row.claims > 1 else ""


def _state(row: WorkItem) -> str:
    return row.claim.state.value if row.claim else row.state


def _since(row: WorkItem) -> str:
    return f"since {day(row.claim.state_since)}" if row.claim else ""


def _last_words(row: WorkItem) -> str:
    word = last_word(row.claim) if row.claim else None
    return word.words if word else ""


def _speaker(row: WorkItem) -> str:
    word = last_word(row.claim) if row.claim else None
    return f"{word.speaker}, {day(word.on)}" if word else ""


def _age_note(row: WorkItem) -> str:
    """Return the other two ages: since it moved, and against the payer's usual time."""
    return aging_words(row.aging) if row.aging else ""


COLUMNS: tuple[ListColumn[WorkItem], ...] = (
    ListColumn(
        name="days_left",
        title="Due",
        group=FieldGroup.WORK,
        value=lambda row: None if row.has_ended else row.days_left,
        kind=CellKind.DAYS_LEFT,
        note=_deadline_note,
    ),
    ListColumn(
        name="number",
        title="Number",
        group=FieldGroup.ACCOUNT,
        value=lambda row: row.claim.patient_control_number if row.claim else "",
        link=lambda row: address_of(row.claim_id),
    ),
    ListColumn(
        name="claim_id",
        title="Claim",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.claim_id,
        kind=CellKind.ID,
        link=lambda row: address_of(row.claim_id),
        note=_claim_note,
        below="number",
    ),
    ListColumn(
        name="patient",
        title="Patient",
        group=FieldGroup.PATIENT,
        value=lambda row: row.patient,
        below="number",
    ),
    ListColumn(
        name="payer",
        title="Payer",
        group=FieldGroup.STATUS,
        value=lambda row: row.payer_id,
        below="state",
    ),
    ListColumn(
        name="state",
        title="State",
        group=FieldGroup.STATUS,
        value=_state,
        kind=CellKind.STATE,
        note=_since,
    ),
    ListColumn(
        name="next_action",
        title="Next action",
        group=FieldGroup.STATUS,
        value=lambda row: row.next_action,
        kind=CellKind.SENTENCE,
    ),
    ListColumn(
        name="reason",
        title="Reason",
        group=FieldGroup.STATUS,
        value=lambda row: row.reason,
        kind=CellKind.SENTENCE,
        below="next_action",
    ),
    ListColumn(
        name="last_word",
        title="Last word",
        group=FieldGroup.STATUS,
        value=_last_words,
        kind=CellKind.SENTENCE,
        note=_speaker,
    ),
    ListColumn(
        name="expected",
        title="Expected",
        group=FieldGroup.MONEY,
        value=lambda row: row.expected.cents,
        kind=CellKind.MONEY,
        note=lambda row: row.expected.words if row.amount_cents else "",
    ),
    ListColumn(
        name="priority",
        title="Priority",
        group=FieldGroup.WORK,
        value=lambda row: row.priority,
        kind=CellKind.NUMBER,
        note=lambda row: row.priority_reason.urgency,
        below="days_left",
    ),
    replace(CLOCK, below="days_left", note=None),
    replace(STATUS, below="state"),
    ListColumn(
        name="owner",
        title="Owner",
        group=FieldGroup.WORK,
        value=lambda row: owner(row.owner),
    ),
    ListColumn(
        name="age_days",
        title="Age (days)",
        group=FieldGroup.STATUS,
        value=lambda row: row.age_days,
        kind=CellKind.NUMBER,
        note=_age_note,
        below="owner",
    ),
    replace(TICKET_ID, below="owner"),
    replace(CATEGORY, is_main=False),
    replace(TIER, is_main=False),
    ListColumn(
        name="amount",
        title="Amount",
        group=FieldGroup.MONEY,
        value=lambda row: row.amount_cents,
        kind=CellKind.MONEY,
        note=lambda row: f"impact: {row.priority_reason.impact}" if row.priority else "",
        is_main=False,
    ),
    ListColumn(
        name="due_on",
        title="Due on",
        group=FieldGroup.WORK,
        value=lambda row: row.due_on,
        kind=CellKind.DATE,
        is_main=False,
    ),
    ListColumn(
        name="due_kind",
        title="Due by",
        group=FieldGroup.WORK,
        value=lambda row: row.due_kind,
        is_main=False,
    ),
    ListColumn(
        name="moved_days",
        title="Since it moved (days)",
        group=FieldGroup.STATUS,
        value=lambda row: row.aging.since_movement if row.aging else None,
        kind=CellKind.NUMBER,
        is_main=False,
    ),
    ListColumn(
        name="past_usual_days",
        title="Past the payer's usual time (days)",
        group=FieldGroup.STATUS,
        value=lambda row: row.aging.past_usual if row.aging else None,
        kind=CellKind.NUMBER,
        is_main=False,
    ),
    ListColumn(
        name="cause",
        title="Cause",
        group=FieldGroup.STATUS,
        value=lambda row: row.cause,
        is_main=False,
    ),
    ListColumn(
        name="kind",
        title="Kind of work",
        group=FieldGroup.WORK,
        value=lambda row: row.kind.value,
        is_main=False,
    ),
    ListColumn(
        name="work_id",
        title="Work",
        group=FieldGroup.WORK,
        value=lambda row: row.work_id,
        kind=CellKind.ID,
        link=link_to_ticket,
        is_main=False,
    ),
    ListColumn(
        name="note",
        title="Last note",
        group=FieldGroup.NOTES,
        value=lambda row: row.note,
        is_main=False,
    ),
)
