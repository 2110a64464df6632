"""The files in which a user's sign-ins are kept, one a stage: their folder and their names."""

import os
import re
import sys
from pathlib import Path

FOLDER = "CLAIMTRAIL_CONFIG_FOLDER"
"""The variable that names the folder, where the system's own is not wanted."""
_STAGE = re.compile(r"[a-z][a-z0-9-]{0,62}")


def config_folder() -> Path:
    """Return the operating system's folder for this user's settings of ClaimTrail."""
    named = os.environ.get(FOLDER)
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
