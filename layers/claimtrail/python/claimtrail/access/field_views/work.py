"""Fields of tickets, escalations, incidents and dead letters."""

from claimtrail.access.field_views.tables import field_table
from claimtrail.access.fields import FieldGroup
from claimtrail.escalations.model import Escalation, EscalationEntry
from claimtrail.escalations.views import EscalationRow, HistoryRow, ReasonCount
from claimtrail.incidents.dead_letters import DeadLetter
from claimtrail.incidents.model import Incident, IncidentEntry
from claimtrail.tickets.entry_parts import ClockMark, HandOff, LetterMark, TicketEscalation
from claimtrail.tickets.model import Ticket, TicketCause, TicketEntry
from claimtrail.tickets.ticket_parts import (
    ConsideredPerson,
    ConsideredRule,
    FieldChange,
    OwnerAgreement,
    OwnershipDecision,
    PriorityOverride,
    RoutingDecision,
    TicketClaims,
    TicketDatum,
    TicketLink,
    TicketOwnership,
    TicketTag,
)
from claimtrail.tickets.views import CauseGroup, TicketRow

TICKET_TABLES = (
    field_table(
        Ticket,
        {
            FieldGroup.REFERENCE: (
                "ticket_id claim_id claims claim_count payer_id origin_id links merged_into "
                "parent_id"
            ),
            FieldGroup.STATUS: (
                "title cause reason next_action moved_on submitted_on tags claim_type word_source"
            ),
            FieldGroup.SERVICE: "facility_npi",
            # The words name charge, payment and what waits.
            FieldGroup.MONEY: "amount_cents charge_cents description",
            FieldGroup.NOTES: "close_reason history metadata",
            FieldGroup.WORK: (
                "category priority priority_reason impact urgency tier assigned_to status "
                "hold_reason opened_at closed_at deadline deadline_kind order_day urgent_since "
                "origin requester watchers override ownership handed_to"
            ),
            FieldGroup.TECHNICAL: (
                "schema_version version rule action_rule taxonomy_version routing"
            ),
        },
        # Decisions alone go by them.
        hidden="patient_ids is_sensitive",
    ),
    field_table(
        TicketEntry,
        {
            FieldGroup.WORK: (
                "at since actor action status hold_reason visibility changes clock escalation "
                "hand_off letter"
            ),
            FieldGroup.NOTES: "note",
        },
    ),
    field_table(FieldChange, {FieldGroup.WORK: "name before after"}),
    field_table(ClockMark, {FieldGroup.WORK: "clock_id version percent at"}),
    field_table(
        TicketEscalation,
        {FieldGroup.WORK: "notified", FieldGroup.TECHNICAL: "rule rationale evidence"},
    ),
    field_table(
        HandOff,
        {
            FieldGroup.WORK: "vendor_id contact handed since due_back back_at",
            FieldGroup.NOTES: "outcome",
        },
    ),
    field_table(
        LetterMark,
        {FieldGroup.WORK: "letter_id vendor_id direction letters", FieldGroup.TECHNICAL: "sha256"},
    ),
    field_table(TicketClaims, {FieldGroup.REFERENCE: "count first"}),
    field_table(TicketLink, {FieldGroup.REFERENCE: "kind ticket_id"}),
    field_table(TicketTag, {FieldGroup.STATUS: "name", FieldGroup.TECHNICAL: "rule"}),
    field_table(TicketDatum, {FieldGroup.NOTES: "name kind value"}),
    field_table(ConsideredRule, {FieldGroup.TECHNICAL: "rule why"}),
    field_table(ConsideredPerson, {FieldGroup.WORK: "person why"}),
    field_table(
        RoutingDecision,
        {FieldGroup.TECHNICAL: "rule version at trigger queue strategy considered people"},
    ),
    field_table(
        PriorityOverride,
        {
            FieldGroup.WORK: "priority replaced approved_by at expires_at hold",
            FieldGroup.NOTES: "reason",
        },
    ),
    field_table(
        TicketOwnership,
        {FieldGroup.WORK: "kind owners agreed decision missing", FieldGroup.TECHNICAL: "rule"},
    ),
    field_table(OwnerAgreement, {FieldGroup.WORK: "owner actor at"}),
    field_table(
        OwnershipDecision,
        {FieldGroup.WORK: "kind decided_by at", FieldGroup.NOTES: "reason"},
    ),
    field_table(
        TicketCause,
        {FieldGroup.REFERENCE: "payer_id file_id", FieldGroup.STATUS: "outcome category code"},
    ),
    field_table(
        TicketRow,
        {
            FieldGroup.REFERENCE: "ticket_id claim_id payer_id file_id",
            FieldGroup.STATUS: "title outcome cause code reason next_action",
            FieldGroup.MONEY: "amount_cents",
            FieldGroup.NOTES: "close_reason",
            FieldGroup.WORK: (
                "priority status assigned_to opened_at open_days category deadline deadline_kind "
                "due_on due_kind days_left claims tickets"
            ),
            FieldGroup.TECHNICAL: "action_rule",
        },
    ),
    field_table(
        CauseGroup,
        {
            FieldGroup.REFERENCE: "payer_id",
            FieldGroup.STATUS: "outcome cause code reason next_action",
            FieldGroup.MONEY: "amount_cents",
            FieldGroup.WORK: "tickets due_on deadline_kind due_kind days_left",
        },
    ),
)
"""Tickets, one by one and by cause."""

ESCALATION_TABLES = (
    field_table(
        Escalation,
        {
            FieldGroup.REFERENCE: "escalation_id claim_id payer_id ticket_id",
            FieldGroup.STATUS: "escalate_on due_on state_at_start reason",
            FieldGroup.MONEY: "charge_cents",
            FieldGroup.WORK: "owner manager status step started_at ended_at end_reason history",
            FieldGroup.TECHNICAL: (
                "schema_version version last_event_id rule attempt failures checked_at "
                "execution_name"
            ),
        },
        # It wakes the execution that waits.
        hidden="task_token key",
    ),
    field_table(
        EscalationEntry,
        {
            FieldGroup.REFERENCE: "event_id",
            FieldGroup.STATUS: "claim_state",
            FieldGroup.WORK: "event_type at actor to",
            # It may name the charge.
            FieldGroup.MONEY: "note",
        },
    ),
    field_table(
        EscalationRow,
        {
            FieldGroup.REFERENCE: "escalation_id claim_id payer_id ticket_id",
            FieldGroup.STATUS: "claim_state reason why due_on escalate_on days_past",
            FieldGroup.MONEY: "charge_cents",
            FieldGroup.WORK: "status last last_at owner end_reason",
            FieldGroup.TECHNICAL: "rule",
        },
    ),
    field_table(
        ReasonCount,
        {
            FieldGroup.STATUS: "why oldest_on next_step",
            FieldGroup.MONEY: "charge_cents",
            FieldGroup.WORK: "claims",
        },
    ),
    field_table(
        HistoryRow,
        {FieldGroup.WORK: "at event_type to actor", FieldGroup.MONEY: "note"},
    ),
)
"""Escalations."""

INCIDENT_TABLES = (
    field_table(
        Incident,
        {
            FieldGroup.REFERENCE: "incident_id party claim_ids file_ids places",
            FieldGroup.STATUS: (
                "kind code state first_at last_at failure_count open_count remediation "
                "transaction_types"
            ),
            FieldGroup.WORK: "timeline",
            FieldGroup.TECHNICAL: "schema_version version",
        },
    ),
    field_table(IncidentEntry, {FieldGroup.WORK: "at actor action", FieldGroup.NOTES: "note"}),
    field_table(
        DeadLetter,
        {
            FieldGroup.REFERENCE: "message_id about file_id partner_id",
            FieldGroup.STATUS: "queue sent_at attempts error",
            FieldGroup.TECHNICAL: "raised_at",
        },
        # The best of them is shown as `about`.
        hidden="ids",
    ),
)
"""Incidents and dead letters."""

WORK_TABLES = (*TICKET_TABLES, *ESCALATION_TABLES, *INCIDENT_TABLES)
