"""Libraries that only some commands need: the extras of the distribution, by what they install."""

import re
from importlib.metadata import PackageNotFoundError, requires

from claimtrail.kernel.errors import Explanation

DISTRIBUTION = "claimtrail"
_NAME = re.compile(r"[\w.-]+", re.ASCII)


def missing_extra(error: ModuleNotFoundError) -> Explanation | None:
    """Return which extra to install when one of its libraries is not there, or None."""
    library = (error.name or "").partition(".")[0]
    extra = _extras().get(library.replace("_", "-"))
    if extra is None:
        return None
    return Explanation(
        code="EXTRA_NOT_INSTALLED",
        what=f"this command needs {library}, which is not installed",
        where=f"the Python environment of {DISTRIBUTION}",
        next_step=f"Install the extra {extra}: pip install '{DISTRIBUTION}[{extra}]'.",
    )


def _extras() -> dict[str, str]:
    """Return the extra of each library, as the installed distribution declares it."""
    try:
        declared = requires(DISTRIBUTION) or ()
    except PackageNotFoundError:
        return {}
    found = filter(None, map(_optional, declared))
    # `all` names the distribution itself, with its other extras.
    return {library: extra for library, extra in found if library != DISTRIBUTION}


def _optional(line: str) -> tuple[str, str] | None:
    """Return the library and the extra of a requirement, as `boto3<2,>=1.43; extra == "aws"`."""
    requirement, _, marker = line.partition(";")
    name = _NAME.match(requirement)
    _, is_extra, extra = marker.partition("extra ==")
    return (name[0], extra.strip(" \"'")) if name and is_extra else None
