"""Rows about claims: the facts that files state, and each version of a claim."""

from typing import Annotated, TypedDict

from claimtrail.claims.rows.columns import ClaimId, PartnerId, PayerId, ReceivedAt, RecordedAt
from claimtrail.trail.datasets.columns import (
    GroupControlNumber,
    InterchangeControlNumber,
    SetControlNumber,
    SourceEnd,
    SourceSha256,
    SourceStart,
)
from claimtrail.trail.datasets.dataset import Mask, Meaning, dataset


class ClaimEventHead(TypedDict):
    """Columns that every kind of fact gives."""

    event_id: Annotated[
        str, Meaning("Id of the fact, from the file's digest and the byte offset.", Mask.PSEUDONYM)
    ]
    claim_id: ClaimId
    payer_id: PayerId
    kind: Annotated[
        str, Meaning("`submitted`, `set_acknowledged`, `front_end_status`, ...", Mask.KEEP)
    ]
    effective_on: Annotated[
        str, Meaning("The day from which the fact holds (YYYY-MM-DD).", Mask.YEAR)
    ]
    recorded_at: RecordedAt


class FactColumns(TypedDict):
    """Columns that depend on the kind of fact; each kind fills those which it knows."""

    transaction_type: Annotated[str, Meaning("837P, 837I, TA1, 999, 277CA, 277 or 835.", Mask.KEEP)]
    code: Annotated[
        str | None,
        Meaning("The code that says it in short: STC01-1, CLP02, IK501, TA104.", Mask.KEEP),
    ]
    category_code: Annotated[
        str | None, Meaning("Claim status category of the first status (list 507).", Mask.KEEP)
    ]
    status_code: Annotated[
        str | None, Meaning("Claim status of the first status (list 508).", Mask.KEEP)
    ]
    entity_code: Annotated[
        str | None, Meaning("Whom the first status concerns (NM101).", Mask.KEEP)
    ]
    codes: Annotated[
        str | None, Meaning("All status codes, `A3:21:IL`, separated by blanks.", Mask.KEEP)
    ]
    adjustment_codes: Annotated[
        str | None, Meaning("Group and CARC, `CO-45`, separated by blanks.", Mask.KEEP)
    ]
    remark_codes: Annotated[str | None, Meaning("RARCs, separated by blanks.", Mask.KEEP)]
    charge_cents: Annotated[
        int | None, Meaning("Charge in US cents, as the record states it.", Mask.KEEP)
    ]
    paid_cents: Annotated[int | None, Meaning("Paid, in US cents.", Mask.KEEP)]
    patient_responsibility_cents: Annotated[int | None, Meaning("CLP05, in US cents.", Mask.KEEP)]
    balanced: Annotated[
        bool | None, Meaning("Whether the remittance adds up; null for other kinds.", Mask.KEEP)
    ]
    frequency_code: Annotated[
        str | None, Meaning("CLM05-3: 1 original, 7 replacement, 8 void.", Mask.KEEP)
    ]
    line_count: Annotated[int | None, Meaning("Service lines in the record.", Mask.KEEP)]
    error_count: Annotated[int | None, Meaning("Errors that a 999 lists.", Mask.KEEP)]
    submitted_on: Annotated[str | None, Meaning("BHT04 of the 837 (YYYY-MM-DD).", Mask.YEAR)]
    paid_on: Annotated[str | None, Meaning("BPR16 of the 835 (YYYY-MM-DD).", Mask.YEAR)]


class ClaimEventRow(ClaimEventHead, FactColumns):
    """Row of `claim_events`."""

    file_id: Annotated[str, Meaning("The file that states the fact.", Mask.LEAVE_OUT)]
    source_sha256: SourceSha256
    source_start: SourceStart
    source_end: SourceEnd
    partner_id: PartnerId
    channel: Annotated[
        str, Meaning("How it came: s3, sftp, as2, webhook, inquiry, person.", Mask.KEEP)
    ]
    received_at: ReceivedAt
    prepared_at: Annotated[
        str | None, Meaning("The file's own time, ISA09 and ISA10, taken as UTC.", Mask.YEAR)
    ]
    interchange_control_number: InterchangeControlNumber | None
    group_control_number: GroupControlNumber | None
    set_control_number: SetControlNumber | None
    code_version: Annotated[str, Meaning("The version of ClaimTrail that read it.", Mask.KEEP)]


CLAIM_EVENTS = dataset(
    ClaimEventRow,
    name="claim_events",
    description="What files say about claims, one row per fact, with the bytes that say it.",
    key=("event_id", "claim_id"),
    masked=True,
)


class VersionColumns(TypedDict):
    """Columns that say where a claim stands at a version."""

    claim_id: ClaimId
    version: Annotated[
        int, Meaning("Counts the claim's versions from 1; the highest is current.", Mask.KEEP)
    ]
    payer_id: PayerId
    state_before: Annotated[
        str | None, Meaning("State of the version before; null for the first.", Mask.KEEP)
    ]
    state: Annotated[str, Meaning("Where the claim stands, as `DENIED`.", Mask.KEEP)]
    state_since: Annotated[str, Meaning("Since when, by the evidence (YYYY-MM-DD).", Mask.YEAR)]
    transaction_type: Annotated[
        str | None, Meaning("837P or 837I; null while no 837 copy has come.", Mask.KEEP)
    ]
    claim_filing_indicator: Annotated[
        str | None, Meaning("SBR09 or CLP06: kind of coverage.", Mask.KEEP)
    ]
    charge_cents: Annotated[int, Meaning("Total charge in US cents.", Mask.KEEP)]
    paid_cents: Annotated[int, Meaning("Paid so far, in US cents.", Mask.KEEP)]
    patient_responsibility_cents: Annotated[
        int, Meaning("The patient's share, in US cents.", Mask.KEEP)
    ]
    denial_codes: Annotated[
        str | None, Meaning("Group and CARC that deny, separated by blanks.", Mask.KEEP)
    ]
    submitted_on: Annotated[str | None, Meaning("When the claim was sent (YYYY-MM-DD).", Mask.YEAR)]
    accepted_on: Annotated[
        str | None, Meaning("When the payer's window began (YYYY-MM-DD).", Mask.YEAR)
    ]
    escalate_on: Annotated[
        str | None,
        Meaning(
            "First day on which the expected word is late; null when it escalates nothing.",
            Mask.YEAR,
        ),
    ]
    expected_word: Annotated[
        str | None,
        Meaning(
            "The word expected next: `999`, `277CA`, `decision`, `appeal`, ...; null when none is.",
            Mask.KEEP,
        ),
    ]
    expected_by: Annotated[
        str | None, Meaning("The last day on which that word is in time (YYYY-MM-DD).", Mask.YEAR)
    ]
    step_count: Annotated[int, Meaning("Moves of the lifecycle so far.", Mask.KEEP)]
    note_count: Annotated[
        int, Meaning("Facts that were recorded without moving the claim.", Mask.KEEP)
    ]
    held_count: Annotated[int, Meaning("Facts that cannot be applied yet.", Mask.KEEP)]
    event_count: Annotated[int, Meaning("Facts known about the claim.", Mask.KEEP)]
    last_event_id: Annotated[
        str | None, Meaning("The fact behind the last move; joins claim_events.", Mask.PSEUDONYM)
    ]
    last_evidence: Annotated[str | None, Meaning("That fact's kind.", Mask.KEEP)]
    last_codes: Annotated[
        str | None, Meaning("What the payer said, separated by blanks.", Mask.KEEP)
    ]
    last_rule: Annotated[
        str | None, Meaning("The row of the lifecycle table that decided.", Mask.KEEP)
    ]
    last_inferred: Annotated[
        bool | None, Meaning("Whether the last move was inferred from a later one.", Mask.KEEP)
    ]
    cause_event_ids: Annotated[
        str | None, Meaning("The facts new in this version, separated by blanks.", Mask.LEAVE_OUT)
    ]
    submission_count: Annotated[
        int, Meaning("How often it was sent, replacements and voids included.", Mask.KEEP)
    ]
    supersedes: Annotated[
        str | None,
        Meaning("The claim under another number that it replaces or voids.", Mask.PSEUDONYM),
    ]
    superseded_by: Annotated[
        str | None, Meaning("The claim under another number that does so to it.", Mask.PSEUDONYM)
    ]
    hidden: Annotated[
        bool,
        Meaning("Voided, superseded or matched to another claim: lists leave it out.", Mask.KEEP),
    ]
    updated_at: Annotated[str, Meaning("When this version was made (RFC 3339, UTC).", Mask.YEAR)]
    matched_to: Annotated[
        str | None,
        Meaning("The claim for which the facts under this number count.", Mask.PSEUDONYM),
    ]


class AccountColumns(TypedDict):
    """Columns that say what a claim bills, to which payer and when, and what is owed."""

    balance_cents: Annotated[
        int | None,
        Meaning(
            "Charge less payments, contract and write-offs, in US cents; negative: overpaid.",
            Mask.KEEP,
        ),
    ]
    contractual_cents: Annotated[
        int | None, Meaning("What the contract takes off, in US cents.", Mask.KEEP)
    ]
    written_off_cents: Annotated[
        int | None, Meaning("What people wrote off, in US cents.", Mask.KEEP)
    ]
    service_from: Annotated[str | None, Meaning("First day of service (YYYY-MM-DD).", Mask.YEAR)]
    service_to: Annotated[str | None, Meaning("Last day of service (YYYY-MM-DD).", Mask.YEAR)]
    billing_npi: Annotated[str | None, Meaning("NPI of the billing provider (2010AA).", Mask.KEEP)]
    rendering_npi: Annotated[
        str | None, Meaning("NPI of the rendering provider (2310B).", Mask.KEEP)
    ]
    facility_npi: Annotated[
        str | None,
        Meaning("NPI of the service facility (2310C, 2310E), else the billing NPI.", Mask.KEEP),
    ]
    facility_code: Annotated[
        str | None, Meaning("CLM05-1: place of service, or type of bill's two digits.", Mask.KEEP)
    ]
    plan_id: Annotated[
        str | None, Meaning("2010BB NM109: the payer or plan, as the 837 names it.", Mask.KEEP)
    ]
    product: Annotated[
        str | None, Meaning("`claim_filing_indicator` in our words: kind of coverage.", Mask.KEEP)
    ]
    submission_id: Annotated[
        str | None,
        Meaning("The current submission; joins submitted_lines by event_id.", Mask.PSEUDONYM),
    ]
    counted_remittances: Annotated[
        str | None,
        Meaning(
            "Remittances whose payments make paid_cents, separated by blanks.", Mask.PSEUDONYMS
        ),
    ]
    deciding_remittances: Annotated[
        str | None,
        Meaning("Those of them that decide about the current submission.", Mask.PSEUDONYMS),
    ]


class ClaimVersionRow(VersionColumns, AccountColumns):
    """Row of `claim_versions`."""


CLAIM_VERSIONS = dataset(
    ClaimVersionRow,
    name="claim_versions",
    description="Each claim after each change; the highest version is where it stands.",
    key=("claim_id", "version"),
    masked=True,
)
