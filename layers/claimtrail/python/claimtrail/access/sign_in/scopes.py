"""Scopes of the JSON API: what a machine's token may be good for (RFC 6749 section 3.3).

A scope bounds, and gives nothing: a machine may do what one of its roles may do, as far as a scope
of its token names the action.
"""

from collections.abc import Iterable
from enum import StrEnum
from types import MappingProxyType

from claimtrail.access.resources import OPERATIONS, Operation, Resource

RESOURCE_SERVER = "claimtrail"
"""The identifier before each scope: a token has `claimtrail/claims:read`."""

PERSON_SCOPE = "person"
"""The scope of people at the command line: their roles alone bound what they do."""
PERSON_MEANING = "act as the person who signed in"

Bounds = frozenset[tuple[Resource, Operation]]


class MachineScope(StrEnum):
    """A scope that a machine may ask for."""

    CLAIMS_READ = "claims:read"
    CLAIMS_EXPORT = "claims:export"
    CLAIMS_WORK = "claims:work"
    FILES_READ = "files:read"
    FILES_DROP = "files:drop"
    PAYMENTS_READ = "payments:read"
    TICKETS_READ = "tickets:read"
    TICKETS_WORK = "tickets:work"
    FIGURES_READ = "figures:read"
    OPERATIONS_READ = "operations:read"
    OPERATIONS_WORK = "operations:work"
    TRAIL_READ = "trail:read"


MEANINGS = MappingProxyType(
    {
        MachineScope.CLAIMS_READ: "list and read claims, and what waits for a decision",
        MachineScope.CLAIMS_EXPORT: "export claims",
        MachineScope.CLAIMS_WORK: "note, and record a status that a payer gave",
        MachineScope.FILES_READ: "list files, and read what became of them",
        MachineScope.FILES_DROP: "hand in files",
        MachineScope.PAYMENTS_READ: "list, read and export payments",
        MachineScope.TICKETS_READ: "list and read tickets",
        MachineScope.TICKETS_WORK: "note, assign and change tickets",
        MachineScope.FIGURES_READ: "read and export figures without any claim",
        MachineScope.OPERATIONS_READ: "list incidents, dead letters and partners",
        MachineScope.OPERATIONS_WORK: "acknowledge incidents, reprocess dead letters",
        MachineScope.TRAIL_READ: "read and export the trail and the access log",
    }
)
"""The meaning of each scope, for people."""

_BOUNDS: MappingProxyType[MachineScope, dict[Resource, tuple[Operation, ...]]] = MappingProxyType(
    {
        MachineScope.CLAIMS_READ: {
            Resource.CLAIM: (Operation.LIST, Operation.READ),
            Resource.MATCH: (Operation.LIST,),
            Resource.EXCEPTION: (Operation.LIST,),
            Resource.PAYER_TERM: (Operation.LIST,),
        },
        MachineScope.CLAIMS_EXPORT: {Resource.CLAIM: (Operation.EXPORT,)},
        MachineScope.CLAIMS_WORK: {Resource.CLAIM: (Operation.NOTE, Operation.RECORD_STATUS)},
        MachineScope.FILES_READ: {Resource.FILE: (Operation.LIST, Operation.READ)},
        MachineScope.FILES_DROP: {Resource.FILE: (Operation.DROP,)},
        MachineScope.PAYMENTS_READ: {
            Resource.PAYMENT: (Operation.LIST, Operation.READ, Operation.EXPORT)
        },
        MachineScope.TICKETS_READ: {Resource.TICKET: (Operation.LIST, Operation.READ)},
        MachineScope.TICKETS_WORK: {
            Resource.TICKET: (Operation.NOTE, Operation.ASSIGN, Operation.CHANGE)
        },
        MachineScope.FIGURES_READ: {Resource.FIGURES: (Operation.READ, Operation.EXPORT)},
        MachineScope.OPERATIONS_READ: {
            Resource.INCIDENT: (Operation.LIST, Operation.READ),
            Resource.DEAD_LETTER: (Operation.LIST,),
            Resource.PARTNER: (Operation.LIST, Operation.READ),
        },
        MachineScope.OPERATIONS_WORK: {
            Resource.INCIDENT: (Operation.DECIDE,),
            Resource.DEAD_LETTER: (Operation.REPROCESS,),
        },
        MachineScope.TRAIL_READ: {
            Resource.TRAIL: (Operation.LIST, Operation.READ, Operation.EXPORT),
            Resource.ACCESS_LOG: (Operation.LIST, Operation.READ, Operation.EXPORT),
        },
    }
)

PEOPLE_ONLY: Bounds = frozenset(
    (resource, operation)
    for resource, operations in OPERATIONS.items()
    for operation in operations
    if not any(operation in bounds.get(resource, ()) for bounds in _BOUNDS.values())
)
"""Actions that no scope names: people decide, approve, appeal, write off, break the glass."""


def bounds_of(scopes: Iterable[MachineScope]) -> Bounds:
    """Return the actions that scopes name."""
    return frozenset(
        (resource, operation)
        for scope in scopes
        for resource, operations in _BOUNDS[scope].items()
        for operation in operations
    )


def full_name(scope: MachineScope | str) -> str:
    """Return a scope as tokens have it: `claimtrail/claims:read`."""
    return f"{RESOURCE_SERVER}/{scope}"


def scopes_in(text: str) -> frozenset[MachineScope]:
    """Return the scopes of ours in a token's `scope`; others are left out."""
    known = {full_name(scope): scope for scope in MachineScope}
    return frozenset(known[word] for word in text.split() if word in known)
