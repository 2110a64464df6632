"""Writes the pages that come from tables in the code: `make docs`."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from infra.functions.registry import declared_functions
from tools.docs import (
    access_page,
    alarms_page,
    analysts_page,
    architecture_page,
    emulator_page,
    errors_page,
    findings_page,
    functions_page,
    harness_page,
    lifecycle_page,
    limits_page,
    openapi_page,
    retention_page,
    smoke_pages,
    taxonomy_page,
    work_page,
)
from tools.docs import claim_limits_page as projection_limits_page
from tools.docs import partners_page as payers_page

DOCS = Path(__file__).resolve().parents[2] / "docs"
OPENAPI = DOCS / "contracts" / "openapi.v1.json"
README = DOCS.parent / "README.md"
HARNESS = DOCS.parent / "tests" / "harness" / "README.md"


def _renewed(page: Path, render: Callable[[str], str]) -> str:
    return render(page.read_text(encoding="utf-8"))


PAGES: dict[Path, Callable[[], str]] = {
    HARNESS: partial(_renewed, HARNESS, harness_page.render),
    emulator_page.README: partial(_renewed, emulator_page.README, emulator_page.render),
    README: partial(_renewed, README, architecture_page.render_readme),
    DOCS / "access.md": access_page.render,
    DOCS / "analysts.md": partial(_renewed, DOCS / "analysts.md", analysts_page.render),
    DOCS / "architecture.md": partial(_renewed, DOCS / "architecture.md", architecture_page.render),
    DOCS / "aws-assumptions.md": smoke_pages.render_assumptions,
    OPENAPI: partial(_renewed, OPENAPI, openapi_page.render),
    DOCS / "errors.md": errors_page.render,
    DOCS / "functions.md": lambda: functions_page.render(declared_functions()),
    DOCS / "lifecycle.md": lifecycle_page.render,
    DOCS / "limits.md": limits_page.render,
    DOCS / "people.md": partial(_renewed, DOCS / "people.md", alarms_page.render_people),
    DOCS / "runbooks" / "alarms.md": partial(
        _renewed, DOCS / "runbooks" / "alarms.md", alarms_page.render
    ),
    DOCS / "payers.md": partial(_renewed, DOCS / "payers.md", payers_page.render),
    DOCS / "projection-limits.md": projection_limits_page.render,
    DOCS / "retention.md": retention_page.render,
    DOCS / "smoke.md": partial(_renewed, DOCS / "smoke.md", smoke_pages.render_smoke),
    DOCS / "taxonomy.md": taxonomy_page.render,
    DOCS / "work.md": partial(_renewed, DOCS / "work.md", work_page.render),
    DOCS / "x12-findings.md": findings_page.render_findings_page,
}
"""The renderer of each page."""


def main() -> None:
    """Write every page."""
    for page, render in PAGES.items():
        page.write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
