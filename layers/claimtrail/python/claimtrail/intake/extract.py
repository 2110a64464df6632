"""What one transaction set appends: claim events, rosters, acknowledgments, and what is withheld.

Event ids follow from the file's SHA-256, the record's offset and its kind, so that reading a range
again yields the same events. Claims are never read here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from claimtrail.claims.batches import BatchRoster, BatchStatusCopy
from claimtrail.claims.events import ClaimEvent, Fact, Remitted, Source, StatusReported, Submitted
from claimtrail.claims.matching import Method
from claimtrail.claims.payer_numbers import UNLISTED_PAYER, alike, payer_of
from claimtrail.claims.payments import PaymentCopy
from claimtrail.claims.ports import Roster, SubmissionAcknowledgment
from claimtrail.intake.batches import BatchesSent, batch_status_copy, day_of_batch
from claimtrail.intake.claim_key import ClaimKey
from claimtrail.intake.facts import (
    ClaimRecord,
    fact_of_acknowledgment,
    fact_of_batch,
    fact_of_claim,
    payment_copy,
    stated_day,
)
from claimtrail.intake.findings import Code, finding
from claimtrail.intake.receipt import Channel
from claimtrail.kernel.ids import claim_id, event_id, match_key, unnumbered_claim_id
from claimtrail.payers.profile import PartnerProfile, Partners, Role
from claimtrail.x12.findings import Finding
from claimtrail.x12.records import (
    BatchStatus,
    ByteRange,
    InterchangeAcknowledgment,
    InterchangeHeader,
    Payment,
    Record,
    SetAcknowledgment,
    SetHeader,
    SubmittedClaim,
)

PAYMENT_PREFIX = "pay_"
ENCOUNTERS = "RP"
"""BHT06 of an 837: what was done is reported, and nothing is to be paid."""
ROSTER_SIZE = 1000
"""Claims in one roster: about 30 KB, far below DynamoDB's 400 KB an item."""


class Taken(Protocol):
    """What a receipt and each message about its file have in common."""

    @property
    def file_id(self) -> str: ...  # noqa: D102 - as in FileContext

    @property
    def sha256(self) -> str: ...  # noqa: D102 - as in FileContext

    @property
    def channel(self) -> Channel: ...  # noqa: D102 - as in FileContext

    @property
    def received_at(self) -> datetime: ...  # noqa: D102 - as in FileContext

    @property
    def recorded_at(self) -> datetime: ...  # noqa: D102 - as in FileContext


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContext:
    """The file that records stand in, the same for all of its ranges."""

    file_id: str
    sha256: str
    profile: PartnerProfile
    """The dropbox's partner."""
    partners: Partners
    channel: Channel
    received_at: datetime
    code_version: str
    recorded_at: datetime
    """When the file was taken: the same each time that a range is read again."""

    def is_test(self, interchange: InterchangeHeader) -> bool:
        """Whether the interchange is a test (ISA15 T) that moves nothing."""
        return self.profile.test_moves_nothing(interchange.usage)

    @classmethod
    def of(
        cls, taken: Taken, *, profile: PartnerProfile, partners: Partners, code_version: str
    ) -> "FileContext":
        """The context of a file, from its receipt or from a message about it."""
        return cls(
            file_id=taken.file_id,
            sha256=taken.sha256,
            profile=profile,
            partners=partners,
            channel=taken.channel,
            received_at=taken.received_at,
            recorded_at=taken.recorded_at,
            code_version=code_version,
        )


@dataclass(slots=True, kw_only=True)
class Extract:
    """What the records that were read state, until it is appended."""

    events: list[ClaimEvent] = field(default_factory=list)
    payments: list[PaymentCopy] = field(default_factory=list)
    acknowledgments: list[SubmissionAcknowledgment] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    """One for each record that was withheld, or whose payer is in no profile."""
    records: int = 0
    """Records that were read."""
    batch_statuses: list[BatchStatusCopy] = field(default_factory=list)
    withheld: int = 0
    """Records that could not be kept."""
    encounters: int = 0
    """Reported encounters, which are no claims to collect."""
    members: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """By payer, the submitted claims: byte offset and claim id, in file order."""
    batches: BatchesSent = field(default_factory=BatchesSent)

    def take(
        self, record: Record, header: SetHeader, *, context: FileContext, key: ClaimKey
    ) -> None:
        """Read one more record of a set; what cannot be kept becomes a finding, not an error."""
        self.records += 1
        if isinstance(record, SetAcknowledgment):
            _acknowledge(record, header, context=context, extract=self)
        elif isinstance(record, Payment):
            _pay(record, header, context=context, key=key, extract=self)
        elif isinstance(record, BatchStatus):
            _report_batch(record, header, context=context, key=key, extract=self)
        elif isinstance(record, SubmittedClaim) and record.batch_type == ENCOUNTERS:
            self.encounters += 1
        elif isinstance(record, ClaimRecord):
            event = _claim_event(record, header, context=context, key=key, extract=self)
            if event and isinstance(record, SubmittedClaim):
                self._submit(event, header, context=context, key=key)

    def _submit(
        self, event: ClaimEvent, header: SetHeader, *, context: FileContext, key: ClaimKey
    ) -> None:
        """Enter a claim among those that acknowledgments and batch statuses speak of."""
        answerer = _answerer(event, header, context)
        self.members.setdefault(answerer, []).append((event.source.start, event.claim_id))
        if isinstance(event.fact, Submitted) and event.payer_id != UNLISTED_PAYER:
            self.batches.add(event, event.fact, key=key)

    def following(self) -> "Extract":
        """For what comes after this in the set: the members are the same, for the rosters."""
        return Extract(members=self.members, batches=self.batches)

    def rosters(self, header: SetHeader, context: FileContext) -> Iterator[Roster]:
        """The submitted claims that were read, for those who will acknowledge them."""
        for payer_id, claims in self.members.items():
            yield from _rosters(payer_id, claims, header, context)

    def batch_rosters(
        self, header: SetHeader, context: FileContext, key: ClaimKey
    ) -> Iterator[BatchRoster]:
        """The submitted claims that were read, for statuses of whole batches."""
        return self.batches.rosters(file_id=context.file_id, set_start=header.span.start, key=key)


def interchange_acknowledged(
    record: InterchangeAcknowledgment, *, interchange: InterchangeHeader, context: FileContext
) -> SubmissionAcknowledgment:
    """A TA1 as it is kept for the claims that it concerns; its sender is a payer.

    `interchange` is the one that brought it, not the one that it speaks of.
    """
    return SubmissionAcknowledgment(
        payer_id=context.profile.id,
        interchange_control_number=record.interchange_control_number,
        group_control_number=None,
        set_control_number=None,
        event=_event(
            fact_of_acknowledgment(record),
            claim="",
            payer_id=context.profile.id,
            effective_on=_file_day(interchange, context),
            recorded_at=context.recorded_at,
            source=_source(record.span, context=context, interchange=interchange, header=None),
        ),
    )


def _claim_event(
    record: ClaimRecord,
    header: SetHeader,
    *,
    context: FileContext,
    key: ClaimKey,
    extract: Extract,
) -> ClaimEvent | None:
    """The event, or None and a finding in `extract`."""
    payer = _payer(record, header, context)
    try:
        fact = _numbered(fact_of_claim(record, header.transaction_type))
        event = _event(
            fact,
            claim=_claim_id(record, fact, context=context, key=key),
            payer_id=payer.id if payer else UNLISTED_PAYER,
            effective_on=stated_day(record) or _file_day(header.interchange, context),
            recorded_at=context.recorded_at,
            source=_source(
                record.span, context=context, interchange=header.interchange, header=header
            ),
            match_keys=match_keys_of(fact, payer.id if payer else UNLISTED_PAYER, key=key),
        )
    except ValueError:
        extract.findings.append(_finding(Code.RECORD_UNUSABLE, record.span, context))
        extract.withheld += 1
        return None
    if payer is None:
        extract.findings.append(_finding(Code.PAYER_UNKNOWN, record.span, context))
    extract.events.append(event)
    return event


def _numbered(fact: Fact) -> Fact:
    """A remittance without a number of its own (blank, zeros) marked as such (X12 RFI 535)."""
    if isinstance(fact, Remitted) and not alike(fact.patient_control_number).strip("0"):
        return fact.model_copy(update={"has_own_number": False})
    return fact


def _claim_id(record: ClaimRecord, fact: Fact, *, context: FileContext, key: ClaimKey) -> str:
    """The claim of the record's number; a number that is nobody's makes a claim of its own."""
    if isinstance(fact, Remitted) and not fact.has_own_number:
        return unnumbered_claim_id(
            secret=key.secret,
            organization_id=key.organization_id,
            sha256=context.sha256,
            offset=record.span.start,
        )
    return claim_id(
        secret=key.secret,
        organization_id=key.organization_id,
        patient_control_number=record.patient_control_number,
    )


def _event(  # noqa: PLR0913 - the parts of one event, all by keyword
    fact: Fact,
    *,
    claim: str,
    payer_id: str,
    effective_on: date,
    recorded_at: datetime,
    source: Source,
    match_keys: tuple[str, ...] = (),
) -> ClaimEvent:
    return ClaimEvent(
        event_id=event_id(sha256=source.sha256, offset=source.start, kind=fact.kind.value),
        claim_id=claim,
        payer_id=payer_id,
        effective_on=effective_on,
        recorded_at=recorded_at,
        source=source,
        fact=fact,
        match_keys=match_keys,
    )


def match_keys_of(fact: Fact, payer_id: str, *, key: ClaimKey) -> tuple[str, ...]:
    """Keyed hashes of what names a claim beside its number; what is empty names nothing."""
    named: list[tuple[Method, tuple[str, ...]]] = []
    payer = payer_of(payer_id, getattr(fact, "payer_identifier", ""))
    number = alike(getattr(fact, "payer_claim_control_number", ""))
    if number:
        named.append((Method.PAYER_CLAIM_CONTROL_NUMBER, (payer, number)))
    if isinstance(fact, StatusReported) and fact.trace_number:
        named.append((Method.TRACE_NUMBER, (payer, fact.trace_number)))
    if isinstance(fact, Submitted):
        # A first inquiry's trace number is the claim's own number, which payers echo.
        named.append((Method.TRACE_NUMBER, (payer, fact.patient_control_number)))
    if isinstance(fact, Submitted | Remitted) and fact.service_from:
        charge = fact.charge_cents if isinstance(fact, Remitted) else fact.total_charge_cents
        # A reversal negates the charge.
        named.append((Method.SCORE, (payer_id, str(abs(charge)), fact.service_from.isoformat())))
    return tuple(
        match_key(
            secret=key.secret,
            organization_id=key.organization_id,
            method=method.value,
            parts=parts,
        )
        for method, parts in named
    )


def _payer(
    record: ClaimRecord | Payment, header: SetHeader, context: FileContext
) -> PartnerProfile | None:
    """The payer whom the record names, else the one whose dropbox or address it is."""
    named = context.partners.by_payer_identifier(record.payer_identifier)
    if named is not None:
        return named
    if context.profile.role is Role.PAYER:
        return context.profile
    return _receiver(header.interchange, context)


def _receiver(interchange: InterchangeHeader, context: FileContext) -> PartnerProfile | None:
    """The payer to whom the interchange is addressed (ISA07, ISA08)."""
    found = context.partners.by_identity(
        qualifier=interchange.receiver_qualifier, sender_id=interchange.receiver_id
    )
    return found if found is not None and found.role is Role.PAYER else None


def _answerer(event: ClaimEvent, header: SetHeader, context: FileContext) -> str:
    """Whose TA1 and 999 will speak of this claim: the interchange's receiver, else the payer."""
    receiver = _receiver(header.interchange, context)
    return receiver.id if receiver else event.payer_id


def _rosters(
    payer_id: str, claims: list[tuple[int, str]], header: SetHeader, context: FileContext
) -> Iterator[Roster]:
    for first in range(0, len(claims), ROSTER_SIZE):
        chunk = claims[first : first + ROSTER_SIZE]
        yield Roster(
            payer_id=payer_id,
            interchange_control_number=header.interchange.control_number,
            group_control_number=header.group.control_number,
            set_control_number=header.control_number,
            file_id=context.file_id,
            offset=chunk[0][0],
            claim_ids=tuple(dict.fromkeys(claim for _, claim in chunk)),
            submitted_on=_file_day(header.interchange, context),
        )


def _acknowledge(
    record: SetAcknowledgment, header: SetHeader, *, context: FileContext, extract: Extract
) -> None:
    if context.profile.role is not Role.PAYER:
        extract.findings.append(_finding(Code.ANSWERER_UNKNOWN, record.span, context))
        extract.withheld += 1
        return
    source = _source(record.span, context=context, interchange=header.interchange, header=header)
    extract.acknowledgments.append(
        SubmissionAcknowledgment(
            payer_id=context.profile.id,
            interchange_control_number=None,
            group_control_number=record.group_control_number,
            set_control_number=record.set_control_number or None,
            event=_event(
                fact_of_acknowledgment(record),
                claim="",
                payer_id=context.profile.id,
                effective_on=_file_day(header.interchange, context),
                recorded_at=context.recorded_at,
                source=source,
            ),
        )
    )


def _report_batch(
    record: BatchStatus,
    header: SetHeader,
    *,
    context: FileContext,
    key: ClaimKey,
    extract: Extract,
) -> None:
    """Keep the status of a batch or provider; the dropbox's payer alone may speak of its claims."""
    if context.profile.role is not Role.PAYER:
        extract.findings.append(_finding(Code.ANSWERER_UNKNOWN, record.span, context))
        extract.withheld += 1
        return
    named = context.partners.by_payer_identifier(record.payer_identifier)
    prepared_on = _file_day(header.interchange, context)
    try:
        fact = fact_of_batch(record)
    except ValueError:
        extract.findings.append(_finding(Code.RECORD_UNUSABLE, record.span, context))
        extract.withheld += 1
        return
    event = _event(
        fact,
        claim="",
        payer_id=context.profile.id,
        effective_on=day_of_batch(record) or prepared_on,
        recorded_at=context.recorded_at,
        source=_source(record.span, context=context, interchange=header.interchange, header=header),
    )
    extract.batch_statuses.append(
        batch_status_copy(
            record,
            event,
            has_authority=named is None or named.id == context.profile.id,
            prepared_on=prepared_on,
            key=key,
        )
    )


def _pay(
    record: Payment,
    header: SetHeader,
    *,
    context: FileContext,
    key: ClaimKey,
    extract: Extract,
) -> None:
    payer = _payer(record, header, context)
    payer_id = payer.id if payer else UNLISTED_PAYER
    paid_on = record.paid_on or _file_day(header.interchange, context)
    hashed = match_key(
        secret=key.secret,
        organization_id=key.organization_id,
        method="payment",
        parts=(payer_id, record.trace_number, paid_on.isoformat()),
    )
    source = _source(record.span, context=context, interchange=header.interchange, header=header)
    try:
        copy = payment_copy(
            record,
            payment_id=PAYMENT_PREFIX + hashed.partition(":")[2],
            payer_id=payer_id,
            paid_on=paid_on,
            recorded_at=context.recorded_at,
            source=source,
        )
    except ValueError:
        extract.findings.append(_finding(Code.RECORD_UNUSABLE, record.span, context))
        extract.withheld += 1
        return
    extract.payments.append(copy)


def _source(
    span: ByteRange,
    *,
    context: FileContext,
    interchange: InterchangeHeader,
    header: SetHeader | None,
) -> Source:
    return Source(
        file_id=context.file_id,
        sha256=context.sha256,
        start=span.start,
        end=span.end,
        partner_id=context.profile.id,
        channel=context.channel,
        received_at=context.received_at,
        interchange_control_number=interchange.control_number,
        group_control_number=header.group.control_number if header else "",
        set_control_number=header.control_number if header else "",
        prepared_at=interchange.prepared_at,
        code_version=context.code_version,
    )


def _file_day(interchange: InterchangeHeader, context: FileContext) -> date:
    """ISA09 where it is a date, else the UTC day on which the file came."""
    return (interchange.prepared_at or context.received_at).date()


def _finding(code: Code, span: ByteRange, context: FileContext) -> Finding:
    return finding(code, offset=span.start, partner_id=context.profile.id)
