"""Forgeries that add what was never there, hide what is there, or try to break the verifier.

Each gives the key that the verifier must name, where one object is meant. Contents are made so that
a verifier that reads without bounds would end with an error, or take all memory.
"""

import gzip
import json
import random
from datetime import timedelta
from types import MappingProxyType

from claimtrail.trail.chaining.append import append, extend
from claimtrail.trail.chaining.chain import (
    SEALS,
    ChainPosition,
    digest,
    encode,
    read_key,
)
from claimtrail.trail.chaining.seals import (
    Root,
    Statement,
    public_key_key,
    read_seal,
    state,
    stated_by_seal,
    to_pem,
)
from claimtrail.trail.chaining.seals import write_seal as seal_bytes
from claimtrail.trail.ports import Head
from tests.harness.trail.forged_copy import (
    BUCKET,
    DATASETS,
    FORGER,
    START,
    Forgery,
    Objects,
    any_key,
    any_place,
    any_rows,
    build,
    keys_of,
)
from tests.twins.trail import MemoryChainStore

INVENTED = "bonus_payments"
_BOMB = gzip.compress(b"0" * (80 << 20), mtime=0)
"""80 MiB in 80 KiB."""
_DEEP = b"[" * 100_000


def invent_dataset(copy: Objects, chance: random.Random) -> str:
    """A data set of the forger's own, sound in itself."""
    store = MemoryChainStore()
    for number in range(chance.randint(1, 5)):
        append(store, INVENTED, [{"id": str(number)}], now=START + timedelta(days=number))
    copy.update(store.objects)
    return f"{INVENTED}/"


def invent_dataset_and_seal(copy: Objects, chance: random.Random) -> str:
    """As `invent_dataset`, with a newest seal that names it, by the forger's published key."""
    invent_dataset(copy, chance)
    places = keys_of(copy, INVENTED)
    last = max(places)
    root = Root(dataset=INVENTED, seq=last, sha256=digest(copy[places[last]]))
    return _append_seal(copy, (root,))


def invent_partition(copy: Objects, chance: random.Random) -> None:
    """A day of a known data set, numbered on from anywhere."""
    dataset, day = chance.choice(DATASETS), START + timedelta(days=chance.randint(-9, 30))
    first = chance.randint(1, 60)
    previous = "0" * 64
    for seq in range(first, first + chance.randint(1, 4)):
        place = ChainPosition(dataset, day.date(), seq)
        copy[place.key] = encode(
            [{"id": "forged"}], place=place, previous_sha256=previous, written_at=START
        )
        previous = digest(copy[place.key])


def parallel_prefix(copy: Objects, chance: random.Random) -> None:
    """The whole trail once more, beside itself."""
    prefix = chance.choice(("backup/", "Audit/", "trail/v2/", "audit/", "seals/old/"))
    copy.update({f"{prefix}{key}": data for key, data in copy.items()})


def begin_again(copy: Objects, chance: random.Random) -> None:
    """A data set with a beginning of the forger's own."""
    dataset = chance.choice(DATASETS)
    store = MemoryChainStore()
    for number, key in enumerate(keys_of(copy, dataset).values()):
        del copy[key]
        now = START + timedelta(days=number // 4)
        append(store, dataset, [{"id": f"forged.{chance.random()}"}], now=now)
    copy.update(store.objects)


def forge_newest_seal(copy: Objects, chance: random.Random) -> str:
    """A seal by another key over what is there."""
    return _append_seal(copy, (), by=chance.choice(("published", "unpublished")))


def reorder_seals(copy: Objects, chance: random.Random) -> None:
    """Two seals change places, with names and days that fit."""
    one, other = chance.sample(sorted(keys_of(copy, SEALS).values()), 2)
    copy[one], copy[other] = copy[other], copy[one]


def trail_of_another_stage(copy: Objects, chance: random.Random) -> None:
    """Everything is another stage's, sound and sealed by the very key."""
    other = build(objects_per_day=chance.randint(1, 3), bucket=f"{BUCKET}-other")
    copy.clear()
    copy.update(other.objects)


def roll_back(copy: Objects, chance: random.Random) -> None:
    """The copy is as it was some evenings ago: newest objects and seals are gone."""
    day = (START + timedelta(days=chance.randint(1, 5))).date()
    for key in [key for key in copy if "/dt=" in key and read_key(key).day >= day]:
        del copy[key]


def put_over(copy: Objects, chance: random.Random) -> str:
    """A newer version stands over an object that is written once."""
    key = any_key(copy, chance)
    data = chance.choice((copy[key], b"", chance.randbytes(50), copy[any_key(copy, chance)]))
    copy.over.setdefault(key, []).extend([data] * chance.randint(1, 9))
    return key


def hide(copy: Objects, chance: random.Random) -> str:
    """A delete marker hides an object."""
    key = any_key(copy, chance)
    copy.over.setdefault(key, []).append(None)
    return key


def replace_version(copy: Objects, chance: random.Random) -> str:
    """The lock ran out: the version is removed, and a marker or another object stands there."""
    key = any_place(copy, chance)
    copy.gone.add(key)
    copy.over[key] = [chance.choice((None, chance.randbytes(40)))]
    return key


def spoil(copy: Objects, chance: random.Random) -> str:
    """Return what would break a careless reader, in the place of an object."""
    key = any_rows(copy, chance)
    copy[key] = chance.choice(tuple(SPOILED.values()))
    return key


def spoil_named(copy: Objects, chance: random.Random) -> str:
    """As `spoil`, with the right name in the gzip's head."""
    key = any_rows(copy, chance)
    name = read_key(key).name.encode()
    spoiled = chance.choice(tuple(SPOILED.values()))
    if spoiled[:3] == b"\x1f\x8b\x08":
        spoiled = spoiled[:3] + b"\x08" + spoiled[4:10] + name + b"\0" + spoiled[10:]
    copy[key] = spoiled
    return key


def spoil_seal(copy: Objects, chance: random.Random) -> str:
    """A seal or a key that would break a careless reader."""
    key = chance.choice(sorted(key for key in copy if key.startswith(f"{SEALS}/")))
    line = chance.choice((_DEEP, b'{"roots":' + _DEEP, b"{}", b"9" * 9_000, b"\xff", b"", b"null"))
    copy[key] = chance.choice((line, line + b"\n\n", b"\n" * (1 << 20), line * 40))
    return key


def empty(copy: Objects, chance: random.Random) -> str:
    """A file without a byte."""
    key = any_key(copy, chance)
    copy[key] = b""
    return key


def remove_all(copy: Objects, chance: random.Random) -> None:
    """Nothing is left; or of each data set nothing, and the seals stay."""
    kept = {key: copy[key] for key in copy if key.startswith(chance.choice(("seals/", "none/")))}
    copy.clear()
    copy.update(kept)


def name_astray(copy: Objects, chance: random.Random) -> str:
    """Keys that lead out of the copy, or that a terminal would obey."""
    key = chance.choice(
        (
            "audit/../../etc/passwd",
            "../audit/dt=2026-03-09/000000000001.ndjson.gz",
            "audit/dt=2026-02-30/000000000001.ndjson.gz",
            "audit/dt=2026-03-09/000000000001.ndjson.gz/",
            "audit/dt=2026-03-09/000000000001.parquet",
            "audit/dt=2026-03-09/\N{ARABIC-INDIC DIGIT ONE}00000000001.ndjson.gz",
            "audit/\x1b[2J/000000000001.ndjson.gz",
            f"{'a' * 600}/dt=2026-03-09/000000000001.seal",
        )
    )
    copy[key] = _BOMB
    return key


def plant(copy: Objects, chance: random.Random) -> str:
    """A link, a FIFO or a folder where an object stands."""
    key = any_place(copy, chance)
    copy.odd[key] = chance.choice(("symlink", "hard link", "fifo", "folders"))
    return key


def _rows_of(*rows: object) -> bytes:
    return gzip.compress("".join(f"{json.dumps(row)}\n" for row in rows).encode(), mtime=0)


_LINK = {"chain_seq": 1, "previous_sha256": "0" * 64}

SPOILED = MappingProxyType(
    {
        "bomb": _BOMB,
        "bomb of lines": gzip.compress(b"{}\n" * (24 << 20), mtime=0),
        "deep list": gzip.compress(_DEEP + b"\n", mtime=0),
        "deep objects": gzip.compress(b'{"a":' * 100_000 + b"\n", mtime=0),
        "huge line": gzip.compress(b'{"a":"' + b"x" * (5 << 20) + b'"}\n', mtime=0),
        "no UTF-8": gzip.compress(b'{"a":"\xff\xfe"}\n', mtime=0),
        "NaN": gzip.compress(b'{"chain_seq":NaN}\n', mtime=0),
        "infinity": gzip.compress(b'{"chain_seq":1e999}\n', mtime=0),
        "huge integer": gzip.compress(b'{"chain_seq":' + b"9" * 100_000 + b"}\n", mtime=0),
        "name twice": gzip.compress(b'{"chain_seq":1,"chain_seq":2}\n', mtime=0),
        "true for one": _rows_of(_LINK | {"chain_seq": True}),
        "text for a number": _rows_of(_LINK | {"chain_seq": "1"}),
        "list for a digest": _rows_of(_LINK | {"previous_sha256": ["0" * 64]}),
        "no object": _rows_of(1, "a", None, [[]]),
        "no row": gzip.compress(b"", mtime=0),
        "no end of line": gzip.compress(json.dumps(_LINK).encode(), mtime=0),
        "cut off": _rows_of(_LINK)[:-9],
        "two members": _rows_of(_LINK) * 2,
        "bytes behind": _rows_of(_LINK) + b"\0" * 100,
        "no gzip": b"PK\x03\x04",
        "Parquet": b"PAR1" + b"\xff" * 100 + b"PAR1",
        "only a head": b"\x1f\x8b\x08\x08" + b"\0" * 6,
        "endless name": b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"a" * 4_000,
    }
)


def _append_seal(copy: Objects, more: tuple[Root, ...], *, by: str = "published") -> str:
    """Append a seal by the forger's key; its object's key."""
    places = keys_of(copy, SEALS)
    last = max(places)
    before = read_seal(copy[places[last]]).statement
    fingerprint = digest(FORGER.public_key)
    if by == "published":
        copy[public_key_key(fingerprint)] = to_pem(FORGER.public_key)
    head = Head(seq=last, sha256=digest(copy[places[last]]), day=before.day, reserved=False)
    store = MemoryChainStore()
    store.heads[SEALS] = head

    def make(place: ChainPosition, previous_sha256: str) -> bytes:
        message = state(
            Statement(
                seq=place.seq,
                bucket=before.bucket,
                day=place.day,
                previous_sha256=previous_sha256,
                sealed_at=before.sealed_at + timedelta(hours=1),
                public_key_sha256=fingerprint,
                roots=(*before.roots, *more),
            )
        )
        return seal_bytes(message, FORGER.sign(message))

    key = extend(store, SEALS, make, now=before.sealed_at, stated_by=stated_by_seal).key
    copy.update(store.objects)
    return key


INVENTIONS: tuple[Forgery, ...] = (
    invent_dataset,
    invent_dataset_and_seal,
    invent_partition,
    parallel_prefix,
    begin_again,
    forge_newest_seal,
    reorder_seals,
    trail_of_another_stage,
    roll_back,
    put_over,
    hide,
    replace_version,
    spoil,
    spoil_named,
    spoil_seal,
    empty,
    remove_all,
    name_astray,
    plant,
)
