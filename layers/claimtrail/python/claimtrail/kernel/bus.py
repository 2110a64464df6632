"""The events on the bus.

`noun.past` names, one envelope; ids, states, codes, amounts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from claimtrail.kernel.clock import format_instant, parse_instant
from claimtrail.kernel.synthetic import is_synthetic

BUS_SOURCE = "claimtrail"
SYNTHETIC_SOURCE = "claimtrail.synthetic"
"""EventBridge `source` of events about what a stage tests itself with: a rule for the other source
sees none of them."""
BUS_SCHEMA_VERSION = 1


class DetailType(StrEnum):
    """EventBridge `detail-type`, `noun.past`; without members, which the nouns declare.

    `<noun>/detail_types.py` has them, `bootstrap/registry` collects them.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class BusEvent:
    """One thing that happened, for EventBridge and for the audit trail.

    `event_id` is deterministic: publishing twice is recognized by every consumer.
    `subject_id` is the opaque id of the file, claim, ticket or escalation that it is about.
    `detail` holds JSON-ready values without PHI; amounts are whole cents.
    """

    event_id: str
    detail_type: DetailType
    subject_id: str
    occurred_at: datetime
    actor: str
    """`system:<function>`, `payer:<partner id>` or `user:<id>`."""
    correlation_id: str
    """The file id, or the id of the schedule or command that began it."""
    payer_id: str | None = None
    rule: str | None = None
    """The rule that decided, with its version: `lifecycle@2/277CA-A1`."""
    before: str | None = None
    after: str | None = None
    source_file_id: str | None = None
    source_sha256: str | None = None
    source_start: int | None = None
    source_end: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def partner_id(self) -> str | None:
        """Return the trading partner whose file, claim or message it is about, if any."""
        named = self.detail.get("partner_id")
        return str(named) if named else None

    @property
    def source(self) -> str:
        """Return the EventBridge `source` under which it is published."""
        marked = is_synthetic(self.payer_id) or is_synthetic(self.partner_id)
        return SYNTHETIC_SOURCE if marked else BUS_SOURCE


def to_detail(event: BusEvent) -> dict[str, Any]:
    """Return the JSON-ready `detail` of an EventBridge entry; instants as RFC 3339."""
    detail = {name: getattr(event, name) for name in BusEvent.__slots__ if name != "detail_type"}
    detail["occurred_at"] = format_instant(event.occurred_at)
    detail["schema_version"] = BUS_SCHEMA_VERSION
    return detail


def from_detail(
    detail_type: str, detail: dict[str, Any], *, known: Mapping[str, DetailType]
) -> BusEvent:
    """Read what `to_detail` wrote, of the known types by their published names.

    Raises ValueError for an unknown type or version.
    """
    if detail_type not in known:
        raise ValueError(f"detail type {detail_type!r} is declared by no noun")
    fields = dict(detail)
    version = fields.pop("schema_version", None)
    if version != BUS_SCHEMA_VERSION:
        raise ValueError(f"bus schema version {version!r} is not {BUS_SCHEMA_VERSION}")
    fields["occurred_at"] = parse_instant(fields["occurred_at"])
    return BusEvent(detail_type=known[detail_type], **fields)


class EventPublisher(Protocol):
    """The publisher of bus events. Delivery is at least once; `event_id` tells repeats apart."""

    def publish(self, events: list[BusEvent]) -> None:
        """Publish all; raises when any could not be handed over, so that the caller is retried."""
        ...
