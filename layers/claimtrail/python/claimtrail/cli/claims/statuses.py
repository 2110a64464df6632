"""The part of `claimtrail claim` that shows 277CA and 277 statuses, lines and payers' own words."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from claimtrail.claims.views.stated_statuses import StatedStatus
from claimtrail.cli.core.output import Output, dollars


def statuses_data(found: Sequence[StatedStatus]) -> dict[str, Any]:
    """For `--json`."""
    return {
        "statuses": [
            asdict(status) | {"effective_on": status.effective_on.isoformat()} for status in found
        ]
    }


def show_statuses(output: Output, found: Sequence[StatedStatus]) -> None:
    """A row for each status, with what its codes say and what the payer wrote."""
    if not found:
        return
    output.heading("Statuses that payers sent (277CA, 277)")
    columns = ("Charged", "Paid")
    output.table(
        ("Day", "Source", "Level", "Codes", "Meaning", "Free text (STC12)", *columns),
        [
            (
                status.effective_on,
                _source(status),
                status.line or status.level,
                " ".join(status.codes),
                "; ".join(dict.fromkeys(filter(None, status.meanings))),
                status.text,
                None if status.charge_cents is None else dollars(status.charge_cents),
                None if status.paid_cents is None else dollars(status.paid_cents),
            )
            for status in found
        ],
        right=columns,
    )


def _source(status: StatedStatus) -> str:
    """Return the transaction, who wrote it where that is not the payer.

    And the payer's claim number.
    """
    clearinghouse = "clearinghouse" if status.from_clearinghouse else ""
    named = (status.transaction, clearinghouse, status.payer_claim_control_number)
    return " ".join(filter(None, named))
