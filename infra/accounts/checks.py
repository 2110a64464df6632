"""A check of the preflight: its result, what was found, and what to do next."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from infra.accounts.ports import AccountReader
from infra.stage import Stage


class Result(Enum):
    """The results of a check, from best to worst."""

    OK = "ok"
    NOT_APPLICABLE = "does not apply"
    WARNING = "warning"
    UNKNOWN = "could not be checked"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Judgment:
    """The judgment of one rule."""

    result: Result
    found: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the preflight."""

    name: str
    result: Result
    found: str
    next_step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """The demands of a stage's synthesized templates and of the tools that deploy them."""

    resources: Mapping[str, int]
    """Number of resources by CloudFormation type, over all stacks."""
    stacks: tuple[str, ...]
    bootstrap_version: int
    """The least version of the bootstrap stack that the assembly accepts."""
    schema_major: int
    """The major version of the cloud assembly's schema."""
    least_executions: int
    """Concurrent executions below which event sources alone are throttled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """The versions on this machine."""

    python: tuple[int, int]
    node: tuple[int, ...]
    cdk: str
    """The CDK command line's version; empty when it is not installed."""
    cdk_pinned: str
    cdk_schema_major: int
    """The newest major version of the schema that the command line reads."""
    cdk_bootstrap_version: int
    """The version of the bootstrap stack that the command line would deploy."""
    library: str
    library_pinned: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Everything that a rule judges by, beside what it reads of the account."""

    stage: Stage
    needs: Needs
    tools: Tools
    today: date

    @property
    def is_local(self) -> bool:
        """Return whether the stage is the embedded cloud's."""
        return self.stage.settings.stage == "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A question to the account, and the judgment of its answer."""

    name: str
    judge: Callable[[Context, Any], Judgment]
    ask: Callable[[AccountReader, Context], Any] = lambda _reader, _context: None
    """Reads what is judged; nothing where the context suffices."""
    on_laptop: str = ""
    """The reason for which the rule does not apply to the embedded cloud; empty: it does."""


def ok(found: str) -> Judgment:
    """Return that all is as it must be."""
    return Judgment(Result.OK, found)


def warning(found: str, next_step: str) -> Judgment:
    """Return that a deployment succeeds, and something will be missed."""
    return Judgment(Result.WARNING, found, next_step)


def failed(found: str, next_step: str) -> Judgment:
    """Return that a deployment fails, or works for nobody."""
    return Judgment(Result.FAILED, found, next_step)


def not_applicable(found: str) -> Judgment:
    """Return that a rule has nothing to judge here."""
    return Judgment(Result.NOT_APPLICABLE, found)


def worst(checks: Iterable[Check]) -> Result:
    """Return the worst result."""
    order = list(Result)
    return max((check.result for check in checks), key=order.index, default=Result.OK)
