"""`claimtrail claims`: where claims stand, by payer and state."""

from collections import Counter
from datetime import datetime
from typing import Any

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.claims.stores import read_claims, read_submitted
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output, dollars, state


def list_claims(
    claim_access: ClaimAccess,
    *,
    payer: str | None,
    wanted: str | None,
    submitted: datetime | None,
    limit: int,
    hidden: bool,
) -> None:
    """Show counts by payer and state, then the claims themselves."""
    state_wanted = State(wanted) if wanted else None
    if submitted:
        of_day = read_submitted(claim_access.stage, payer=payer, day=submitted.date())
        every = [one for one in of_day if state_wanted in (None, one.state)]
    else:
        every = list(read_claims(claim_access.stage, payer=payer, wanted=state_wanted))
    found = every if hidden or state_wanted is State.VOIDED else visible(every)
    rows = [_row(one) for one in found[:limit]]
    output = claim_access.at(
        [one.claim_id for one in found[:limit]], fields=rows[0] if rows else ()
    )
    output.data(rows)
    show_counts(output, found)
    left_out = len(every) - len(found)
    note = f"; {left_out} voided or superseded, `--all` lists them" if left_out else ""
    output.heading(f"{min(limit, len(found))} of {len(found)} claims{note}")
    show_claims(output, found[:limit])


def visible(found: list[Claim]) -> list[Claim]:
    """Without those that were voided, or live on under another number."""
    return [one for one in found if not one.is_hidden]


def _row(one: Claim) -> dict[str, Any]:
    shown = one.model_dump(mode="json", exclude={"steps", "notes", "held"})
    return shown | {"steps": len(one.steps), "held": len(one.held)}


def show_counts(output: Output, found: list[Claim]) -> None:
    """A table of payers by states."""
    counts = Counter((one.payer_id, one.state) for one in found)
    payers = sorted({payer for payer, _ in counts})
    states = [known for known in State if any((payer, known) in counts for payer in payers)]
    rows: list[tuple[Any, ...]] = [
        (
            state(known.value),
            *(counts.get((payer, known)) for payer in payers),
            sum(counts[(payer, known)] for payer in payers),
            dollars(sum(one.charge_cents for one in found if one.state is known)),
            dollars(sum(one.paid_cents for one in found if one.state is known)),
        )
        for known in states
    ]
    output.table(
        ("State", *payers, "All", "Charged", "Paid"),
        rows,
        right=(*payers, "All", "Charged", "Paid"),
        empty="No claims yet. `claimtrail drop FILE --payer P` brings some.",
    )


def show_claims(output: Output, found: list[Claim]) -> None:
    """A list of claims."""
    output.table(
        ("Claim", "Number", "Payer", "State", "Since", "Charged", "Paid", "Held"),
        [
            (
                one.claim_id,
                one.patient_control_number,
                one.payer_id,
                state(one.state.value),
                one.state_since,
                dollars(one.charge_cents),
                dollars(one.paid_cents),
                len(one.held) or None,
            )
            for one in found
        ],
        right=("Charged", "Paid", "Held"),
    )
