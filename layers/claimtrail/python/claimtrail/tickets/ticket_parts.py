"""Parts of a ticket: links, tags, claims, owners, and the records of what was decided about it.

Values are opaque ids, codes and words of rules. A person's own words are masked before they are
stored.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from claimtrail.kernel.frozen_model import FrozenModel

CategoryPath = Annotated[str, Field(pattern=r"^[a-z0-9_]+(/[a-z0-9_]+){1,2}$")]
"""`area/category` or `area/category/subcategory`, of the taxonomy that the ticket names."""
Tier = Annotated[int, Field(ge=1, le=3)]
"""1: billing specialist; 2: revenue integrity analyst; 3: integration engineer."""
TicketAction = Literal[
    "opened",
    "updated",
    "assigned",
    "noted",
    "started",
    "held",
    "resumed",
    "resolved",
    "reopened",
    "closed",
    "canceled",
    "watched",
    "linked",
    "merged",
    "joined",
    "split",
    "tagged",
    "categorized",
    "prioritized",
    "routed",
    "warned",
    "breached",
    "escalated",
    "handed_over",
    "handed_back",
    "corresponded",
    "owned",
    "agreed",
    "attached",
]
"""Things that may happen to a ticket, each with an event of its own."""
MOST_NAMED_CLAIMS = 25
"""Claims that a ticket's document names; the others are items beside it."""
PERSON_PREFIX = "user:"
UNALLOCATED = "queue:unallocated"
"""The queue of tickets that no rule of routing matches."""


class TicketOrigin(StrEnum):
    """The kind of requester of a ticket."""

    SYSTEM = "SYSTEM"
    PERSON = "PERSON"


class CommentVisibility(StrEnum):
    """The readers of a comment."""

    INTERNAL = "internal"
    """The staff of the provider."""
    EXTERNAL = "external"
    """Those outside too, as far as the ticket is handed to them."""


class LinkKind(StrEnum):
    """The way in which a ticket belongs to another one."""

    DUPLICATE_OF = "duplicate of"
    DUPLICATED_BY = "duplicated by"
    CAUSED_BY = "caused by"
    CAUSE_OF = "cause of"
    CHILD_OF = "child of"
    PARENT_OF = "parent of"
    SPLIT_FROM = "split from"
    SPLIT_INTO = "split into"
    RELATED = "related to"


INVERSE: dict[LinkKind, LinkKind] = {
    LinkKind.DUPLICATE_OF: LinkKind.DUPLICATED_BY,
    LinkKind.DUPLICATED_BY: LinkKind.DUPLICATE_OF,
    LinkKind.CAUSED_BY: LinkKind.CAUSE_OF,
    LinkKind.CAUSE_OF: LinkKind.CAUSED_BY,
    LinkKind.CHILD_OF: LinkKind.PARENT_OF,
    LinkKind.PARENT_OF: LinkKind.CHILD_OF,
    LinkKind.SPLIT_FROM: LinkKind.SPLIT_INTO,
    LinkKind.SPLIT_INTO: LinkKind.SPLIT_FROM,
    LinkKind.RELATED: LinkKind.RELATED,
}
"""By link, the one that the other ticket has."""


class TicketLink(FrozenModel):
    """A link to another ticket, which has the inverse one."""

    kind: LinkKind
    ticket_id: str


class TicketClaims(FrozenModel):
    """The claims of a ticket that is about many."""

    count: int = Field(default=0, ge=0)
    """All of them; 0 of a ticket about one claim or none."""
    first: tuple[str, ...] = Field(default=(), max_length=MOST_NAMED_CLAIMS)
    """The ids of the first ones; the ticket table has all."""


class TicketTag(FrozenModel):
    """A word by which tickets are found, and where it came from."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9:._-]{0,63}$")
    rule: str = ""
    """The rule that tagged it, with its version; empty: a person did."""


class DatumKind(StrEnum):
    """The kind of a value of a ticket's metadata."""

    CODE = "code"
    NPI = "npi"
    PAYER = "payer"
    AMOUNT = "amount"
    """Whole cents."""
    FILE = "file"
    TEXT = "text"


class TicketDatum(FrozenModel):
    """One value of what a category asks for."""

    name: str
    kind: DatumKind
    value: str


class ConsideredRule(FrozenModel):
    """A rule that was considered and did not decide."""

    rule: str
    why: str
    """The first condition that did not hold, or what went before it."""


class ConsideredPerson(FrozenModel):
    """A person who was considered and was not chosen."""

    person: str
    why: str


class RoutingDecision(FrozenModel):
    """The rule that chose queue and tier, and what else was considered."""

    rule: str
    """`routing@3/high-dollar`."""
    version: int = Field(ge=1)
    """Of the set of rules."""
    at: datetime
    trigger: str = ""
    """The event that asked for it: `opened`, `facts changed`, `owner absent`."""
    queue: str = ""
    """Also where a person of it has the ticket."""
    strategy: str = ""
    considered: tuple[ConsideredRule, ...] = ()
    people: tuple[ConsideredPerson, ...] = ()
    """People that the strategy considered, but not the one who has it."""


class ClinicalHold(StrEnum):
    """A reason of care for which a ticket goes before all others."""

    PATIENT_DISCHARGE = "patient-discharge"
    PATIENT_TRANSFER = "patient-transfer"
    PROCEDURE = "procedure"
    """A planned one that waits for an authorization."""
    MEDICATION = "medication"


class PriorityOverride(FrozenModel):
    """A priority that a person set, with who approved it and until when it holds."""

    priority: int = Field(ge=1, le=4)
    replaced: int = Field(ge=1, le=4)
    """The priority of the rules, which holds again once this one expires."""
    reason: str
    approved_by: str
    at: datetime
    expires_at: datetime
    hold: ClinicalHold | None = None
    """Of a clinical urgency: the ticket is due on the day on which it began."""


class OwnershipKind(StrEnum):
    """The side that answers for a ticket."""

    CLINICAL = "clinical"
    FINANCIAL = "financial"
    JOINT = "joint"


class OwnerAgreement(FrozenModel):
    """An owner's word that a joint ticket may be resolved."""

    owner: str
    actor: str
    at: datetime


class OwnershipDecision(FrozenModel):
    """A manager's decision where two owners do not agree."""

    kind: OwnershipKind
    reason: str
    decided_by: str
    at: datetime


class TicketOwnership(FrozenModel):
    """The sides that answer for a ticket which may be clinical or financial."""

    kind: OwnershipKind
    rule: str
    """The rule that chose the side, with its version."""
    owners: tuple[str, ...] = Field(max_length=2)
    """Queues; of a joint ticket both."""
    agreed: tuple[OwnerAgreement, ...] = ()
    decision: OwnershipDecision | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the owners of a joint ticket who did not agree yet; a decision needs none."""
        if self.kind is not OwnershipKind.JOINT or self.decision:
            return ()
        known = {one.owner for one in self.agreed}
        return tuple(one for one in self.owners if one not in known)


class FieldChange(FrozenModel):
    """A field that an entry of the history changed."""

    name: str
    before: str
    after: str


def is_person(actor: str) -> bool:
    """Return whether an actor is a person: `user:<id>`."""
    return actor.startswith(PERSON_PREFIX)
