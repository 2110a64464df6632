"""The folder of what commands remember on this machine; nothing of it is claim data."""

import os
import sys
from pathlib import Path

NAMED = "CLAIMTRAIL_STATE_FOLDER"
"""The variable that names the folder, where neither of the two others is wanted."""


def local_folder(start: Path | None = None) -> Path | None:
    """Return the `.claimtrail` folder of this checkout; None outside of one.

    That is the one here or in a folder above, else that of the checkout whose program this is.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / ".claimtrail").is_dir():
            return folder / ".claimtrail"
    return program_folder()


def program_folder() -> Path | None:
    """Return the `.claimtrail` folder of the checkout in whose `.venv` this program runs."""
    checkout = Path(sys.prefix).parent
    is_checkout = (checkout / "infra" / "local").is_dir()
    folder = checkout / ".claimtrail"
    return folder if is_checkout and folder.is_dir() else None


def state_folder() -> Path:
    """Return the named folder, the checkout's, or the user's (XDG Base Directory, state)."""
    named = os.environ.get(NAMED)
    if named:
        return Path(named)
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return local_folder() or Path(home) / "claimtrail"
