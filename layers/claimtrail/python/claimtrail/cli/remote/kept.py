"""Sign-ins that this user keeps on this machine, one a stage, in a file that nobody else reads.

A token is worth what its person may do, for minutes; the refresh token for a working day.
"""

from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from claimtrail.cli.core.state_folder import sign_in_file
from claimtrail.kernel.errors import ConfigurationError, Explanation
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.private_files import private_folder, write_private


class KeptSignIn(FrozenModel):
    """A sign-in at a stage."""

    stage: str
    pages: str
    """The address of the pages, without a slash at its end."""
    sign_in: str
    """The address of the user pool, likewise."""
    client_id: str
    access_token: str
    refresh_token: str
    ends_at: datetime
    """The end of the access token."""


def read_kept(stage: str) -> KeptSignIn:
    """Return the sign-in at a stage. Raises ConfigurationError where none can be read."""
    try:
        return KeptSignIn.model_validate_json(_path(stage).read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        raise _none(stage) from None


def keep(one: KeptSignIn) -> Path:
    """Keep a sign-in in place of the one before; its owner alone may read the file."""
    path = _path(one.stage)
    private_folder(path.parent)
    return write_private(path, one.model_dump_json())


def forget(stage: str) -> None:
    """Remove what is kept of a stage."""
    _path(stage).unlink(missing_ok=True)


def _path(stage: str) -> Path:
    path = sign_in_file(stage)
    if path is None:
        raise _none(stage)
    return path


def _none(stage: str) -> ConfigurationError:
    return ConfigurationError(
        Explanation(
            code="NOT_SIGNED_IN",
            what="nobody is signed in at the stage",
            where=f"stage {stage}",
            next_step="Sign in: `claimtrail sign-in ADDRESS`.",
        )
    )
