"""The batches that were sent, the statuses of whole batches, and their results."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.statuses import BatchStatusReported
from claimtrail.claims.facts.windows import ANSWERED_WITHIN, CLOCKS_DIFFER, TAKEN_IN_WITHIN
from claimtrail.kernel.ids import derived_id

REFUSED = "U"
"""STC03 of a 277CA: rejected."""
NOT_SENT = "batch_not_sent"
PROVIDER_NOT_SENT = "provider_not_sent"
DIFFERS = "batch_differs"
AMBIGUOUS = "batch_ambiguous"
NOTHING_STATED = "nothing_stated"
NO_AUTHORITY = "no_authority"
BATCH_NEXT_STEPS: Mapping[str, str] = MappingProxyType(
    {
        NOT_SENT: "Drop the copy of the 837 with this reference (BHT03), or ask the payer which "
        "batch it refuses.",
        PROVIDER_NOT_SENT: "Ask the payer: the batch that was sent has no claim of this provider.",
        DIFFERS: "Compare both sides with the payer; report the claims that it refuses one by "
        "one: `claimtrail record-status CLAIM --term WORD --seen-on DAY --seen-in portal`.",
        AMBIGUOUS: "Ask the payer which of the sets it refuses: several agree.",
        NOTHING_STATED: "Ask the payer how many claims it refuses, and for how much.",
        NO_AUTHORITY: "Ask the payer whose dropbox it is: the status names another payer.",
    }
)
"""By the reason for which a refused batch moves nothing."""
BATCH_REASON_WORDS: Mapping[str, str] = MappingProxyType(
    {
        NOT_SENT: "no such batch was sent",
        PROVIDER_NOT_SENT: "the batch has no claim of this provider",
        DIFFERS: "counts or amounts differ from the batch that was sent",
        AMBIGUOUS: "several batches that were sent agree with it",
        NOTHING_STATED: "it states no count and no amount",
        NO_AUTHORITY: "it names another payer than the one that delivered it",
    }
)
"""The same reasons, as people read them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchMember:
    """One claim of a batch that was sent."""

    claim_id: str
    provider_key: str
    """Keyed hash of the billing provider's NPI (2010AA NM109); empty when it has none."""
    charge_cents: int
    tax_key: str = ""
    """Keyed hash of its tax id (2010AA REF*EI, REF*SY); empty when it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRoster:
    """The claims of one payer that one 837 set carried under one BHT03, or some of them.

    Large sets make several rosters, distinguished by `offset`.
    """

    batch_key: str
    """Keyed hash of payer, submitter (1000A NM109) and BHT03."""
    payer_id: str
    file_id: str
    set_start: int
    """Byte offset of the set in the file."""
    offset: int
    """Byte offset of the first claim."""
    sent_on: date
    """BHT04, else the day of the interchange."""
    members: tuple[BatchMember, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRead:
    """The file that carried a batch is read to its end: all its rosters are stored."""

    batch_key: str
    file_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchStatusCopy:
    """The status of a batch or provider as it is kept. Holds references: for the table alone."""

    status_id: str
    """Of the fact; the event of each claim gets an id derived from it."""
    batch_key: str
    payer_id: str
    """Of whose claims it speaks."""
    transaction_type: Literal["277CA", "277"]
    has_authority: bool
    """The payer that it names (2100A) is the one whose dropbox it came through."""
    reference: str
    """2200B TRN02, which is BHT03 of the 837; of a 277 its own BHT03, which is that of the 276."""
    trace_number: str
    """TRN02 of the level; of a 277 a hint at what was asked."""
    receiver_identifier: str
    """2100B NM109."""
    provider_qualifier: str
    provider_identifier: str
    """2100C NM109; empty at the receiver's level."""
    provider_key: str
    """Keyed hash of the provider's NPI or tax id; empty at the receiver's level, or for another
    identifier."""
    has_children: bool
    """HL04 is not 0: the levels beneath it speak for themselves."""
    days: tuple[date, ...]
    """DTP*050, DTP*009 and the day of the interchange, as far as they are known."""
    received_on: date | None = None
    """DTP*050: when the batch was received."""
    event: ClaimEvent
    """Complete but for its claim; the fact is a BatchStatusReported."""

    @property
    def fact(self) -> BatchStatusReported:
        """Return the status itself. Raises TypeError when the event is of another kind."""
        if not isinstance(self.event.fact, BatchStatusReported):
            raise TypeError("not the status of a batch")
        return self.event.fact

    @property
    def decides(self) -> bool:
        """Return whether it refuses everything beneath it: STC03 U, and no level beneath speaks."""
        actions = {status.action_code for status in self.fact.statuses if status.action_code}
        is_front_end = self.transaction_type == "277CA"
        return is_front_end and not self.has_children and actions == {REFUSED}

    def answers(self, roster: BatchRoster) -> bool:
        """Return whether its days allow that it speaks of what was sent then.

        References come round.
        """
        received_on = self.received_on or roster.sent_on
        return received_on - roster.sent_on <= TAKEN_IN_WITHIN and all(
            -CLOCKS_DIFFER <= day - roster.sent_on <= ANSWERED_WITHIN for day in self.days
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """The outcome of a deciding status: its claims were given it, or it is an exception."""

    status_id: str
    batch_key: str
    payer_id: str
    version: int
    """Grows with what was sent of the batch; the highest one stands."""
    reason: str
    """Why nothing moves; empty when both sides agree."""
    level: Literal["receiver", "provider"]
    codes: tuple[str, ...]
    """`A3:24:41`."""
    stated_count: int | None
    stated_cents: int | None
    """As the payer states it."""
    found_count: int
    found_cents: int
    """As it was sent: of the file that agrees, else of the last one."""
    since: datetime
    """When the status was taken up."""
    file_id: str
    """Of the status."""
    start: int
    end: int
    """The level's bytes in that file."""
    was_exception: bool = False
    """An earlier version was an exception."""

    @property
    def exception_id(self) -> str:
        """Return the one exception that the status makes."""
        return derived_id("exc_", self.status_id, "batch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """All that is known of a batch, by one read."""

    rosters: tuple[BatchRoster, ...] = ()
    read: tuple[BatchRead, ...] = ()
    statuses: tuple[BatchStatusCopy, ...] = ()
    results: tuple[BatchResult, ...] = ()


Members = tuple[BatchMember, ...]
