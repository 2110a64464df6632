"""The records that reading X12 yields: typed, frozen, in the field's terms, each with its bytes.

Amounts are dollars as `Decimal`; days are `date`, and `None` where the payer sent none. Element
references in the docstrings are those of the 5010 implementation guides. Most are named tuples: a
file has them by the hundred thousand, and they are made, and declared, in a fraction of the time
of frozen dataclasses.
"""

from claimtrail.x12.model.acknowledgments import (
    ElementNote,
    InterchangeAcknowledgment,
    SetAcknowledgment,
)
from claimtrail.x12.model.claims import NOBODY, ClaimReference, Person, ServiceLine, SubmittedClaim
from claimtrail.x12.model.envelopes import (
    ByteRange,
    Delimiters,
    GroupHeader,
    InterchangeHeader,
    SetAcceptance,
    SetHeader,
    TransactionType,
)
from claimtrail.x12.model.remittances import (
    Adjustment,
    Payment,
    ProviderAdjustment,
    RemittanceClaim,
    RemittanceLine,
    Reversal,
)
from claimtrail.x12.model.statuses import (
    BatchStatus,
    ClaimStatus,
    InquiryLine,
    StatusComposite,
    StatusInformation,
    StatusInquiry,
    StatusLevel,
    StatusLine,
    StatusTotal,
)

Record = (
    SubmittedClaim
    | BatchStatus
    | ClaimStatus
    | StatusInquiry
    | Payment
    | RemittanceClaim
    | SetAcknowledgment
    | InterchangeAcknowledgment
)
"""Any record that reading yields."""

__all__ = [
    "NOBODY",
    "Adjustment",
    "BatchStatus",
    "ByteRange",
    "ClaimReference",
    "ClaimStatus",
    "Delimiters",
    "ElementNote",
    "GroupHeader",
    "InquiryLine",
    "InterchangeAcknowledgment",
    "InterchangeHeader",
    "Payment",
    "Person",
    "ProviderAdjustment",
    "Record",
    "RemittanceClaim",
    "RemittanceLine",
    "Reversal",
    "ServiceLine",
    "SetAcceptance",
    "SetAcknowledgment",
    "SetHeader",
    "StatusComposite",
    "StatusInformation",
    "StatusInquiry",
    "StatusLevel",
    "StatusLine",
    "StatusTotal",
    "SubmittedClaim",
    "TransactionType",
]
