"""The columns of the list of claims."""

from claimtrail.access.fields import FieldGroup
from claimtrail.claims.views.listed import ListedClaim
from claimtrail.web.claims.subject import address_of
from claimtrail.web.core.lists.aging_words import aging_words
from claimtrail.web.core.lists.columns import CellKind, ListColumn

COLUMNS: tuple[ListColumn[ListedClaim], ...] = (
    ListColumn(
        name="number",
        title="Number",
        group=FieldGroup.ACCOUNT,
        value=lambda row: row.claim.patient_control_number,
        link=lambda row: address_of(row.claim.claim_id),
    ),
    ListColumn(
        name="claim_id",
        title="Claim",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.claim.claim_id,
        kind=CellKind.ID,
        link=lambda row: address_of(row.claim.claim_id),
        below="number",
    ),
    ListColumn(
        name="payer",
        title="Payer",
        group=FieldGroup.STATUS,
        value=lambda row: row.claim.payer_id,
    ),
    ListColumn(
        name="state",
        title="State",
        group=FieldGroup.STATUS,
        value=lambda row: row.claim.state.value,
        kind=CellKind.STATE,
    ),
    ListColumn(
        name="since",
        title="Since",
        group=FieldGroup.STATUS,
        value=lambda row: row.claim.state_since,
        kind=CellKind.DATE,
        below="state",
    ),
    ListColumn(
        name="age_days",
        title="Age (days)",
        group=FieldGroup.STATUS,
        value=lambda row: row.age_days,
        kind=CellKind.NUMBER,
        note=lambda row: aging_words(row.aging),
    ),
    ListColumn(
        name="moved_days",
        title="Since it moved (days)",
        group=FieldGroup.STATUS,
        value=lambda row: row.aging.since_movement,
        kind=CellKind.NUMBER,
        is_main=False,
    ),
    ListColumn(
        name="past_usual_days",
        title="Past the payer's usual time (days)",
        group=FieldGroup.STATUS,
        value=lambda row: row.aging.past_usual,
        kind=CellKind.NUMBER,
        is_main=False,
    ),
    ListColumn(
        name="denial_category",
        title="Denial category",
        group=FieldGroup.STATUS,
        value=lambda row: row.denial_category,
        is_main=False,
    ),
    ListColumn(
        name="facility",
        title="Facility (NPI)",
        group=FieldGroup.SERVICE,
        value=lambda row: row.claim.facility_npi,
        is_main=False,
    ),
    ListColumn(
        name="deadline",
        title="Deadline",
        group=FieldGroup.WORK,
        value=lambda row: row.deadline,
        kind=CellKind.DATE,
    ),
    ListColumn(
        name="charged",
        title="Charged",
        group=FieldGroup.MONEY,
        value=lambda row: row.claim.charge_cents,
        kind=CellKind.MONEY,
    ),
    ListColumn(
        name="paid",
        title="Paid",
        group=FieldGroup.MONEY,
        value=lambda row: row.claim.paid_cents,
        kind=CellKind.MONEY,
    ),
    ListColumn(
        name="balance",
        title="Balance",
        group=FieldGroup.MONEY,
        value=lambda row: row.claim.balance_cents,
        kind=CellKind.MONEY,
    ),
)
