"""The extent of a verified trail: up to where each chain is known, and what could be missing."""

from collections.abc import Iterator, Sequence

from claimtrail.trail.ports import Head
from claimtrail.trail.verification.report import PROVING, Anchor, ChainSummary
from claimtrail.trail.verification.seal_checks import Sealing
from claimtrail.trail.verification.walks import ChainWalk

_INSTANT = "%Y-%m-%d %H:%M:%SZ"


def summary_of(walk: ChainWalk, dataset: str, *, head: Head | None, has_key: bool) -> ChainSummary:
    """Return the extent of a chain that was walked to its end."""
    sealed = walk.sealed
    anchors = [(sealed, Anchor.KEY if has_key else Anchor.COPY)] if sealed else []
    if head:
        anchors.append((head.seq, Anchor.HEADS))
    # What the reader brought comes before the copy's own word, then the farther one, then heads.
    known, known_by = max(
        anchors,
        key=lambda each: (each[1] in PROVING, each[0], each[1] is Anchor.HEADS),
        default=(0, Anchor.NOTHING),
    )
    return ChainSummary(
        dataset=dataset,
        last=walk.seq,
        sealed=sealed,
        counted=head.seq if head else None,
        last_day=walk.day,
        known=known,
        known_day=walk.noted_days.get(known),
        known_by=known_by,
        seal=walk.seal,
        absent=tuple(walk.absent),
        unnamed=walk.unnamed,
    )


def could_be_missing(
    chains: Sequence[ChainSummary], *, sealing: Sealing, is_fresh: bool, is_part: bool
) -> tuple[str, ...]:
    """Return in sentences what nobody could have noticed in this verification.

    Args:
        chains: each chain's extent.
        sealing: how far the seals prove the copy.
        is_fresh: the reader said how old the newest seal may be, and it is not older.
        is_part: the reader called the copy a part of a trail.
    """
    if is_part:
        return tuple(_missing_of_part(chains, sealing))
    sealed_at = sealing.sealed_at
    found = []
    by_seal = [chain for chain in chains if chain.known_by is Anchor.KEY]
    if by_seal and sealed_at:
        names = ", ".join(chain.dataset for chain in by_seal)
        found.append(
            f"{names}: what was written after {sealed_at:{_INSTANT}}, the instant of the newest "
            "seal here, could be cut off or written again; present heads (--heads) show it"
        )
        if not is_fresh:
            found.append(
                "an older copy of the same trail looks the same; --sealed-since or --heads shows it"
            )
    for chain in chains:
        if chain.known_by is Anchor.HEADS and chain.beyond:
            found.append(
                f"{chain.dataset}: what followed number {chain.last}; the heads are older than the "
                f"copy, and end at number {chain.known}"
            )
        elif chain.known_by not in PROVING:
            found.append(
                f"{chain.dataset}: any object, and the end; only the copy itself vouches for it "
                "(--public-key, --heads)"
            )
    return tuple(found)


def _missing_of_part(chains: Sequence[ChainSummary], sealing: Sealing) -> Iterator[str]:
    if sealing.absent:
        yield f"seals: not here: {', '.join(sealing.absent)}"
    for chain in chains:
        if chain.absent:
            yield f"{chain.dataset}: not here: {', '.join(chain.absent)}"
        if chain.unnamed:
            yield (
                f"{chain.dataset}: {chain.unnamed} objects at the ends of what is here could be "
                "others: neither the object after them, a seal nor a head is here to name them"
            )
    yield "a part shows nothing of the days, data sets and objects that it does not hold"
