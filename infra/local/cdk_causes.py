"""The cause of a failed CDK run, in the words of its log: no lines of a traceback.

The log has hundreds of lines, and the last ones rarely say why: frames of Python and JavaScript, a
notice about Node.js, the exit code of a subprocess.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

_RESOURCE = re.compile(
    r"^(?P<stack>\S+) \|[^|]+\|[^|]+\| [A-Z_]+_FAILED\s+\| (?P<type>\S+)\s*\| (?P<why>.+)$"
)
"""A resource that CloudFormation could not make: the stack, its type, its name and the reason."""
_CANCELED = re.compile(r"creation cancel|update cancel", re.IGNORECASE)
"""The reason of a resource that failed since another one did."""
_STACK = re.compile(r"^\N{CROSS MARK}\s*(?P<why>.+)$")
_EXPLAINED = re.compile(r"^(?P<why>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+: .+)$")
"""An error of ClaimTrail: its code, and what is wrong."""
_RAISED = re.compile(
    r"^(?P<whole>(?:[\w@/-]+\.)*[A-Za-z]\w*(?:Error|Exception|Fault): (?P<words>.+))$"
)
"""An error as Python and JavaScript name it."""
_NOISE = re.compile(
    r"^(?:b['\"]|!!|\s|Traceback |During handling |The above exception|[-=*^~]+$)"
    r"|Subprocess exited with error"
)
UNKNOWN = "it does not say why"

Lines = Sequence[str]


def cause_of(lines: Iterable[str]) -> str:
    """Return why the CDK failed, in one sentence of its own log."""
    said = [line.rstrip() for line in lines if line.strip()]
    for find in _FINDERS:
        found = find(said)
        if found:
            return " ".join(found.split())
    return UNKNOWN


def _of_resource(lines: Lines) -> str:
    for found in _matches(_RESOURCE, lines):
        if not _CANCELED.search(found["why"]):
            return f"{found['type']} in {found['stack']}: {found['why']}"
    return ""


def _of_claimtrail(lines: Lines) -> str:
    return next((found["why"] for found in _matches(_EXPLAINED, lines)), "")


def _raised(lines: Lines) -> str:
    """Return the words of the last error, with its name where the words are one word alone."""
    last = next(_matches(_RAISED, lines[::-1]), None)
    if last is None:
        return ""
    words: str = last["words"]
    return words if " " in words.strip() else last["whole"]


def _of_stack(lines: Lines) -> str:
    return next((found["why"] for found in _matches(_STACK, lines)), "")


def _last(lines: Lines) -> str:
    return next((line for line in reversed(lines) if not _NOISE.search(line)), "")


_FINDERS: tuple[Callable[[Lines], str], ...] = (
    _of_resource,
    _of_claimtrail,
    _of_stack,
    _raised,
    _last,
)
"""The most exact one first."""


def _matches(pattern: re.Pattern[str], lines: Lines) -> Iterator[re.Match[str]]:
    return (found for line in lines if (found := pattern.match(line.strip())))
