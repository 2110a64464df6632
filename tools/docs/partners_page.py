"""The sections of docs/payers.md that are rendered from tables."""

from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.rules import GUIDE_OPTIONS, allowed
from tools.docs.pages import renew_sections

_READINGS_HEAD = """\
| Finding | Strict rule | Because | A warning by default, because |
| --- | --- | --- | --- |"""
_RULES_HEAD = """\
| May be | Findings |
| --- | --- |"""


def render(text: str) -> str:
    """Return the page with its rendered sections renewed.

    Raises ValueError when a marker is missing.
    """
    return renew_sections(text, {"rules": _rules(), "readings": _readings()})


def _rules() -> str:
    """Return which findings may be given which reaches."""
    kinds: dict[str, list[str]] = {}
    for code in FindingCode:
        reaches = ", ".join(f"`{reach}`" for reach in allowed(code)) or "nothing else"
        kinds.setdefault(reaches, []).append(f"`{code}`")
    rows = (f"| {reaches} | {', '.join(codes)} |" for reaches, codes in kinds.items())
    return "\n".join([_RULES_HEAD, *rows])


def _readings() -> str:
    rows = (
        f"| `{item.code}` | `{item.refused}` | {item.strict} | {item.tolerant} |"
        for item in GUIDE_OPTIONS
    )
    return "\n".join([_READINGS_HEAD, *rows])
