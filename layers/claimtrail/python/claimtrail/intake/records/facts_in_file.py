"""A claim's fact with what its file says about it: who delivers it, and as of which day."""

from datetime import date

from claimtrail.claims.facts.events import Fact
from claimtrail.claims.facts.payer_numbers import alike
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.facts.statuses import FrontEndStatus
from claimtrail.intake.records.facts import ClaimRecord, fact_of_claim, stated_day
from claimtrail.intake.records.file_context import FileContext, file_day
from claimtrail.x12 import plausible_days
from claimtrail.x12.model import SetHeader, TransactionType


def fact_in_file(record: ClaimRecord, header: SetHeader, context: FileContext) -> Fact:
    """Return the fact that a record of the file states. Raises ValueError as `fact_of_claim`."""
    fact = fact_of_claim(record, header.transaction_type, context.partners)
    return _delivered(_numbered(fact), context)


def effective_day(record: ClaimRecord, header: SetHeader, context: FileContext) -> date:
    """Return the day that the record states, unless no file of its day can know it.

    Else the file's.
    """
    stated = stated_day(record)
    if stated is None or stated > plausible_days(header, context.received_at).last_payment:
        return file_day(header.interchange, context)
    return stated


def _delivered(fact: Fact, context: FileContext) -> Fact:
    """Return a clearinghouse's own word, and the payers for which the clearinghouse delivers it."""
    if not isinstance(fact, FrontEndStatus) or not fact.from_clearinghouse:
        return fact
    kind = TransactionType.CLAIM_ACKNOWLEDGMENT.value
    payers = context.profile.delivered_payers(transaction=kind, day=context.received_day)
    return fact.model_copy(update={"clearinghouse_payer_ids": payers})


def _numbered(fact: Fact) -> Fact:
    """A remittance without a number of its own (blank, zeros) marked as such (X12 RFI 535)."""
    if isinstance(fact, Remitted) and not alike(fact.patient_control_number).strip("0"):
        return fact.model_copy(update={"has_own_number": False})
    return fact
