"""Writes the pages of docs/ that come from tables in the code: `make docs`."""

from collections.abc import Callable
from pathlib import Path

from infra import retention
from tools.docs import analysts_page, findings_page, lifecycle_page, limits_page
from tools.docs import claim_limits_page as projection_limits_page
from tools.docs import partners_page as payers_page

DOCS = Path(__file__).resolve().parents[2] / "docs"

PAGES: dict[str, Callable[[], str]] = {
    "analysts.md": lambda: analysts_page.render((DOCS / "analysts.md").read_text(encoding="utf-8")),
    "lifecycle.md": lifecycle_page.render,
    "limits.md": limits_page.render,
    "payers.md": lambda: payers_page.render((DOCS / "payers.md").read_text(encoding="utf-8")),
    "projection-limits.md": projection_limits_page.render,
    "retention.md": retention.render,
    "x12-findings.md": findings_page.render_findings_page,
}
"""The renderer of each page."""


def main() -> None:
    """Write every page."""
    for name, render in PAGES.items():
        (DOCS / name).write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
