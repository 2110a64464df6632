"""The port through which the preflight reads an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class CannotReadError(Exception):
    """A question that could not be answered: the permission is missing, or AWS did not answer."""

    def __init__(self, action: str, why: str) -> None:
        super().__init__(f"{action}: {why}")
        self.action = action
        """The IAM action of the call, such as `ssm:GetParameter`."""
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The caller, as AWS knows it."""

    account: str
    arn: str
    region: str
    """The region of this shell, which commands on a stage ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """A quota of a service, and how much of it the account uses."""

    used: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """A CloudTrail trail that covers the region."""

    name: str
    is_logging: bool
    writes_management_events: bool
    """True if it records calls that change something, such as the start of a query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LakeDefaults:
    """The permissions that Lake Formation gives to whoever IAM allows, on what is made new."""

    databases: bool
    tables: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Subnet:
    """A subnet, as far as an SFTP server asks for it."""

    subnet_id: str
    vpc_id: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate of ACM."""

    names: tuple[str, ...]
    state: str
    """As ACM says it: `ISSUED` when it can be used."""


class AccountReader(Protocol):
    """Reads of an account, in the stage's region. Each raises CannotReadError."""

    def in_region(self, region: str) -> "AccountReader":
        """Return a reader of the same account in another region."""

    def identity(self) -> Identity:
        """Return who calls."""

    def bootstrap_version(self, qualifier: str) -> int | None:
        """Return the version of the CDK's bootstrap stack; None where there is none."""

    def concurrent_executions(self) -> int:
        """Return the concurrent executions of all functions that the account may have."""

    def trails(self) -> Sequence[Trail]:
        """Return the trails that cover the region."""

    def lake_defaults(self) -> LakeDefaults:
        """Return Lake Formation's default permissions."""

    def stack_states(self, names: Sequence[str]) -> dict[str, str]:
        """Return the states of those of the stacks that exist."""

    def usage(self, quota: str) -> Usage:
        """Return the use of one of `quotas.QUOTAS`, by its name."""

    def has_policy(self, arn: str) -> bool:
        """Return whether a managed policy exists."""

    def has_secret(self, arn: str) -> bool:
        """Return whether a secret exists."""

    def subnets(self, ids: Sequence[str]) -> Sequence[Subnet]:
        """Return those of the subnets that exist."""

    def certificate(self, arn: str) -> Certificate | None:
        """Return a certificate of the region; None where there is no such."""

    def resolves(self, name: str) -> bool:
        """Return whether a name of a domain leads anywhere."""
