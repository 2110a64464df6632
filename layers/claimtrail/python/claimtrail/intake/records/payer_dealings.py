"""Payers that deal with a biller: those that its submissions have named so far.

One item stands for each pair, so that a payment costs one read. A payer without a pair may be one
whose submissions come late: its records wait for them as any without a submission do, and are held
as another payer's where the claim is known. The finding adds a word to that and holds nothing by
itself, so that nothing has to be taken back when the 837 comes.
"""

from claimtrail.claims.facts.payments import PaymentCopy
from claimtrail.intake.model.findings import IntakeFindingCode
from claimtrail.intake.ports import PaymentStore
from claimtrail.intake.records.file_context import FileContext, finding_at
from claimtrail.partners.profile import Role
from claimtrail.x12.model import ByteRange, SetHeader
from claimtrail.x12.model.findings import Finding


def unexpected_payer(
    copy: PaymentCopy, header: SetHeader, *, context: FileContext, payments: PaymentStore
) -> list[Finding]:
    """Return a finding when no submission of the payee's biller has named the payer."""
    if not context.is_payer(copy.payer_id):
        return []
    biller = _biller_of(header, context)
    if payments.has_dealt(copy.payer_id, partner_id=biller):
        return []
    span = ByteRange(copy.source.start, copy.source.end)
    return [
        finding_at(IntakeFindingCode.PAYER_NOT_DEALT_WITH, span, context, other_id=copy.payer_id)
    ]


def _biller_of(header: SetHeader, context: FileContext) -> str:
    """Return the billing partner to which the interchange is addressed; empty for none."""
    found = context.partners.by_identity(
        qualifier=header.interchange.receiver_qualifier, sender_id=header.interchange.receiver_id
    )
    return found.id if found is not None and found.role is Role.BILLING else ""
