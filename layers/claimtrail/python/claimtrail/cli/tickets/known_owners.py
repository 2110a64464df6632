"""The queues and people that a stage knows, for commands that give tickets away."""

from claimtrail.access.sign_in.people import PEOPLE_FILE, read_people
from claimtrail.bootstrap.tickets.routing import desk_store
from claimtrail.bootstrap.tickets.rules import rule_store
from claimtrail.cli.claims.profiles import stage_folder
from claimtrail.cli.core.stage import Stage
from claimtrail.kernel.errors import ConfigurationError
from claimtrail.tickets.known_owners import known_queues
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.tickets.routing.in_force import sets_of


def queues_of_stage(stage: Stage) -> frozenset[str]:
    """Return the queues of rules, categories and the desk, and those of the checkout's people."""
    table = stage.output(TicketOutput.TICKET_TABLE)
    of_desk = {queue for one in desk_store(table).desk().people for queue in one.queues}
    return known_queues(sets_of(rule_store(table)), of_desk | _queues_of_groups(stage.name))


def people_of_stage(stage: Stage) -> frozenset[str]:
    """Return the people of the desk; empty where none is stored."""
    desk = desk_store(stage.output(TicketOutput.TICKET_TABLE)).desk()
    return frozenset(one.person for one in desk.people)


def _queues_of_groups(stage_name: str) -> set[str]:
    """Return the queues of the groups in the stage's people.toml, where a checkout has it."""
    folder = stage_folder(stage_name)
    try:
        people = read_people(folder / PEOPLE_FILE) if folder else None
    except ConfigurationError:
        return set()  # A table that is being edited hides its queues alone.
    rows = (*people.group, *people.machine) if people else ()
    return {queue for row in rows for queue in row.queues}
