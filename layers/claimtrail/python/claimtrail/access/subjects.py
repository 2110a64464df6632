"""Subjects of a decision: the person who asks, and the thing that is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from claimtrail.access.resources import Operation, Resource
from claimtrail.access.roles import JobRole

EVERYWHERE = "*"
"""In the place of a facility or payer: a person is not limited by it."""


class AccessRestriction(StrEnum):
    """A reason for which a claim or ticket is closed beyond roles, until the glass is broken."""

    CHARITY_CARE = "charity_care"
    PAYMENT_PLAN = "payment_plan"
    VIP = "vip"
    OWN_FAMILY = "own_family"
    """The patient is of the household of the person who asks, by the staff list."""


RESTRICTION_WORDS: Mapping[AccessRestriction, str] = MappingProxyType(
    {
        AccessRestriction.CHARITY_CARE: "charity care",
        AccessRestriction.PAYMENT_PLAN: "payment plan",
        AccessRestriction.VIP: "VIP",
        AccessRestriction.OWN_FAMILY: "own family",
    }
)
"""By restriction: the words that pages and commands show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """A person who signed in, or a machine."""

    id: str
    roles: frozenset[JobRole]
    facilities: frozenset[str] = frozenset()
    """NPIs of the facilities that the person works for; `*` for all."""
    payers: frozenset[str] = frozenset()
    """Ids of the payers that the person works with; `*` for all."""
    queues: frozenset[str] = frozenset()
    """Queues of work that the person takes from, as `queue:claims-follow-up`."""
    within: frozenset[tuple[Resource, Operation]] | None = None
    """The actions that a machine's token is good for; None: nothing bounds the roles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessTarget:
    """A thing that is asked for, as far as a decision goes by it."""

    resource: Resource
    facility: str = ""
    """NPI of the service facility; empty: it belongs to none."""
    payer: str = ""
    """Id of the payer; empty: it belongs to none."""
    owner: str = ""
    """The person or queue that it is assigned to; empty: nobody."""
    asked_by: str = ""
    """The person whose request is to be approved."""
    awaits_documents: bool = False
    """True where a payer waits for documents of the provider."""
    topic: str = ""
    """The sensitive topic of a ticket, `payment_plan` or `charity_care`; empty: none."""
    restrictions: frozenset[AccessRestriction] = frozenset()
    """Reasons for which it is closed beyond roles."""
