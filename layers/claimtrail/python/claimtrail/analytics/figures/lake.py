"""The claims as the lake has them, grouped as figures are: by two queries."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from claimtrail.analytics.figures.counting import FigureGroup, category_of_denial
from claimtrail.analytics.figures.rows import (
    AT,
    DENIALS,
    FACILITY,
    NOW,
    counter_name,
    row_key,
    summed,
)
from claimtrail.analytics.saved import saved_queries

_GROUPS = "claims_by_payer_facility_and_state"
_MOST_GROUPS = 999_999
"""Rows of the answer, which the saved query bounds for people."""
_MEASURES = {
    "n": "claims",
    "charge": "charge_cents",
    "paid": "paid_cents",
    "balance": "balance_cents",
}
_MACHINE_COLUMNS = 4 + len(_MEASURES) + 1
"""The group, its measures, and the sum of versions."""
_CLAIMS = """
select claim_id, version, payer_id, coalesce(facility_npi, '') as facility_npi, state
from claims
where not hidden and (payer_id, coalesce(facility_npi, ''), state) in ({groups})
"""

Ask = Callable[[str], Iterable[Sequence[Any]]]
"""Runs a query and gives its rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LakeClaim:
    """A claim that the lake counts in a group."""

    claim_id: str
    version: int
    group: FigureGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class LakeClaims:
    """The lake's claims, each as its newest version tells it."""

    ask: Ask

    def rows(self) -> dict[str, dict[str, int]]:
        """Return the rows of states and denials of each facility, as figures would have them."""
        [saved] = [one for one in saved_queries() if one.name == _GROUPS]
        return summed(map(_rows_of, self.ask(saved.bounded(rows=_MOST_GROUPS))))

    def claims_of(self, groups: Iterable[FigureGroup]) -> Iterator[LakeClaim]:
        """Yield the claims of some groups."""
        listed = ", ".join(
            f"({_text(one.payer_id)}, {_text(one.facility_npi)}, {_text(one.state)})"
            for one in groups
        )
        for claim_id, version, payer_id, facility_npi, state in self.ask(
            _CLAIMS.format(groups=listed)
        ):
            group = FigureGroup(payer_id=payer_id, facility_npi=facility_npi, state=state)
            yield LakeClaim(claim_id=claim_id, version=int(version), group=group)


def _rows_of(answered: Sequence[Any]) -> dict[str, dict[str, int]]:
    # Columns for people stand behind those for machines.
    payer_id, facility_npi, state, denial_codes, *numbers = answered[:_MACHINE_COLUMNS]
    *money, versions = map(int, numbers)
    sums = dict(zip(_MEASURES, money, strict=True))
    rows = {row_key(FACILITY, facility_npi, payer_id): _named(state, sums | {"versions": versions})}
    category = category_of_denial(state, tuple(denial_codes.split()))
    if category:
        rows[row_key(AT, facility_npi, NOW, DENIALS, payer_id)] = _named(category, sums)
    return rows


def _named(group: str, sums: dict[str, int]) -> dict[str, int]:
    return {counter_name(group, measure): number for measure, number in sums.items() if number}


def _text(value: str) -> str:
    """Return a text as SQL has it."""
    doubled = value.replace("'", "''")
    return f"'{doubled}'"
