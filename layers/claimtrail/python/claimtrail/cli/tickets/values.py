"""Values of tickets as people type and read them."""

from collections.abc import Sequence

from claimtrail.kernel.errors import Explanation
from claimtrail.tickets.taxonomy.errors import TaxonomyError


def hours(minutes: int) -> str:
    """Return minutes as people read them: `6h 10m`."""
    sign = "-" if minutes < 0 else ""
    return f"{sign}{abs(minutes) // 60}h {abs(minutes) % 60:02d}m"


def named_values(given: Sequence[str]) -> dict[str, str]:
    """Return `NAME=VALUE` by name. Raises TaxonomyError for another form."""
    pairs = [one.partition("=") for one in given]
    if not all(name and mark for name, mark, _ in pairs):
        raise TaxonomyError(
            Explanation(
                code="METADATA_FORM",
                what="a value has no name",
                where="--meta",
                next_step="Type --meta NAME=VALUE, e.g. --meta carc=CO-50.",
            )
        )
    return {name: value for name, _, value in pairs}
