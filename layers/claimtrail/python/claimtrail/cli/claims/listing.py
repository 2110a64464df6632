"""`claimtrail claims`: claims of all payers in the order that is wanted, with totals over all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.store.ports import ClaimReader
from claimtrail.claims.views.listed import ORDERS, ListedClaim, listed_claim
from claimtrail.cli.claims.commands import SHOWN_CLAIMS
from claimtrail.cli.claims.none_found import none_found
from claimtrail.cli.claims.profiles import deadlines_of, require_payer
from claimtrail.cli.claims.scan import Scan, parts_by_day, parts_by_state, scan
from claimtrail.cli.claims.stores import payers_wanted, store_of
from claimtrail.cli.claims.totals import show_counts, sums_in_words, totals_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.cuts import Cut, cut
from claimtrail.cli.core.output import Output, dollars, state
from claimtrail.kernel.clock import utc_now


def list_claims(
    claim_access: ClaimAccess,
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
    """Show the claims after a line about all of them, or counts and dollars by state and payer."""
    store = store_of(claim_access.stage)
    payers = payers_wanted(claim_access.stage, payer)
    require_payer(claim_access.stage, payer)
    parts = (
        parts_by_day(store, payers=payers, day=submitted.date())
        if submitted
        else parts_by_state(store, payers=payers, states=states)
    )
    read = scan(parts, most=most)
    if hidden:
        read.claims += _matched_numbers(read.claims, store=store)
    today = utc_now().date()
    deadlines = deadlines_of(claim_access.stage)
    every = [
        listed_claim(one, deadlines=deadlines, today=today)
        for one in read.claims
        if not states or one.state in states
    ]
    every = [
        one
        for one in every
        if (least is None or one.claim.charge_cents >= least)
        and (older_than is None or one.age_days > older_than)
    ]
    found = (
        every
        if hidden or State.VOIDED in states
        else [one for one in every if not one.claim.is_hidden]
    )
    order = ORDERS[sort]
    listed = cut(
        sorted(found, key=order.key),
        noun="claims",
        limit=limit,
        as_json=claim_access.as_json,
        shown=SHOWN_CLAIMS,
    )
    rows = [_row(one) for one in listed.rows]
    output = claim_access.at(
        [one.claim.claim_id for one in listed.rows], fields=rows[0] if rows else ()
    )
    output.data(_document(listed, found, read, hidden=len(every) - len(found), sort=sort))
    claims = [one.claim for one in found]
    if not found:
        is_filtered = bool(payer or states or submitted) or (least, older_than) != (None, None)
        output.say(f"  {none_found(claim_access.stage, is_filtered=is_filtered)}")
    elif totals:
        show_counts(output, claims)
    else:
        output.heading(f"{sums_in_words(claims)}; {order.words}")
        show_claims(output, listed.rows)
        listed.say(output)
        output.say("  By state and payer: `claimtrail claims --totals`")
    _say_what_is_left_out(output, read, hidden=len(every) - len(found))


def _matched_numbers(claims: Sequence[Claim], *, store: ClaimReader) -> list[Claim]:
    """Return the claims of the numbers that were matched to these: no listing has them."""
    known = {one.claim_id for one in claims}
    wanted = dict.fromkeys(found.claim_id for one in claims for found in one.matches)
    read = map(store.find, (one for one in wanted if one not in known))
    return [one for one in read if one and one.matched_to]


def _row(one: ListedClaim) -> dict[str, Any]:
    shown = one.claim.model_dump(mode="json", exclude={"steps", "notes", "held"})
    return shown | {
        "steps": len(one.claim.steps),
        "held": len(one.claim.held),
        "age_days": one.age_days,
        "state_days": one.state_days,
        "deadline": one.deadline.isoformat() if one.deadline else None,
    }


def _document(
    listed: Cut[ListedClaim],
    found: Sequence[ListedClaim],
    read: Scan,
    *,
    hidden: int,
    sort: str,
) -> dict[str, Any]:
    """Return the document of `--json`: it says itself what it does not list."""
    return {
        "claims": [_row(one) for one in listed.rows],
        "sort": sort,
        "listed": len(listed.rows),
        "found": listed.found,
        "hidden": hidden,
        "totals": totals_of([one.claim for one in found]),
        "read": len(read.claims),
        "not_read": read.unread,
    }


def _say_what_is_left_out(output: Output, read: Scan, *, hidden: int) -> None:
    if hidden:
        output.note(
            f"{hidden:,} voided, superseded or matched numbers are left out; `--all` lists them."
        )
    if read.unread:
        output.note(
            f"Only {len(read.claims):,} claims were read; the figures are of these. Not read: "
            f"{'; '.join(read.unread)}. `--payer`, `--state` or a higher `--read` goes on."
        )


def show_claims(output: Output, found: Sequence[ListedClaim]) -> None:
    """A list of claims."""
    output.table(
        ("Claim", "Number", "Payer", "State", "Days", "Age", "Charged", "Paid", "Deadline", "Held"),
        [
            (
                one.claim.claim_id,
                one.claim.patient_control_number,
                one.claim.payer_id,
                state(one.claim.state.value),
                one.state_days,
                one.age_days,
                dollars(one.claim.charge_cents),
                dollars(one.claim.paid_cents),
                one.deadline,
                len(one.claim.held) or None,
            )
            for one in found
        ],
        right=("Days", "Age", "Charged", "Paid", "Held"),
    )


def visible(found: list[Claim]) -> list[Claim]:
    """Without those that were voided, or live on under another number."""
    return [one for one in found if not one.is_hidden]
