"""Rules of accessibility (axe-core) that are checked in a browser's page."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[2] / "browser" / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
CONTRAST = ("color-contrast",)
"""The one rule whose answer depends on light and dark."""
_RUN = """
async (only) => {
  const options = { runOnly: only, resultTypes: ["violations"], preload: false };
  const found = await axe.run(document, options);
  return found.violations.flatMap((one) => one.nodes.map(
    (node) => `${one.id}: ${node.target.join(" ")} ${node.failureSummary.split("\\n")[1] || ""}`
  ));
}
"""


class NoAxeError(Exception):
    """The rules are not installed."""


@cache
def axe_script() -> str:
    """Return axe-core. Raises NoAxeError, which says what to do."""
    if not SCRIPT.is_file():
        raise NoAxeError("No axe-core: run `make browser-setup`.")
    return SCRIPT.read_text(encoding="utf-8")


def violations(page: Page, *, rules: tuple[str, ...] = ()) -> list[str]:
    """Return what breaks a rule of WCAG 2.2 AA in a page, or one of `rules` alone.

    `axe_script` must be an initial script of its context: that comes by the browser's own protocol,
    which no policy of the page forbids.
    """
    only: dict[str, Any] = (
        {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": [*LEVELS]}
    )
    found: list[str] = page.evaluate(_RUN, only)
    return found
