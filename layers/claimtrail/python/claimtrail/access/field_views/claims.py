"""Fields of the claim as it is stored, and of the facts that it rests on."""

from claimtrail.access.field_views.tables import field_table
from claimtrail.access.fields import FieldGroup
from claimtrail.claims.facts.events import Source
from claimtrail.claims.facts.outcomes import AppealFact, WriteOffFact
from claimtrail.claims.facts.remittances import AdjustmentFact, RemittanceLineFact
from claimtrail.claims.facts.submissions import Line, PersonFact, Submitted
from claimtrail.claims.fold.claim_parts import (
    DecisionOnEvidence,
    Held,
    LifecycleStep,
    MatchDecision,
    Matched,
    Note,
    PayerClaim,
    PayerResponsibility,
    Reference,
    Related,
    Submission,
)
from claimtrail.claims.fold.ledger.denials import ReadAdjustment
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.outcome_model import OutcomeDecision
from claimtrail.claims.lifecycle.denied_parts import DeniedPart
from claimtrail.claims.lifecycle.expectations import Expectation

CLAIM_TABLES = (
    field_table(
        Claim,
        {
            FieldGroup.REFERENCE: (
                "claim_id payer_id payer_ids owner_id matched_to matches supersedes superseded_by "
                "partitions"
            ),
            FieldGroup.ACCOUNT: "patient_control_number payer_claim_control_number payer_claims",
            FieldGroup.SERVICE: (
                "payer_name transaction_type claim_filing_indicator service_from service_to "
                "billing_provider_npi rendering_provider_npi facility_npi facility_code "
                "plan_identifier submissions"
            ),
            FieldGroup.STATUS: (
                "state state_since submitted_on accepted_on denial_codes denial_remark_codes "
                "denied_parts steps notes held expectation escalate_on appeal_until "
                "overdue_next_on overdue_since exception_since is_hidden updated_at"
            ),
            FieldGroup.MONEY: (
                "charge_cents paid_cents patient_responsibility_cents contractual_cents "
                "written_off_cents denied_cents balance_cents payer_responsibilities"
            ),
            # It says why a claim is closed to others: to those who work it.
            FieldGroup.WORK: "match_decisions decisions outcome_decisions sensitivities",
            (FieldGroup.PATIENT, FieldGroup.CLINICAL): "references",
            FieldGroup.TECHNICAL: (
                "schema_version version event_count counted_remittances deciding_remittances "
                "lacking"
            ),
        },
    ),
    field_table(
        LifecycleStep,
        {
            FieldGroup.REFERENCE: "event_id source",
            FieldGroup.STATUS: "before after evidence codes inferred effective_on",
            FieldGroup.TECHNICAL: "rule",
        },
    ),
    field_table(
        Note,
        {
            FieldGroup.REFERENCE: "event_id source",
            FieldGroup.STATUS: "evidence reason effective_on",
            # Of an unmatched remittance line these are procedures and charges.
            (FieldGroup.STATUS, FieldGroup.CLINICAL, FieldGroup.MONEY): "codes",
        },
    ),
    field_table(
        Held,
        {
            FieldGroup.REFERENCE: "event_id source payer_id",
            FieldGroup.STATUS: (
                "evidence codes wanted current reason effective_on recorded_on due_on overdue"
            ),
        },
    ),
    field_table(
        PayerResponsibility,
        {
            FieldGroup.REFERENCE: "event_id",
            FieldGroup.SERVICE: "payer_identifier",
            FieldGroup.STATUS: "payer_sequence decided decided_on",
            FieldGroup.MONEY: "paid_cents patient_responsibility_cents",
        },
    ),
    field_table(
        Matched,
        {
            FieldGroup.REFERENCE: "claim_id",
            FieldGroup.STATUS: "method confidence features",
            FieldGroup.TECHNICAL: "rule",
        },
    ),
    field_table(
        Related,
        {
            FieldGroup.REFERENCE: "claim_id event_id",
            FieldGroup.STATUS: "frequency_code effective_on",
            FieldGroup.TECHNICAL: "rule",
        },
    ),
    field_table(
        MatchDecision,
        {
            FieldGroup.REFERENCE: "event_id number accepted rejected source",
            FieldGroup.STATUS: "decision",
            FieldGroup.WORK: "by at",
            FieldGroup.NOTES: "why",
        },
    ),
    field_table(
        DecisionOnEvidence,
        {
            FieldGroup.REFERENCE: "event_id number about_event_id about_partner_id source",
            FieldGroup.STATUS: "decision",
            FieldGroup.WORK: "by at",
            FieldGroup.NOTES: "why",
        },
    ),
    field_table(
        Submission,
        {
            FieldGroup.REFERENCE: "number event_id superseded_by superseded_by_claim source",
            FieldGroup.ACCOUNT: "payer_claim_control_number",
            FieldGroup.STATUS: "frequency_code submitted_on ended_in superseded_on",
            FieldGroup.MONEY: "charge_cents",
        },
    ),
    field_table(
        PayerClaim,
        {
            FieldGroup.REFERENCE: "event_id payer_id",
            FieldGroup.ACCOUNT: "number",
            FieldGroup.STATUS: "split state",
            FieldGroup.MONEY: "paid_cents",
        },
    ),
    field_table(
        Reference,
        {
            FieldGroup.REFERENCE: "entity_id event_id",
            FieldGroup.STATUS: "kind fault reason",
            FieldGroup.CLINICAL: "line",
            (FieldGroup.PATIENT, FieldGroup.CLINICAL): "claimed registered codes",
        },
    ),
    field_table(
        OutcomeDecision,
        {
            FieldGroup.REFERENCE: "event_id number about_event_id source",
            FieldGroup.STATUS: "act status effective_on appeal",
            FieldGroup.MONEY: "write_off",
            FieldGroup.WORK: "by at",
            FieldGroup.NOTES: "why",
        },
    ),
    field_table(DeniedPart, {FieldGroup.STATUS: "codes remark_codes"}),
    field_table(
        AppealFact,
        {
            FieldGroup.STATUS: "level sent_on sent_by last_day is_late",
            FieldGroup.ACCOUNT: "payer_reference",
        },
    ),
    field_table(
        WriteOffFact, {FieldGroup.MONEY: "amount_cents is_whole reason needs_approval open_until"}
    ),
    field_table(
        Expectation,
        {FieldGroup.STATUS: "party word due_on", FieldGroup.TECHNICAL: "rule"},
    ),
    field_table(
        Source,
        {
            FieldGroup.REFERENCE: (
                "file_id partner_id interchange_control_number group_control_number "
                "set_control_number"
            ),
            FieldGroup.STATUS: "channel received_at prepared_at",
            FieldGroup.SOURCE: "start end",
            FieldGroup.TECHNICAL: "sha256 code_version",
        },
    ),
)
"""The claim and its parts."""

FACT_TABLES = (
    field_table(
        Submitted,
        {
            FieldGroup.REFERENCE: (
                "kind batch_reference submitter_identifier submitter_owner_id other_payer_ids"
            ),
            FieldGroup.ACCOUNT: "patient_control_number payer_claim_control_number",
            FieldGroup.PATIENT: "patient subscriber",
            FieldGroup.SERVICE: (
                "transaction_type facility_code facility_npi claim_filing_indicator payer_name "
                "payer_identifier billing_provider_npi rendering_provider_npi service_from "
                "service_to other_payer_identifiers lines"
            ),
            FieldGroup.STATUS: "frequency_code submitted_on purpose_code batch_type",
            FieldGroup.MONEY: "total_charge_cents",
            FieldGroup.CLINICAL: "diagnoses",
        },
    ),
    field_table(
        Line,
        {
            FieldGroup.REFERENCE: "number",
            FieldGroup.ACCOUNT: "control_number",
            FieldGroup.SERVICE: "service_from service_to",
            FieldGroup.CLINICAL: "procedure_code modifiers revenue_code units",
            FieldGroup.MONEY: "charge_cents",
        },
    ),
    field_table(PersonFact, {FieldGroup.PATIENT: "last_name first_name member_id birth_date sex"}),
    field_table(ReadAdjustment, {FieldGroup.STATUS: "role category", FieldGroup.MONEY: "fact"}),
    field_table(
        AdjustmentFact,
        {FieldGroup.STATUS: "group_code carc", FieldGroup.MONEY: "amount_cents quantity"},
    ),
    field_table(
        RemittanceLineFact,
        {
            FieldGroup.ACCOUNT: "control_number",
            FieldGroup.SERVICE: "service_from",
            FieldGroup.STATUS: "remark_codes",
            FieldGroup.CLINICAL: ("procedure_code modifiers revenue_code submitted_procedure_code"),
            FieldGroup.MONEY: "charge_cents paid_cents adjustments",
        },
    ),
)
"""The facts that pages show as the 837 and the 835 state them."""
