"""`claimtrail incidents`: failed updates by cause, and what is being done about each."""

from collections.abc import Iterable, Sequence
from typing import Any

from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.incidents import grouper
from claimtrail.bootstrap.registry.actors import actor_words
from claimtrail.cli.claims.stores import payers_wanted
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.cuts import EVERYTHING, cut
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.short_ids import is_short
from claimtrail.cli.core.short_ids import resolve as resolve_id
from claimtrail.cli.core.stage import Stage
from claimtrail.incidents.causes import KIND_WORDS
from claimtrail.incidents.model import INCIDENT_STATE_WORDS, Incident, IncidentState
from claimtrail.incidents.own_steps import own_steps
from claimtrail.incidents.ports import IncidentStore
from claimtrail.incidents.service import Grouper
from claimtrail.intake.model.finding_words import cause_words
from claimtrail.kernel.errors import Explanation, NotFoundError

_LISTED = tuple(name for name in Incident.model_fields if name not in {"file_ids", "claim_ids"})
"""The columns of an incident in the list; the files and claims are shown one by one."""


def incidents(
    claim_access: ClaimAccess,
    *,
    incident_id: str | None,
    with_resolved: bool,
    payer: str | None,
    limit: int | None,
    acknowledge: bool,
    resolve: bool,
    note: str | None,
) -> None:
    """Show failed updates by cause, or one incident, which may be taken on or resolved first."""
    found_by = grouper_of(claim_access.stage)
    if incident_id is None:
        payers_wanted(claim_access.stage, payer)
        found = read_list(found_by.store, with_resolved=with_resolved)
        listed = cut(
            [each for each in found if payer in (None, each.party)],
            noun="incidents",
            limit=limit,
            as_json=claim_access.as_json,
            bounded=len(found) >= EVERYTHING,
        )
        output = claim_access.at([each.incident_id for each in listed.rows], fields=_LISTED)
        show_list(output, listed.rows)
        listed.say(output)
        return
    incident_id = _whole(incident_id, found_by.store)
    actor = claim_access.stage.caller()
    if acknowledge:
        found_by.acknowledge(incident_id, actor=actor, note=note or "")
    if resolve:
        found_by.resolve(incident_id, actor=actor, note=note or "")
    one = found_by.store.get(incident_id)
    if one is None:
        raise _unknown(incident_id)
    subjects = (incident_id, *one.file_ids, *one.claim_ids)
    show_one(claim_access.at(subjects, fields=Incident.model_fields), one)


def grouper_of(stage: Stage) -> Grouper:
    """Return what reads and changes the stage's incidents."""
    return grouper(
        operations_table=stage.output(SharedOutput.OPERATIONS_TABLE),
        event_bus=stage.output(SharedOutput.EVENT_BUS),
    )


def _whole(incident_id: str, store: IncidentStore) -> str:
    """Return the id that a short one begins, among all incidents that are listed."""
    if not is_short(incident_id):
        return incident_id
    return resolve_id(
        incident_id, [each.incident_id for each in read_list(store, with_resolved=True)]
    )


def read_list(store: IncidentStore, *, with_resolved: bool) -> list[Incident]:
    """Incidents by state, the latest failure first."""
    states = [IncidentState.OPEN, IncidentState.ACKNOWLEDGED]
    states += [IncidentState.RESOLVED] if with_resolved else []
    return [each for state in states for each in store.list_by_state(state, limit=EVERYTHING)]


def show_list(output: Output, found: Sequence[Incident]) -> None:
    """One line per incident."""
    output.data([_shown(each, _LISTED) for each in found])
    output.table(
        (
            "Incident",
            "What failed",
            "Cause",
            "Partner",
            "Failures",
            "Open",
            "State",
            "Latest",
        ),
        [
            (
                each.incident_id,
                KIND_WORDS.get(each.kind, each.kind),
                cause_words(each.code),
                each.party,
                each.failure_count,
                _open(each),
                INCIDENT_STATE_WORDS[each.state],
                each.last_at,
            )
            for each in found
        ],
        right=("Failures", "Open"),
        empty="No incident is listed; `--all` lists resolved ones as well.",
    )
    if found:
        output.say(f"  What to do about one: `claimtrail incidents {found[0].incident_id}`")


def show_one(output: Output, incident: Incident) -> None:
    """Everything about one incident."""
    steps = own_steps(incident, file_ids=incident.file_ids)
    output.data(_shown(incident, Incident.model_fields) | {"remediation": list(steps)})
    kind, why = KIND_WORDS.get(incident.kind, incident.kind), cause_words(incident.code)
    output.heading(f"{kind}: {why} {incident.party}".rstrip())
    failures = f"{incident.failure_count:,} failure{'' if incident.failure_count == 1 else 's'}"
    still_open = _open(incident)
    output.say(
        f"  {INCIDENT_STATE_WORDS[incident.state]}; {failures}"
        + ("" if still_open is None else f", {still_open:,} open")
    )
    output.table(
        ("When", "Who", "What", "Note"),
        [
            (each.at, actor_words(each.actor), each.action, cause_words(each.note))
            for each in incident.timeline
        ],
        title="Timeline",
    )
    output.heading("What to do")
    for number, step in enumerate(steps, start=1):
        output.say(f"  {number}. {step}")
    for title, ids in (("Files", incident.file_ids), ("Claims", incident.claim_ids)):
        if ids:
            output.heading(f"{title}, for example")
            output.say("  " + " ".join(ids[:5]))


def _open(incident: Incident) -> int | None:
    """Return how many failures have not healed; None once somebody says that it is done."""
    return None if incident.state is IncidentState.RESOLVED else incident.open_count


def _shown(incident: Incident, fields: Iterable[str]) -> dict[str, Any]:
    shown = incident.model_dump(mode="json", include=set(fields))
    return shown | {"remediation": list(incident.steps)}


def _unknown(incident_id: str) -> NotFoundError:
    return NotFoundError(
        Explanation(
            code="INCIDENT_UNKNOWN",
            what="there is no such incident",
            where=f"incident {incident_id}",
            next_step="`claimtrail incidents --all` lists them.",
        )
    )
