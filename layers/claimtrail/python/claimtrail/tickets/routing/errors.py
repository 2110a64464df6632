"""Errors of routing, the same in each twin of its stores."""

from claimtrail.kernel.errors import ClaimTrailError, Explanation


class RuleChangeError(ClaimTrailError):
    """A step of a set of rules that it cannot take."""


class DeskChangeError(ClaimTrailError):
    """A change of the desk that cannot be."""


def room_taken(person: str) -> Explanation:
    """Return what a lost reservation says."""
    return Explanation(
        code="ROOM_TAKEN",
        what="another ticket took the room of the person",
        where=person,
        next_step="Decide again: somebody else may have room.",
    )


def desk_conflict(version: int) -> Explanation:
    """Return what a lost write of the desk says."""
    return Explanation(
        code="DESK_CONFLICT",
        what=f"version {version - 1} of the desk is not the stored one",
        where="the desk",
        next_step="Repeat the command: it reads the desk again.",
    )


def no_such_person(person: str) -> Explanation:
    """Return what is said of a person who is not of the desk."""
    return Explanation(
        code="DESK_PERSON_UNKNOWN",
        what=f"{person} is not of the desk",
        where="the desk",
        next_step="`claimtrail desk list` has its people.",
    )


def proposal_conflict(version: int) -> Explanation:
    """Return what a lost write of a proposal says."""
    return Explanation(
        code="RULES_CONFLICT",
        what="somebody else changed the proposal at the same time",
        where=f"rules {version}",
        next_step=f"`claimtrail rules show {version}` has it as it is now.",
    )


def rules_refused(version: int, *, code: str, what: str, next_step: str) -> RuleChangeError:
    """Return the refusal of a step of a set of rules."""
    return RuleChangeError(
        Explanation(code=code, what=what, where=f"rules {version}", next_step=next_step)
    )


def absence_invalid() -> Explanation:
    """Return what is said of an absence that ends before it begins."""
    return Explanation(
        code="ABSENCE_INVALID",
        what="an absence ends on its first day or later",
        where="--to",
        next_step="Give the first day with `--from`, and the last one with `--to`.",
    )
