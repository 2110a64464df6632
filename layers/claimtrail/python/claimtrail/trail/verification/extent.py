"""The extent of a verified trail: up to where each chain is known, and what could be missing."""

from collections.abc import Iterator, Sequence

from claimtrail.kernel.counting import counted
from claimtrail.trail.ports import Head
from claimtrail.trail.verification.report import PROVING, Anchor, ChainSummary
from claimtrail.trail.verification.seal_checks import Sealing
from claimtrail.trail.verification.verdicts import Asked
from claimtrail.trail.verification.walks import ChainWalk

_INSTANT = "%Y-%m-%d %H:%M:%SZ"


def began_later(walk: ChainWalk, sealing: Sealing, *, growing: bool) -> bool:
    """Return whether a chain that no seal names can be one that began after the newest seal.

    A seal names every chain that there is. A chain with an object of an earlier day than the
    newest seal's would be named by it.
    """
    at = sealing.sealed_at
    return bool(growing and at and walk.first_day and walk.first_day >= at.date())


def summary_of(
    walk: ChainWalk, dataset: str, *, head: Head | None, has_key: bool, is_later: bool = False
) -> ChainSummary:
    """Return the extent of a chain that was walked to its end.

    `is_later` is true of a chain that began after the newest seal.
    """
    sealed = walk.sealed
    anchors = [(sealed, Anchor.KEY if has_key else Anchor.COPY)] if sealed else []
    if head:
        anchors.append((head.seq, Anchor.HEADS))
    # What the reader brought comes before the copy's own word, then the farther one, then heads.
    known, known_by = max(
        anchors,
        key=lambda each: (each[1] in PROVING, each[0], each[1] is Anchor.HEADS),
        default=(0, Anchor.LATER if is_later and has_key else Anchor.NOTHING),
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
    chains: Sequence[ChainSummary], *, sealing: Sealing, asked: Asked
) -> tuple[str, ...]:
    """Return in sentences what nobody could have noticed in this verification.

    Each advises what would show it, and nothing that the reader gave already.
    """
    if asked.is_part:
        return tuple(_missing_of_part(chains, sealing))
    return (
        *_missing_after_seal(chains, sealing, asked),
        *(text for chain in chains if (text := _missing_of_chain(chain, asked))),
    )


def _missing_after_seal(
    chains: Sequence[ChainSummary], sealing: Sealing, asked: Asked
) -> Iterator[str]:
    """Yield what could follow the newest seal, in chains that it knows farther than a head."""
    by_seal = [chain for chain in chains if chain.known_by is Anchor.KEY]
    if not by_seal or not sealing.sealed_at:
        return
    names = ", ".join(chain.dataset for chain in by_seal)
    shows = (
        "present heads (--heads) show it"
        if asked.heads is None
        else "the heads given end before that seal, and later ones show it"
    )
    yield (
        f"{names}: what was written after {sealing.sealed_at:{_INSTANT}}, the instant of the "
        f"newest seal here, could be cut off or written again; {shows}"
    )
    if asked.sealed_since is None:
        shows = "--sealed-since or --heads" if asked.heads is None else "--sealed-since"
        yield f"an older copy of the same trail looks the same; {shows} shows it"


def _missing_of_chain(chain: ChainSummary, asked: Asked) -> str:
    """Return what could be missing in a chain; nothing if its end is known, or a seal knows it."""
    head = "its head (--heads)" if asked.heads is None else "its head, which the heads given lack,"
    if chain.known_by is Anchor.HEADS and chain.beyond:
        return (
            f"{chain.dataset}: what followed number {chain.last}; the heads are older than the "
            f"copy, and end at number {chain.known}"
        )
    if chain.began_later:
        return (
            f"{chain.dataset}: it began after the newest seal here: any object, and the end; "
            f"the next seal (`claimtrail audit seal`) or {head} shows it"
        )
    if chain.known_by not in PROVING:
        key = "" if asked.public_keys else "the key (--public-key) or "
        return (
            f"{chain.dataset}: any object, and the end; only the copy itself vouches for it: "
            f"{key}{head} shows it"
        )
    return ""


def _missing_of_part(chains: Sequence[ChainSummary], sealing: Sealing) -> Iterator[str]:
    if sealing.absent:
        yield f"seals: not here: {', '.join(sealing.absent)}"
    for chain in chains:
        if chain.absent:
            yield f"{chain.dataset}: not here: {', '.join(chain.absent)}"
        if chain.unnamed:
            unnamed = counted(chain.unnamed, "object")
            yield (
                f"{chain.dataset}: {unnamed} at the ends of what is here could be "
                "others: neither the object after them, a seal nor a head is here to name them"
            )
    yield "a part shows nothing of the days, data sets and objects that it does not hold"
