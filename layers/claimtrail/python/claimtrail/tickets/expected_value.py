"""The expected value of work: the dollars that wait for it times the share that is usually won.

The shares are the project's own estimates, by what keeps the claim from being paid. They order the
work of one day and forecast nothing. A row that fits first decides, and its name is shown.
"""

from dataclasses import dataclass
from functools import lru_cache

RULE_VERSION = 1
"""Grows when a row below changes; it is part of every rule."""
PASSED = "-passed"
"""The end of a next action's rule whose last day has passed."""
_WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryRate:
    """One row: the cause, or the outcome, and the share of its dollars that is usually won."""

    name: str
    percent: int
    reason: str
    causes: frozenset[str] = frozenset()
    """Kinds of cause, as tickets have them; empty: of any."""
    outcomes: frozenset[str] = frozenset()
    """States of the claim; empty: any."""
    is_passed: bool = False
    """True: only where the last day of the next action has passed."""

    def fits(self, *, cause: str, outcome: str, action_rule: str) -> bool:
        """Return whether the row is for this work."""
        return (
            (not self.causes or cause in self.causes)
            and (not self.outcomes or outcome in self.outcomes)
            and (not self.is_passed or action_rule.endswith(PASSED))
        )


RATES = (
    RecoveryRate(
        name="last-day-passed",
        percent=5,
        reason="the last day has passed: an exception of the payer's is needed",
        is_passed=True,
    ),
    RecoveryRate(
        name="never-adjudicated",
        percent=95,
        reason="never adjudicated: once corrected, it is paid as any other",
        outcomes=frozenset({"TRANSMISSION_REJECTED", "FRONT_END_REJECTED"}),
    ),
    RecoveryRate(
        name="payer-asks",
        percent=85,
        reason="the payer decides as soon as it has what it asks for",
        outcomes=frozenset({"PENDED_PROVIDER_INFO", "PENDED_PATIENT_INFO", "FORWARDED"}),
    ),
    RecoveryRate(
        name="correctable",
        percent=75,
        reason="a corrected claim is usually paid",
        causes=frozenset({"missing or invalid data", "documentation", "provider"}),
    ),
    RecoveryRate(
        name="coverage",
        percent=55,
        reason="paid if the right coverage is found",
        causes=frozenset({"eligibility", "coordination of benefits"}),
    ),
    RecoveryRate(
        name="appealable",
        percent=45,
        reason="about half of such appeals are won",
        causes=frozenset({"medical necessity", "authorization", "bundling"}),
    ),
    RecoveryRate(
        name="rarely-won",
        percent=10,
        reason="rarely overturned",
        causes=frozenset({"duplicate", "timely filing", "not covered"}),
    ),
    RecoveryRate(
        name="decided",
        percent=40,
        reason="decided against us, for a reason that is not clear yet",
        outcomes=frozenset({"DENIED", "PARTIALLY_PAID", "REVERSED", "FINAL_NO_PAYMENT"}),
    ),
    RecoveryRate(
        name="waiting",
        percent=90,
        reason="nothing is decided: most such claims are paid",
    ),
)
"""The last row fits everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedValue:
    """The dollars that work is likely to bring, and why."""

    cents: int
    percent: int
    reason: str
    rule: str

    @property
    def words(self) -> str:
        """Return the reason as a row shows it: `75%: a corrected claim is usually paid`."""
        return f"{self.percent}%: {self.reason}"


@lru_cache(maxsize=1_000)
def _rate_of(cause: str, outcome: str, action_rule: str) -> RecoveryRate:
    return next(
        row for row in RATES if row.fits(cause=cause, outcome=outcome, action_rule=action_rule)
    )


def expected_value(
    *, amount_cents: int, cause: str, outcome: str, action_rule: str
) -> ExpectedValue:
    """Return the expected value of work, in cents rounded down."""
    row = _rate_of(cause, outcome, action_rule)
    return ExpectedValue(
        cents=amount_cents * row.percent // _WHOLE,
        percent=row.percent,
        reason=row.reason,
        rule=f"expected-value@{RULE_VERSION}/{row.name}",
    )
