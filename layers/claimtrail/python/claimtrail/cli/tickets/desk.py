"""The services of tickets as commands use them, and what they record of each look."""

from collections.abc import Iterable

from claimtrail.access.people.ports import PeopleStore
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.access.people import people_store
from claimtrail.bootstrap.tickets.stores import (
    stored_ticket_texts,
    ticket_relations,
    ticket_service,
    ticket_store_of_commands,
)
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.claims.profiles import partners_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.originals import TicketTexts
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.tickets.ports import TicketStore
from claimtrail.tickets.relation_service import TicketRelations
from claimtrail.tickets.service import TicketService


def relations(claim_access: ClaimAccess) -> TicketRelations:
    """Return the services of the stage's tickets."""
    stage = claim_access.stage
    return ticket_relations(
        ticket_table=stage.output(TicketOutput.TICKET_TABLE),
        event_bus=stage.output(SharedOutput.EVENT_BUS),
        texts=texts(claim_access),
        store=store_of(stage),
    )


def store_of(stage: Stage) -> TicketStore:
    """Return the stage's tickets as commands have them: without those of sensitive topics."""
    return ticket_store_of_commands(stage.output(TicketOutput.TICKET_TABLE))


def every_ticket(claim_access: ClaimAccess) -> TicketService:
    """Return the service of all tickets: for runs by rules that name none of a sensitive topic."""
    stage = claim_access.stage
    return ticket_service(
        ticket_table=stage.output(TicketOutput.TICKET_TABLE),
        event_bus=stage.output(SharedOutput.EVENT_BUS),
    )


def known_people(claim_access: ClaimAccess) -> PeopleStore:
    """Return the people who have signed in at the stage."""
    return people_store(claim_access.stage.output(SharedOutput.OPERATIONS_TABLE))


def texts(claim_access: ClaimAccess) -> TicketTexts:
    """Return what masks people's words by the stage's claims."""
    stage = claim_access.stage
    return stored_ticket_texts(stage.output(ClaimOutput.CLAIM_TABLE), partners_of(stage.name))


def recorded(claim_access: ClaimAccess, *tickets: Ticket, claims: Iterable[str] = ()) -> Output:
    """Record the access to tickets and to the claims that they name."""
    subjects = [one for ticket in tickets for one in (ticket.ticket_id, ticket.claim_id) if one]
    return claim_access.at(dict.fromkeys((*subjects, *claims)), fields=Ticket.model_fields)
