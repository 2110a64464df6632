"""The payer whose word a record is: who delivered it decides, and no name within it can widen that.

A payer speaks for itself. A clearinghouse or fiscal agent speaks for the payers that its profile
lists (`delivers_for`), for the transactions and days that stand there; the day is the UTC day on
which the file was received. What a partner delivers beyond that stands under the partner's own
profile id: it is kept, and moves nothing.
"""

from typing import NamedTuple

from claimtrail.intake.records.file_context import FileContext
from claimtrail.partners.profile import ANSWERERS, Role
from claimtrail.x12.model import (
    BatchStatus,
    ClaimStatus,
    InterchangeHeader,
    Payment,
    RemittanceClaim,
    SubmittedClaim,
    TransactionType,
)

NO_PROFILE = "a payer without a profile"
"""Stands in a finding for a payer that no profile names."""
CLEARINGHOUSE_SOURCE = "AY"
"""2100A NM101: a 277CA is the word of a clearinghouse."""


class Speaker(NamedTuple):
    """The partner whose word a record is."""

    partner_id: str
    """Of the payer for which it was delivered, else of the partner that delivered it."""
    undelivered: str = ""
    """The payer that the record names and its partner does not deliver for; empty when it may."""


def speaker_of(
    record: ClaimStatus | RemittanceClaim | Payment | BatchStatus,
    transaction: TransactionType | None,
    context: FileContext,
) -> Speaker:
    """Return whose word the record of a set of that kind is."""
    profile = context.profile
    named = context.partners.by_payer_identifier(record.payer_identifier)
    if named is None:
        own = profile.role is Role.PAYER or _is_own_word(record, profile.role)
        return Speaker(partner_id=profile.id, undelivered="" if own else NO_PROFILE)
    kind = transaction.value if transaction else ""
    if profile.may_deliver_for(named.id, transaction=kind, day=context.received_day):
        return Speaker(partner_id=named.id)
    return Speaker(partner_id=profile.id, undelivered=named.id)


def _is_own_word(record: object, role: Role) -> bool:
    source = getattr(record, "source_entity", "")
    return role is Role.CLEARINGHOUSE and source == CLEARINGHOUSE_SOURCE


def answerers_of(transaction: str, context: FileContext) -> tuple[str, ...]:
    """Return in whose names a partner acknowledges what was sent; none when it may not at all.

    A payer or clearinghouse acknowledges what was addressed to itself; whoever is listed for the
    transaction, what was addressed to the payers that it delivers for.
    """
    profile = context.profile
    own = (profile.id,) if profile.role in ANSWERERS else ()
    return (
        *own,
        *profile.delivered_payers(transaction=transaction, day=context.received_day),
    )


def billed_payer(
    record: SubmittedClaim, interchange: InterchangeHeader, context: FileContext
) -> str | None:
    """Return the payer of a submitted claim: named in 2010BB, else addressed; None without one."""
    named = context.partners.by_payer_identifier(record.payer_identifier)
    if named is not None:
        return named.id
    receiver = receiver_of(interchange, context)
    return receiver if receiver and context.is_payer(receiver) else None


def receiver_of(interchange: InterchangeHeader, context: FileContext) -> str | None:
    """Return the payer or clearinghouse to which an interchange is addressed (ISA07, ISA08)."""
    found = context.partners.by_identity(
        qualifier=interchange.receiver_qualifier, sender_id=interchange.receiver_id
    )
    return found.id if found is not None and found.role in ANSWERERS else None


def biller_addressed(interchange: InterchangeHeader, context: FileContext) -> str:
    """Return the billing partner to which an interchange is addressed; empty when it is none."""
    found = context.partners.by_identity(
        qualifier=interchange.receiver_qualifier, sender_id=interchange.receiver_id
    )
    return found.id if found is not None and found.role is Role.BILLING else ""
