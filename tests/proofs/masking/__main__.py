"""Measures masking in full and writes the figures into docs/masking.md: `make masking`."""

import re
import sys
from pathlib import Path

from tests.proofs.masking.corpus import tickets
from tests.proofs.masking.evaluation.styles import STYLE
from tests.proofs.masking.measure import Figures, failures, measure, table

TICKETS = 10_000
SEED = 164_514
PAGE = Path(__file__).parents[3] / "docs/masking.md"
_PART = re.compile(r"(<!-- begin: figures -->\n).*?(<!-- end: figures -->)", re.DOTALL)


def page_with(page: str, figures: Figures) -> str:
    """Return the page with these figures in it."""
    return _PART.sub(lambda found: f"{found[1]}{table(figures)}\n{found[2]}", page)


def main() -> int:
    """Measure, write, and return 1 when a class falls short."""
    figures = measure(tickets(STYLE, count=TICKETS, seed=SEED))
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), figures), encoding="utf-8")
    sys.stdout.write(f"{table(figures)}\n")
    short = failures(figures)
    sys.stdout.write("".join(f"masking: {one}\n" for one in short))
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
