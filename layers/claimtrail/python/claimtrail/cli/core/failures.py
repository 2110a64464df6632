"""Errors that end a command, explained: none of them shows a traceback or anybody's data."""

import os
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from claimtrail.cli.core.extras import missing_extra
from claimtrail.kernel.errors import ClaimTrailError, Explanation

TRACEBACK = "CLAIMTRAIL_TRACEBACK"
"""The variable that lets an unexpected error show its traceback, which may hold data."""

_AWS = ("botocore", "boto3", "s3transfer")
_UNREACHABLE = "Check that it runs (`claimtrail status`), or this shell's network and region."
_CREDENTIALS = "Log in to AWS in this shell (AWS_PROFILE, or `aws sso login`), and try again."
_NEXT: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "HTTPClientError": ("CLOUD_UNREACHABLE", _UNREACHABLE),
        "ConnectionError": ("CLOUD_UNREACHABLE", _UNREACHABLE),
        "NoCredentialsError": ("CREDENTIALS_MISSING", _CREDENTIALS),
        "PartialCredentialsError": ("CREDENTIALS_MISSING", _CREDENTIALS),
        "CredentialRetrievalError": ("CREDENTIALS_MISSING", _CREDENTIALS),
        "TokenRetrievalError": ("CREDENTIALS_MISSING", _CREDENTIALS),
        "SSOError": ("CREDENTIALS_MISSING", _CREDENTIALS),
        "NoRegionError": ("REGION_MISSING", "Set AWS_REGION, or a region in the profile."),
        "ProfileNotFound": ("PROFILE_UNKNOWN", "Name a profile of ~/.aws/config in AWS_PROFILE."),
    }
)
"""Code and next step by the class of the AWS library's error, or one that it derives from."""


def explained(error: Exception) -> Explanation | None:
    """Return why a command ended, and what to do; None where a traceback was asked for."""
    if isinstance(error, ClaimTrailError):
        return error.explanation
    if isinstance(error, ModuleNotFoundError) and (extra := missing_extra(error)):
        return extra
    if type(error).__module__.split(".")[0] in _AWS:
        return _aws(error)
    if isinstance(error, OSError):
        return _file(error) if error.filename is not None else _system(error)
    return None if os.environ.get(TRACEBACK) else _unexpected(error)


def _aws(error: Exception) -> Explanation:
    """Explain an error of AWS by its code: its text may hold what a query has read."""
    names = [kind.__name__ for kind in type(error).__mro__]
    found = next((_NEXT[name] for name in names if name in _NEXT), None)
    if found:
        code, next_step = found
        return Explanation(code=code, what=names[0], where="AWS", next_step=next_step)
    response = getattr(error, "response", {})
    said = response.get("Error", {}).get("Code", names[0])
    operation = getattr(error, "operation_name", "a call")
    return Explanation(
        code="AWS_REFUSED",
        what=f"AWS answered {operation} with {said}",
        where="AWS",
        next_step="Check that this role may do so, that the stage is deployed as this version "
        "needs it, and try again.",
    )


def _file(error: OSError) -> Explanation:
    return Explanation(
        code="FILE_UNUSABLE",
        what=error.strerror or type(error).__name__,
        where=str(error.filename),
        next_step="Name a file that you may read, or a place where you may write.",
    )


def _system(error: OSError) -> Explanation:
    return Explanation(
        code="SYSTEM_REFUSED",
        what=error.strerror or type(error).__name__,
        where="this machine, where the command reads or writes",
        next_step="Make room or a connection, as the message says, and try again.",
    )


def _unexpected(error: Exception) -> Explanation:
    """Explain a defect by its place; its text may hold anything."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = "".join(f"{Path(each.filename).name}, line {each.lineno}" for each in last)
    return Explanation(
        code="UNEXPECTED",
        what=f"{type(error).__name__}, which this command does not expect",
        where=place or "the command line",
        next_step=f"Report this as a defect. {TRACEBACK}=1 shows the traceback, which may hold "
        "patients' data.",
    )
