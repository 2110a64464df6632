"""From segments to records: one module per transaction set.

An extractor takes the segments of one set in order and keeps records and faults. A record that
cannot be read becomes a fault with its place, and the records around it stand.
"""

from collections.abc import Callable
from typing import Protocol

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.extract.acknowledgment_999 import AcknowledgmentExtractor
from claimtrail.x12.extract.claim_837 import ClaimExtractor
from claimtrail.x12.extract.inquiry_276 import InquiryExtractor
from claimtrail.x12.extract.record_buffer import RecordFault
from claimtrail.x12.extract.remittance_835 import RemittanceExtractor
from claimtrail.x12.extract.status_277 import StatusExtractor
from claimtrail.x12.model import Record, SetHeader, TransactionType
from claimtrail.x12.model.catalog import FindingCode


class Extractor(Protocol):
    """Reads one transaction set."""

    def take(self, segment: Segment) -> None:
        """Read the next segment."""
        ...

    def doubt(self, code: FindingCode) -> None:
        """Note a fault, of the segment that is taken next, that holds its claim back."""
        ...

    def drain(self) -> list[Record]:
        """Return the records that are complete by now; each is handed out once."""
        ...

    def begin_part(self) -> None:
        """A part of the set begins here; what was read stands above it and is not its own."""
        ...

    def finish(self) -> tuple[list[Record], list[RecordFault]]:
        """Return the records that were not drained, in order of their bytes, and what was found.

        The payment of an 835 comes last: it is known when its claims are.
        """
        ...


def _remittance(header: SetHeader) -> RemittanceExtractor:
    prepared_at = header.group.prepared_at
    return RemittanceExtractor(prepared_at.date() if prepared_at else None, header.rules)


EXTRACTORS: dict[TransactionType, Callable[[SetHeader], Extractor]] = {
    TransactionType.CLAIM_PROFESSIONAL: lambda _: ClaimExtractor(),
    TransactionType.CLAIM_INSTITUTIONAL: lambda _: ClaimExtractor(),
    TransactionType.CLAIM_ACKNOWLEDGMENT: lambda _: StatusExtractor(
        TransactionType.CLAIM_ACKNOWLEDGMENT
    ),
    TransactionType.CLAIM_STATUS_REQUEST: lambda _: InquiryExtractor(),
    TransactionType.CLAIM_STATUS: lambda _: StatusExtractor(TransactionType.CLAIM_STATUS),
    TransactionType.REMITTANCE: _remittance,
    TransactionType.IMPLEMENTATION_ACKNOWLEDGMENT: lambda _: AcknowledgmentExtractor(),
}
"""The reader of each transaction."""
