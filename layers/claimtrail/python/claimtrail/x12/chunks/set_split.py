"""One large set and where it is split, in a form that travels through a queue."""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from claimtrail.x12.chunks.chunk_reader import split_set
from claimtrail.x12.chunks.splits import SPLITS
from claimtrail.x12.envelopes.set_ranges import SetRange
from claimtrail.x12.model import ByteRange, SetHeader, TransactionType
from claimtrail.x12.model.findings import Finding, Severity
from claimtrail.x12.model.rules import Rules
from claimtrail.x12.model.source import ByteSource

SPLIT_SCHEMA_VERSION = 1
CHUNKS = 64
"""Chunks of one set at most: their list travels in each message about the set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSplit:
    """A set in chunks. Cut at claims, each is checked by itself, else the set as a whole is.

    Records are streamed by chunk either way: one belongs where its first byte stands.
    """

    header: SetHeader
    cuts: tuple[int, ...]
    """Byte offsets where the chunks begin, and past the set's end."""
    at_claims: bool

    @property
    def chunks(self) -> tuple[ByteRange, ...]:
        """In file order, without gaps."""
        return tuple(ByteRange(*pair) for pair in zip(self.cuts, self.cuts[1:], strict=False))

    @property
    def split_id(self) -> str:
        """Tells these splits from others of the same set: eight hexadecimal digits."""
        return hashlib.sha256(repr(self.cuts).encode("ascii")).hexdigest()[:8]

    def anywhere(self) -> "SetSplit":
        """Return the same chunks, where the splits turned out to be no claims' beginnings."""
        return replace(self, at_claims=False)

    def to_json(self) -> str:
        """As JSON text, without the envelopes, which the set's range has."""
        header = self.header
        document = {
            "schema_version": SPLIT_SCHEMA_VERSION,
            "identifier": header.identifier,
            "control_number": header.control_number,
            "transaction_type": header.transaction_type,
            "version": header.version,
            "segment_count": header.segment_count,
            "findings": [item._asdict() for item in header.findings],
            "cuts": list(self.cuts),
            "at_claims": self.at_claims,
        }
        return json.dumps(document, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str, *, within: SetRange, rules: Rules) -> "SetSplit":
        """Read what `to_json` wrote of the set of a range; `rules` are its sender's.

        Raises ValueError for anything else.
        """
        try:
            document = json.loads(text)
            if document["schema_version"] != SPLIT_SCHEMA_VERSION:
                raise ValueError("a split of another schema version")
            cuts = tuple(int(split) for split in document["cuts"])
            header = _header(document, within, ByteRange(cuts[0], cuts[-1]), rules)
            return cls(header=header, cuts=cuts, at_claims=bool(document["at_claims"]))
        except (KeyError, TypeError, IndexError) as error:
            raise ValueError("not a split") from error


def split_in_chunks(source: ByteSource, header: SetHeader, *, target_bytes: int) -> SetSplit:
    """Cut a set into chunks of about `target_bytes`, larger ones where they would be too many.

    At its claims where that can be, which looks at some kilobytes around each split.
    """
    span = header.span
    size = max(target_bytes, -(-(span.end - span.start) // CHUNKS))
    parts = split_set(source, header, target_bytes=size)
    if len(parts) > 1 or header.transaction_type in SPLITS:
        cuts = (*(part.start for part in parts), span.end)
        return SetSplit(header=header, cuts=cuts, at_claims=len(parts) > 1)
    return split_anywhere(header, target_bytes=size)


def split_anywhere(header: SetHeader, *, target_bytes: int) -> SetSplit:
    """Cut a set into chunks of about `target_bytes` that begin anywhere."""
    span = header.span
    size = max(target_bytes, -(-(span.end - span.start) // CHUNKS))
    cuts = (*range(span.start, span.end, size), span.end)
    return SetSplit(header=header, cuts=cuts, at_claims=False)


def _header(document: dict[str, Any], within: SetRange, span: ByteRange, rules: Rules) -> SetHeader:
    kind = document["transaction_type"]
    return SetHeader(
        identifier=document["identifier"],
        control_number=document["control_number"],
        transaction_type=None if kind is None else TransactionType(kind),
        version=document["version"],
        interchange=within.interchange,
        group=within.group,
        span=span,
        segment_count=document["segment_count"],
        rules=rules,
        findings=tuple(
            Finding(**{**item, "severity": Severity(item["severity"])})
            for item in document["findings"]
        ),
    )
