"""The record of a payer's file: its receipt, each delivery, and each range that was read.

Kept in the claim table beside the claims. The file's name may hold PHI (payers put account numbers
into names), so it stands in the receipt and its deliveries and nowhere else.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import chain, islice
from typing import Literal

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.x12 import PartResult
from claimtrail.x12.model import SetAcceptance, TransactionType
from claimtrail.x12.model.findings import Finding

KEPT_FINDINGS = 50
"""Findings kept with a receipt; all of them are rows of the `findings` dataset."""


def kept_findings(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings to keep with a receipt, in their order.

    The first of each code goes before others of its code.
    """
    if len(findings) <= KEPT_FINDINGS:
        return tuple(findings)
    first: dict[str, int] = {}
    for place, finding in enumerate(findings):
        first.setdefault(finding.code, place)
    named = set(first.values())
    others = (place for place in range(len(findings)) if place not in named)
    places = islice(chain(first.values(), others), KEPT_FINDINGS)
    return tuple(findings[place] for place in sorted(places))


class FileStatus(StrEnum):
    """The progress of a file."""

    RECEIVING = "RECEIVING"
    """Recognized; a crash in this status is completed when the message is redelivered."""
    QUARANTINED = "QUARANTINED"
    """Refused as a whole, kept in the quarantine bucket; a new delivery is judged again."""
    QUEUED = "QUEUED"
    """Archived, and every range of it is on the ingest queue."""
    INGESTED = "INGESTED"
    """Everything in it was taken."""
    PARTLY_REJECTED = "PARTLY_REJECTED"
    """Something in it was refused or withheld; the rest was taken."""
    REJECTED = "REJECTED"
    """It was read to its end and nothing in it could be taken."""


TAKEN = frozenset(
    {FileStatus.QUEUED, FileStatus.INGESTED, FileStatus.PARTLY_REJECTED, FileStatus.REJECTED}
)
"""Statuses of content that the system has: the same content again is a repeated delivery."""

Channel = Literal["s3", "sftp"]
ReceiptStep = Literal["check", "append"]
"""The steps of each chunk of a large set, one after the other."""


_ACKNOWLEDGING = frozenset(
    {TransactionType.IMPLEMENTATION_ACKNOWLEDGMENT, TransactionType.INTERCHANGE_ACKNOWLEDGMENT}
)
"""Transactions that state nothing about a claim by itself: they move those of whole sets."""


class RefusedGroup(FrozenModel):
    """A functional group that fell by its envelope; the 999 says so when the file is closed."""

    set_range: str
    """The group as a range (JSON), as `x12.plan_ranges` makes it."""
    findings: tuple[Finding, ...]


class FileReceipt(FrozenModel):
    """One content from one partner, whatever name it came under, however often."""

    schema_version: Literal[1] = 1
    file_id: str
    partner_id: str
    """The dropbox's partner; `unknown` where the folder belongs to none."""
    sha256: str
    """Of the bytes, in hexadecimal; empty for a file that was too large to be read."""
    name: str
    """As it came, without the folder. May hold PHI: shown to those who may read the table."""
    size: int
    """Bytes."""
    channel: Channel
    received_at: datetime
    """When S3 took the object of the delivery that counts."""
    recorded_at: datetime
    """When ClaimTrail took it up; its claim events carry this instant, however often they are
    written."""
    delivery_id: str
    """The delivery that counts: the first, or for refused content the latest."""
    status: FileStatus
    reason: str = ""
    """Why it was quarantined: the code of the deciding finding."""
    stored_key: str = ""
    """The place of the bytes: the archive bucket, or the quarantine bucket when quarantined."""
    code_version: str
    transaction_types: tuple[TransactionType, ...] = ()
    interchange_control_numbers: tuple[str, ...] = ()
    group_control_numbers: tuple[str, ...] = ()
    interchange_count: int = 0
    refused_interchange_count: int = 0
    refused_group_count: int = 0
    refused_groups: tuple[RefusedGroup, ...] = ()
    """The first KEPT_FINDINGS of them, of interchanges that go on."""
    group_count: int = 0
    set_count: int = 0
    accepted_set_count: int = 0
    rejected_set_count: int = 0
    event_count: int = 0
    withheld_count: int = 0
    """Records that could not be kept as facts; each has a finding."""
    encounter_count: int = 0
    """Reported encounters (837 with BHT06 RP): read, and no claims to collect."""
    test_interchange_count: int = 0
    """Test interchanges (ISA15 T): read and reported; they move nothing."""
    range_starts: tuple[int, ...] = ()
    """Byte offsets of the ranges that were put on the ingest queue."""
    acknowledgment_keys: tuple[str, ...] = ()
    """The files written for the sender into the outbox bucket: TA1 and 999."""
    finding_count: int = 0
    findings: tuple[Finding, ...] = ()
    """KEPT_FINDINGS of them at most, the first of each code among them."""
    completed_at: datetime | None = None
    """When the last range was read."""

    @property
    def own_facts(self) -> int | None:
        """Return the facts about claims; None where it acknowledges sets, which move theirs."""
        kinds = set(self.transaction_types)
        acknowledges = bool(kinds) and kinds <= _ACKNOWLEDGING and not self.event_count
        return None if acknowledges else self.event_count


class Delivery(FrozenModel):
    """One time that the content was dropped."""

    schema_version: Literal[1] = 1
    delivery_id: str
    file_id: str
    partner_id: str
    name: str
    """May hold PHI, as in the receipt."""
    channel: Channel
    delivered_at: datetime


class SetOutcome(FrozenModel):
    """The outcome of one transaction set."""

    identifier: str
    """ST01; empty where it names no known transaction set."""
    control_number: str
    """ST02."""
    transaction_type: TransactionType | None = None
    start: int
    end: int
    verdict: SetAcceptance
    segment_count: int
    record_count: int = 0
    event_count: int = 0
    withheld_count: int = 0
    encounter_count: int = 0
    """Reported encounters (BHT06 RP), which are no claims to collect."""
    is_test: bool = False
    """It stands in a test interchange (ISA15 T) and moves nothing."""
    batches: tuple[str, ...] = ()
    """Keyed hashes of the batches that an 837 set carried, for statuses of whole batches."""
    finding_count: int = 0
    findings: tuple[Finding, ...] = ()
    """The first few: what the 999 needs, not the whole list."""

    @property
    def own_facts(self) -> int | None:
        """Return the facts about claims; None where it acknowledges sets, which move theirs."""
        acknowledges = self.transaction_type in _ACKNOWLEDGING and not self.event_count
        return None if acknowledges else self.event_count

    @property
    def is_held(self) -> bool:
        """Return whether its records are not applied until a person releases it."""
        return self.verdict is SetAcceptance.REJECTED and not self.is_test


class RangePart(FrozenModel):
    """The outcome of one range of a message that has several."""

    start: int
    set_range: str
    """The range as it was planned (JSON)."""
    sets: tuple[SetOutcome, ...]


class RangeResult(FrozenModel):
    """The outcome of one ingest message. The first result stored stays; later ones equal it."""

    schema_version: Literal[1]
    file_id: str
    start: int
    finished_at: datetime
    set_range: str
    """The range as it was planned (JSON): the envelopes that the sets stand in. Empty where the
    range is of an extract, which has none and gets no 999."""
    sets: tuple[SetOutcome, ...]
    more: tuple[RangePart, ...] = ()
    """The further ranges of the message, in file order."""

    @property
    def parts(self) -> tuple[RangePart, ...]:
        """Return all ranges of the message, in file order."""
        first = RangePart(start=self.start, set_range=self.set_range, sets=self.sets)
        return (first, *self.more)

    @property
    def all_sets(self) -> Iterator[SetOutcome]:
        """Yield the outcomes of the sets of all ranges, in file order."""
        return (outcome for part in self.parts for outcome in part.sets)


class CheckedChunk(FrozenModel):
    """The findings of one chunk of a large set; the set's verdict comes from all of them."""

    schema_version: Literal[1] = 1
    file_id: str
    set_start: int
    """Byte offset of the set."""
    split_id: str
    """Of the split that the chunk belongs to: a later release may split elsewhere."""
    ordinal: int
    part: PartResult

    @property
    def step(self) -> "ReceiptStep":
        """To check."""
        return "check"


class AppendedChunk(FrozenModel):
    """The counts of what one chunk of an accepted large set appended."""

    schema_version: Literal[1] = 1
    file_id: str
    set_start: int
    """Byte offset of the set."""
    split_id: str
    """Of the split that the chunk belongs to: a later release may split elsewhere."""
    ordinal: int
    finished_at: datetime
    record_count: int
    event_count: int
    withheld_count: int = 0
    encounter_count: int = 0
    batches: tuple[str, ...] = ()
    finding_count: int = 0
    findings: tuple[Finding, ...] = ()
    """The first few, of records that were withheld."""

    @property
    def step(self) -> "ReceiptStep":
        """To append."""
        return "append"


class SetVerdict(FrozenModel):
    """The decision about a large set. Until it stands, nothing of the set moves any claim."""

    schema_version: Literal[1] = 1
    file_id: str
    start: int
    """Byte offset of the set."""
    decided_at: datetime
    outcome: SetOutcome
    """As far as checking knows it: the set's claims are not counted yet."""
    at_claims: bool
    """True if its chunks begin at claims, so that each can be read by itself."""
    shared_numbers: tuple[int, ...] = ()
    """Of an 835: offsets of CLP segments whose CLP01 stands on records of several patients, one for
    each such number."""
