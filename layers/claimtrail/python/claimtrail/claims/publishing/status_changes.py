"""On the bus, claims that made the same move are published together: what a file did to them.

The bus bills by the event, and a file moves hundreds of claims alike. What rules go by (payer,
states, whether the claim was due) is common to all in an event, so that they see as much as before.
The trail has a row for each claim (`claim.status_changed`).
"""

from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Any

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.publishing.events import WAS_DUE
from claimtrail.kernel.bus import BusEvent, DetailType
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.ids import derived_id

CLAIMS = "claims"
"""In the detail of `claims.status_changed`: a list with an element for each claim."""
CHANGES_PER_EVENT = 100
"""Claims in one event at most: some 60 KB, and the bus bills by 64 KB."""
GROUPED: MappingProxyType[DetailType, DetailType] = MappingProxyType(
    {
        ClaimDetailType.CLAIM_STATUS_CHANGED: ClaimDetailType.CLAIMS_STATUS_CHANGED,
        ClaimDetailType.CLAIM_OUTCOME_CHANGED: ClaimDetailType.CLAIMS_OUTCOME_CHANGED,
    }
)
"""The event of one claim, and the one that publishes it with others."""
_ID_PREFIX = "bus_"
_COMMON = ("payer_id", "before", "after", WAS_DUE)
_FIELDS = ("event_id", "rule", "source_start", "source_end")


def group_status_changes(events: Iterable[BusEvent]) -> list[BusEvent]:
    """Return the events as they are published: moves grouped, all else as it is.

    `event_id` follows from the ids of the moves; who hears of one twice, in whatever company, knows
    it by the `event_id` of its element.
    """
    published: list[BusEvent] = []
    moves: dict[tuple[Any, ...], list[BusEvent]] = {}
    for event in events:
        if event.detail_type in GROUPED:
            moves.setdefault(_move(event), []).append(event)
        else:
            published.append(event)
    return [*(_moved(part) for alike in moves.values() for part in _parts(alike)), *published]


def changed_claims(event: BusEvent) -> list[str]:
    """Return the claims that a grouped event, or an event of one claim, is about."""
    claims = event.detail.get(CLAIMS)
    return [one["claim_id"] for one in claims] if claims else [event.subject_id]


def _move(event: BusEvent) -> tuple[Any, ...]:
    about = (event.detail_type, event.correlation_id, event.actor)
    return (*about, *(event.detail[name] for name in _COMMON))


def _parts(alike: list[BusEvent]) -> Iterator[list[BusEvent]]:
    for start in range(0, len(alike), CHANGES_PER_EVENT):
        yield alike[start : start + CHANGES_PER_EVENT]


def _moved(alike: list[BusEvent]) -> BusEvent:
    first = alike[0]
    detail_type = GROUPED[first.detail_type]
    return BusEvent(
        event_id=derived_id(
            _ID_PREFIX,
            detail_type.value,
            *sorted(event.event_id for event in alike),
        ),
        detail_type=detail_type,
        subject_id=first.correlation_id,
        occurred_at=max(event.occurred_at for event in alike),
        actor=first.actor,
        correlation_id=first.correlation_id,
        payer_id=first.payer_id,
        before=first.before,
        after=first.after,
        source_file_id=first.source_file_id,
        source_sha256=first.source_sha256,
        detail={
            **{name: first.detail[name] for name in _COMMON},
            CLAIMS: [_element(event) for event in alike],
        },
    )


def _element(event: BusEvent) -> dict[str, Any]:
    own = {name: value for name, value in event.detail.items() if name not in _COMMON}
    published = {name: getattr(event, name) for name in _FIELDS}
    return {**own, **published, "occurred_at": format_instant(event.occurred_at)}
