"""Walking one chain in the order of its keys, one object at a time, in flat memory.

Keys sort by day and then by number, and a sound chain's days never go back: so a sound chain is met
in its own order, and whatever is met out of it is a fault. Only faults and seals take memory, and
no more than a bounded number of objects that are out of place.
"""

from collections.abc import Mapping
from datetime import date

from claimtrail.trail.chaining.chain import NOTHING_BEFORE
from claimtrail.trail.ports import Head
from claimtrail.trail.verification.chain_links import Link, SealedRoot
from claimtrail.trail.verification.trail_faults import FaultKind, Findings, missing

_REMEMBERED = 1_000
"""Gaps and objects out of place that are remembered; what comes beyond is called inserted."""


class ChainWalk:
    """The state of one walk: where the chain stands, and what was met out of place."""

    def __init__(  # noqa: PLR0913 - what is known of a chain, all by keyword
        self,
        dataset: str,
        *,
        findings: Findings,
        head: Head | None = None,
        roots: Mapping[int, SealedRoot] | None = None,
        growing: bool = False,
        is_part: bool = False,
    ) -> None:
        self.seq = 0
        """Number of the newest object in place."""
        self.day: date | None = None
        """Its day."""
        self.first_day: date | None = None
        """Day of the first object, in the order of keys."""
        self.noted_days: dict[int, date] = {}
        """Days of the objects that the newest seal and the head name."""
        self.absent: list[str] = []
        """Numbers that a part does not hold; the first ones."""
        self.unnamed = 0
        """Objects of a part whose bytes nothing names."""
        self._dataset = dataset
        self._findings = findings
        self._head = head
        self._roots = roots or {}
        self.sealed = max(self._roots, default=0)
        """Number of the newest object that a seal names; 0 without one."""
        self.seal = self._roots[self.sealed].seal if self.sealed else 0
        """Number of that seal."""
        self._growing = growing
        self._is_part = is_part
        self._noted = {self.sealed, head.seq if head else 0}
        self._sha256: str | None = NOTHING_BEFORE
        self._key = ""
        self._missing: list[range] = []
        self._ahead: Link | None = None
        self._strays: dict[int, Link] = {}

    def take(self, link: Link) -> None:
        """Meet the next object, in the order of keys."""
        self.first_day = self.first_day or link.place.day
        self._decide(link.place.seq)
        while link.place.seq != self.seq + 1 and self._fetch_stray():
            pass
        seq = link.place.seq
        if seq == self.seq + 1:
            self._advance(link)
        elif seq > self.seq:
            self._ahead = link
        elif any(seq in gap for gap in self._missing):
            self._fault(FaultKind.REORDERED, link, "it stands under a day that is not its own")
        else:
            self._fault(FaultKind.INSERTED, link, f"number {seq} exists twice")

    def finish(self) -> None:
        """No more objects: compare the end with what seals and the head say."""
        self._decide(None)
        while self._fetch_stray():
            pass
        for stray in self._strays.values():
            self._fault(FaultKind.INSERTED, stray, f"number {stray.place.seq} exists twice")
        wanted = self.sealed
        known_by = f"which seal {self._roots[wanted].seal} signs" if wanted else ""
        if self._head and self._head.seq > wanted:
            wanted, known_by = self._head.seq, "which the head counts"
        self._count_unnamed()
        if self.seq >= wanted:
            return
        if self._is_part:
            self._note_absent(self.seq + 1, wanted)
            return
        text = missing(self.seq + 1, wanted, known_by=known_by)
        self._findings.add(FaultKind.TRUNCATED, f"{self._dataset}/", f"{text} at the end")

    def _note_absent(self, first: int, last: int) -> None:
        """Note numbers that a part does not hold, which is no fault of a part."""
        if len(self.absent) < _REMEMBERED:
            self.absent.append(f"{first:,}" if first == last else f"{first:,} to {last:,}")

    def _count_unnamed(self) -> None:
        """Count the newest object when nothing that is here names its bytes."""
        counted = self._head.seq if self._head else 0
        if self._is_part and self.seq and self.seq not in self._roots and self.seq != counted:
            self.unnamed += 1

    def _decide(self, following: int | None) -> None:
        """Return whether an object that was ahead is a stray, or what is before it is missing."""
        ahead, self._ahead = self._ahead, None
        if ahead is None:
            return
        if following == self.seq + 1:
            self._keep(ahead)
            return
        gap = range(self.seq + 1, ahead.place.seq)
        if len(self._missing) < _REMEMBERED:
            self._missing.append(gap)
        if self._is_part:
            self._count_unnamed()
            self._note_absent(gap[0], gap[-1])
        else:
            self._findings.add(FaultKind.REMOVED, f"{self._dataset}/", missing(gap[0], gap[-1]))
        self._advance(ahead, after_gap=True)

    def _keep(self, stray: Link) -> None:
        if stray.place.seq in self._strays or len(self._strays) >= _REMEMBERED:
            self._fault(FaultKind.INSERTED, stray, f"number {stray.place.seq} exists twice")
        else:
            self._strays[stray.place.seq] = stray

    def _fetch_stray(self) -> bool:
        stray = self._strays.pop(self.seq + 1, None)
        if stray is None:
            return False
        self._fault(FaultKind.REORDERED, stray, "it stands under a day that is not its own")
        self._advance(stray)
        return True

    def _advance(self, link: Link, *, after_gap: bool = False) -> None:
        seq = link.place.seq
        known = None not in (link.previous, self._sha256)
        if known and link.previous != self._sha256 and not after_gap:
            if seq == 1:
                self._fault(FaultKind.EDITED, link, "the first object names one before it")
            else:
                text = f"its digest is not the one that number {seq} names"
                self._findings.add(FaultKind.EDITED, self._key, text)
        root = self._roots.get(seq)
        if root and link.sha256 not in (None, root.sha256):
            text = f"its digest is not the one that seal {root.seal} signs"
            self._fault(FaultKind.EDITED, link, text)
        if self._head:
            self._compare(link, self._head)
        self.seq, self._sha256, self._key = seq, link.sha256, link.place.key
        self.day = link.place.day
        if seq in self._noted:
            self.noted_days[seq] = self.day

    def _compare(self, link: Link, head: Head) -> None:
        seq = link.place.seq
        if seq == head.seq and link.sha256 not in (None, head.sha256):
            self._fault(FaultKind.EDITED, link, "its digest is not the one that the head names")
        if seq > head.seq:
            is_next = head.reserved and seq == head.seq + 1 and link.place.day == head.day
            if not (is_next or self._growing):
                self._fault(FaultKind.BEYOND, link, "it stands beyond the head")
            elif seq > self.sealed:
                self._findings.add_pending(link.place.key)

    def _fault(self, kind: FaultKind, link: Link, text: str) -> None:
        self._findings.add(kind, link.place.key, text)
