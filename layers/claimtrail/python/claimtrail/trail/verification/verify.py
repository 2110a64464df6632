"""Offline verification: finds any edit, removal, insertion, reordering or truncation of the trail.

Needs nothing but the objects' keys and bytes. The end of each chain is proven by seals (signed,
in the copy itself) up to the newest one, and by the heads up to the last object, when they are
given; what lies beyond both hangs together, but could have been cut off or written again.

Whatever stands in a copy may be a forger's work: nothing in it can end the verification early or
take more memory than an honest object does. Each such thing is a fault, and the rest is verified.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from claimtrail.trail.chaining.chain import SEALS, digest
from claimtrail.trail.chaining.observing import TrailObserver
from claimtrail.trail.ports import Head
from claimtrail.trail.verification.chain_links import place_of, read_link, remark
from claimtrail.trail.verification.copies import MemoryCopy, TrailCopy, UnreadableObjectError
from claimtrail.trail.verification.extent import began_later, could_be_missing, summary_of
from claimtrail.trail.verification.report import ChainSummary, VerificationReport
from claimtrail.trail.verification.seal_checks import SEALS_PREFIX, Sealing, check_seals
from claimtrail.trail.verification.trail_faults import FaultKind, Findings
from claimtrail.trail.verification.verdicts import Asked, list_checks, verdict_of
from claimtrail.trail.verification.walks import ChainWalk


class _Verification:
    """One verification of a copy: what was asked, and what was found up to now."""

    def __init__(
        self, copy: TrailCopy, asked: Asked, observer: TrailObserver | None = None
    ) -> None:
        self.copy = copy
        self.asked = asked
        self.observer = observer
        self.findings = Findings()
        self.sealing = Sealing()
        self.chains: list[ChainSummary] = []
        self.objects = 0
        self.rows = 0

    def run(self) -> None:
        """Verify seals, then chains; what cannot be listed is a fault."""
        seal_findings = Findings()
        asked = self.asked
        try:
            self.sealing = check_seals(
                self.copy,
                {digest(key): key for key in asked.public_keys},
                head=asked.known_heads.get(SEALS),
                growing=asked.growing,
                findings=seal_findings,
                is_part=asked.is_part,
                on_seal=self.observer.take_seal if self.observer else None,
            )
            self._walk_chains()
        except UnreadableObjectError as error:
            self.findings.add(FaultKind.ABSENT, self.copy.bucket or "", str(error))
        self.findings.extend(seal_findings)
        self.objects += self.sealing.count

    def _walk_chains(self) -> None:
        walk: ChainWalk | None = None
        dataset = ""
        waiting = {*self.asked.known_heads, *self.sealing.roots} - {SEALS}
        for entry in self.copy.entries(""):
            if entry.key.startswith(SEALS_PREFIX):
                continue
            remark(entry, self.findings)
            place = place_of(entry, self.findings)
            if place is None:
                continue
            if walk is None or place.dataset != dataset:
                self._finish(walk, dataset)
                dataset = place.dataset
                waiting.discard(dataset)
                walk = self._begin(dataset)
            self.objects += 1
            link = read_link(self.copy, entry, place, self.findings, observer=self.observer)
            self.rows += link.rows
            walk.take(link)
        self._finish(walk, dataset)
        for name in sorted(waiting):
            self._finish(self._begin(name), name)

    def _begin(self, dataset: str) -> ChainWalk:
        return ChainWalk(
            dataset,
            findings=self.findings,
            head=self.asked.known_heads.get(dataset),
            roots=self.sealing.roots.get(dataset, {}),
            growing=self.asked.growing,
            is_part=self.asked.is_part,
        )

    def _finish(self, walk: ChainWalk | None, dataset: str) -> None:
        if walk is None:
            return
        walk.finish()
        asked, head = self.asked, self.asked.known_heads.get(dataset)
        is_later = self._is_later(walk, dataset)
        has_key = bool(asked.public_keys)
        self.chains.append(summary_of(walk, dataset, head=head, has_key=has_key, is_later=is_later))

    def _is_later(self, walk: ChainWalk, dataset: str) -> bool:
        """Return whether a chain began after the newest seal; a fault if nothing may know it."""
        asked, sealing = self.asked, self.sealing
        if walk.sealed or dataset in asked.known_heads or asked.is_part:
            return False
        if began_later(walk, sealing, growing=asked.growing):
            return True
        if sealing.signed or asked.public_keys or asked.heads:
            text = (
                "neither a seal nor a head names this chain, and it did not begin after the newest "
                "seal"
                if sealing.signed and asked.growing
                else "neither a seal nor a head names this chain; if it is newer, seal again "
                "(`claimtrail audit seal`) or give its head (--heads)"
            )
            self.findings.add(FaultKind.UNKNOWN, f"{dataset}/", text)
        return False


def verify_copy(  # noqa: PLR0913 - what a reader may ask for, all by keyword
    copy: TrailCopy,
    *,
    heads: Mapping[str, Head] | None = None,
    public_keys: Sequence[bytes] = (),
    growing: bool = False,
    sealed_since: datetime | None = None,
    bucket: str | None = None,
    is_part: bool = False,
    observer: TrailObserver | None = None,
) -> VerificationReport:
    """Verify all chains and seals in a copy, one object at a time.

    Args:
        copy: the audit bucket's objects.
        heads: by dataset, from the operations table. A dataset that has a head must be there.
        public_keys: DER; only they may have signed. Without, keys published in the copy may.
        growing: objects beyond their head are new, not forged: the copy is younger than heads.
        sealed_since: the newest seal must not be older.
        bucket: the bucket that the seals must name; None is the one that is read in place.
        is_part: the copy holds some days or data sets only, which is then no fault of it.
        observer: is handed each row and each signed seal as it is verified, faulty objects' too.
    """
    asked = Asked(
        heads=heads,
        public_keys=tuple(public_keys),
        growing=growing,
        sealed_since=sealed_since,
        bucket=bucket or copy.bucket,
        is_part=is_part,
    )
    found = _Verification(copy, asked, observer)
    found.run()
    _check_whole(found)
    sealing, findings = found.sealing, found.findings
    verdict = verdict_of(asked, sealing=sealing, chains=found.chains, findings=findings)
    return VerificationReport(
        verdict=verdict,
        checks=list_checks(
            asked,
            copy=copy,
            sealing=sealing,
            chains=found.chains,
            findings=findings,
            counts=(found.objects, found.rows),
        ),
        objects=found.objects,
        rows=found.rows,
        faults=tuple(findings.faults),
        fault_counts=dict(findings.counts),
        pending=tuple(findings.pending),
        pending_count=findings.pending_count,
        anchored=heads is not None,
        chains=tuple(found.chains),
        seals=sealing.count,
        sealed_at=sealing.sealed_at,
        bucket=next(iter(sealing.buckets), None),
        key_fingerprints=tuple(sealing.fingerprints),
        key_given=bool(public_keys),
        could_be_missing=could_be_missing(found.chains, sealing=sealing, asked=asked),
    )


PACKAGE_MANIFEST = "manifest.json"
"""The file by which a package that was exported is known."""
_PACKAGE = (
    "this is a package of claims, a part of what the trail tells, and no trail: "
    "`claimtrail audit verify-export FOLDER` verifies it"
)


def verify_trail(
    read: Iterable[tuple[str, bytes]], *, heads: Mapping[str, Head] | None = None
) -> VerificationReport:
    """Verify keys and bytes that are at hand, in any order; they are held in memory."""
    return verify_copy(MemoryCopy(dict(read)), heads=heads)


def _check_whole(found: _Verification) -> None:
    """Record what no single object shows: nothing there, no seal, another bucket, too old."""
    asked, sealing, findings = found.asked, found.sealing, found.findings
    place = found.copy.bucket or ""
    if not found.objects:
        _nothing_there(findings, place)
        return
    if asked.public_keys and not sealing.count:
        text = "there is no seal, although a key was given to check them with"
        findings.add(FaultKind.ABSENT, SEALS_PREFIX, text)
    for name, seal_key in sealing.buckets.items():
        wanted = asked.bucket or next(iter(sealing.buckets))
        if name != wanted:
            text = f"it seals the bucket {name}, not {wanted}"
            findings.add(FaultKind.MISPLACED, seal_key, text)
    since, at = asked.sealed_since, sealing.sealed_at
    if since and sealing.count and (at is None or at < since):
        text = f"the newest seal is of {at:%Y-%m-%d %H:%M:%SZ}" if at else "no seal is proven"
        text += f", not of {since:%Y-%m-%d %H:%M:%SZ} or later"
        findings.add(FaultKind.STALE, SEALS_PREFIX, text)
    elif since and not sealing.count and not asked.public_keys:
        findings.add(FaultKind.STALE, SEALS_PREFIX, "there is no seal")


def _nothing_there(findings: Findings, place: str) -> None:
    """Say so once; keys of something else would only hide it."""
    if FaultKind.ABSENT in findings.counts:
        return
    strangers = findings.counts[FaultKind.INSERTED]
    is_package = any(fault.key == PACKAGE_MANIFEST for fault in findings.faults)
    text = (
        _PACKAGE
        if is_package
        else (
            f"none of the {strangers:,} objects here is one of an audit trail; the first is "
            f"{findings.faults[0].key}: give the folder or prefix above the data sets' folders"
            if strangers
            else "there is no object here: is the folder, the bucket or the prefix mistyped?"
        )
    )
    findings.faults.clear()
    findings.counts.clear()
    findings.add(FaultKind.ABSENT, place, text)
