"""Values of CLP01 that a file has on records of several patients: they name no claim.

A set knows those of its own payment. Those of all payments of a file are looked for when it is
received, and travel with its messages as byte offsets, since numbers may be PHI.
"""

from collections.abc import Iterable, Iterator

from claimtrail.x12 import SetResult, numbers_at, with_number_settled
from claimtrail.x12.model import Delimiters, InterchangeHeader
from claimtrail.x12.model.source import ByteSource


class SharedNumbers:
    """The shared numbers of the file that a message is about, read where its places say."""

    def __init__(self, places: tuple[int, ...], source: ByteSource) -> None:
        """`places` are the offsets of claims with such a number."""
        self._places, self._source = places, source
        self._found: dict[Delimiters, frozenset[str]] = {}

    def settle(
        self, results: Iterable[SetResult], interchange: InterchangeHeader
    ) -> Iterator[SetResult]:
        """Yield sets of an interchange; claims with such a number have none of their own."""
        shared = self._numbers(interchange)
        for result in results:
            if not shared:
                yield result
                continue
            yield result._replace(
                records=tuple(with_number_settled(one, shared) for one in result.records)
            )

    def _numbers(self, interchange: InterchangeHeader) -> frozenset[str]:
        marks = interchange.delimiters
        if self._places and marks not in self._found:
            self._found[marks] = numbers_at(self._source, interchange, self._places)
        return self._found.get(marks, frozenset())
