"""Values of CLP01 that a file has on records of several patients: they name no claim.

A set knows those of its own payment. Those of all payments of a file are looked for when it is
received, and travel with its messages as byte offsets, since numbers may be PHI.
"""

from collections.abc import Iterable, Iterator

from claimtrail.intake.model.messages import IngestMessage
from claimtrail.x12 import SetResult, numbers_at, with_number_settled
from claimtrail.x12.model import InterchangeHeader
from claimtrail.x12.model.source import ByteSource


def with_shared_numbers(
    results: Iterable[SetResult],
    message: IngestMessage,
    interchange: InterchangeHeader,
    source: ByteSource,
) -> Iterator[SetResult]:
    """Yield the sets of a message, whose claims with such a number have no number of their own."""
    shared = numbers_at(source, interchange, message.shared_numbers)
    for result in results:
        if not shared:
            yield result
            continue
        yield result._replace(
            records=tuple(with_number_settled(one, shared) for one in result.records)
        )
