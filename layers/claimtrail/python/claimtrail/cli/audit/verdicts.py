"""The verdict on a trail in words: no more than was checked."""

from collections.abc import Mapping

from claimtrail.kernel.counting import counted
from claimtrail.trail.verification.report import (
    Anchor,
    ChainSummary,
    TrailVerdict,
    VerificationReport,
)
from claimtrail.trail.verification.trail_faults import FaultKind

VERDICT_STYLES: Mapping[TrailVerdict, str] = {
    TrailVerdict.SOUND: "green",
    TrailVerdict.SOUND_UP_TO: "yellow",
    TrailVerdict.PART: "yellow",
    TrailVerdict.NOT_SOUND: "bold red",
    TrailVerdict.INCOMPLETE: "yellow",
}
_LACKING = frozenset({FaultKind.REMOVED, FaultKind.TRUNCATED, FaultKind.UNKNOWN})
"""Faults that a part of a trail has as well."""


def verdict_word(report: VerificationReport) -> str:
    """Return the verdict; `SOUND UP TO` with the instant of the newest seal."""
    at = report.sealed_at
    if report.verdict is TrailVerdict.SOUND_UP_TO and at:
        return f"SOUND UP TO {at:%Y-%m-%d %H:%M:%SZ}"
    return report.verdict.value


def verdict_reason(report: VerificationReport, target: str) -> str:
    """Return why the verdict is what it is, in a sentence."""
    if report.is_absent:
        return f"{report.faults[0].text} (in {target})"
    if report.faults:
        return f"{report.faults[0].key}: {report.faults[0].text}{_maybe_part(report)}"
    read = f"{counted(report.objects, 'object')}, {counted(report.rows, 'row')}"
    return f"{read}; {_REASONS[report.verdict]}{_advice(report)}{_later_chains(report)}"


_REASONS: Mapping[TrailVerdict, str] = {
    TrailVerdict.SOUND: (
        "whole up to the heads given: nothing before them was edited, removed, inserted, "
        "reordered or cut off."
    ),
    TrailVerdict.SOUND_UP_TO: (
        "whole up to the newest seal here, by the key given: nothing before it was edited, "
        "removed, inserted or reordered."
    ),
    TrailVerdict.PART: (
        "a part of a trail: what is here hangs together, and nothing is said of the rest."
    ),
    TrailVerdict.INCOMPLETE: (
        "nothing is wrong, but only the copy itself says where it ends and whose key sealed it"
    ),
}


def _advice(report: VerificationReport) -> str:
    """Return what the reader did not give, and what it would show; nothing for other verdicts."""
    lacking = ", ".join(chain.dataset for chain in report.chains if chain.counted is None)
    if report.verdict is TrailVerdict.SOUND_UP_TO:
        return (
            f" No head was given for {lacking}: nothing shows what came later there."
            if report.anchored
            else " Without heads (--heads) nothing shows what came later."
        )
    if report.verdict is not TrailVerdict.INCOMPLETE:
        return ""
    key = "" if report.key_given else "--public-key (`claimtrail audit key`)"
    heads = "" if report.anchored and not lacking else "--heads"
    if report.anchored and lacking:
        heads = f"heads that name {lacking}, too"
    return f": give {' or '.join(filter(None, (key, heads)))}."


def _later_chains(report: VerificationReport) -> str:
    """Return the chains that began after the newest seal, of which no seal says anything."""
    names = [chain.dataset for chain in report.chains if chain.began_later]
    if not names:
        return ""
    return f" Begun after that seal, and not covered by it: {', '.join(names)}."


def _maybe_part(report: VerificationReport) -> str:
    """Return the way to verify a part, where nothing but missing objects is wrong."""
    if not set(report.fault_counts) <= _LACKING:
        return ""
    return ". If only some days or data sets were copied, --part verifies what is here"


def place_text(number: int | None, day: object) -> str:
    """Return `24, 2026-03-14`; empty for no object."""
    if not number:
        return ""
    return f"{number:,}, {day}" if day else f"{number:,}"


def known_by_text(chain: ChainSummary) -> str:
    """Return whose statement says up to where a chain is whole."""
    return {
        Anchor.HEADS: "heads given",
        Anchor.KEY: f"seal {chain.seal}, key given",
        Anchor.COPY: f"seal {chain.seal}, copy's own key",
        Anchor.LATER: "nothing yet",
        Anchor.NOTHING: "nothing",
    }[chain.known_by]


def whole_up_to(report: VerificationReport, chain: ChainSummary) -> str:
    """Return up to which object nothing of a chain is missing; a part is never whole."""
    if report.verdict is TrailVerdict.NOT_SOUND:
        return "see the faults"
    if report.verdict is TrailVerdict.PART:
        return "a part"
    if chain.began_later:
        return "begun after the seal"
    return place_text(chain.known, chain.known_day) or "not known"
