"""`claimtrail figures`: what is kept of all claims, in tables, and counting all of them again."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from claimtrail.analytics.figures.model import AgeBucket, ClaimFigures, FigureScope, FigureSums
from claimtrail.analytics.figures.rebuild import RebuiltFigures, rebuild_figures
from claimtrail.analytics.figures.rows import AgeAnchor
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.analytics.figures import figure_keeper, stage_figures
from claimtrail.bootstrap.claims.stores import claim_store
from claimtrail.bootstrap.tickets.stores import ticket_store
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.claims.store.items import ItemKind
from claimtrail.cli.claims.stores import payers_wanted
from claimtrail.cli.core.output import Output, dollars, state
from claimtrail.cli.core.stage import Stage
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.counting import counted
from claimtrail.tickets.outputs import TicketOutput

_ALL_TICKETS = 1_000_000
_PROGRESS_EVERY = 10_000
_ANCHORS = {
    AgeAnchor.SUBMITTED: "Open claims by days since their submission",
    AgeAnchor.CHANGED: "Open claims by days since their last change of state",
}
_PER_TICKET = "Dollars (per ticket)"
_SUMS = ("Claims", "Charged", "Paid", "Balance")


def list_figures(
    stage: Stage, output: Output, *, payer: str | None, facility: str | None, by_facility: bool
) -> None:
    """Show the figures of a scope. Raises NotFoundError for a payer that is no partner."""
    scope = FigureScope(
        payers=frozenset(payers_wanted(stage, payer)) if payer else None,
        facilities=frozenset({facility}) if facility else None,
    )
    figures = stage_figures(stage.output(SharedOutput.OPERATIONS_TABLE)).read(
        scope, by_facility=by_facility
    )
    output.data(document_of(figures))
    _show(output, figures)
    if figures.is_rebuilding:
        output.note("Claims are counted again just now; these figures stand still meanwhile.")
    if figures.counted_at:
        output.note(f"The last change was counted at {figures.counted_at:%Y-%m-%d %H:%M:%SZ}.")


def rebuild(stage: Stage, output: Output) -> None:
    """Count everything again."""
    claim_table = stage.output(ClaimOutput.CLAIM_TABLE)
    ticket_table = stage.output(TicketOutput.TICKET_TABLE)
    keeper = figure_keeper(
        claim_table=claim_table,
        ticket_table=ticket_table,
        operations_table=stage.output(SharedOutput.OPERATIONS_TABLE),
    )

    def say(done: RebuiltFigures) -> None:
        if done.claims % _PROGRESS_EVERY == 0:
            output.note(f"{done.claims:,} claims are counted")

    done = rebuild_figures(
        keeper,
        claim_ids=_claim_ids(claim_table),
        ticket_ids=_ticket_ids(ticket_table),
        progress=say,
    )
    output.data(asdict(done))
    output.say(
        f"{counted(done.claims, 'claim')} and {counted(done.tickets, 'ticket')} are counted again."
    )


def document_of(figures: ClaimFigures) -> dict[str, Any]:
    """Return figures as `--json` gives them."""
    return {
        "on": figures.on.isoformat(),
        "counted_at": format_instant(figures.counted_at) if figures.counted_at else None,
        "is_rebuilding": figures.is_rebuilding,
        "totals": asdict(figures.totals),
        "by_payer": _listed(figures.by_payer, "payer_id"),
        "by_state": _listed(figures.by_state, "state"),
        "by_payer_and_state": [
            {"payer_id": payer_id, "state": name, **asdict(sums)}
            for (payer_id, name), sums in figures.by_payer_and_state.items()
        ],
        "denials": _listed(figures.denials, "category"),
        "aging": [
            {"since": anchor.value, "payer_id": payer_id, "days": bucket.value, **asdict(sums)}
            for anchor, payers in figures.aging.items()
            for payer_id, buckets in payers.items()
            for bucket, sums in buckets.items()
        ],
        "by_facility": _listed(figures.by_facility, "facility_npi"),
        "owners": None
        if figures.owners is None
        else [{"owner": owner, **asdict(load)} for owner, load in figures.owners.items()],
    }


def _listed(sums: Mapping[str, FigureSums], name: str) -> list[dict[str, Any]]:
    return [{name: key, **asdict(one)} for key, one in sums.items()]


def _show(output: Output, figures: ClaimFigures) -> None:
    total = figures.totals
    output.say(
        f"{counted(total.claims, 'claim')}, charged {dollars(total.charge_cents)}, "
        f"paid {dollars(total.paid_cents)}, balance {dollars(total.balance_cents)}"
    )
    if total.is_zero and not figures.owners:
        output.say("  Nothing is counted. `claimtrail figures rebuild` counts what is stored.")
        return
    for anchor, title in _ANCHORS.items():
        output.heading(title)
        output.table(
            ("Payer", *AgeBucket, "Balance"),
            [
                (payer_id, *(one.claims for one in buckets.values()), _balance(buckets))
                for payer_id, buckets in figures.aging[anchor].items()
            ],
            right=(*AgeBucket, "Balance"),
            empty="No claim is open.",
        )
    output.heading("States")
    rows = [(state(name), *_cells(sums)) for name, sums in figures.by_state.items()]
    output.table(("State", *_SUMS), rows, right=_SUMS)
    output.heading("Denials")
    denied = ("Claims", "Charged", "Denied")
    output.table(
        ("Denied for", *denied),
        [
            (category, one.claims, dollars(one.charge_cents), dollars(one.denied_cents))
            for category, one in figures.denials.items()
        ],
        right=denied,
        empty="No claim is denied.",
    )
    _show_more(output, figures)


def _show_more(output: Output, figures: ClaimFigures) -> None:
    if figures.by_facility:
        output.heading("Facilities")
        rows = [(npi or "none", *_cells(sums)) for npi, sums in figures.by_facility.items()]
        output.table(("Facility", *_SUMS), rows, right=_SUMS)
    if figures.owners:
        output.heading("Open tickets")
        output.table(
            ("Owner", "Tickets", _PER_TICKET),
            [
                (owner, load.tickets, dollars(load.amount_cents))
                for owner, load in figures.owners.items()
            ],
            right=("Tickets", _PER_TICKET),
        )
        output.note(
            "The dollars of a claim stand at each of its open tickets, so owners do not add up to "
            "a total; `claimtrail tickets` counts each claim once."
        )


def _cells(sums: FigureSums) -> tuple[int, str, str, str]:
    cents = (sums.charge_cents, sums.paid_cents, sums.balance_cents)
    charged, paid, balance = map(dollars, cents)
    return sums.claims, charged, paid, balance


def _balance(buckets: Mapping[AgeBucket, FigureSums]) -> str:
    return dollars(sum(one.balance_cents for one in buckets.values()))


def _claim_ids(claim_table: str) -> Iterator[str]:
    """Yield every claim, as the table's pages have them."""
    for page in claim_store(claim_table).pages_of_items():
        yield from (item.subject_id for item in page if item.kind is ItemKind.CHANGE)


def _ticket_ids(ticket_table: str) -> Iterator[str]:
    """Yield the open tickets; closed ones add nothing."""
    yield from (one.ticket_id for one in ticket_store(ticket_table).list_open(limit=_ALL_TICKETS))
