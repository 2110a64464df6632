"""Counts and dollars of claims by state and payer: over all that were found, listed or not."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.core.output import Output, dollars, state

_SUMS = ("Claims", "Charged", "Paid")
"""Columns of sums."""


def totals_of(found: Sequence[Claim]) -> list[dict[str, Any]]:
    """Return claims and cents by state and payer, as `--json` gives them."""
    keys = dict.fromkeys((one.state, one.payer_id) for one in found)
    return [
        {"state": wanted.value, "payer_id": payer_id}
        | _sums([one for one in found if (one.state, one.payer_id) == (wanted, payer_id)])
        for wanted, payer_id in sorted(keys)
    ]


def _sums(claims: Sequence[Claim]) -> dict[str, int]:
    return {
        "claims": len(claims),
        "charge_cents": sum(one.charge_cents for one in claims),
        "paid_cents": sum(one.paid_cents for one in claims),
    }


def sums_in_words(found: Sequence[Claim]) -> str:
    """Return the claims with their dollars in a line."""
    sums = _sums(found)
    noun = "claim" if sums["claims"] == 1 else "claims"
    return (
        f"{sums['claims']:,} {noun}, charged {dollars(sums['charge_cents'])}, "
        f"paid {dollars(sums['paid_cents'])}"
    )


def show_counts(output: Output, found: Sequence[Claim]) -> None:
    """A table of states by payers, then a row a payer, which every terminal has room for."""
    counts = Counter((one.payer_id, one.state) for one in found)
    payers = sorted({payer for payer, _ in counts})
    rows = [
        (state(known.value), *_figures([one for one in found if one.state is known], payers))
        for known in State
        if any((payer, known) in counts for payer in payers)
    ]
    if len(rows) > 1:
        rows.append((state("All states"), *_figures(found, payers)))
    columns = (*payers, "All", *_SUMS[1:])
    output.table(
        ("State", *columns),
        rows,
        right=columns,
        optional=payers,
    )
    _show_payers(output, found, payers)


def _show_payers(output: Output, found: Sequence[Claim], payers: Sequence[str]) -> None:
    """Claims and dollars of each payer, with a last row for all payers."""
    rows = [
        (payer, *_figures([one for one in found if one.payer_id == payer], ())) for payer in payers
    ]
    if len(rows) > 1:
        rows.append(("All payers", *_figures(found, ())))
    output.table(("Payer", *_SUMS), rows, right=_SUMS)


def _figures(claims: Sequence[Claim], payers: Sequence[str]) -> tuple[Any, ...]:
    by_payer = Counter(one.payer_id for one in claims)
    sums = _sums(claims)
    return (
        *(by_payer[payer] or None for payer in payers),
        sums["claims"],
        dollars(sums["charge_cents"]),
        dollars(sums["paid_cents"]),
    )
