"""The figures that the claim table and Athena both have, compared to the claim and the cent."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from claimtrail.analytics.results import QueryResult, Value
from claimtrail.claims.fold.model import Claim

COMPARED = "claims_by_status_and_payer"
"""The saved query whose figures are compared."""
_CENTS = ("charge_cents", "paid_cents", "patient_responsibility_cents", "balance_cents")
_FIGURES = ("claims", *_CENTS)
_Place = tuple[Value, Value]
"""Payer and state."""


def disagreements(found: Iterable[Claim], answer: QueryResult) -> list[str]:
    """Return a line for each payer and state whose figures differ; none when all agree.

    `found` are the claims that lists show: hidden ones are left out here as they are there.
    """
    stored, asked = _of_claims(found), _of_answer(answer)
    return [
        f"{payer}, {state}: the claim table has {_text(stored.get(at))}, "
        f"Athena {_text(asked.get(at))}"
        for at in sorted(stored.keys() | asked.keys(), key=str)
        if stored.get(at) != asked.get(at)
        for payer, state in (at,)
    ]


def _of_claims(found: Iterable[Claim]) -> dict[_Place, Mapping[str, Value]]:
    figures: defaultdict[_Place, Counter[str]] = defaultdict(Counter)
    for claim in found:
        if not claim.is_hidden:
            cents = {name: getattr(claim, name) for name in _CENTS}
            figures[claim.payer_id, claim.state.value].update({"claims": 1} | cents)
    return {at: {name: sums[name] for name in _FIGURES} for at, sums in figures.items()}


def _of_answer(answer: QueryResult) -> dict[_Place, Mapping[str, Value]]:
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    return {(row["payer_id"], row["state"]): {name: row[name] for name in _FIGURES} for row in rows}


def _text(figures: Mapping[str, Value] | None) -> str:
    if figures is None:
        return "nothing"
    return ", ".join(f"{name} {value}" for name, value in figures.items())
