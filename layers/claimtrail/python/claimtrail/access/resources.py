"""Resources and the actions that exist on each, so that the permission table is total."""

from enum import StrEnum
from types import MappingProxyType


class Resource(StrEnum):
    """A kind of thing that people see or act on."""

    CLAIM = "claim"
    MATCH = "match"
    EXCEPTION = "exception"
    PAYER_TERM = "payer_term"
    FILE = "file"
    PAYMENT = "payment"
    TICKET = "ticket"
    RULES = "rules"
    """Rules of routing and tags, the taxonomy, clocks: what decides about tickets."""
    DESK = "desk"
    """Working hours, and the people who get tickets by rules."""
    INCIDENT = "incident"
    DEAD_LETTER = "dead_letter"
    FIGURES = "figures"
    """Counts and sums over claims, without any claim."""
    DATASETS = "datasets"
    """Athena's tables, whole."""
    MASKED_DATASETS = "masked_datasets"
    TRAIL = "trail"
    HOLD = "hold"
    ACCESS_LOG = "access_log"
    PARTNER = "partner"
    SAVED_VIEW = "saved_view"
    PERSON = "person"
    """A person who signs in, with roles, facilities and payers."""
    OPENING = "opening"
    """One time that a person opened what is restricted, with the reason."""


class Operation(StrEnum):
    """An action on a resource."""

    LIST = "list"
    READ = "read"
    READ_SEGMENT = "read_segment"
    """The payer's own bytes."""
    EXPORT = "export"
    DECIDE = "decide"
    """Match, accept, reject, define a term, resolve an incident, choose a ticket's side."""
    RECORD_STATUS = "record_status"
    APPEAL = "appeal"
    WRITE_OFF = "write_off"
    APPROVE = "approve"
    CLOSE = "close"
    REOPEN = "reopen"
    NOTE = "note"
    ASSIGN = "assign"
    RELEASE = "release"
    """Apply a file that was held."""
    DROP = "drop"
    REPROCESS = "reprocess"
    """Redrive, reproject, republish, compact."""
    DISCARD = "discard"
    CHANGE = "change"
    SHARE = "share"
    REVIEW = "review"
    RESTRICT = "restrict"
    """Close a claim beyond roles, or open it to them again."""
    BREAK_GLASS = "break_glass"
    """Open what is restricted beyond the role, for a reason that is recorded and reviewed."""


OPERATIONS: MappingProxyType[Resource, frozenset[Operation]] = MappingProxyType(
    {
        Resource.CLAIM: frozenset(
            {
                Operation.LIST,
                Operation.READ,
                Operation.READ_SEGMENT,
                Operation.EXPORT,
                Operation.RECORD_STATUS,
                Operation.APPEAL,
                Operation.WRITE_OFF,
                Operation.APPROVE,
                Operation.CLOSE,
                Operation.REOPEN,
                Operation.NOTE,
                Operation.REPROCESS,
                Operation.RESTRICT,
                Operation.BREAK_GLASS,
            }
        ),
        Resource.MATCH: frozenset({Operation.LIST, Operation.EXPORT, Operation.DECIDE}),
        Resource.EXCEPTION: frozenset({Operation.LIST, Operation.EXPORT, Operation.DECIDE}),
        Resource.PAYER_TERM: frozenset({Operation.LIST, Operation.DECIDE}),
        Resource.FILE: frozenset(
            {
                Operation.LIST,
                Operation.READ,
                Operation.READ_SEGMENT,
                Operation.RELEASE,
                Operation.DROP,
            }
        ),
        Resource.PAYMENT: frozenset({Operation.LIST, Operation.READ, Operation.EXPORT}),
        Resource.TICKET: frozenset(
            {
                Operation.LIST,
                Operation.READ,
                Operation.EXPORT,
                Operation.ASSIGN,
                Operation.NOTE,
                Operation.CHANGE,
                Operation.DECIDE,
                Operation.APPROVE,
                Operation.BREAK_GLASS,
            }
        ),
        Resource.RULES: frozenset({Operation.READ, Operation.CHANGE, Operation.APPROVE}),
        Resource.DESK: frozenset({Operation.READ, Operation.CHANGE}),
        Resource.INCIDENT: frozenset({Operation.LIST, Operation.READ, Operation.DECIDE}),
        Resource.DEAD_LETTER: frozenset({Operation.LIST, Operation.REPROCESS, Operation.DISCARD}),
        Resource.FIGURES: frozenset({Operation.READ, Operation.EXPORT}),
        Resource.DATASETS: frozenset({Operation.READ}),
        Resource.MASKED_DATASETS: frozenset({Operation.READ}),
        Resource.TRAIL: frozenset({Operation.LIST, Operation.READ, Operation.EXPORT}),
        Resource.HOLD: frozenset({Operation.LIST, Operation.CHANGE}),
        Resource.ACCESS_LOG: frozenset({Operation.LIST, Operation.READ, Operation.EXPORT}),
        Resource.PARTNER: frozenset({Operation.LIST, Operation.READ, Operation.CHANGE}),
        Resource.SAVED_VIEW: frozenset({Operation.READ, Operation.CHANGE, Operation.SHARE}),
        Resource.PERSON: frozenset({Operation.LIST, Operation.CHANGE, Operation.REVIEW}),
        Resource.OPENING: frozenset({Operation.LIST, Operation.REVIEW}),
    }
)
"""The operations that exist on each resource; every other pair is refused for everybody."""
