"""Lists by the API, as tables: `claimtrail claims`, `tickets list`, `unmatched`.

Options that the API's facets do not have are applied to the rows that it gives.
"""

from datetime import datetime
from typing import Any

from claimtrail.claims.lifecycle.state_words import states_in_words
from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.claims.commands import SHOWN_CLAIMS
from claimtrail.cli.core.cuts import EVERYTHING, cut
from claimtrail.cli.core.options import synthetic_wanted
from claimtrail.cli.core.output import state
from claimtrail.cli.remote.api import RemoteAccess
from claimtrail.cli.remote.rows import amount, cents_of, days_since
from claimtrail.kernel.errors import ClaimTrailError, Explanation

_CLAIM = "claim_id,number,payer,state,since,age_days,deadline,charged,paid"
_TICKET = "work_id,due_on,due_kind,payer,state,amount,priority,cause,claim_id,owner"


def claims(
    remote: RemoteAccess,
    *,
    payer: str | None,
    states: tuple[State, ...],
    submitted: datetime | None,
    sort: str,
    least: int | None,
    older_than: int | None,
    limit: int | None,
    most: int,
    hidden: bool,
    totals: bool,
) -> None:
    """Show claims as `list_claims` does."""
    _refuse(remote, **{"--submitted": bool(submitted), "--totals": totals})
    found = [
        row
        for row in remote.rows(
            "/claims",
            most=most,
            columns=_CLAIM,
            payer=payer,
            state=[one.value for one in states],
            order=sort,
            hidden="hidden" if hidden else None,
        )
        if (least is None or ("charged" in row and cents_of(row["charged"]) >= least))
        and (older_than is None or (row.get("age_days") or 0) > older_than)
    ]
    listed = cut(found, noun="claims", limit=limit, as_json=remote.as_json, shown=SHOWN_CLAIMS)
    output = remote.output
    output.data({"claims": list(listed.rows), "listed": len(listed.rows), "found": len(found)})
    output.table(
        ("Claim", "Number", "Payer", "State", "Days", "Age", "Charged", "Paid", "Deadline"),
        [
            (
                row.get("claim_id"),
                row.get("number"),
                row.get("payer"),
                state(row["state"]) if row.get("state") else "",
                days_since(row, "since"),
                row.get("age_days"),
                amount(row, "charged"),
                amount(row, "paid"),
                row.get("deadline"),
            )
            for row in listed.rows
        ],
        right=("Days", "Age", "Charged", "Paid"),
        empty="No claim fits.",
    )
    listed.say(output)


def tickets(
    remote: RemoteAccess,
    *,
    owner: str | None,
    mine: bool,
    payer: str | None,
    category: str | None,
    cause: str | None,
    by_cause: bool,
    limit: int | None,
) -> None:
    """Show open tickets as `list_tickets` does, without the groups by cause."""
    _refuse(
        remote,
        **{
            "--by-cause": by_cause,
            "--category": category is not None,
            "--cause": cause is not None,
        },
    )
    found = list(
        remote.rows(
            "/work",
            most=EVERYTHING,
            columns=_TICKET,
            kind="ticket",
            owner=owner,
            holder="mine" if mine else None,
            payer=payer,
        )
    )
    listed = cut(found, noun="tickets", limit=limit, as_json=remote.as_json)
    output = remote.output
    output.data(list(listed.rows))
    output.heading("Open tickets, what is due next first")
    output.table(
        ("Ticket", "Due", "Deadline", "Amount", "Priority", "Cause", "Claim", "Owner"),
        [
            (
                row.get("work_id"),
                row.get("due_on"),
                row.get("due_kind"),
                amount(row, "amount"),
                row.get("priority"),
                states_in_words(row.get("cause") or ""),
                row.get("claim_id"),
                row.get("owner"),
            )
            for row in listed.rows
        ],
        right=("Amount", "Priority"),
        empty="No open ticket.",
    )
    listed.say(output)


def unmatched(remote: RemoteAccess, *, payer: str | None, limit: int | None) -> None:
    """Show payer responses of several claims, the likeliest of each, and money without a claim."""
    _refuse(remote)
    found = list(remote.rows("/unmatched", most=EVERYTHING, payer=payer))
    listed = cut(found, noun="unmatched responses", limit=limit, as_json=remote.as_json)
    output = remote.output
    output.data(list(listed.rows))
    output.table(
        ("Response", "Payer", "Kind", "Paid", "Could be", "Score", "Fields that agree"),
        [
            (
                row.get("response"),
                row.get("payer"),
                row.get("kind"),
                amount(row, "paid"),
                row.get("could_be"),
                row.get("score"),
                row.get("agrees"),
            )
            for row in listed.rows
        ],
        right=("Paid", "Score"),
        empty="No unmatched payer responses.",
    )
    listed.say(output)


def _refuse(remote: RemoteAccess, **given: Any) -> None:
    """Raise ClaimTrailError for an option that the API has nothing for."""
    given |= {"--synthetic": synthetic_wanted()}
    wanted = [name for name, is_given in given.items() if is_given]
    if wanted:
        raise ClaimTrailError(
            Explanation(
                code="OPTION_NOT_BY_API",
                what=f"the API has nothing for {' and '.join(wanted)}",
                where=f"stage {remote.stage_name}",
                next_step=f"Leave it out, or sign out: `claimtrail sign-out --stage "
                f"{remote.stage_name}`, and use AWS credentials.",
            )
        )
