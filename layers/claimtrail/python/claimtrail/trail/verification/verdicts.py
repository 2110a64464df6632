"""From what was found to what can be said: the verdict, and one line for each check."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from claimtrail.kernel.counting import counted
from claimtrail.trail.chaining.chain import SEALS
from claimtrail.trail.ports import Head
from claimtrail.trail.verification.copies import TrailCopy
from claimtrail.trail.verification.report import (
    CHECK_OF,
    PROVING,
    ChainSummary,
    Check,
    CheckName,
    CheckResult,
    TrailVerdict,
)
from claimtrail.trail.verification.seal_checks import Sealing
from claimtrail.trail.verification.trail_faults import FaultKind, Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The reader's input and request."""

    heads: Mapping[str, Head] | None
    public_keys: tuple[bytes, ...]
    growing: bool
    sealed_since: datetime | None
    bucket: str | None
    is_part: bool = False
    """True if the reader called the copy a part of a trail: what it lacks is no fault."""

    @property
    def known_heads(self) -> Mapping[str, Head]:
        """Return the heads; none when none were given."""
        return self.heads or {}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The parts of the checks' lines."""

    asked: Asked
    copy: TrailCopy
    sealing: Sealing
    chains: Sequence[ChainSummary]
    findings: Findings
    objects: int
    rows: int


def verdict_of(
    asked: Asked, *, sealing: Sealing, chains: Sequence[ChainSummary], findings: Findings
) -> TrailVerdict:
    """Return SOUND only if the reader's heads name each chain's end."""
    if findings.counts:
        return TrailVerdict.NOT_SOUND
    if asked.is_part:
        return TrailVerdict.PART
    seals_proven = not sealing.count or asked.public_keys or SEALS in asked.known_heads
    proven = [chain for chain in chains if chain.known_by in PROVING]
    rest_is_later = all(one in proven or one.began_later for one in chains)
    if not seals_proven or not rest_is_later or (chains and not proven):
        return TrailVerdict.INCOMPLETE
    if all(chain.counted is not None for chain in chains):
        return TrailVerdict.SOUND
    return TrailVerdict.SOUND_UP_TO


def list_checks(  # noqa: PLR0913 - what was found, all by keyword
    asked: Asked,
    *,
    copy: TrailCopy,
    sealing: Sealing,
    chains: Sequence[ChainSummary],
    findings: Findings,
    counts: tuple[int, int],
) -> tuple[Check, ...]:
    """Return a line for each check: passed, failed, or why it could not be made."""
    objects, rows = counts
    found = _Found(
        asked=asked,
        copy=copy,
        sealing=sealing,
        chains=chains,
        findings=findings,
        objects=objects,
        rows=rows,
    )
    failed = {CHECK_OF[kind] for kind in findings.counts}
    return tuple(_check(name, found, has_failed=name in failed) for name in CheckName)


def _check(name: CheckName, found: _Found, *, has_failed: bool) -> Check:
    is_made, detail = _DETAILS[name](found)
    result = CheckResult.PASSED if is_made else CheckResult.NOT_CHECKED
    if has_failed:
        result = CheckResult.FAILED
    return Check(name=name, result=result, detail=detail)


def _objects(found: _Found) -> tuple[bool, str]:
    read = f"{counted(found.objects, 'object')}, {counted(found.rows, 'row')} read"
    return bool(found.objects), read


def _chains(found: _Found) -> tuple[bool, str]:
    number = len(found.chains) + bool(found.sealing.count)
    text = f"{counted(number, 'chain')}: numbers, days, and each digest that the next one names"
    if found.asked.is_part:
        text += "; of what is here alone, as --part asks"
    return bool(number), text


def _seals(found: _Found) -> tuple[bool, str]:
    sealing = found.sealing
    if not sealing.count:
        return False, "there is no seal"
    seals = counted(sealing.count, "seal")
    if found.asked.public_keys:
        return True, f"{sealing.signed:,} of {seals} signed by the key given"
    text = "no key was given (--public-key): they are signed by the key that the copy brings"
    return False, f"{seals}; {text}"


def _ends(found: _Found) -> tuple[bool, str]:
    if found.asked.is_part:
        return False, "a part of a trail has no ends to compare (--part)"
    without = [chain.dataset for chain in found.chains if chain.counted is None]
    if found.asked.heads is not None and without:
        return False, f"no head was given for {', '.join(without)}"
    if beyond := found.findings.counts[FaultKind.BEYOND]:
        return True, f"{counted(beyond, 'object')} beyond the heads given; nothing may be added"
    if found.asked.heads is not None:
        newer = found.findings.pending_count
        return True, f"up to the heads given; {counted(newer, 'newer object')}" if newer else (
            "up to the heads given"
        )
    beyond = sum(max(0, chain.last - chain.sealed) for chain in found.chains)
    text = "no heads were given (--heads): whatever is newer than the newest seal could have been"
    return False, f"{text} cut off or written again ({beyond:,} such objects are here)"


def _bucket(found: _Found) -> tuple[bool, str]:
    named = next(iter(found.sealing.buckets), None)
    if named is None:
        return False, "no seal names a bucket"
    if found.asked.bucket:
        return True, f"the seals name {named}"
    return False, f"the seals name {named}: compare it, or give --bucket"


def _freshness(found: _Found) -> tuple[bool, str]:
    at = found.sealing.sealed_at
    newest = f"the newest seal is of {at:%Y-%m-%d %H:%M:%SZ}" if at else "no seal is proven"
    if found.asked.sealed_since:
        return True, f"{newest}; asked for {found.asked.sealed_since:%Y-%m-%d %H:%M:%SZ} or later"
    return False, f"not asked for (--sealed-since); {newest}"


def _versions(found: _Found) -> tuple[bool, str]:
    why_not = found.copy.unseen_versions
    return not why_not, why_not or "one version of each object, and no delete marker"


_DETAILS: Mapping[CheckName, Callable[[_Found], tuple[bool, str]]] = {
    CheckName.OBJECTS: _objects,
    CheckName.CHAINS: _chains,
    CheckName.SEALS: _seals,
    CheckName.ENDS: _ends,
    CheckName.BUCKET: _bucket,
    CheckName.FRESHNESS: _freshness,
    CheckName.VERSIONS: _versions,
}
