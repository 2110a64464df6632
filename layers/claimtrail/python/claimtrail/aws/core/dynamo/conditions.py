"""Conditions on writes, and the error of a transaction that was refused."""

from dataclasses import dataclass, field
from typing import Any

from claimtrail.aws.core.dynamo.items import VERSION, Item, Value, attribute

_FAILED = "ConditionalCheckFailed"
_CONFLICTS = frozenset({_FAILED, "TransactionConflict"})


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of the stored item while it is written."""

    expression: str
    names: dict[str, str] = field(default_factory=dict)
    values: Item = field(default_factory=dict)

    def request(self) -> dict[str, Any]:
        """Return the condition as fields of a request."""
        fields: dict[str, Any] = {"ConditionExpression": self.expression}
        if self.names:
            fields["ExpressionAttributeNames"] = self.names
        if self.values:
            fields["ExpressionAttributeValues"] = self.values
        return fields


ABSENT = Condition("attribute_not_exists(pk)")
"""Nothing is stored under the key."""


def equal(**values: Value) -> Condition:
    """Return the condition that the item has these values."""
    return Condition(
        " AND ".join(f"#{name} = :{name}" for name in values),
        {f"#{name}": name for name in values},
        {f":{name}": attribute(value) for name, value in values.items()},
    )


def among(name: str, values: list[str]) -> Condition:
    """Return the condition that the item has one of these values."""
    numbered = {f":{name}{number}": attribute(value) for number, value in enumerate(values)}
    return Condition(f"#{name} IN ({', '.join(numbered)})", {f"#{name}": name}, numbered)


def older(name: str, value: Value) -> Condition:
    """Return the condition that nothing is stored, or an item with a smaller value."""
    return Condition(
        f"attribute_not_exists(pk) OR #{name} < :{name}",
        {f"#{name}": name},
        {f":{name}": attribute(value)},
    )


def follows(version: int) -> Condition:
    """Return the condition that the version before is stored: none before the first."""
    return equal(**{VERSION: version - 1}) if version > 1 else ABSENT


class TransactionRefusedError(Exception):
    """A transaction of which nothing was written, with DynamoDB's reason for each write."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(f"DynamoDB refused a transaction: {', '.join(codes)}")
        self.codes = codes

    def failed(self, number: int) -> bool:
        """Return True when that write failed by its own condition."""
        return len(self.codes) > number and self.codes[number] == _FAILED

    @property
    def is_conflict(self) -> bool:
        """True if a condition failed or another writer was at one of the items."""
        return not _CONFLICTS.isdisjoint(self.codes)
