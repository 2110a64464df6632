"""Values of the API's rows as the tables of commands show them."""

from datetime import date
from typing import Any

from claimtrail.cli.core.output import dollars
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.money import parse_amount, to_cents


def amount(row: dict[str, Any], name: str) -> str:
    """Return dollars; empty where the roles do not see them."""
    said = row.get(name)
    return "" if said is None else dollars(cents_of(said))


def cents_of(said: str) -> int:
    """Return the cents of a decimal number of dollars."""
    return to_cents(parse_amount(said))


def days_since(row: dict[str, Any], name: str) -> int | None:
    """Return the days since a day; None where the roles do not see it."""
    said = row.get(name)
    return (utc_now().date() - date.fromisoformat(said)).days if said else None
