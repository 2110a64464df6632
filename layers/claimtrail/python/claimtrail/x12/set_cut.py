"""One large set and where it is cut, in a form that travels through a queue."""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from claimtrail.x12.cuts import CUTS
from claimtrail.x12.findings import Finding, Severity
from claimtrail.x12.parts import cut_set
from claimtrail.x12.plan import SetRange
from claimtrail.x12.records import ByteRange, SetHeader, TransactionType
from claimtrail.x12.rules import Rules
from claimtrail.x12.source import ByteSource

CUT_SCHEMA_VERSION = 1
PORTIONS = 64
"""Portions of one set at most: their list travels in each message about the set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCut:
    """A set in portions. Cut at claims, each is checked by itself, else the set as a whole is.

    Records are streamed by portion either way: one belongs where its first byte stands.
    """

    header: SetHeader
    cuts: tuple[int, ...]
    """Byte offsets where the portions begin, and past the set's end."""
    at_claims: bool

    @property
    def portions(self) -> tuple[ByteRange, ...]:
        """In file order, without gaps."""
        return tuple(ByteRange(*pair) for pair in zip(self.cuts, self.cuts[1:], strict=False))

    @property
    def cut_id(self) -> str:
        """Tells these cuts from others of the same set: eight hexadecimal digits."""
        return hashlib.sha256(repr(self.cuts).encode("ascii")).hexdigest()[:8]

    def anywhere(self) -> "SetCut":
        """The same portions, where the cuts turned out to be no claims' beginnings."""
        return replace(self, at_claims=False)

    def to_json(self) -> str:
        """As JSON text, without the envelopes, which the set's range has."""
        header = self.header
        document = {
            "schema_version": CUT_SCHEMA_VERSION,
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
    def from_json(cls, text: str, *, within: SetRange, rules: Rules) -> "SetCut":
        """Read what `to_json` wrote of the set of a range; `rules` are its sender's.

        Raises ValueError for anything else.
        """
        try:
            document = json.loads(text)
            if document["schema_version"] != CUT_SCHEMA_VERSION:
                raise ValueError("a cut of another schema version")
            cuts = tuple(int(cut) for cut in document["cuts"])
            header = _header(document, within, ByteRange(cuts[0], cuts[-1]), rules)
            return cls(header=header, cuts=cuts, at_claims=bool(document["at_claims"]))
        except (KeyError, TypeError, IndexError) as error:
            raise ValueError("not a cut") from error


def cut_in_portions(source: ByteSource, header: SetHeader, *, target_bytes: int) -> SetCut:
    """Cut a set into portions of about `target_bytes`, larger ones where they would be too many.

    At its claims where that can be, which looks at some kilobytes around each cut.
    """
    span = header.span
    size = max(target_bytes, -(-(span.end - span.start) // PORTIONS))
    parts = cut_set(source, header, target_bytes=size)
    if len(parts) > 1 or header.transaction_type in CUTS:
        cuts = (*(part.start for part in parts), span.end)
        return SetCut(header=header, cuts=cuts, at_claims=len(parts) > 1)
    return cut_anywhere(header, target_bytes=size)


def cut_anywhere(header: SetHeader, *, target_bytes: int) -> SetCut:
    """Cut a set into portions of about `target_bytes` that begin anywhere."""
    span = header.span
    size = max(target_bytes, -(-(span.end - span.start) // PORTIONS))
    cuts = (*range(span.start, span.end, size), span.end)
    return SetCut(header=header, cuts=cuts, at_claims=False)


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
