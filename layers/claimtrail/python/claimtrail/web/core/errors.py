"""Errors that pages answer with a page of their own, or with `application/problem+json`."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from claimtrail.claims.patient_numbers import NoteNamesPatientError
from claimtrail.kernel.errors import ClaimTrailError, Explanation


class RequestError(ClaimTrailError):
    """A request that is answered with a status of its own."""

    status = HTTPStatus.BAD_REQUEST


class BadRequestError(RequestError):
    """A value of the address or the form is not what it should be."""


class ForbiddenError(RequestError):
    """The person's roles do not reach this; nothing of the thing is shown."""

    status = HTTPStatus.FORBIDDEN


class MissingError(RequestError):
    """There is no such thing, or none that the person may know of: the answers are the same."""

    status = HTTPStatus.NOT_FOUND


class TooManyError(RequestError):
    """The person or the address asks too often."""

    status = HTTPStatus.TOO_MANY_REQUESTS


def bad_value(name: str, *, known: str) -> BadRequestError:
    """Return the error about a value of the address; the value itself is not repeated."""
    return BadRequestError(
        Explanation(
            code="VALUE_UNKNOWN",
            what=f"the address has a value of {name!r} that does not exist",
            where="the query of the address",
            next_step=f"Known: {known}.",
        )
    )


@contextmanager
def refused_notes() -> Iterator[None]:
    """Raise BadRequestError for a note that names a patient by a number."""
    try:
        yield
    except NoteNamesPatientError as error:
        raise BadRequestError(error.explanation) from error


def wrong_field(name: str, *, wanted: str) -> BadRequestError:
    """Return the error about a field of a form; what was typed is not repeated."""
    return BadRequestError(
        Explanation(
            code="FIELD_WRONG",
            what=f"the field {name!r} is empty or wrong",
            where="the form",
            next_step=f"Go back, and give {wanted}.",
        )
    )


def forbidden(what: str) -> ForbiddenError:
    """Return the error about a page or action that the person's roles do not reach."""
    return ForbiddenError(
        Explanation(
            code="NOT_PERMITTED",
            what=f"your roles do not include {what}",
            where="docs/access.md has the table of permissions",
            next_step="Ask your manager or administrator if your job needs it.",
        )
    )


def missing(noun: str) -> MissingError:
    """Return the error about a thing that there is none of, for this person."""
    return MissingError(
        Explanation(
            code="NOT_FOUND",
            what=f"no such {noun}, or none that you may see",
            where="the address",
            next_step="Check the number, or search for it from any page.",
        )
    )
