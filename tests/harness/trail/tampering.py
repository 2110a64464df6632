"""Forgers at work on a copied trail, by seed, as `make forgeries` lets them.

Each forgery is one that somebody with the whole copy, all the code and no signing key could make.
A reader who kept the public key (and, but for a copy that was rolled back, the heads) must find it,
and name the object where one is meant. Beside each forgery an honest copy is read in one of the
ways in which auditors read one, and must be found SOUND.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from claimtrail.aws.trail.copy import S3Copy
from claimtrail.trail.verification.copies import FolderCopy, MemoryCopy, TrailCopy
from claimtrail.trail.verification.report import VerificationReport
from claimtrail.trail.verification.trail_faults import printable
from claimtrail.trail.verification.verify import verify_copy
from tests.harness.aws.versioned_bucket import VersionedBucket
from tests.harness.trail.forged_copy import (
    BUCKET,
    DAYS,
    SIGNER,
    START,
    Forgery,
    Objects,
    Trail,
    build,
)
from tests.harness.trail.forgeries import FORGERIES as ALTERATIONS
from tests.harness.trail.inventions import INVENTIONS, roll_back, trail_of_another_stage

FORGERIES: tuple[Forgery, ...] = (*ALTERATIONS, *INVENTIONS)
_KEYS = (SIGNER.public_key,)

Judge = Callable[[TrailCopy, Trail], VerificationReport]
"""A reader of a copy, with what that reader kept."""


def with_all(copy: TrailCopy, trail: Trail) -> VerificationReport:
    """Read with the public key and the present heads; nothing may have been added."""
    return verify_copy(copy, heads=trail.heads, public_keys=_KEYS, bucket=BUCKET)


def by_date(copy: TrailCopy, _trail: Trail) -> VerificationReport:
    """Read with the public key, and the day of the newest seal instead of heads."""
    since = START + timedelta(days=DAYS - 1)
    return verify_copy(copy, public_keys=_KEYS, growing=True, sealed_since=since)


def by_key(copy: TrailCopy, _trail: Trail) -> VerificationReport:
    """Read with the public key, and the bucket's name."""
    return verify_copy(copy, public_keys=_KEYS, growing=True, bucket=BUCKET)


def by_heads(copy: TrailCopy, trail: Trail) -> VerificationReport:
    """Read with the present heads alone."""
    return verify_copy(copy, heads=trail.heads)


def by_old_heads(copy: TrailCopy, trail: Trail) -> VerificationReport:
    """Read with the key and heads that were kept before the last seals."""
    heads = trail.heads_by_day[len(trail.objects) % DAYS]
    return verify_copy(copy, heads=heads, public_keys=_KEYS, growing=True)


READERS: tuple[Judge, ...] = (with_all, by_date, by_key, by_heads, by_old_heads)
_JUDGES: dict[str, Judge] = {
    roll_back.__name__: by_date,
    trail_of_another_stage.__name__: by_key,
}
"""Forgeries that heads would show anyway are judged without them."""


@dataclass(frozen=True, slots=True)
class ForgeryOutcome:
    """The tries of each forgery, those unseen, and the honest copies that were refused."""

    tried: Counter[str]
    unseen: tuple[tuple[int, str], ...]
    refused: tuple[tuple[int, str], ...]
    honest: int


def tamper(trail: Trail, *, count: int, first_seed: int = 0) -> ForgeryOutcome:
    """Forge `count` copies, one forgery each, and verify them beside honest ones."""
    tried: Counter[str] = Counter()
    unseen, refused = [], []
    for seed in range(first_seed, first_seed + count):
        chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
        forge = FORGERIES[seed % len(FORGERIES)]
        copy, named = forged(forge, trail, chance)
        tried[forge.__name__] += 1
        if not is_found(copy, trail, named, judge=_JUDGES.get(forge.__name__, with_all)):
            unseen.append((seed, forge.__name__))
        reader = chance.choice(READERS)
        honest = Objects(trail.objects)
        with opened(honest, in_place=chance.random() < 1 / 3) as read:
            if not reader(read, trail).sound:
                refused.append((seed, reader.__name__))
    return ForgeryOutcome(tried, tuple(unseen), tuple(refused), count)


def forged(forge: Forgery, trail: Trail, chance: random.Random) -> tuple[Objects, str | None]:
    """Return a copy to which something was done, and the key that must be named."""
    while True:  # a shuffle may leave everything in its place
        copy = Objects(trail.objects)
        named = forge(copy, chance)
        if copy.differs(trail.objects):
            return copy, named


def is_found(copy: Objects, trail: Trail, named: str | None, *, judge: Judge) -> bool:
    """Return whether the reader refuses the copy, and names the object that is meant."""
    with opened(copy, in_place=bool(copy.over)) as read:
        report = judge(read, trail)
    keys = {fault.key for fault in report.faults}
    is_named = named is None or any(key.startswith(printable(named)) for key in keys)
    return bool(report.faults) and not report.sound and is_named


@contextmanager
def opened(copy: Objects, *, in_place: bool) -> Iterator[TrailCopy]:
    """Open a copy where it can be what it is: in memory, in a versioned bucket, in a folder."""
    if in_place:
        versions: dict[str, list[bytes | None]] = {
            key: [*([] if key in copy.gone else [data]), *copy.over.get(key, [])]
            for key, data in copy.items()
        }
        yield S3Copy(VersionedBucket(versions), BUCKET)
    elif copy.odd:
        with tempfile.TemporaryDirectory() as folder:
            write_folder(copy, Path(folder))
            yield FolderCopy(Path(folder) / "copy")
    else:
        yield MemoryCopy(copy)


def write_folder(copy: Objects, folder: Path) -> None:
    """Write a copy below `folder/copy`, with links, FIFOs and folders where a forger put them."""
    aside = folder / "aside"
    for key, data in copy.items():
        path = folder / "copy" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        odd = copy.odd.get(key)
        if odd == "symlink":
            aside.write_bytes(data)
            path.symlink_to(aside)
        elif odd == "hard link":
            aside.write_bytes(data)
            os.link(aside, path)
        elif odd == "fifo":
            os.mkfifo(path)
        elif odd == "folders":
            (path / "and" / "deeper").mkdir(parents=True)
        else:
            path.write_bytes(data)


def main() -> int:
    """Forge and report; 1 when anything went unseen or an honest copy was refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    trail = build()
    started = time.monotonic()
    outcome = tamper(trail, count=options.count, first_seed=options.seed)
    for name, count in sorted(outcome.tried.items()):
        sys.stdout.write(f"{count:7,} {name}\n")
    sys.stdout.write(
        f"{options.count:,} forgeries of {len(outcome.tried)} kinds on {len(trail.objects)} "
        f"objects, {len(outcome.unseen)} unseen; {outcome.honest:,} honest copies, "
        f"{len(outcome.refused)} refused; in {time.monotonic() - started:.0f} s\n"
    )
    for what, found in (("unseen", outcome.unseen), ("refused", outcome.refused)):
        for seed, name in found:
            sys.stdout.write(f"{what}: seed {seed}, {name}\n")
    return 1 if outcome.unseen or outcome.refused else 0


if __name__ == "__main__":
    sys.exit(main())
