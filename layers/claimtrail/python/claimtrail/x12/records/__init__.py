"""What reading X12 yields: typed, frozen records in the field's terms, each with its byte range.

Amounts are dollars as `Decimal`; days are `date`, and `None` where the payer sent none. Element
references in the docstrings are those of the 5010 implementation guides. What a file has by the
hundred thousand is a named tuple, which is made in half the time of a frozen dataclass.
"""

from claimtrail.x12.records.acknowledgments import (
    ElementNote,
    InterchangeAcknowledgment,
    SetAcknowledgment,
)
from claimtrail.x12.records.claims import (
    Person,
    Reference,
    ServiceLine,
    SubmittedClaim,
)
from claimtrail.x12.records.envelopes import (
    ByteRange,
    Delimiters,
    GroupHeader,
    InterchangeHeader,
    SetHeader,
    TransactionType,
    Verdict,
)
from claimtrail.x12.records.remittances import (
    Adjustment,
    Payment,
    ProviderAdjustment,
    RemittanceClaim,
    RemittanceLine,
)
from claimtrail.x12.records.statuses import (
    ClaimStatus,
    InquiryLine,
    StatusComposite,
    StatusInformation,
    StatusInquiry,
)

Record = (
    SubmittedClaim
    | ClaimStatus
    | StatusInquiry
    | Payment
    | RemittanceClaim
    | SetAcknowledgment
    | InterchangeAcknowledgment
)
"""Any record that reading yields."""

__all__ = [
    "Adjustment",
    "ByteRange",
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
    "Reference",
    "RemittanceClaim",
    "RemittanceLine",
    "ServiceLine",
    "SetAcknowledgment",
    "SetHeader",
    "StatusComposite",
    "StatusInformation",
    "StatusInquiry",
    "SubmittedClaim",
    "TransactionType",
    "Verdict",
]
