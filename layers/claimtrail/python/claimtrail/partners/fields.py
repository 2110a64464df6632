"""The tables of a partner's profile: identities, terms, contact, account and deliveries."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Frozen(BaseModel):
    """A value that does not change, and refuses fields that it does not have."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class InterchangeIdentity(Frozen):
    """The identifiers by which the partner signs its interchanges."""

    qualifier: str = Field(min_length=2, max_length=2)
    """ISA05."""
    sender_id: str = Field(min_length=2, max_length=15)
    """ISA06, without padding."""


class Terms(Frozen):
    """The payer's clocks, in calendar days."""

    adjudication_days: int = Field(gt=0, le=365)
    """From acceptance to a decision; past it the claim escalates."""


class Deadlines(Frozen):
    """The last days on which the payer takes something from us, in calendar days.

    A day is counted from the one that starts the clock, which is day 0. None: the payer's contract
    and manual name none, and nothing is reckoned.
    """

    timely_filing_days: int | None = Field(default=None, gt=0, le=1095)
    """From the last date of service to the receipt of the first claim (42 CFR 424.44: one
    calendar year for Medicare; by contract for others)."""
    corrected_claim_days: int | None = Field(default=None, gt=0, le=1095)
    """From the decision or rejection to a corrected or replacing claim; None: timely filing
    holds for it too."""
    appeal_days: int | None = Field(default=None, gt=0, le=730)
    """From the decision to the request for a review (42 CFR 405.942: 120 days for Medicare)."""


class Contact(Frozen):
    """The contact at the partner."""

    name: str
    phone: str = ""
    portal: str = ""


class Sftp(Frozen):
    """The partner's account on the SFTP server."""

    public_keys: tuple[str, ...] = ()
    """OpenSSH public keys; a stage may add its own (the local stage makes one per machine)."""


class DeliveredPayer(Frozen):
    """A payer for which another partner (clearinghouse, fiscal agent) delivers, and when."""

    payer: str
    """The payer's profile id."""
    transactions: tuple[str, ...] = ()
    """Transactions that it delivers; empty: all."""
    first_day: date | None = None
    """None: ever since."""
    last_day: date | None = None
    """None: until further notice."""

    def covers(self, transaction: str, day: date) -> bool:
        """Tell whether a file of that transaction, received on that day, is covered."""
        is_listed = not self.transactions or transaction in self.transactions
        is_begun = self.first_day is None or self.first_day <= day
        return is_listed and is_begun and (self.last_day is None or day <= self.last_day)

    @model_validator(mode="after")
    def _days_are_in_order(self) -> "DeliveredPayer":
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValueError("last_day is before first_day")
        return self
