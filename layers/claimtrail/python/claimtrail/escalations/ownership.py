"""The owner of a claim's follow-up: a table of rules, first match decides, its name is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass

RULE_VERSION = 1
"""Grows when a row below changes; it is recorded with every escalation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipRule:
    """One row: what it asks for, and whom it names. Queues are roles, not people."""

    name: str
    payer_ids: frozenset[str] | None
    """Profile ids of the payers that it is for; None for every payer."""
    minimum_cents: int
    """The least charge that it is for, in cents."""
    owner: str
    manager: str

    def fits(self, *, payer_id: str, charge_cents: int) -> bool:
        """Return whether the row is for a claim of this payer and charge."""
        for_payer = self.payer_ids is None or payer_id in self.payer_ids
        return for_payer and charge_cents >= self.minimum_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The owner that a rule named, and which rule it was: `ownership@1/high-dollar`."""

    owner: str
    manager: str
    rule: str


RULES = (
    OwnershipRule(
        name="high-dollar",
        payer_ids=None,
        minimum_cents=1_000_000,
        owner="queue:senior-claims-follow-up",
        manager="queue:revenue-cycle-directors",
    ),
    OwnershipRule(
        name="default",
        payer_ids=None,
        minimum_cents=0,
        owner="queue:claims-follow-up",
        manager="queue:revenue-cycle-managers",
    ),
)
"""The last row fits every claim; a test sees to it."""


def assign(
    *, payer_id: str, charge_cents: int, rules: Sequence[OwnershipRule] = RULES
) -> Assignment:
    """Return the owner and the manager of a claim.

    The last row catches what no other does, a negative charge included: a claim always has an
    owner.
    """
    rule = next(
        (rule for rule in rules if rule.fits(payer_id=payer_id, charge_cents=charge_cents)),
        rules[-1],
    )
    return Assignment(
        owner=rule.owner, manager=rule.manager, rule=f"ownership@{RULE_VERSION}/{rule.name}"
    )
