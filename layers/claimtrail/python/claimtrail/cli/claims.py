"""`claimtrail claims` and `claimtrail claim`: where claims stand, and how one came there."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

import click
from rich.text import Text

from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.secrets import claim_key_secret
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.withheld import with_authority
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.views.line_outcomes import lines_of
from claimtrail.claims.views.stated_statuses import stated_statuses
from claimtrail.claims.views.timeline import timeline
from claimtrail.cli import claim_lines, claim_statuses, escalations, lineage
from claimtrail.cli.access import ClaimAccess, shows_claim_data
from claimtrail.cli.evidence_decisions import show_decisions
from claimtrail.cli.output import Output, dollars, state
from claimtrail.cli.stage import Stage
from claimtrail.kernel import names
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.kernel.ids import CLAIM_PREFIX, claim_id
from claimtrail.trail.access_log import Action

_PAGE = 200


def register(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(claims)
    group.add_command(claim)


@click.command()
@click.option("--payer", metavar="ID", help="Only this payer's claims.")
@click.option(
    "--state",
    "wanted",
    type=click.Choice([state.value for state in State], case_sensitive=False),
    help="Only claims in this state.",
)
@click.option(
    "--submitted",
    metavar="DAY",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Only claims whose current submission is of this day (2026-10-05).",
)
@click.option(
    "--limit", default=50, show_default=True, help="Claims to list, longest in their state first."
)
@click.option("--all", "hidden", is_flag=True, help="Voided and superseded claims too.")
@shows_claim_data(Action.CLAIMS_LISTED)
def claims(
    claim_access: ClaimAccess,
    payer: str | None,
    wanted: str | None,
    submitted: datetime | None,
    limit: int,
    hidden: bool,
) -> None:
    """Show where the claims stand: counts by payer and state, then the claims themselves."""
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


@click.command()
@click.argument("identifier", metavar="CLAIM")
@click.option("--number", is_flag=True, help="CLAIM is a patient control number (CLM01).")
@shows_claim_data(Action.CLAIM_READ)
def claim(claim_access: ClaimAccess, identifier: str, number: bool) -> None:
    """One claim: where it stands, every step with its source, what is held, and its money."""
    wanted = identify(claim_access.stage, identifier, number=number)
    found = read_claim(claim_access.stage, wanted)
    claim_escalations = escalations.escalations_of(claim_access.stage, wanted)
    tickets = escalations.tickets_of(claim_access.stage, wanted)
    events = claim_lines.read_events(store_of(claim_access.stage), found)
    lines = lines_of(found, events)
    statuses = stated_statuses(with_authority(found, events))
    data = claim_lines.lines_data(lines) | claim_statuses.statuses_data(statuses)
    output = claim_access.at(
        [wanted], fields=(*Claim.model_fields, *data, "escalations", "tickets")
    )
    output.data(
        found.model_dump(mode="json")
        | data
        | {
            "escalations": [escalation.model_dump(mode="json") for escalation in claim_escalations],
            "tickets": [ticket.model_dump(mode="json") for ticket in tickets],
        }
    )
    show_claim(output, found)
    claim_statuses.show_statuses(output, statuses)
    claim_lines.show_lines(output, lines)
    claim_lines.show_references(output, found)
    escalations.show_escalation_history(output, claim_escalations, tickets)


def payers_of(stage: Stage) -> list[str]:
    """Return the ids under which claims and records stand.

    The stage's payers, then its other partners.
    """
    return stage.output(names.Output.PAYERS).split(",")


def store_of(stage: Stage) -> DynamoClaimStore:
    """Return the stage's claims."""
    return DynamoClaimStore(stage.output(names.Output.CLAIM_TABLE))


def read_claims(stage: Stage, *, payer: str | None, wanted: State | None) -> Iterator[Claim]:
    """Yield the stage's claims by payer and state; within a state, the longest there first."""
    store = store_of(stage)
    for payer_id in [payer] if payer else payers_of(stage):
        yield from _pages(partial(store.list_claims, payer_id=payer_id, state=wanted))


def read_submitted(stage: Stage, *, payer: str | None, day: date) -> Iterator[Claim]:
    """Yield the stage's claims whose current submission is of a day, by payer."""
    store = store_of(stage)
    for payer_id in [payer] if payer else payers_of(stage):
        yield from _pages(partial(store.list_submitted, payer_id=payer_id, day=day))


def _pages(listing: Callable[..., tuple[list[Claim], str | None]]) -> Iterator[Claim]:
    after: str | None = None
    while True:
        page, after = listing(limit=_PAGE, after=after)
        yield from page
        if after is None:
            break


def visible(found: list[Claim]) -> list[Claim]:
    """Without those that were voided, or live on under another number."""
    return [one for one in found if not one.is_hidden]


def identify(stage: Stage, identifier: str, *, number: bool) -> str:
    """Return the id of a claim that is named by its id or, `number` or not.

    By its control number.
    """
    if number or not identifier.startswith(CLAIM_PREFIX):
        return find_claim_id(stage, identifier)
    return identifier


def find_claim_id(stage: Stage, number: str) -> str:
    """Return the claim of a patient control number, by the stage's own secret."""
    return claim_id(
        secret=claim_key_secret(stage.output(names.Output.CLAIM_KEY_SECRET)),
        organization_id=stage.output(names.Output.ORGANIZATION_ID),
        patient_control_number=number,
    )


def events_behind(stage: Stage, one: Claim) -> list[ClaimEvent]:
    """Return what a claim rests on: its own events, and those under numbers that mean it."""
    store = store_of(stage)
    return [
        event for partition in one.partitions for event in store.events_of(partition, whole=True)
    ]


def read_claim(stage: Stage, wanted: str) -> Claim:
    """Return the claim with that id. Raises NotFoundError when there is none."""
    found = store_of(stage).find(wanted)
    if found:
        return found
    raise NotFoundError(
        Explanation(
            code="CLAIM_UNKNOWN",
            what=f"no claim {wanted}",
            where=f"stage {stage.name}",
            next_step="`claimtrail claims` lists ids; a patient control number is taken as well.",
        )
    )


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


def show_claim(output: Output, one: Claim) -> None:
    """One claim with its history and the source of each step."""
    output.heading(f"{one.claim_id}  ({one.patient_control_number}, {one.payer_name})")
    output.say(
        Text.assemble(
            "  ", state(one.state.value), f" since {one.state_since};",
            f" charged {dollars(one.charge_cents)}, paid {dollars(one.paid_cents)},",
            f" patient {dollars(one.patient_responsibility_cents)}",
            f"; denied {', '.join(one.denial_codes)}" if one.denial_codes else "",
        )
    )  # fmt: skip
    output.table(
        ("Day", "From", "To", "On whose word", "Meaning", "File", "Bytes"),
        [
            (
                row.effective_on,
                row.before,
                state(row.after),
                f"{row.transaction} {' '.join(row.codes)}"
                + (" (inferred)" if row.inferred else ""),
                "the next step implies it" if row.inferred else row.meaning,
                row.file_id,
                f"{row.start}-{row.end}",
            )
            for row in timeline(one)
        ],
    )
    show_decisions(output, one)
    lineage.show_lineage(output, one)
    if one.held:
        output.heading("Held until the missing step arrives")
        output.table(
            ("Day", "Evidence", "Codes", "Wants", "Why"),
            [
                (held.effective_on, held.evidence, " ".join(held.codes), held.wanted, held.reason)
                for held in one.held
            ],
        )
    if one.notes:
        output.heading("Recorded, without moving the claim")
        output.table(
            ("Day", "Evidence", "Codes", "Why"),
            [
                (note.effective_on, note.evidence, " ".join(note.codes), note.reason)
                for note in one.notes
            ],
        )
