"""A sealed trail for forgers to work on, and copies of it that can hold what a forger leaves."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from claimtrail.kernel.clock import parse_instant
from claimtrail.trail.chaining.append import append
from claimtrail.trail.chaining.chain import ChainPosition, decode, digest, encode, read_key
from claimtrail.trail.chaining.seals import seal
from claimtrail.trail.ports import Head
from tests.harness.trail.seal_keys import MemorySigner
from tests.twins.trail import MemoryChainStore

START = datetime(2026, 3, 9, tzinfo=UTC)
DAYS = 6
DATASETS = ("access_log", "audit", "claim_events")
BUCKET = "audit-of-this-stage"
SIGNER = MemorySigner(7)
FORGER = MemorySigner(13)


class Objects(dict[str, bytes]):
    """A copy's objects by key, with what only a bucket or only a folder can hold beside them."""

    def __init__(self, objects: Mapping[str, bytes]) -> None:
        super().__init__(objects)
        self.over: dict[str, list[bytes | None]] = {}
        """Versions that were put over a key, oldest first; None is a delete marker."""
        self.gone: set[str] = set()
        """Keys of which no version is left but what was put over."""
        self.odd: dict[str, str] = {}
        """Things in a folder that are no files: `symlink`, `hard link`, `fifo`, `folders`."""

    def differs(self, objects: Mapping[str, bytes]) -> bool:
        """Return whether anything was done to it."""
        return bool(self.over or self.gone or self.odd) or dict(self) != dict(objects)


Forgery = Callable[[Objects, random.Random], str | None]
"""Does one thing to a copy; the key that the verifier must name, when there is one."""


@dataclass(frozen=True, slots=True)
class Trail:
    """An honest trail and the ends that its writer knows."""

    objects: Mapping[str, bytes]
    heads: Mapping[str, Head]
    heads_by_day: tuple[Mapping[str, Head], ...]
    """As they were each evening, just before that day was sealed."""


def build(*, days: int = DAYS, objects_per_day: int = 4, bucket: str = BUCKET) -> Trail:
    """Some days of three chains, each day sealed in its evening."""
    store = MemoryChainStore()
    evenings = []
    for day in range(days):
        for number in range(objects_per_day):
            now = START + timedelta(days=day, hours=number)
            for dataset in DATASETS:
                rows = [{"id": f"{day}.{number}.{row}", "state": "PAID"} for row in range(3)]
                append(store, dataset, rows, now=now)
        evenings.append(dict(store.heads))
        evening = START + timedelta(days=day, hours=23)
        seal(store, SIGNER, bucket=bucket, datasets=DATASETS, clock=lambda now=evening: now)
    return Trail(objects=dict(store.objects), heads=dict(store.heads), heads_by_day=tuple(evenings))


def any_key(copy: Objects, chance: random.Random) -> str:
    return chance.choice(sorted(copy))


def any_place(copy: Objects, chance: random.Random) -> str:
    return chance.choice(sorted(key for key in copy if "/dt=" in key))


def any_rows(copy: Objects, chance: random.Random) -> str:
    return chance.choice(sorted(key for key in copy if key.endswith(".gz")))


def keys_of(copy: Objects, dataset: str) -> dict[int, str]:
    keys = [key for key in copy if key.startswith(f"{dataset}/dt=")]
    return {read_key(key).seq: key for key in keys}


def moved(place: ChainPosition, chance: random.Random) -> ChainPosition:
    day = place.day + timedelta(days=chance.randint(1, 5))
    return ChainPosition(place.dataset, day, place.seq + chance.randint(0, 30))


def repack(copy: Objects, key: str, rows: list[dict[str, Any]]) -> None:
    """Only the rows differ: links, name and time stay."""
    first = rows[0]
    copy[key] = encode(
        rows,
        place=read_key(key),
        previous_sha256=first["previous_sha256"],
        written_at=parse_instant(first["written_at"]),
    )


def split(copy: Objects, dataset: str, count: int) -> None:
    places = keys_of(copy, dataset)
    for seq in sorted(places)[-min(count, len(places)) :]:
        del copy[places[seq]]


def rewrite_chain(copy: Objects, chance: random.Random) -> None:
    dataset = chance.choice(DATASETS)
    places = keys_of(copy, dataset)
    first = chance.randint(1, len(places))
    previous = digest(copy[places[first - 1]]) if first > 1 else "0" * 64
    for seq in range(first, len(places) + 1):
        rows = decode(copy[places[seq]])
        if seq == first:
            rows[0]["state"] = "DENIED"
        written_at = parse_instant(rows[0]["written_at"])
        place = read_key(places[seq])
        data = encode(rows, place=place, previous_sha256=previous, written_at=written_at)
        copy[places[seq]] = data
        previous = digest(data)
