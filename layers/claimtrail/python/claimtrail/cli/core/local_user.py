"""The person who types on the local stage: an account of this machine, or one who is played.

The local stage authenticates nobody. It takes the account that the system gives this process,
not a variable such as USER that anybody sets; who wants to try what takes two people plays the
second one by `CLAIMTRAIL_PLAY`, and the trail then has both names.
"""

import getpass
import os
import re
from contextlib import suppress
from datetime import date

from claimtrail.cli.core.state_folder import state_folder
from claimtrail.kernel.errors import ConfigurationError, Explanation
from claimtrail.kernel.private_files import private_folder, write_private

PLAYED = "CLAIMTRAIL_PLAY"
"""The variable that names the person who is played."""
_SAID = "names-explained"
"""The file with the names whose worth was said today."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


def account_name() -> str:
    """Return the name of this process's account, as the system has it."""
    try:
        import pwd  # noqa: PLC0415 - there is none on Windows
    except ImportError:  # pragma: no cover - the account's name is the session's there
        return getpass.getuser()
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid-{number}"


def local_caller() -> str:
    """Return who types: `user:root`, or `user:root/as/anna` for somebody who is played.

    Raises ConfigurationError for a name that could be mistaken.
    """
    account, played = account_name(), os.environ.get(PLAYED, "")
    if not played:
        return f"user:{account}"
    if not _NAME.fullmatch(played):
        raise ConfigurationError(
            Explanation(
                code="NAME_INVALID",
                what=f"{PLAYED} is no name of letters, digits, dots, dashes and underscores",
                where="this shell's environment",
                next_step=f"Set it to a plain name, as {PLAYED}=anna, or take it away.",
            )
        )
    return f"user:{account}/as/{played}"


def says_who_today(caller: str, *, today: date) -> str:
    """Return what `says_who` does, once a day and name on this machine; empty after that."""
    place, line = state_folder() / _SAID, f"{today.isoformat()} {caller}"
    with suppress(OSError):
        said = place.read_text(encoding="utf-8").splitlines() if place.is_file() else []
        if line in said:
            return ""
        private_folder(place.parent)
        kept = [one for one in said if one.startswith(today.isoformat())]
        write_private(place, "".join(f"{one}\n" for one in (*kept, line)))
    return says_who(caller)


def says_who(caller: str) -> str:
    """Return what a name on the local stage is worth, in a sentence or two."""
    if "/as/" in caller:
        return f"The local stage authenticates nobody: {caller} is played, by {PLAYED}."
    return (
        f"The local stage authenticates nobody: {caller} is an account of this machine. "
        f"To try what takes two people, play the second one: {PLAYED}=NAME."
    )
