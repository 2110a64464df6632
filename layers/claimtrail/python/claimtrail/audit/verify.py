"""Offline verification: finds any edit, removal, insertion, reordering or truncation of the trail.

Needs nothing but the objects' keys and bytes. The end of each chain is proven by seals (signed,
in the copy itself) up to the newest one, and by the heads up to the last object, when they are
given; what lies beyond both hangs together, but could have been cut off or written anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from claimtrail.audit.chain import SEALS, digest
from claimtrail.audit.copies import FolderCopy, MemoryCopy, TrailCopy
from claimtrail.audit.faults import Fault, FaultKind, Findings
from claimtrail.audit.links import ChainWalk, Link, SealedRoot, read_link
from claimtrail.audit.ports import Head
from claimtrail.audit.seals import KEYS_PREFIX, from_pem, public_key_key, to_pem
from claimtrail.audit.signature import check_signature

__all__ = ["Fault", "FaultKind", "VerificationReport", "read_copy", "verify_copy", "verify_trail"]

_SEALS_PREFIX = f"{SEALS}/"
Roots = dict[str, dict[int, SealedRoot]]
"""By dataset and number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainSummary:
    """How far one chain goes, and how far its end is proven."""

    dataset: str
    last: int
    """Number of the last object."""
    sealed: int
    """Number of the last object that a seal signs; 0 when none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationReport:
    """What was verified and what is wrong with it."""

    objects: int
    rows: int
    faults: tuple[Fault, ...]
    """In the order of the trail; the first one is where it begins to be wrong."""
    pending: tuple[str, ...]
    """Sound objects one beyond their head: written, and not yet counted by the writer."""
    anchored: bool
    """Whether heads were given, so that the end of each chain is proven too."""
    chains: tuple[ChainSummary, ...] = ()
    seals: int = 0
    sealed_at: datetime | None = None
    """Up to when the trail is sealed."""
    key_fingerprints: tuple[str, ...] = ()
    """SHA-256 of the keys that signed, in order of first use."""
    key_given: bool = False
    """Whether the keys were given by the reader, not taken out of the copy itself."""

    @property
    def sound(self) -> bool:
        """Nothing was edited, removed, inserted, reordered or cut off."""
        return not self.faults


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealing:
    """What the seals of a copy prove."""

    roots: Roots
    count: int = 0
    sealed_at: datetime | None = None
    fingerprints: tuple[str, ...] = ()


def verify_copy(
    copy: TrailCopy,
    *,
    heads: Mapping[str, Head] | None = None,
    public_keys: Sequence[bytes] = (),
    growing: bool = False,
) -> VerificationReport:
    """Verify all chains and seals in a copy, one object at a time.

    Args:
        copy: the audit bucket's objects.
        heads: by dataset, from the operations table. A dataset that has a head must be there.
        public_keys: DER; only they may have signed. Without, keys published in the copy may.
        growing: objects beyond their head are new, not forged: the copy is younger than heads.
    """
    known = heads or {}
    findings, seal_findings = Findings(), Findings()
    keys = {digest(key): key for key in public_keys}
    sealing = _check_seals(copy, keys, head=known.get(SEALS), findings=seal_findings)
    waiting = {*known, *sealing.roots} - {SEALS}
    chains: list[ChainSummary] = []
    objects = rows = 0

    def walk(dataset: str, names: Iterable[str]) -> None:
        nonlocal objects, rows
        roots = sealing.roots.get(dataset, {})
        chain = ChainWalk(
            dataset, findings=findings, head=known.get(dataset), roots=roots, growing=growing
        )
        for name in names:
            objects += 1
            link = read_link(name, copy.read(name), findings)
            if link:
                rows += link.rows
                chain.take(link)
        chain.finish()
        chains.append(ChainSummary(dataset=dataset, last=chain.seq, sealed=max(roots, default=0)))

    beside = (name for name in copy.keys("") if not name.startswith(_SEALS_PREFIX))
    for dataset, names in groupby(beside, key=lambda name: name.partition("/")[0]):
        waiting.discard(dataset)
        walk(dataset, names)
    for dataset in sorted(waiting):
        walk(dataset, ())
    return VerificationReport(
        objects=objects + sealing.count,
        rows=rows,
        faults=(*findings.faults, *seal_findings.faults),
        pending=(*findings.pending, *seal_findings.pending),
        anchored=heads is not None,
        chains=tuple(chains),
        seals=sealing.count,
        sealed_at=sealing.sealed_at,
        key_fingerprints=sealing.fingerprints,
        key_given=bool(public_keys),
    )


def verify_trail(
    read: Iterable[tuple[str, bytes]], *, heads: Mapping[str, Head] | None = None
) -> VerificationReport:
    """Verify keys and bytes that are at hand, in any order; they are held in memory."""
    return verify_copy(MemoryCopy(dict(read)), heads=heads)


def read_copy(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Keys and bytes of a copy of the audit bucket in a folder, one file at a time."""
    copy = FolderCopy(folder)
    return ((key, copy.read(key)) for key in copy.keys(""))


def _check_seals(
    copy: TrailCopy, given: Mapping[str, bytes], *, head: Head | None, findings: Findings
) -> _Sealing:
    published = _published_keys(copy, findings)
    trusted = given or published
    roots: Roots = {}
    used: dict[str, None] = {}
    sealed_at: datetime | None = None
    count = 0
    walk = ChainWalk(SEALS, findings=findings, head=head)
    for name in copy.keys(_SEALS_PREFIX):
        if name.startswith(KEYS_PREFIX):
            continue
        count += 1
        link = read_link(name, copy.read(name), findings)
        if link is None:
            continue
        walk.take(link)
        if link.seal is None:
            continue
        fingerprint = link.seal.statement.public_key_sha256
        used[fingerprint] = None
        if not _is_signed(link, trusted, given=bool(given), findings=findings):
            continue
        sealed_at = max(sealed_at or link.seal.statement.sealed_at, link.seal.statement.sealed_at)
        _add_roots(link, roots, findings)
    walk.finish()
    for fingerprint in used.keys() - published.keys():
        findings.add(FaultKind.REMOVED, public_key_key(fingerprint), "a seal's key is missing")
    for fingerprint in published.keys() - used.keys():
        findings.add(FaultKind.INSERTED, public_key_key(fingerprint), "no seal names this key")
    return _Sealing(roots=roots, count=count, sealed_at=sealed_at, fingerprints=tuple(used))


def _published_keys(copy: TrailCopy, findings: Findings) -> dict[str, bytes]:
    found = {}
    for name in copy.keys(KEYS_PREFIX):
        text = copy.read(name)
        try:
            key = from_pem(text)
        except ValueError:
            findings.add(FaultKind.EDITED, name, "it is no public key")
            continue
        fingerprint = digest(key)
        if public_key_key(fingerprint) != name or to_pem(key) != text:
            findings.add(FaultKind.EDITED, name, "it is not the key that its name says")
            continue
        found[fingerprint] = key
    return found


def _is_signed(
    link: Link, trusted: Mapping[str, bytes], *, given: bool, findings: Findings
) -> bool:
    """Whether the seal was signed by a key that may sign; a fault when not."""
    if link.seal is None:
        return False
    key = trusted.get(link.seal.statement.public_key_sha256)
    if key is None:
        text = "it names another key than the one given" if given else "its key is not published"
        findings.add(FaultKind.FORGED, link.place.key, text)
        return False
    if not check_signature(key, link.seal.message, link.seal.signature):
        findings.add(FaultKind.FORGED, link.place.key, "the key did not sign it")
        return False
    return True


def _add_roots(link: Link, roots: Roots, findings: Findings) -> None:
    if link.seal is None:
        return
    for root in link.seal.statement.roots:
        of_chain = roots.setdefault(root.dataset, {})
        known = of_chain.setdefault(root.seq, SealedRoot(root.sha256, link.place.seq))
        if known.sha256 != root.sha256 or root.seq < max(of_chain):
            text = f"it contradicts seal {known.seal} on {root.dataset}"
            findings.add(FaultKind.FORGED, link.place.key, text)
