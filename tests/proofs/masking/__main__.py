"""Measures masking in full and writes the figures into docs/masking.md: `make masking`.

The set of evaluation is a gate. The three blind sets are reports: their figures are written,
whatever they are, and only an identifier that the claim knows makes them fail.
"""

import re
import sys
from pathlib import Path

from tests.proofs.masking.blind.styles import STYLE as BLIND
from tests.proofs.masking.corpus import tickets
from tests.proofs.masking.evaluation.styles import STYLE as EVALUATION
from tests.proofs.masking.measure import Figures, failures, measure, table
from tests.proofs.masking.second_blind.styles import SEED as SECOND_BLIND_SEED
from tests.proofs.masking.second_blind.styles import STYLE as SECOND_BLIND
from tests.proofs.masking.third_blind.styles import SEED as THIRD_BLIND_SEED
from tests.proofs.masking.third_blind.styles import STYLE as THIRD_BLIND

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
    """Measure the sets, write, and return 1 when one falls short of what it promises."""
    blind = {
        "blind set": measure(tickets(BLIND, count=TICKETS, seed=BLIND_SEED)),
        "second blind set": measure(tickets(SECOND_BLIND, count=TICKETS, seed=SECOND_BLIND_SEED)),
        "third blind set": measure(tickets(THIRD_BLIND, count=TICKETS, seed=THIRD_BLIND_SEED)),
    }
    figures = measure(tickets(EVALUATION, count=TICKETS, seed=SEED))
    page = page_with(PAGE.read_text(encoding="utf-8"), "figures", figures)
    for name, found in blind.items():
        page = page_with(page, name, found)
        sys.stdout.write(f"{name}:\n{table(found)}\n\n")
        sys.stdout.write("".join(f"{name}, not met: {one}\n" for one in failures(found)))
    PAGE.write_text(page, encoding="utf-8")
    short = failures(figures)
    sys.stdout.write(f"evaluation:\n{table(figures)}\n")
    sys.stdout.write("".join(f"masking: {one}\n" for one in short))
    return 1 if short or any(found.known_leaks for found in blind.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
