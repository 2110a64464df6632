"""Refusals of access to whoever asks for what the table does not allow."""

from claimtrail.access.decisions import decide
from claimtrail.access.resources import Operation
from claimtrail.access.subjects import AccessTarget, Principal
from claimtrail.kernel.errors import ClaimTrailError, ConflictError, Explanation, NotFoundError


class NotAllowedError(ClaimTrailError):
    """A person asked for what the permission table does not allow."""


class UnusableTextError(ClaimTrailError):
    """Words that are too short to be a reason, or that hold numbers of a patient."""


def require(person: Principal, operation: Operation, target: AccessTarget) -> None:
    """Raise NotAllowedError unless the table lets the person do it."""
    if not decide(person, operation, target).is_allowed:
        raise not_allowed(operation, target)


def not_allowed(operation: Operation, target: AccessTarget) -> NotAllowedError:
    """Return the refusal of an operation on a thing."""
    return NotAllowedError(
        Explanation(
            code="ACCESS_NOT_ALLOWED",
            what=f"your roles do not include {operation.value} of this {target.resource.value}",
            where="the permission table",
            next_step="docs/access.md says which role does; your administrator grants it.",
        )
    )


def unknown(noun: str, subject_id: str) -> NotFoundError:
    """Return the error about an id that nothing has."""
    return NotFoundError(
        Explanation(
            code="ACCESS_SUBJECT_UNKNOWN",
            what=f"there is no such {noun}",
            where=f"{noun} {subject_id}",
            next_step="List what there is, and copy the id from there.",
        )
    )


def changed(noun: str, subject_id: str) -> ConflictError:
    """Return the error about a write that another writer was faster with."""
    return ConflictError(
        Explanation(
            code="ACCESS_SUBJECT_CHANGED",
            what=f"another change of the {noun} was faster",
            where=f"{noun} {subject_id}",
            next_step="Read it again and repeat the change.",
        )
    )
