"""`claimtrail incidents`: failed updates by cause, and what is being done about each."""

from collections.abc import Iterable
from typing import Any

import click

from claimtrail.aws.core.event_bus import EventBridgePublisher
from claimtrail.aws.incidents.table import DynamoIncidentStore
from claimtrail.cli.access import ClaimAccess, actor_of, shows_claim_data
from claimtrail.cli.output import Output
from claimtrail.cli.stage import Stage
from claimtrail.incidents.model import Incident, IncidentState
from claimtrail.incidents.ports import IncidentStore
from claimtrail.incidents.service import Grouper
from claimtrail.kernel import names
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.trail.access_log import Action

_LIMIT = 200
_LISTED = tuple(name for name in Incident.model_fields if name not in {"file_ids", "claim_ids"})
"""The columns of an incident in the list; whom it concerns is shown one by one."""


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(incidents)


@click.command()
@click.argument("incident_id", metavar="ID", required=False)
@click.option("--all", "with_resolved", is_flag=True, help="List resolved ones as well.")
@click.option("--acknowledge", is_flag=True, help="Take the incident on.")
@click.option("--resolve", is_flag=True, help="Say that it is done.")
@click.option("--note", metavar="TEXT", help="With either: what you do about it, without names.")
@shows_claim_data(Action.INCIDENTS_READ)
def incidents(
    claim_access: ClaimAccess,
    incident_id: str | None,
    with_resolved: bool,
    acknowledge: bool,
    resolve: bool,
    note: str | None,
) -> None:
    """Failed updates grouped by cause; with ID, one of them with its timeline and remedies.

    A change is recorded in the audit trail under the name that this shell is known by.
    """
    if incident_id is None and (acknowledge or resolve):
        raise click.UsageError("Name the incident's ID.")
    if bool(note) != (acknowledge or resolve):
        raise click.UsageError("--acknowledge and --resolve want a --note, and it wants either.")
    grouper = grouper_of(claim_access.stage)
    if incident_id is None:
        found = read_list(grouper.store, with_resolved=with_resolved)
        show_list(claim_access.at([each.incident_id for each in found], fields=_LISTED), found)
        return
    actor = actor_of(claim_access.stage)
    if acknowledge:
        grouper.acknowledge(incident_id, actor=actor, note=note or "")
    if resolve:
        grouper.resolve(incident_id, actor=actor, note=note or "")
    one = grouper.store.get(incident_id)
    if one is None:
        raise _unknown(incident_id)
    subjects = (incident_id, *one.file_ids, *one.claim_ids)
    show_one(claim_access.at(subjects, fields=Incident.model_fields), one)


def grouper_of(stage: Stage) -> Grouper:
    """Return what reads and changes the stage's incidents."""
    return Grouper(
        store=DynamoIncidentStore(
            stage.client("dynamodb"), stage.output(names.Output.OPERATIONS_TABLE)
        ),
        publisher=EventBridgePublisher(
            stage.client("events"), stage.output(names.Output.EVENT_BUS)
        ),
        clock=utc_now,
    )


def read_list(store: IncidentStore, *, with_resolved: bool) -> list[Incident]:
    """Incidents by state, the latest failure first."""
    states = [IncidentState.OPEN, IncidentState.ACKNOWLEDGED]
    states += [IncidentState.RESOLVED] if with_resolved else []
    return [each for state in states for each in store.list_by_state(state, limit=_LIMIT)]


def show_list(output: Output, found: list[Incident]) -> None:
    """One line per incident."""
    output.data([_shown(each, _LISTED) for each in found])
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
    output.data(_shown(incident, Incident.model_fields))
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


def _shown(incident: Incident, fields: Iterable[str]) -> dict[str, Any]:
    return incident.model_dump(mode="json", include=set(fields))


def _unknown(incident_id: str) -> NotFoundError:
    return NotFoundError(
        Explanation(
            code="INCIDENT_UNKNOWN",
            what="there is no such incident",
            where=f"incident {incident_id}",
            next_step="`claimtrail incidents --all` lists them.",
        )
    )
