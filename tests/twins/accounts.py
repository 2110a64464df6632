"""In-memory accounts: what the preflight reads, and a deployed stage that can be taken down."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from infra.accounts.ports import (
    CannotReadError,
    Certificate,
    Identity,
    LakeDefaults,
    Subnet,
    Trail,
    Usage,
)
from infra.accounts.removal.model import BucketContents, DeployedStack
from infra.accounts.removal.ports import Progress


@dataclass(kw_only=True)
class MemoryAccount:
    """An account that a stage fits into, unless a test says otherwise."""

    account: str = "111122223333"
    region: str = "us-east-1"
    bootstrap: int | None = 33
    executions: int = 1_000
    trail_list: tuple[Trail, ...] = (
        Trail(name="management", is_logging=True, writes_management_events=True),
    )
    lake: LakeDefaults = field(default_factory=lambda: LakeDefaults(databases=True, tables=True))
    states: dict[str, str] = field(default_factory=dict)
    usages: dict[str, Usage] = field(default_factory=dict)
    policies: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    subnet_list: tuple[Subnet, ...] = ()
    certificates: dict[str, Certificate] = field(default_factory=dict)
    """ARN to certificate."""
    lost_names: frozenset[str] = frozenset()
    """Names that lead nowhere."""
    elsewhere: dict[str, "MemoryAccount"] = field(default_factory=dict)
    """Region to the account there, where it is another than here."""
    denied: frozenset[str] = frozenset()
    """IAM actions that the caller lacks."""

    def _ask(self, action: str) -> None:
        if action in self.denied:
            raise CannotReadError(action, f"not allowed to call {action}")

    def in_region(self, region: str) -> "MemoryAccount":
        return self.elsewhere.get(region, self)

    def certificate(self, arn: str) -> Certificate | None:
        self._ask("acm:DescribeCertificate")
        return self.certificates.get(arn)

    def resolves(self, name: str) -> bool:
        return name not in self.lost_names

    def identity(self) -> Identity:
        self._ask("sts:GetCallerIdentity")
        return Identity(
            account=self.account, arn=f"arn:aws:iam::{self.account}:user/op", region=self.region
        )

    def bootstrap_version(self, qualifier: str) -> int | None:
        assert qualifier == "hnb659fds"
        self._ask("ssm:GetParameter")
        return self.bootstrap

    def concurrent_executions(self) -> int:
        self._ask("lambda:GetAccountSettings")
        return self.executions

    def trails(self) -> Sequence[Trail]:
        self._ask("cloudtrail:DescribeTrails")
        return self.trail_list

    def lake_defaults(self) -> LakeDefaults:
        self._ask("lakeformation:GetDataLakeSettings")
        return self.lake

    def stack_states(self, names: Sequence[str]) -> dict[str, str]:
        self._ask("cloudformation:DescribeStacks")
        return {name: state for name, state in self.states.items() if name in names}

    def usage(self, quota: str) -> Usage:
        self._ask("servicequotas:GetServiceQuota")
        return self.usages.get(quota, Usage(used=0, limit=10**12))

    def has_policy(self, arn: str) -> bool:
        return arn in self.policies

    def has_secret(self, arn: str) -> bool:
        return arn in self.secrets

    def subnets(self, ids: Sequence[str]) -> Sequence[Subnet]:
        return [one for one in self.subnet_list if one.subnet_id in ids]


class Interrupted(Exception):  # noqa: N818 - what a connection does, no error of ours
    """The connection broke off."""


@dataclass
class MemoryStage:
    """A deployed stage; what is done to it is kept in order, and one step may break off."""

    found: dict[str, DeployedStack]
    buckets: dict[str, BucketContents]
    groups: list[str] = field(default_factory=list)
    done: list[tuple[str, str]] = field(default_factory=list)
    breaks_at: tuple[str, str] | None = None
    of_account: str = "111122223333"

    def _do(self, step: str, name: str) -> None:
        if self.breaks_at == (step, name):
            self.breaks_at = None
            raise Interrupted(name)
        self.done.append((step, name))

    def account(self) -> str:
        return self.of_account

    def stacks(self, names: Sequence[str]) -> Sequence[DeployedStack]:
        return [self.found[name] for name in names if name in self.found]

    def contents(self, bucket: str) -> BucketContents:
        return self.buckets[bucket]

    def items(self, table: str) -> int:
        return len(table)

    def log_groups(self, prefixes: Sequence[str]) -> Sequence[str]:
        return [one for one in self.groups if one.startswith(tuple(prefixes))]

    def open_bucket(self, bucket: str) -> None:
        self._do("open", bucket)

    def empty_bucket(self, bucket: str, progress: Progress) -> None:
        self._do("empty", bucket)
        progress(bucket)
        self.buckets[bucket] = replace(self.buckets[bucket], versions=0, markers=0, size=0)

    def empty_vault(self, vault: str) -> None:
        self._do("empty vault", vault)

    def unprotect(self, stack: DeployedStack) -> None:
        self._do("unprotect", stack.name)

    def delete_stack(self, stack: str, progress: Progress) -> None:
        progress(stack)
        self._do("delete", stack)
        for bucket in self.found[stack].buckets:
            assert not self.buckets[bucket].versions, "CloudFormation deletes no full bucket"
        del self.found[stack]

    def delete_log_group(self, name: str) -> None:
        self._do("delete group", name)
        self.groups.remove(name)
