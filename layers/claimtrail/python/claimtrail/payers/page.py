"""The sections of docs/payers.md that are rendered from tables."""

from claimtrail.kernel.pages import renew_sections
from claimtrail.x12.readings import READINGS

_HEAD = """\
| `[readings]` | Finding | `refuse`: the strict reading | `tolerate` (default), because |
| --- | --- | --- | --- |"""


def render(text: str) -> str:
    """The page with its rendered sections renewed. Raises ValueError when a marker is missing."""
    return renew_sections(text, {"readings": _readings()})


def _readings() -> str:
    rows = (
        f"| `{rule.reading}` | `{rule.code}` | {rule.strict} | {rule.tolerant} |"
        for rule in READINGS
    )
    return "\n".join([_HEAD, *rows])
