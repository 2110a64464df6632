"""Failures for the log: their code and place, without their text, which may hold more."""

from types import TracebackType

from botocore.exceptions import ClientError

from claimtrail.kernel.errors import ClaimTrailError, Explanation

_OURS = ("claimtrail.", "functions.")


def described(error: Exception) -> dict[str, str]:
    """Return the fields of a log line about an error.

    Our own errors explain themselves and hold no PHI. An error of AWS is named by its operation
    and code, any other by its type.
    """
    fields = {"code": code_of(error), "raised_at": _place(error.__traceback__)}
    if isinstance(error, ClaimTrailError):
        explanation = error.explanation
        fields |= {
            "what": explanation.what,
            "where": explanation.where,
            "next_step": explanation.next_step,
        }
    return fields


def code_of(error: Exception) -> str:
    """Return the stable code of an error, for search."""
    if isinstance(error, ClaimTrailError):
        return error.explanation.code
    if isinstance(error, ClientError):
        return f"{error.operation_name}:{error.response['Error']['Code']}"
    return type(error).__name__


def opaque(error: Exception, where: str) -> ClaimTrailError:
    """Return an error of the same name without the text of this one.

    Lambda logs the text of what a function raises, and Step Functions knows errors by their name.
    """
    if isinstance(error, ClaimTrailError):
        return error
    named: type[ClaimTrailError] = type(type(error).__name__, (ClaimTrailError,), {})
    explanation = Explanation(
        code="FUNCTION_FAILED",
        what=code_of(error),
        where=where,
        next_step="It is tried again by itself; its log line says where it was raised.",
    )
    return named(explanation)


def _place(traceback: TracebackType | None) -> str:
    """Return module and line of our innermost frame; empty without one."""
    place = ""
    while traceback is not None:
        module = traceback.tb_frame.f_globals.get("__name__", "")
        if module.startswith(_OURS):
            place = f"{module}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place
