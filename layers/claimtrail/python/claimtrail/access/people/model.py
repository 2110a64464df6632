"""People: as the identity provider lists them, and as ClaimTrail has seen them sign in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import Principal
from claimtrail.kernel.frozen_model import FrozenModel


class EndCause(StrEnum):
    """The cause for which a person's access ended."""

    LEFT = "left"
    """The leaver feed of the personnel system says so."""
    CONTRACT_ENDED = "contract_ended"
    REVIEW = "review"
    """A manager removed it in a review."""
    ADMINISTRATOR = "administrator"


END_CAUSE_WORDS: Mapping[EndCause, str] = MappingProxyType(
    {
        EndCause.LEFT: "left",
        EndCause.CONTRACT_ENDED: "contract ended",
        EndCause.REVIEW: "removed in a review",
        EndCause.ADMINISTRATOR: "ended by an administrator",
    }
)
"""By cause: the words that pages and commands show."""


class AccountStanding(StrEnum):
    """The account of the identity provider beside what ClaimTrail knows of the person."""

    USED = "used"
    """An account, and a person who is known."""
    NEVER_USED = "never_used"
    """An account that nobody announced and nobody signed in with: an orphan."""
    NO_ACCOUNT = "no_account"
    """A person with access and without an account at the provider, or without one yet."""
    ACCOUNT_DISABLED = "account_disabled"
    """A person with access whose account the provider has disabled."""
    ACCESS_ENDED = "access_ended"
    """A person whose access ended, and who has no account that works."""
    ACCOUNT_REMAINS = "account_remains"
    """A person whose access ended, and whose account still works at the provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryPerson:
    """A person as the identity provider has it."""

    person_id: str
    is_enabled: bool
    groups: frozenset[str] = frozenset()
    """The names of groups, whatever the provider calls them."""
    roles: frozenset[JobRole] = frozenset()
    """The roles that the groups give by the stage's table, where the directory knows it."""
    facilities: frozenset[str] = frozenset()
    payers: frozenset[str] = frozenset()
    department: str = ""
    manager_id: str = ""
    """The person id of the manager; empty when the provider does not say."""
    contract_ends_on: date | None = None
    """The last day of a contractor; None for everybody else."""
    last_sign_in_at: datetime | None = None
    """None when the provider does not say."""


class KnownPerson(FrozenModel):
    """A person as ClaimTrail has seen it: with its last use by role, and the end of its access."""

    schema_version: Literal[1] = 1
    version: int = 1
    """Grows by one with each change."""
    person_id: str
    roles: tuple[JobRole, ...] = ()
    """Of the last sign-in."""
    facilities: tuple[str, ...] = ()
    payers: tuple[str, ...] = ()
    first_seen_at: datetime
    last_sign_in_at: datetime | None = None
    """None for a person that the personnel system announced and that never signed in."""
    last_use: Mapping[JobRole, date] = Field(default_factory=dict)
    leaves_on: date | None = None
    """The last day, as the personnel system announced it."""
    ended_at: datetime | None = None
    """When the access ended; None while it stands."""
    end_cause: EndCause | None = None
    ended_by: str = ""
    """`user:<id>` or `system:<function>`."""
    end_why: str | None = None
    """The reason that an administrator gave, masked; None where the cause says all."""
    restored_at: datetime | None = None
    """When an administrator last gave the access back; None where nobody did."""
    ends: int = 0
    """The number of times that it ended."""

    @property
    def is_active(self) -> bool:
        """Return whether the person may sign in."""
        return self.ended_at is None

    @property
    def last_used_on(self) -> date | None:
        """Return the last day on which the person used any role."""
        return max(self.last_use.values(), default=None)

    def seen(self, principal: Principal, at: datetime, *, signs_in: bool) -> "KnownPerson":
        """Return the person after a use in these roles; as it is when that says nothing new."""
        used = {**self.last_use, **dict.fromkeys(principal.roles, at.date())}
        changes: dict[str, object] = {"last_use": used}
        if signs_in:
            changes |= {
                "roles": tuple(sorted(principal.roles)),
                "facilities": tuple(sorted(principal.facilities)),
                "payers": tuple(sorted(principal.payers)),
                "last_sign_in_at": at,
            }
        return self.model_copy(update=changes)

    def ended(
        self, cause: EndCause, *, at: datetime, by: str, why: str | None = None
    ) -> "KnownPerson":
        """Return the person without access; as it is when it had none."""
        if not self.is_active:
            return self
        return self.model_copy(
            update={
                "ended_at": at,
                "end_cause": cause,
                "ended_by": by,
                "end_why": why,
                "ends": self.ends + 1,
            }
        )

    def restored(self, at: datetime) -> "KnownPerson":
        """Return the person with access again; as it is when it had access."""
        if self.is_active:
            return self
        return self.model_copy(
            update={
                "ended_at": None,
                "end_cause": None,
                "ended_by": "",
                "end_why": None,
                "leaves_on": None,
                "restored_at": at,
            }
        )


def known_first(person_id: str, at: datetime) -> KnownPerson:
    """Return a person who was never seen, not stored yet."""
    return KnownPerson(version=0, person_id=person_id, first_seen_at=at)


def roles_of_groups(groups: Iterable[str]) -> frozenset[JobRole]:
    """Return the roles that groups of the same names stand for; other groups stand for none."""
    return frozenset(_ROLES[one] for one in groups if one in _ROLES)


_ROLES: Mapping[str, JobRole] = MappingProxyType({one.value: one for one in JobRole})
