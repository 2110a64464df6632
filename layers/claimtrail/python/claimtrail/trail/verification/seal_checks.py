"""Checking the seals of a copy: their chain, their signatures, and what they sign of others."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from claimtrail.trail.chaining.chain import SEALS, digest
from claimtrail.trail.chaining.contents import MAX_SEAL_BYTES
from claimtrail.trail.chaining.seals import KEYS_PREFIX, Statement, from_pem, public_key_key, to_pem
from claimtrail.trail.chaining.signature import check_signature
from claimtrail.trail.ports import Head
from claimtrail.trail.verification.chain_links import Link, SealedRoot, place_of, read_link, remark
from claimtrail.trail.verification.copies import Entry, TrailCopy, UnreadableObjectError, read_whole
from claimtrail.trail.verification.trail_faults import FaultKind, Findings
from claimtrail.trail.verification.walks import ChainWalk

SEALS_PREFIX = f"{SEALS}/"
_KEYS = 1_000
"""Published keys that are read; a rotation a day for years makes no more."""


@dataclass(slots=True, kw_only=True)
class Sealing:
    """The extent to which the seals of a copy prove it."""

    roots: dict[str, dict[int, SealedRoot]] = field(default_factory=dict)
    """By data set and number; of seals that a trusted key signed."""
    count: int = 0
    """Seals that are there."""
    signed: int = 0
    """Seals that a trusted key signed."""
    newest: Statement | None = None
    """The newest of these."""
    fingerprints: dict[str, None] = field(default_factory=dict)
    """SHA-256 of the keys that they name, in order of first use."""
    absent: tuple[str, ...] = ()
    """Numbers of seals that a part does not hold."""
    buckets: dict[str, str] = field(default_factory=dict)
    """The buckets that they seal, each with the first seal that names it."""

    @property
    def sealed_at(self) -> datetime | None:
        """Return the instant of the newest seal; None without one."""
        return self.newest.sealed_at if self.newest else None


def check_seals(  # noqa: PLR0913 - what a reader may ask for, all by keyword
    copy: TrailCopy,
    given: Mapping[str, bytes],
    *,
    head: Head | None,
    growing: bool,
    findings: Findings,
    is_part: bool = False,
    on_seal: Callable[[Statement], None] | None = None,
) -> Sealing:
    """Walk the chain of seals. Only keys that are given may have signed, if any is given.

    Seals and keys that a part of a trail does not hold are no fault of it.
    """
    published = _published_keys(copy, findings)
    trusted = given or published
    sealing = Sealing()
    walk = ChainWalk(SEALS, findings=findings, head=head, growing=growing, is_part=is_part)
    for entry in copy.entries(SEALS_PREFIX):
        if entry.key.startswith(KEYS_PREFIX):
            continue
        remark(entry, findings)
        place = place_of(entry, findings)
        if place is None:
            continue
        sealing.count += 1
        link = read_link(copy, entry, place, findings)
        walk.take(link)
        if link.seal is None:
            continue
        sealing.fingerprints.setdefault(link.seal.statement.public_key_sha256)
        if _is_signed(link, trusted, given=bool(given), findings=findings):
            _take(link, link.seal.statement, sealing, findings)
            if on_seal:
                on_seal(link.seal.statement)
    walk.finish()
    sealing.absent = tuple(walk.absent)
    if not is_part:
        _compare_keys(sealing, published, findings)
    return sealing


def _take(link: Link, statement: Statement, sealing: Sealing, findings: Findings) -> None:
    """Take in what a signed seal says; what contradicts an earlier one is a fault."""
    sealing.signed += 1
    sealing.buckets.setdefault(statement.bucket, link.place.key)
    before = sealing.newest
    if before and statement.sealed_at < before.sealed_at:
        text = f"it was signed before seal {before.seq}, which stands before it"
        findings.add(FaultKind.REORDERED, link.place.key, text)
    else:
        sealing.newest = statement
    gone = sealing.roots.keys() - {root.dataset for root in statement.roots}
    for dataset in sorted(gone):
        text = f"it no longer names {dataset}, which an earlier seal signs"
        findings.add(FaultKind.FORGED, link.place.key, text)
    for root in statement.roots:
        of_chain = sealing.roots.setdefault(root.dataset, {})
        known = of_chain.setdefault(root.seq, SealedRoot(root.sha256, link.place.seq))
        if known.sha256 != root.sha256 or root.seq < max(of_chain):
            text = f"it contradicts seal {known.seal} on {root.dataset}"
            findings.add(FaultKind.FORGED, link.place.key, text)


def _published_keys(copy: TrailCopy, findings: Findings) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for number, entry in enumerate(copy.entries(KEYS_PREFIX)):
        remark(entry, findings)
        if number >= _KEYS:
            findings.add(FaultKind.INSERTED, entry.key, "there are too many keys to read")
        elif entry.is_readable:
            found.update(_published_key(copy, entry, findings))
    return found


def _published_key(
    copy: TrailCopy, entry: Entry, findings: Findings
) -> Iterator[tuple[str, bytes]]:
    try:
        text = read_whole(copy, entry, limit=MAX_SEAL_BYTES)
    except UnreadableObjectError as error:
        findings.add(FaultKind.UNREADABLE, entry.key, str(error))
        return
    try:
        key = from_pem(text)
    except ValueError:
        findings.add(FaultKind.EDITED, entry.key, "it is no public key")
        return
    fingerprint = digest(key)
    if public_key_key(fingerprint) != entry.key or to_pem(key) != text:
        findings.add(FaultKind.EDITED, entry.key, "it is not the key that its name says")
        return
    yield fingerprint, key


def _compare_keys(sealing: Sealing, published: Mapping[str, bytes], findings: Findings) -> None:
    for fingerprint in sealing.fingerprints.keys() - published.keys():
        findings.add(FaultKind.REMOVED, public_key_key(fingerprint), "a seal's key is missing")
    for fingerprint in published.keys() - sealing.fingerprints.keys():
        findings.add(FaultKind.INSERTED, public_key_key(fingerprint), "no seal names this key")


def _is_signed(
    link: Link, trusted: Mapping[str, bytes], *, given: bool, findings: Findings
) -> bool:
    """Return whether a key that may sign made the seal; a fault when not."""
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
