"""Fields of what people are shown of a claim: head, timeline, lines, statuses, decisions."""

from claimtrail.access.field_views.tables import field_table
from claimtrail.access.fields import FieldGroup
from claimtrail.claims.facts.payments import PaymentCopy, ProviderAdjustmentFact
from claimtrail.claims.fold.review.duplicates import RebillCheck
from claimtrail.claims.fold.review.exceptions import ClaimException
from claimtrail.claims.lifecycle.next_actions import NextAction
from claimtrail.claims.lifecycle.status_terms import TermReview
from claimtrail.claims.matching.model import Candidate, Match
from claimtrail.claims.views.head import ClaimSummary
from claimtrail.claims.views.line_outcomes import ClaimLines, LineOutcome, Reason, RemittedLineView
from claimtrail.claims.views.people import PersonsWord
from claimtrail.claims.views.stated_statuses import StatedStatus
from claimtrail.claims.views.timeline import TimelineRow

CLAIM_VIEW_TABLES = (
    field_table(
        ClaimSummary,
        {
            FieldGroup.ACCOUNT: "payer_claim_control_number",
            FieldGroup.PATIENT: "patient member_id birth_date",
            FieldGroup.SERVICE: (
                "service_from service_to billing_provider_npi rendering_provider_npi"
            ),
            FieldGroup.STATUS: (
                "submitted_on age_days state_days next_action expected expected_late_days denials "
                "needs_review approval_action approval_step"
            ),
            # The line names the amount.
            FieldGroup.MONEY: "balance_cents awaits_approval held_cents",
            FieldGroup.WORK: "ticket_actions",
            FieldGroup.TECHNICAL: "lacking",
        },
    ),
    field_table(
        NextAction,
        {
            FieldGroup.STATUS: "action deadline deadline_kind category code",
            FieldGroup.MONEY: "amount_cents",
            FieldGroup.TECHNICAL: "rule",
        },
    ),
    field_table(
        TimelineRow,
        {
            FieldGroup.REFERENCE: "event_id partner_id file_id",
            FieldGroup.STATUS: "effective_on before after transaction codes meaning inferred",
            FieldGroup.SOURCE: "start end",
            FieldGroup.TECHNICAL: "rule",
        },
    ),
    field_table(
        ClaimLines,
        {FieldGroup.SERVICE: "lines strange submission", FieldGroup.MONEY: "whole_claim"},
    ),
    field_table(
        LineOutcome,
        {
            FieldGroup.REFERENCE: "number remittance_lines",
            FieldGroup.SERVICE: "service_from",
            FieldGroup.STATUS: "reasons remark_codes denial_categories",
            FieldGroup.CLINICAL: "procedure_code modifiers revenue_code units",
            FieldGroup.MONEY: "charge_cents paid_cents adjusted_cents denied_cents patient_cents",
        },
    ),
    field_table(
        Reason,
        {
            FieldGroup.REFERENCE: "remittance_id",
            FieldGroup.SERVICE: "payer_identifier",
            FieldGroup.STATUS: "group_code carc meaning role denial_category",
            FieldGroup.MONEY: "amount_cents",
        },
    ),
    field_table(
        RemittedLineView,
        {
            FieldGroup.REFERENCE: "remittance_id line_number",
            FieldGroup.SERVICE: "payer_identifier payer_sequence fact",
            FieldGroup.STATUS: "adjustments",
        },
    ),
    field_table(
        StatedStatus,
        {
            FieldGroup.REFERENCE: "event_id file_id",
            FieldGroup.ACCOUNT: "payer_claim_control_number",
            FieldGroup.STATUS: (
                "effective_on transaction level codes meanings action_code from_clearinghouse"
            ),
            FieldGroup.CLINICAL: "line",
            FieldGroup.MONEY: "charge_cents paid_cents",
            # STC12 is free text of the payer: it may name a patient.
            FieldGroup.NOTES: "text",
            FieldGroup.SOURCE: "start",
        },
    ),
    field_table(
        PersonsWord,
        {
            FieldGroup.REFERENCE: "event_id",
            FieldGroup.STATUS: "effective_on source status",
            # The line of a write-off names its amount.
            (FieldGroup.STATUS, FieldGroup.MONEY): "what",
            FieldGroup.WORK: "by recorded_at",
            FieldGroup.NOTES: "words",
            FieldGroup.SOURCE: "statement",
        },
    ),
    field_table(
        ClaimException,
        {
            FieldGroup.REFERENCE: "exception_id event_id file_id",
            FieldGroup.STATUS: "kind reason evidence since",
            # A reference's sides are fields of patient and procedure, a line's its charge.
            (FieldGroup.PATIENT, FieldGroup.CLINICAL, FieldGroup.MONEY): "says against codes",
            # Its command names the account.
            (FieldGroup.STATUS, FieldGroup.ACCOUNT): "next_step",
        },
    ),
    field_table(
        RebillCheck,
        {
            FieldGroup.REFERENCE: "claim_id payer_id duplicates matched_to",
            FieldGroup.ACCOUNT: "payer_claim_control_number",
            FieldGroup.STATUS: "state since next_submission",
            FieldGroup.MONEY: "charge_cents paid_cents patient_responsibility_cents",
        },
    ),
)
"""Views of claims."""

REVIEW_TABLES = (
    field_table(
        Match,
        {
            FieldGroup.REFERENCE: "claim_id payer_id target candidates former",
            FieldGroup.STATUS: "verdict relation",
            FieldGroup.TECHNICAL: "schema_version version rule",
        },
    ),
    field_table(
        Candidate,
        {FieldGroup.REFERENCE: "claim_id", FieldGroup.STATUS: "method confidence features"},
    ),
    field_table(
        TermReview,
        {
            FieldGroup.REFERENCE: "payer_id version schema_version",
            FieldGroup.STATUS: "term status means decided_by decided_at",
            FieldGroup.NOTES: "why",
        },
    ),
)
"""Matches and payers' terms, about which people decide."""

PAYMENT_TABLES = (
    field_table(
        PaymentCopy,
        {
            FieldGroup.REFERENCE: (
                "payment_id payer_id trace_number originating_company_id payee_npi source"
            ),
            FieldGroup.STATUS: "paid_on method credit_debit claim_count balanced recorded_at",
            FieldGroup.MONEY: (
                "amount_cents claims_paid_cents provider_adjustments withheld_cents "
                "difference_cents"
            ),
            FieldGroup.TECHNICAL: "schema_version",
        },
    ),
    field_table(
        ProviderAdjustmentFact,
        {
            FieldGroup.REFERENCE: "provider_identifier",
            FieldGroup.STATUS: "fiscal_period_end reason_code",
            FieldGroup.MONEY: "amount_cents",
            # PLB03-2 may name a patient's account.
            FieldGroup.SOURCE: "reference",
        },
    ),
)
"""Payments as 835s explain them."""
