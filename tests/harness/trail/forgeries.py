"""Forgeries of a trail by somebody with the whole copy, all the code and no signing key.

From a flipped bit to a chain that is written again and sealed with a key of the forger's own.
`inventions.py` has those that add what was never there.
"""

import random
from datetime import timedelta

from claimtrail.trail.chaining.chain import SEALS, ChainPosition, decode, digest, encode, read_key
from claimtrail.trail.chaining.seals import KEYS_PREFIX, public_key_key, read_seal, state, to_pem
from claimtrail.trail.chaining.seals import write_seal as seal_bytes
from tests.harness.trail.forged_copy import (
    DATASETS,
    FORGER,
    START,
    Forgery,
    Objects,
    any_key,
    any_place,
    any_rows,
    keys_of,
    moved,
    repack,
    rewrite_chain,
    split,
)


def flip(copy: Objects, chance: random.Random) -> None:
    key = any_key(copy, chance)
    data = bytearray(copy[key])
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    copy[key] = bytes(data)


def edit_row(copy: Objects, chance: random.Random) -> None:
    key = any_rows(copy, chance)
    rows = decode(copy[key])
    chance.choice(rows)["state"] = "DENIED"
    repack(copy, key, rows)


def remove_row(copy: Objects, chance: random.Random) -> None:
    key = any_rows(copy, chance)
    rows = decode(copy[key])
    rows.pop(chance.randrange(len(rows)))
    repack(copy, key, rows)


def swap_rows(copy: Objects, chance: random.Random) -> None:
    key = any_rows(copy, chance)
    rows = decode(copy[key])
    chance.shuffle(rows)
    repack(copy, key, rows)


def remove_objects(copy: Objects, chance: random.Random) -> None:
    for key in chance.sample(sorted(copy), chance.randint(1, 4)):
        del copy[key]


def swap_objects(copy: Objects, chance: random.Random) -> None:
    one, other = chance.sample(sorted(copy), 2)
    copy[one], copy[other] = copy[other], copy[one]


def copy_object(copy: Objects, chance: random.Random) -> None:
    copy[moved(read_key(any_place(copy, chance)), chance).key] = copy[any_key(copy, chance)]


def move_object(copy: Objects, chance: random.Random) -> None:
    key = any_place(copy, chance)
    place = read_key(key)
    away = timedelta(days=chance.choice((-30, -9, 9, 30)))
    copy[ChainPosition(place.dataset, place.day + away, place.seq).key] = copy.pop(key)


def insert_object(copy: Objects, chance: random.Random) -> None:
    place = moved(read_key(any_rows(copy, chance)), chance)
    before = keys_of(copy, place.dataset).get(place.seq - 1)
    previous = digest(copy[before]) if before else "0" * 64
    rows = [{"id": f"forged.{chance.random()}", "state": "PAID"}]
    copy[place.key] = encode(rows, place=place, previous_sha256=previous, written_at=START)


def insert_stranger(copy: Objects, chance: random.Random) -> None:
    names = ("audit/notes.txt", "README", "audit/dt=2026-03-09/1.ndjson.gz", f"{KEYS_PREFIX}x.pem")
    copy[chance.choice(names)] = chance.randbytes(9)


def truncate_chain(copy: Objects, chance: random.Random) -> None:
    split(copy, chance.choice((*DATASETS, SEALS)), chance.randint(1, 8))


def truncate_all(copy: Objects, chance: random.Random) -> None:
    """The last days are gone altogether, seals included, as if they had never been."""
    day = (START + timedelta(days=chance.randint(0, 5))).date()
    for key in [key for key in copy if "/dt=" in key and read_key(key).day >= day]:
        del copy[key]


def rewrite(copy: Objects, chance: random.Random) -> None:
    """One row is changed, and everything behind it linked again."""
    rewrite_chain(copy, chance)


def rewrite_and_reseal(copy: Objects, chance: random.Random) -> None:
    """As `rewrite`, with all seals made again by the forger's own published key."""
    rewrite_chain(copy, chance)
    fingerprint = digest(FORGER.public_key)
    for key in [key for key in copy if key.startswith(KEYS_PREFIX)]:
        del copy[key]
    copy[public_key_key(fingerprint)] = to_pem(FORGER.public_key)
    previous = "0" * 64
    for key in sorted(keys_of(copy, SEALS).values()):
        old = read_seal(copy[key]).statement
        roots = tuple(
            type(root)(
                dataset=root.dataset,
                seq=root.seq,
                sha256=digest(copy[keys_of(copy, root.dataset)[root.seq]]),
            )
            for root in old.roots
        )
        message = state(
            type(old)(
                seq=old.seq,
                bucket=old.bucket,
                day=old.day,
                previous_sha256=previous,
                sealed_at=old.sealed_at,
                public_key_sha256=fingerprint,
                roots=roots,
            )
        )
        copy[key] = seal_bytes(message, FORGER.sign(message))
        previous = digest(copy[key])


FORGERIES: tuple[Forgery, ...] = (
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
