"""Approvers of what one person does to a ticket: their own role has to allow it.

A person's roles are those of the last sign-in; who never signed in, or whose access ended, approves
nothing.
"""

from claimtrail.access.decisions import decide
from claimtrail.access.people.model import KnownPerson
from claimtrail.access.people.ports import PeopleStore
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.subjects import AccessTarget, Principal
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.sensitivity import sensitive_topic
from claimtrail.tickets.ticket_parts import PERSON_PREFIX


class ApproverError(ClaimTrailError):
    """An approver whose role does not allow to approve it."""


def require_approver(
    people: PeopleStore, approver: str, ticket: Ticket, *, asked_by: str, facility: str = ""
) -> None:
    """Raise ApproverError for one who may not approve a change of a ticket.

    `approver` and `asked_by` are `user:<id>`; `facility` is that of the ticket's claim.
    """
    person = people.find(approver.removeprefix(PERSON_PREFIX))
    target = AccessTarget(
        resource=Resource.TICKET,
        facility=facility or ticket.facility_npi or "",
        payer=ticket.payer_id,
        owner=ticket.assigned_to,
        topic=sensitive_topic(ticket.category),
        asked_by=asked_by,
    )
    if (
        person is None
        or not person.is_active
        or not decide(known_principal(person), Operation.APPROVE, target).is_allowed
    ):
        raise ApproverError(
            Explanation(
                code="APPROVER_ROLE",
                what="the approver has no role that approves it, by the last sign-in",
                where=f"ticket {ticket.ticket_id}",
                next_step="Name a manager of its facility and payer who has signed in, by the id "
                "with which that person signs in.",
            )
        )


def known_principal(person: KnownPerson) -> Principal:
    """Return a person with the rights of the last sign-in; queues are not kept."""
    return Principal(
        id=person.person_id,
        roles=frozenset(person.roles),
        facilities=frozenset(person.facilities),
        payers=frozenset(person.payers),
    )
