"""The form of a kind of alarm, and what every alarm says of itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aws_cdk import CfnResource
from aws_cdk import aws_cloudwatch as cloudwatch

from infra.settings import Settings

RUNBOOK = "docs/runbooks/alarms.md"


class Severity(StrEnum):
    """The time within which somebody must act."""

    PAGE = "page"
    """At once: data waits, is lost soon, or is at risk."""
    DAY = "day"
    """Within the working day: work goes on meanwhile."""
    PART = "part"
    """Nobody is called: the composite alarm of its stack calls for many of them at once."""


class Missing(StrEnum):
    """The meaning of periods without data.

    CloudWatch user guide, "Configuring how CloudWatch alarms treat missing data".
    """

    FINE = "notBreaching"
    """AWS publishes the metric only when there is something to count."""
    BREACHING = "breaching"
    """The lack of data is the failure itself."""
    KEPT = "ignore"
    """The last known state holds."""


TREATMENTS: Mapping[Missing, cloudwatch.TreatMissingData] = {
    Missing.FINE: cloudwatch.TreatMissingData.NOT_BREACHING,
    Missing.BREACHING: cloudwatch.TreatMissingData.BREACHING,
    Missing.KEPT: cloudwatch.TreatMissingData.IGNORE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One metric of one resource."""

    namespace: str
    metric: str
    dimensions: Mapping[str, str]
    statistic: str = "Sum"
    suffix: str = ""
    """Part of the alarm's name, where a resource has several series of a kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmKind:
    """A kind of alarm: each resource for which `series` yields something has it."""

    anchor: str
    """Its section of the runbook."""
    on: type[CfnResource]
    severity: Severity
    says: str
    series: Callable[[Any], Sequence[Series]]
    at_least: float | Callable[[Any], float] = 1
    minutes: int = 5
    periods: int = 1
    missing: Missing = Missing.FINE

    @property
    def is_grouped(self) -> bool:
        """Return whether it notifies by its stack's composite alarm alone."""
        return self.severity is Severity.PART

    def threshold(self, resource: CfnResource) -> float:
        """Return the value from which on the alarm rings."""
        return self.at_least(resource) if callable(self.at_least) else self.at_least


def described(
    settings: Settings, *, severity: Severity, subject: str, says: str, anchor: str
) -> str:
    """Return an alarm's description: severity, stage and subject, meaning, and the runbook."""
    section = f"{settings.alarms.runbook_base}{RUNBOOK}#{anchor}"
    return f"[{severity}] ClaimTrail {settings.stage} {subject}: {says}. {section}"
