"""Walking one chain in the order of its keys, one object at a time, in flat memory.

Keys sort by day and then by number, and a sound chain's days never go back: so a sound chain is met
in its own order, and whatever is met out of it is a fault. Only faults and seals take memory, and
no more than a bounded number of objects that are out of place.
"""

from collections.abc import Mapping

from claimtrail.trail.chain import NOTHING_BEFORE
from claimtrail.trail.chain_links import Link, SealedRoot
from claimtrail.trail.ports import Head
from claimtrail.trail.trail_faults import FaultKind, Findings, missing

_REMEMBERED = 1_000
"""Gaps and objects out of place that are remembered; what comes beyond is called inserted."""


class ChainWalk:
    """The state of one walk: where the chain stands, and what was met out of place."""

    def __init__(
        self,
        dataset: str,
        *,
        findings: Findings,
        head: Head | None = None,
        roots: Mapping[int, SealedRoot] | None = None,
        growing: bool = False,
    ) -> None:
        self.seq = 0
        """Number of the newest object in place."""
        self._dataset = dataset
        self._findings = findings
        self._head = head
        self._roots = roots or {}
        self._sealed = max(self._roots, default=0)
        self._growing = growing
        self._sha256: str | None = NOTHING_BEFORE
        self._key = ""
        self._missing: list[range] = []
        self._ahead: Link | None = None
        self._strays: dict[int, Link] = {}

    def take(self, link: Link) -> None:
        """Meet the next object, in the order of keys."""
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
        wanted = self._sealed
        known_by = f"which seal {self._roots[wanted].seal} signs" if wanted else ""
        if self._head and self._head.seq > wanted:
            wanted, known_by = self._head.seq, "which the head counts"
        if self.seq < wanted:
            text = missing(self.seq + 1, wanted, known_by=known_by)
            self._findings.add(FaultKind.TRUNCATED, f"{self._dataset}/", f"{text} at the end")

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

    def _compare(self, link: Link, head: Head) -> None:
        seq = link.place.seq
        if seq == head.seq and link.sha256 not in (None, head.sha256):
            self._fault(FaultKind.EDITED, link, "its digest is not the one that the head names")
        if seq > head.seq:
            is_next = head.reserved and seq == head.seq + 1 and link.place.day == head.day
            if not (is_next or self._growing):
                self._fault(FaultKind.INSERTED, link, "it stands beyond the head")
            elif seq > self._sealed:
                self._findings.add_pending(link.place.key)

    def _fault(self, kind: FaultKind, link: Link, text: str) -> None:
        self._findings.add(kind, link.place.key, text)
