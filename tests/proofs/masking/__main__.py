"""Measures masking in full and writes the figures into docs/masking.md: `make masking`.

The set of evaluation is a gate. The blind set is a report: its figures are written, whatever they
are, and only an identifier that the claim knows makes it fail.
"""

import re
import sys
from pathlib import Path

from tests.proofs.masking.blind.styles import STYLE as BLIND
from tests.proofs.masking.corpus import tickets
from tests.proofs.masking.evaluation.styles import STYLE as EVALUATION
from tests.proofs.masking.measure import Figures, failures, measure, table

TICKETS = 10_000
SEED = 164_514
BLIND_SEED = 261_201
PAGE = Path(__file__).parents[3] / "docs/masking.md"


def page_with(page: str, part: str, figures: Figures) -> str:
    """Return the page with these figures in its part."""
    pattern = rf"(<!-- begin: {part} -->\n).*?(<!-- end: {part} -->)"
    return re.sub(
        pattern, lambda found: f"{found[1]}{table(figures)}\n{found[2]}", page, flags=re.DOTALL
    )


def main() -> int:
    """Measure both sets, write, and return 1 when one falls short of what it promises."""
    blind = measure(tickets(BLIND, count=TICKETS, seed=BLIND_SEED))
    figures = measure(tickets(EVALUATION, count=TICKETS, seed=SEED))
    page = page_with(PAGE.read_text(encoding="utf-8"), "blind set", blind)
    PAGE.write_text(page_with(page, "figures", figures), encoding="utf-8")
    sys.stdout.write(f"blind set:\n{table(blind)}\n\nevaluation:\n{table(figures)}\n")
    sys.stdout.write("".join(f"blind set, not met: {one}\n" for one in failures(blind)))
    short = failures(figures)
    sys.stdout.write("".join(f"masking: {one}\n" for one in short))
    return 1 if short or blind.known_leaks else 0


if __name__ == "__main__":
    sys.exit(main())
