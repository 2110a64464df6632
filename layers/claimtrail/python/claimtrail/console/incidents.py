"""`claimtrail incidents`: failed updates by cause, and what is being done about each."""

from typing import Any

import click

from claimtrail.aws.incident_table import DynamoIncidentStore
from claimtrail.console.options import json_option, stage_option
from claimtrail.console.output import Output
from claimtrail.console.stage import open_stage
from claimtrail.incidents.group import Grouper
from claimtrail.incidents.model import Incident, IncidentState
from claimtrail.kernel import names
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.kernel.time import utc_now

_LIMIT = 200


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(incidents)


@click.command()
@click.argument("incident_id", metavar="ID", required=False)
@click.option("--all", "with_resolved", is_flag=True, help="List resolved ones as well.")
@click.option("--acknowledge", metavar="NOTE", help="Take the incident on, with a note.")
@click.option("--resolve", metavar="NOTE", help="Say that it is done, and how.")
@click.option("--as", "actor", default="console", show_default=True, help="Your user id.")
@stage_option
@json_option
def incidents(
    incident_id: str | None,
    with_resolved: bool,
    acknowledge: str | None,
    resolve: str | None,
    actor: str,
    stage: str,
    as_json: bool,
) -> None:
    """Failed updates grouped by cause; with ID, one of them with its timeline and remedies."""
    if incident_id is None and (acknowledge or resolve):
        raise click.UsageError("Name the incident's ID.")
    output = Output(as_json)
    opened = open_stage(stage)
    store = DynamoIncidentStore(
        opened.client("dynamodb"), opened.output(names.Output.OPERATIONS_TABLE)
    )
    if incident_id is None:
        show_list(output, read_list(store, with_resolved=with_resolved))
        return
    grouper = Grouper(store=store, clock=utc_now)
    if acknowledge:
        grouper.acknowledge(incident_id, actor=f"user:{actor}", note=acknowledge)
    if resolve:
        grouper.resolve(incident_id, actor=f"user:{actor}", note=resolve)
    found = store.get(incident_id)
    if found is None:
        raise _unknown(incident_id)
    show_one(output, found)


def read_list(store: DynamoIncidentStore, *, with_resolved: bool) -> list[Incident]:
    """Incidents by state, the latest failure first."""
    states = [IncidentState.OPEN, IncidentState.ACKNOWLEDGED]
    states += [IncidentState.RESOLVED] if with_resolved else []
    return [each for state in states for each in store.list_by_state(state, limit=_LIMIT)]


def show_list(output: Output, found: list[Incident]) -> None:
    """One line per incident."""
    output.data([_shown(each) for each in found])
    output.table(
        ("Incident", "What failed", "Why", "Who", "Failures", "Open", "State", "Last"),
        [
            (
                each.incident_id,
                each.kind,
                each.code,
                each.party,
                each.failure_count,
                each.open_count,
                each.state.value,
                each.last_at,
            )
            for each in found
        ],
        right=("Failures", "Open"),
        empty="No incidents.",
    )


def show_one(output: Output, incident: Incident) -> None:
    """Everything about one incident."""
    output.data(_shown(incident))
    output.heading(f"{incident.kind}: {incident.code} {incident.party}".rstrip())
    output.say(
        f"  {incident.state.value}; {incident.failure_count} failures, {incident.open_count} open"
    )
    output.table(
        ("When", "Who", "What", "Note"),
        [(each.at, each.actor, each.action, each.note) for each in incident.timeline],
        title="Timeline",
    )
    output.heading("What to do")
    for number, step in enumerate(incident.remediation, start=1):
        output.say(f"  {number}. {step}")
    for title, ids in (("Files", incident.file_ids), ("Claims", incident.claim_ids)):
        if ids:
            output.heading(f"{title}, for example")
            output.say("  " + " ".join(ids[:5]))


def _shown(incident: Incident) -> dict[str, Any]:
    return incident.model_dump(mode="json")


def _unknown(incident_id: str) -> NotFoundError:
    return NotFoundError(
        Explanation(
            code="INCIDENT_UNKNOWN",
            what="there is no such incident",
            where=f"incident {incident_id}",
            next_step="`claimtrail incidents --all` lists them.",
        )
    )
