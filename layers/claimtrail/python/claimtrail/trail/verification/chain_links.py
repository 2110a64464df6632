"""One object of a chain: by its key, by its bytes, and by what it says of itself."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from claimtrail.trail.chaining.chain import SEALS, ChainPosition, digest, read_key
from claimtrail.trail.chaining.contents import (
    MAX_OBJECT_BYTES,
    MAX_SEAL_BYTES,
    ContentError,
    RowScanner,
    StatedPlace,
)
from claimtrail.trail.chaining.observing import TrailObserver
from claimtrail.trail.chaining.seals import Seal, read_seal
from claimtrail.trail.datasets.dataset import Row
from claimtrail.trail.verification.copies import Entry, TrailCopy, UnreadableObjectError, read_whole
from claimtrail.trail.verification.trail_faults import FaultKind, Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One object of a chain, by its key and by what it says."""

    place: ChainPosition
    sha256: str | None
    """None when its bytes cannot be had."""
    previous: str | None = None
    """None when the rows do not tell, or tell different things."""
    rows: int = 0
    seal: Seal | None = None


@dataclass(frozen=True, slots=True)
class SealedRoot:
    """The part of a chain that a seal signs."""

    sha256: str
    seal: int
    """The seal's number."""


def place_of(entry: Entry, findings: Findings) -> ChainPosition | None:
    """Return the place that an entry's key says; None, and a fault, when it says none."""
    try:
        return read_key(entry.key)
    except ValueError:
        if FaultKind.INSERTED not in {kind for kind, _ in entry.remarks}:
            findings.add(FaultKind.INSERTED, entry.key, "the key is none of the trail's")
        return None


def remark(entry: Entry, findings: Findings) -> None:
    """Record what is wrong with an entry before its bytes are read."""
    for kind, text in entry.remarks:
        findings.add(kind, entry.key, text)


def read_link(
    copy: TrailCopy,
    entry: Entry,
    place: ChainPosition,
    findings: Findings,
    *,
    observer: TrailObserver | None = None,
) -> Link:
    """Read the object at a place; whatever is wrong with it is a fault, and it is a link still."""
    if not entry.is_readable:
        return Link(place=place, sha256=None)
    try:
        on_row = partial(observer.take_row, place) if observer else None
        content = _seal(copy, entry) if place.dataset == SEALS else _rows(copy, entry, on_row)
    except UnreadableObjectError as error:
        findings.add(FaultKind.UNREADABLE, entry.key, str(error))
        return Link(place=place, sha256=None)
    if content.stated is None:
        findings.add(FaultKind.EDITED, entry.key, f"the object cannot be read: {content.wrong}")
        return Link(place=place, sha256=content.sha256)
    _compare(content.stated, place, findings)
    return Link(
        place=place,
        sha256=content.sha256,
        previous=content.stated.previous_sha256,
        rows=content.stated.rows,
        seal=content.seal,
    )


class _Content(NamedTuple):
    sha256: str
    stated: StatedPlace | None
    """None when it cannot be read."""
    wrong: str = ""
    seal: Seal | None = None


def _rows(copy: TrailCopy, entry: Entry, on_row: Callable[[Row], None] | None) -> _Content:
    """Read a data object; its digest is that of all its bytes, even when they cannot be read."""
    scanner, sha256, size, wrong = RowScanner(on_row), hashlib.sha256(), 0, ""
    for piece in copy.pieces(entry):
        size += len(piece)
        if size > MAX_OBJECT_BYTES:
            raise UnreadableObjectError(f"it is larger than {MAX_OBJECT_BYTES >> 20} MiB")
        sha256.update(piece)
        if not wrong:
            try:
                scanner.feed(piece)
            except ContentError as error:
                wrong = str(error)
    stated = None
    if not wrong:
        try:
            stated = scanner.finish()
        except ContentError as error:
            wrong = str(error)
    return _Content(sha256.hexdigest(), stated, wrong)


def _seal(copy: TrailCopy, entry: Entry) -> _Content:
    data = read_whole(copy, entry, limit=MAX_SEAL_BYTES)
    sha256 = digest(data)
    try:
        seal = read_seal(data)
    except ValueError as error:
        return _Content(sha256, None, str(error) or "it is no seal")
    statement = seal.statement
    stated = StatedPlace(
        dataset=SEALS,
        day=statement.day.isoformat(),
        seq=statement.seq,
        previous_sha256=statement.previous_sha256,
        rows=1,
    )
    return _Content(sha256, stated, seal=seal)


def _compare(stated: StatedPlace, place: ChainPosition, findings: Findings) -> None:
    differing = {
        f"is number {stated.seq}": stated.seq != place.seq,
        f"belongs to {stated.day}": stated.day != place.day.isoformat(),
        f"belongs to {stated.dataset}": stated.dataset != place.dataset,
    }
    for text, differs in differing.items():
        if differs:
            findings.add(FaultKind.REORDERED, place.key, f"its content says that it {text}")
