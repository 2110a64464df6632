"""What the records of a set state that is not applied: claims and cents, and no more."""

from collections.abc import Iterable
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from claimtrail.kernel.money import to_cents
from claimtrail.x12.records import (
    ClaimStatus,
    Record,
    RemittanceClaim,
    SubmittedClaim,
)


class KeptBack(BaseModel):
    """Figures of a held set, or of one of a test interchange."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim_count: int = 0
    charge_cents: int | None = None
    """CLM02 or CLP03; None where the records state no charge."""
    paid_cents: int | None = None
    """CLP04."""

    @classmethod
    def of(cls, records: Iterable[Record]) -> "KeptBack":
        """The figures of records; an amount that is finer than a cent is left out."""
        claims = [record for record in records if isinstance(record, _CLAIMS)]
        charges = [one.total_charge for one in claims if isinstance(one, SubmittedClaim)]
        charges += [one.charge for one in claims if isinstance(one, RemittanceClaim)]
        paid = [one.paid for one in claims if isinstance(one, RemittanceClaim)]
        return cls(claim_count=len(claims), charge_cents=_cents(charges), paid_cents=_cents(paid))

    def __add__(self, other: "KeptBack") -> "KeptBack":
        """The figures of both together."""
        return KeptBack(
            claim_count=self.claim_count + other.claim_count,
            charge_cents=_sum(self.charge_cents, other.charge_cents),
            paid_cents=_sum(self.paid_cents, other.paid_cents),
        )


_CLAIMS = (SubmittedClaim, ClaimStatus, RemittanceClaim)


def _cents(amounts: list[Decimal]) -> int | None:
    try:
        return to_cents(sum(amounts, Decimal(0))) if amounts else None
    except ValueError:
        return None


def _sum(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else one + other
