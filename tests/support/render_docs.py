"""Writes the pages of docs/ that come from tables in the code: `make docs`."""

from collections.abc import Callable
from pathlib import Path

from claimtrail.analytics import reference
from claimtrail.claims import lifecycle_page
from claimtrail.claims import limits_page as projection_limits_page
from claimtrail.intake import limits_page
from claimtrail.payers import page as payers_page
from claimtrail.x12 import page
from infra import retention

DOCS = Path(__file__).resolve().parents[2] / "docs"

PAGES: dict[str, Callable[[], str]] = {
    "analysts.md": lambda: reference.render((DOCS / "analysts.md").read_text(encoding="utf-8")),
    "lifecycle.md": lifecycle_page.render,
    "limits.md": limits_page.render,
    "payers.md": lambda: payers_page.render((DOCS / "payers.md").read_text(encoding="utf-8")),
    "projection-limits.md": projection_limits_page.render,
    "retention.md": retention.render,
    "x12-findings.md": page.render_findings_page,
}
"""What renders each page."""


def main() -> None:
    """Write every page."""
    for name, render in PAGES.items():
        (DOCS / name).write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
