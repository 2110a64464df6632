"""Offline verification: finds any edit, removal, insertion or reordering in a copy of the trail.

Needs nothing but the objects' keys and bytes. Without the heads, a trail that was cut at its end,
or rewritten from some object to the end, still hangs together; with the heads, that shows as well.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from claimtrail.audit.chain import NOTHING_BEFORE, Place, decode, digest, read_key
from claimtrail.audit.ports import Head


class FaultKind(StrEnum):
    """What was done to the trail."""

    EDITED = "edited"
    """The bytes are not those that the next object, or the head, names."""
    REMOVED = "removed"
    """A number is missing."""
    INSERTED = "inserted"
    """An object that belongs to no place in the chain."""
    REORDERED = "reordered"
    """An object stands under a number or a day that is not its own."""
    TRUNCATED = "truncated"
    """The chain ends before the object that the head names."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One break of the chain, by key."""

    kind: FaultKind
    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationReport:
    """What was verified and what is wrong with it."""

    objects: int
    rows: int
    faults: tuple[Fault, ...]
    pending: tuple[str, ...]
    """Sound objects one beyond their head: written, and not yet counted by the writer."""
    anchored: bool
    """Whether heads were given, so that the end of each chain is proven too."""

    @property
    def sound(self) -> bool:
        """Nothing was edited, removed, inserted or reordered."""
        return not self.faults


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    place: Place
    sha256: str
    previous: str | None
    """None when the rows do not tell, or tell different things."""
    rows: int


@dataclass(slots=True)
class _Findings:
    faults: list[Fault] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)

    def add(self, kind: FaultKind, key: str, text: str) -> None:
        self.faults.append(Fault(kind, key, text))


def verify_trail(
    read: Iterable[tuple[str, bytes]], *, heads: Mapping[str, Head] | None = None
) -> VerificationReport:
    """Verify the chains of all datasets in a copy.

    Args:
        read: keys and bytes of the audit bucket's objects, in any order; one is held at a time.
        heads: by dataset, from the operations table. A dataset that has a head must be there.
    """
    findings = _Findings()
    chains: dict[str, list[_Link]] = {dataset: [] for dataset in heads or {}}
    objects = rows = 0
    for key, data in read:
        objects += 1
        link = _read_link(key, data, findings)
        if link:
            rows += link.rows
            chains.setdefault(link.place.dataset, []).append(link)
    for dataset in sorted(chains):
        links = _in_order(chains[dataset], findings)
        _check_links(dataset, links, findings)
        if heads and dataset in heads:
            _check_head(dataset, links, heads[dataset], findings)
    return VerificationReport(
        objects=objects,
        rows=rows,
        faults=tuple(findings.faults),
        pending=tuple(findings.pending),
        anchored=heads is not None,
    )


def read_copy(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Keys and bytes of a copy of the audit bucket in a folder, one file at a time."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _read_link(key: str, data: bytes, findings: _Findings) -> _Link | None:
    """The link that an object is, by its key and by its rows."""
    try:
        place = read_key(key)
    except ValueError:
        findings.add(FaultKind.INSERTED, key, "the key is none of the trail's")
        return None
    link = _Link(place=place, sha256=digest(data), previous=None, rows=0)
    try:
        rows = decode(data)
        told = {(row["chain_seq"], row["previous_sha256"]) for row in rows}
    except (ValueError, KeyError, TypeError):
        findings.add(FaultKind.EDITED, key, "the object cannot be read")
        return link
    if len(told) != 1:
        findings.add(FaultKind.EDITED, key, "its rows do not agree on their place in the chain")
        return link
    seq, previous = told.pop()
    if seq != place.seq:
        findings.add(FaultKind.REORDERED, key, f"its rows say that it is number {seq}")
    return _Link(place=place, sha256=link.sha256, previous=previous, rows=len(rows))


def _in_order(links: list[_Link], findings: _Findings) -> list[_Link]:
    """One link per number, by number; of two with one number, the one that the next names."""
    named = {link.previous for link in links}
    by_seq: dict[int, _Link] = {}
    for link in sorted(links, key=lambda link: (link.place.seq, link.sha256 not in named)):
        kept = by_seq.setdefault(link.place.seq, link)
        if kept is not link:
            text = f"number {link.place.seq} exists twice"
            findings.add(FaultKind.INSERTED, link.place.key, text)
    return [by_seq[seq] for seq in sorted(by_seq)]


def _check_links(dataset: str, links: list[_Link], findings: _Findings) -> None:
    if not links:
        return
    first = links[0]
    if first.place.seq != 1:
        _report_missing(dataset, 1, first.place.seq - 1, findings)
    elif first.previous not in {NOTHING_BEFORE, None}:
        text = "the first object names one before it"
        findings.add(FaultKind.EDITED, first.place.key, text)
    for before, after in pairwise(links):
        if after.place.seq != before.place.seq + 1:
            _report_missing(dataset, before.place.seq + 1, after.place.seq - 1, findings)
        elif after.previous is not None and after.previous != before.sha256:
            text = f"its digest is not the one that number {after.place.seq} names"
            findings.add(FaultKind.EDITED, before.place.key, text)
        if after.place.day < before.place.day:
            text = f"its day is before that of number {before.place.seq}"
            findings.add(FaultKind.REORDERED, after.place.key, text)


def _check_head(dataset: str, links: list[_Link], head: Head, findings: _Findings) -> None:
    last = links[-1].place.seq if links else 0
    if last < head.seq:
        text = f"numbers {last + 1} to {head.seq} are missing at the end"
        findings.add(FaultKind.TRUNCATED, f"{dataset}/", text)
    for link in links:
        if link.place.seq == head.seq and link.sha256 != head.sha256:
            text = "its digest is not the one that the head names"
            findings.add(FaultKind.EDITED, link.place.key, text)
        is_next = head.reserved and link.place.seq == head.seq + 1
        if is_next and link.place.day == head.day:
            findings.pending.append(link.place.key)
        elif link.place.seq > head.seq:
            findings.add(FaultKind.INSERTED, link.place.key, "it stands beyond the head")


def _report_missing(dataset: str, first: int, last: int, findings: _Findings) -> None:
    numbers = f"number {first}" if first == last else f"numbers {first} to {last}"
    verb = "is" if first == last else "are"
    findings.add(FaultKind.REMOVED, f"{dataset}/", f"{numbers} {verb} missing")
