"""The tables of a partner's profile: identities, terms, contact, account and deliveries."""

from datetime import date

from pydantic import Field, model_validator

from claimtrail.kernel.frozen_model import FrozenModel


class Frozen(FrozenModel):
    """A value that does not change, and refuses fields that it does not have."""


class InterchangeIdentity(Frozen):
    """The identifiers by which the partner signs its interchanges."""

    qualifier: str = Field(min_length=2, max_length=2)
    """ISA05."""
    sender_id: str = Field(min_length=2, max_length=15)
    """ISA06, without padding."""


class Terms(Frozen):
    """The payer's own clocks; past one, the claim escalates."""

    adjudication_days: int = Field(gt=0, le=365)
    """Calendar days from acceptance to a decision."""
    business_days_to_835: int | None = Field(default=None, gt=0, le=60)
    """Business days from a decision (277 F0 to F4) to its remittance; None: the default."""
    appeal_decision_days: int | None = Field(default=None, gt=0, le=365)
    """Calendar days from an appeal to its decision (42 CFR 405.950: 60 for Medicare); None: the
    default."""
    business_days_to_reopen: int | None = Field(default=None, gt=0, le=60)
    """Business days that a claim has to move after a person resolved its ticket; None: the
    default."""


class Acknowledgments(Frozen):
    """The acknowledgments that the payer sends of a submission, and by when, in business days."""

    business_days_to_999: int = Field(default=1, gt=0, le=10)
    """From the submission to its 999 (CAQH CORE 155: a batch's by the next business day)."""
    business_days_to_277ca: int = Field(default=5, gt=0, le=20)
    """From the 999 to the payer's 277CA; 2 to 5 is usual."""
    sends_999: bool | None = None
    """None: as `transactions` of the payer, and of the partners that deliver for it, have it. An
    HL7 acknowledgment counts as one."""
    sends_277ca: bool | None = None
    """None: as `transactions` have it. False: after the 999 the next word is the decision."""

    @model_validator(mode="after")
    def _days_are_of_what_is_sent(self) -> "Acknowledgments":
        for sends, days in (
            ("sends_999", "business_days_to_999"),
            ("sends_277ca", "business_days_to_277ca"),
        ):
            if getattr(self, sends) is False and days in self.model_fields_set:
                raise ValueError(f"{days} is set, and {sends} = false: leave out one of them")
        return self


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
    documentation_days: int | None = Field(default=None, gt=0, le=365)
    """From the payer's request (277 P3, R*) to the receipt of the records that it asks for."""


class HeldDays(Frozen):
    """Business days that evidence of this payer may be held, by reason; None: as usual.

    The usual ones are in `claims/fold/review/hold_deadlines.py`.
    """

    no_submission: int | None = Field(default=None, ge=0, le=90)
    missing_steps: int | None = Field(default=None, ge=0, le=90)
    impossible: int | None = Field(default=None, ge=0, le=90)
    nothing_to_reverse: int | None = Field(default=None, ge=0, le=90)
    before_resubmission: int | None = Field(default=None, ge=0, le=90)


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
