"""A person, and things that meet chosen conditions between the person and them."""

from collections.abc import Iterator
from itertools import product

from claimtrail.access.conditions import AccessCondition
from claimtrail.access.permissions import permissions
from claimtrail.access.resources import Resource
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import AccessTarget, Principal

HERE, THERE = "1234567893", "1999999984"
OWN_QUEUE = "queue:claims-follow-up"


def person(*roles: JobRole) -> Principal:
    """Return a person of one facility, one payer and one queue."""
    return Principal(
        id="dana",
        roles=frozenset(roles),
        facilities=frozenset({HERE}),
        payers=frozenset({"elm-mutual"}),
        queues=frozenset({OWN_QUEUE}),
    )


def target(resource: Resource, *, meets: frozenset[AccessCondition]) -> AccessTarget:
    """Return a thing that meets these conditions between it and `person`, and no other."""
    return AccessTarget(
        resource=resource,
        facility=HERE if AccessCondition.OWN_FACILITY in meets else THERE,
        payer="elm-mutual" if AccessCondition.OWN_PAYER in meets else "oak-health",
        owner=OWN_QUEUE if AccessCondition.OWN_WORK in meets else "queue:other",
        asked_by="user:lee" if AccessCondition.OF_ANOTHER_PERSON in meets else "user:dana",
        topic="" if AccessCondition.OWN_TOPIC in meets else "payment_plan",
        awaits_documents=AccessCondition.AWAITS_DOCUMENTS in meets,
    )


def standings(resource: Resource) -> Iterator[frozenset[AccessCondition]]:
    """Yield every combination of the conditions that a resource's rows have."""
    named = sorted(
        {item for row in permissions() if row.resource is resource for item in row.conditions}
    )
    for flags in product((False, True), repeat=len(named)):
        yield frozenset(item for item, flag in zip(named, flags, strict=True) if flag)
