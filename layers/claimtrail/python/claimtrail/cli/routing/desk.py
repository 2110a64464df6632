"""`claimtrail desk`: the people who get tickets by rules, and who is away."""

from datetime import datetime
from pathlib import Path

from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.tickets.routing import desk_changes
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.tickets.routing.desk import Absence, Desk, DeskPerson
from claimtrail.tickets.routing.desk_changes import DeskChanges
from claimtrail.tickets.routing.desk_files import desk_of
from claimtrail.tickets.routing.errors import DeskChangeError, absence_invalid


def list_people(stage: Stage, output: Output) -> None:
    """List the people of the desk with their load and what they do now."""
    changes = _changes(stage)
    desk = changes.store.desk()
    loads = {one.person: changes.routing.room.load(one.person) for one in desk.people}
    output.data(
        [
            {
                **one.model_dump(mode="json"),
                "load": loads[one.person],
                "now": _now(desk, one, utc_now()),
            }
            for one in desk.people
        ]
    )
    output.table(
        ("Person", "Tiers", "Queues", "Skills", "Load", "Now", "Substitute"),
        [
            (
                one.person,
                ", ".join(map(str, one.tiers)),
                ", ".join(each.removeprefix("queue:") for each in one.queues),
                ", ".join(one.skills),
                f"{loads[one.person]}/{one.capacity}",
                _now(desk, one, utc_now()),
                one.substitute or "",
            )
            for one in desk.people
        ],
        right=("Load",),
        optional=("Substitute",),
        empty="Nobody is of the desk. `claimtrail desk put DESK.toml` says who is.",
    )


def put(stage: Stage, output: Output, *, file: Path) -> None:
    """Replace the desk. Raises ConfigurationError for a file that cannot be."""
    wanted = desk_of(file.read_text(encoding="utf-8"), where=file.name)
    desk = _changes(stage).put(wanted, by=stage.caller())
    output.data(desk.model_dump(mode="json", exclude={"calendars"}))
    output.say(f"The desk has {len(desk.people)} people.")


def absent(stage: Stage, output: Output, *, person: str, begins: datetime, ends: datetime) -> None:
    """Record an absence. Raises DeskChangeError for a person who is not of the desk."""
    if ends < begins:
        raise DeskChangeError(absence_invalid())
    absence = Absence(begins=begins.date(), ends=ends.date())
    recorded = _changes(stage).absent(_named(person), absence, by=stage.caller())
    moved = {one.ticket_id: one.assigned_to for one in recorded.moved}
    output.data({**recorded.person.model_dump(mode="json"), "moved": moved, "kept": recorded.kept})
    output.say(f"{recorded.person.person} is away from {absence.begins} to {absence.ends}.")
    if moved:
        output.table(("Ticket", "Goes to"), list(moved.items()))
    if recorded.kept:
        output.say(
            f"{recorded.kept} open tickets stay, since people assigned them: "
            f"`claimtrail tickets list --owner {recorded.person.person}` lists them."
        )


def back(stage: Stage, output: Output, *, person: str) -> None:
    """End absences. Raises DeskChangeError for a person who is not of the desk."""
    found = _changes(stage).back(_named(person), by=stage.caller())
    output.data(found.model_dump(mode="json"))
    output.say(f"{found.person} is back.")


def _now(desk: Desk, person: DeskPerson, at: datetime) -> str:
    """Return what a person does at an instant, in words."""
    until = desk.away_until(person, at=at)
    if until is not None:
        return f"absent until {until}"
    begins = desk.next_shift(person, at=at)
    if begins is None:
        return "has no shift"
    zone = desk.hours(person).zone
    return "works" if begins <= at else f"from {begins.astimezone(zone):%a %H:%M %Z}"


def _named(person: str) -> str:
    """Return a person's name as the desk has it, typed with or without `user:`."""
    return f"user:{person.removeprefix('user:')}"


def _changes(stage: Stage) -> DeskChanges:
    return desk_changes(
        ticket_table=stage.output(TicketOutput.TICKET_TABLE),
        event_bus=stage.output(SharedOutput.EVENT_BUS),
    )
