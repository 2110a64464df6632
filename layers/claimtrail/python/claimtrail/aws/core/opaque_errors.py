"""Errors of a function that an event invokes: Lambda logs their text, which may hold a name."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError

from claimtrail.kernel.errors import ClaimTrailError, Explanation


@contextmanager
def opaque_errors(where: str) -> Iterator[None]:
    """Let an error through by its operation and code, or its type, without its text.

    An error of AWS may quote the object's key; our own explain themselves and hold no PHI.
    """
    try:
        yield
    except ClaimTrailError:
        raise
    except ClientError as error:
        code = f"{error.operation_name}:{error.response['Error']['Code']}"
        raise _opaque(code, where) from None
    except Exception as error:  # noqa: BLE001 - whatever it is, its text stays out of the log
        raise _opaque(type(error).__name__, where) from None


def _opaque(what: str, where: str) -> ClaimTrailError:
    return ClaimTrailError(
        Explanation(
            code="FUNCTION_FAILED",
            what=what,
            where=where,
            next_step="It is tried again by itself; see the service's own metrics.",
        )
    )
