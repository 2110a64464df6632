"""Forgers at work on a copied trail, by seed: `python -m tests.support.tampering --count 10000`.

Each forgery is one that somebody with the whole copy, all the code and no signing key could make;
from a flipped bit to a chain written anew and sealed with a key of the forger's own.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from claimtrail.audit.chain import SEALS, Place, append, decode, digest, encode, read_key
from claimtrail.audit.copies import MemoryCopy
from claimtrail.audit.memory import MemoryChainStore
from claimtrail.audit.ports import Head
from claimtrail.audit.seals import KEYS_PREFIX, public_key_key, read_seal, seal, state, to_pem
from claimtrail.audit.seals import write_seal as seal_bytes
from claimtrail.audit.verify import verify_copy
from claimtrail.kernel.time import parse_instant
from tests.support.seal_keys import MemorySigner

START = datetime(2026, 3, 9, tzinfo=UTC)
DATASETS = ("access_log", "audit", "claim_events")
SIGNER = MemorySigner(7)
FORGER = MemorySigner(13)

Objects = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Trail:
    """An honest trail and the ends that its writer knows."""

    objects: Mapping[str, bytes]
    heads: Mapping[str, Head]


def build(*, days: int = 6, objects_per_day: int = 4) -> Trail:
    """Some days of three chains, each day sealed in its evening."""
    store = MemoryChainStore()
    for day in range(days):
        for number in range(objects_per_day):
            now = START + timedelta(days=day, hours=number)
            for dataset in DATASETS:
                rows = [{"id": f"{day}.{number}.{row}", "state": "PAID"} for row in range(3)]
                append(store, dataset, rows, now=now)
        evening = START + timedelta(days=day, hours=23)
        seal(store, SIGNER, datasets=DATASETS, clock=lambda now=evening: now)
    return Trail(objects=dict(store.objects), heads=dict(store.heads))


def flip(copy: Objects, chance: random.Random) -> None:
    key = _any(copy, chance)
    data = bytearray(copy[key])
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    copy[key] = bytes(data)


def edit_row(copy: Objects, chance: random.Random) -> None:
    key = _any_rows(copy, chance)
    rows = decode(copy[key])
    chance.choice(rows)["state"] = "DENIED"
    _repack(copy, key, rows)


def remove_row(copy: Objects, chance: random.Random) -> None:
    key = _any_rows(copy, chance)
    rows = decode(copy[key])
    rows.pop(chance.randrange(len(rows)))
    _repack(copy, key, rows)


def swap_rows(copy: Objects, chance: random.Random) -> None:
    key = _any_rows(copy, chance)
    rows = decode(copy[key])
    chance.shuffle(rows)
    _repack(copy, key, rows)


def remove_objects(copy: Objects, chance: random.Random) -> None:
    for key in chance.sample(sorted(copy), chance.randint(1, 4)):
        del copy[key]


def swap_objects(copy: Objects, chance: random.Random) -> None:
    one, other = chance.sample(sorted(copy), 2)
    copy[one], copy[other] = copy[other], copy[one]


def copy_object(copy: Objects, chance: random.Random) -> None:
    copy[_moved(read_key(_any_place(copy, chance)), chance).key] = copy[_any(copy, chance)]


def move_object(copy: Objects, chance: random.Random) -> None:
    key = _any_place(copy, chance)
    place = read_key(key)
    away = timedelta(days=chance.choice((-30, -9, 9, 30)))
    copy[Place(place.dataset, place.day + away, place.seq).key] = copy.pop(key)


def insert_object(copy: Objects, chance: random.Random) -> None:
    place = _moved(read_key(_any_rows(copy, chance)), chance)
    before = _of(copy, place.dataset).get(place.seq - 1)
    previous = digest(copy[before]) if before else "0" * 64
    rows = [{"id": f"forged.{chance.random()}", "state": "PAID"}]
    copy[place.key] = encode(rows, place=place, previous_sha256=previous, written_at=START)


def insert_stranger(copy: Objects, chance: random.Random) -> None:
    names = ("audit/notes.txt", "README", "audit/dt=2026-03-09/1.ndjson.gz", f"{KEYS_PREFIX}x.pem")
    copy[chance.choice(names)] = chance.randbytes(9)


def truncate_chain(copy: Objects, chance: random.Random) -> None:
    _cut(copy, chance.choice((*DATASETS, SEALS)), chance.randint(1, 8))


def truncate_all(copy: Objects, chance: random.Random) -> None:
    """The last days are gone altogether, seals included, as if they had never been."""
    day = (START + timedelta(days=chance.randint(0, 5))).date()
    for key in [key for key in copy if "/dt=" in key and read_key(key).day >= day]:
        del copy[key]


def rewrite(copy: Objects, chance: random.Random) -> None:
    """One row is changed, and everything behind it linked anew."""
    _rewrite(copy, chance)


def rewrite_and_reseal(copy: Objects, chance: random.Random) -> None:
    """As `rewrite`, with all seals made anew by the forger's own published key."""
    _rewrite(copy, chance)
    fingerprint = digest(FORGER.public_key)
    for key in [key for key in copy if key.startswith(KEYS_PREFIX)]:
        del copy[key]
    copy[public_key_key(fingerprint)] = to_pem(FORGER.public_key)
    previous = "0" * 64
    for key in sorted(_of(copy, SEALS).values()):
        old = read_seal(copy[key]).statement
        roots = tuple(
            type(root)(
                dataset=root.dataset,
                seq=root.seq,
                sha256=digest(copy[_of(copy, root.dataset)[root.seq]]),
            )
            for root in old.roots
        )
        message = state(
            type(old)(
                seq=old.seq,
                day=old.day,
                previous_sha256=previous,
                sealed_at=old.sealed_at,
                public_key_sha256=fingerprint,
                roots=roots,
            )
        )
        copy[key] = seal_bytes(message, FORGER.sign(message))
        previous = digest(copy[key])


FORGERIES: tuple[Callable[[Objects, random.Random], None], ...] = (
    flip,
    edit_row,
    remove_row,
    swap_rows,
    remove_objects,
    swap_objects,
    copy_object,
    move_object,
    insert_object,
    insert_stranger,
    truncate_chain,
    truncate_all,
    rewrite,
    rewrite_and_reseal,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How often each forgery was tried, and the seeds of those that went unseen."""

    tried: Counter[str]
    unseen: tuple[tuple[int, str], ...]


def tamper(trail: Trail, *, count: int, first_seed: int = 0) -> Outcome:
    """Forge `count` copies, one forgery each, and verify them."""
    tried: Counter[str] = Counter()
    unseen = []
    for seed in range(first_seed, first_seed + count):
        chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
        forge = chance.choice(FORGERIES)
        copy = dict(trail.objects)
        while copy == trail.objects:  # a shuffle may leave everything in its place
            forge(copy, chance)
        tried[forge.__name__] += 1
        if is_sound(copy, trail.heads):
            unseen.append((seed, forge.__name__))
    return Outcome(tried, tuple(unseen))


def is_sound(copy: Objects, heads: Mapping[str, Head]) -> bool:
    """The verdict of somebody who knows the heads and the true public key."""
    return verify_copy(MemoryCopy(copy), heads=heads, public_keys=[SIGNER.public_key]).sound


def _any(copy: Objects, chance: random.Random) -> str:
    return chance.choice(sorted(copy))


def _any_place(copy: Objects, chance: random.Random) -> str:
    return chance.choice(sorted(key for key in copy if "/dt=" in key))


def _any_rows(copy: Objects, chance: random.Random) -> str:
    return chance.choice(sorted(key for key in copy if key.endswith(".gz")))


def _of(copy: Objects, dataset: str) -> dict[int, str]:
    keys = [key for key in copy if key.startswith(f"{dataset}/dt=")]
    return {read_key(key).seq: key for key in keys}


def _moved(place: Place, chance: random.Random) -> Place:
    day = place.day + timedelta(days=chance.randint(1, 5))
    return Place(place.dataset, day, place.seq + chance.randint(0, 30))


def _repack(copy: Objects, key: str, rows: list[dict[str, Any]]) -> None:
    """Only the rows differ: links, name and time stay."""
    first = rows[0]
    copy[key] = encode(
        rows,
        place=read_key(key),
        previous_sha256=first["previous_sha256"],
        written_at=parse_instant(first["written_at"]),
    )


def _cut(copy: Objects, dataset: str, count: int) -> None:
    places = _of(copy, dataset)
    for seq in sorted(places)[-min(count, len(places)) :]:
        del copy[places[seq]]


def _rewrite(copy: Objects, chance: random.Random) -> None:
    dataset = chance.choice(DATASETS)
    places = _of(copy, dataset)
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


def main() -> int:
    """Forge and report; 1 when anything went unseen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    trail = build()
    started = time.monotonic()
    untouched = is_sound(dict(trail.objects), trail.heads)
    outcome = tamper(trail, count=options.count, first_seed=options.seed)
    for name, count in sorted(outcome.tried.items()):
        sys.stdout.write(f"{count:7,} {name}\n")
    sys.stdout.write(
        f"{options.count:,} forgeries of {len(trail.objects)} objects, "
        f"{len(outcome.unseen)} unseen, in {time.monotonic() - started:.0f} s; "
        f"the untouched trail is {'' if untouched else 'NOT '}sound\n"
    )
    for seed, name in outcome.unseen:
        sys.stdout.write(f"unseen: seed {seed}, {name}\n")
    return 1 if outcome.unseen or not untouched else 0


if __name__ == "__main__":
    sys.exit(main())
