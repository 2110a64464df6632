"""The folders of what commands remember on this machine; nothing of it is claim data."""

import os
import re
import sys
from pathlib import Path

NAMED = "CLAIMTRAIL_STATE_FOLDER"
"""The variable that names the folder, where neither of the two others is wanted."""
CONFIG_FOLDER = "CLAIMTRAIL_CONFIG_FOLDER"
"""The variable that names the folder, where the system's own is not wanted."""
_STAGE = re.compile(r"[a-z][a-z0-9-]{0,62}")


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


def config_folder() -> Path:
    """Return the operating system's folder for this user's settings of ClaimTrail."""
    named = os.environ.get(CONFIG_FOLDER)
    if named:
        return Path(named)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "claimtrail"
    if sys.platform == "win32" and "APPDATA" in os.environ:
        return Path(os.environ["APPDATA"]) / "claimtrail"
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "claimtrail"


def sign_in_file(stage: str) -> Path | None:
    """Return the file of a stage; None for a name that is none of a stage."""
    if not _STAGE.fullmatch(stage):
        return None
    return config_folder() / "sign-ins" / f"{stage}.json"


def is_kept(stage: str) -> bool:
    """Return whether somebody signed in at a stage, without reading what is kept."""
    path = sign_in_file(stage)
    return path is not None and path.is_file()
