"""What one transaction set appends: claim events, rosters, acknowledgments, and what is withheld.

Event ids follow from the file's SHA-256, the record's offset and its kind, so that reading a range
again yields the same events. Claims are never read here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from claimtrail.claims.batches import BatchRoster, BatchStatusCopy
from claimtrail.claims.events import ClaimEvent, Fact, Remitted, StatusReported, Submitted
from claimtrail.claims.matching import Method
from claimtrail.claims.payer_numbers import UNLISTED_PAYER, alike, comparable, payer_of
from claimtrail.claims.payments import PaymentCopy
from claimtrail.claims.ports import Roster, SubmissionAcknowledgment
from claimtrail.intake.batch_records import BatchesSent, status_of_batch
from claimtrail.intake.claim_key import ClaimKey
from claimtrail.intake.fact_size import is_too_large
from claimtrail.intake.facts import (
    ClaimRecord,
    fact_of_acknowledgment,
    fact_of_claim,
    payment_copy,
    stated_day,
)
from claimtrail.intake.file_context import (
    FileContext,
    event_of,
    file_day,
    finding_at,
    source_of,
)
from claimtrail.intake.findings import Code
from claimtrail.intake.limits import Bounded, most
from claimtrail.kernel.ids import claim_id, match_key, unnumbered_claim_id
from claimtrail.payers.profile import PartnerProfile, Role
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
                self._submit(event, header, context=context)
                self._enter_in_batch(event, record.billing_tax_id, key=key)

    def _submit(self, event: ClaimEvent, header: SetHeader, *, context: FileContext) -> None:
        """Enter a claim among those that acknowledgments speak of."""
        answerer = _answerer(event, header, context)
        self.members.setdefault(answerer, []).append((event.source.start, event.claim_id))

    def _enter_in_batch(self, event: ClaimEvent, tax_id: str, *, key: ClaimKey) -> None:
        """Enter a claim among those that batch statuses speak of."""
        if isinstance(event.fact, Submitted) and event.payer_id != UNLISTED_PAYER:
            self.batches.add(event, event.fact, tax_id, key=key)

    def withhold(self, code: Code, span: ByteRange, context: FileContext) -> None:
        """Count a record that cannot be kept, and say why."""
        self.findings.append(finding_at(code, span, context))
        self.withheld += 1

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
        event=event_of(
            fact_of_acknowledgment(record),
            claim="",
            payer_id=context.profile.id,
            effective_on=file_day(interchange, context),
            recorded_at=context.recorded_at,
            source=source_of(record.span, context=context, interchange=interchange, header=None),
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
        event = event_of(
            fact,
            claim=_claim_id(record, fact, context=context, key=key),
            payer_id=payer.id if payer else UNLISTED_PAYER,
            effective_on=stated_day(record) or file_day(header.interchange, context),
            recorded_at=context.recorded_at,
            source=source_of(
                record.span, context=context, interchange=header.interchange, header=header
            ),
            match_keys=match_keys_of(fact, payer.id if payer else UNLISTED_PAYER, key=key),
        )
    except ValueError:
        extract.withhold(Code.RECORD_UNUSABLE, record.span, context)
        return None
    if is_too_large(event, record.span):
        extract.withhold(Code.RECORD_TOO_LARGE, record.span, context)
        return None
    if payer is None:
        extract.findings.append(finding_at(Code.PAYER_UNKNOWN, record.span, context))
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


def match_keys_of(fact: Fact, payer_id: str, *, key: ClaimKey) -> tuple[str, ...]:
    """Keyed hashes of what names a claim beside its number; what is empty names nothing."""
    named: list[tuple[Method, tuple[str, ...]]] = []
    payer = payer_of(payer_id, getattr(fact, "payer_identifier", ""))
    number = comparable(getattr(fact, "payer_claim_control_number", ""))
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
        named.append((Method.SCORE, (str(abs(charge)), fact.service_from.isoformat())))
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
            submitted_on=file_day(header.interchange, context),
        )


def _acknowledge(
    record: SetAcknowledgment, header: SetHeader, *, context: FileContext, extract: Extract
) -> None:
    if context.profile.role is not Role.PAYER:
        extract.withhold(Code.ANSWERER_UNKNOWN, record.span, context)
        return
    numbers = (record.group_control_number, record.set_control_number, record.code)
    if max(map(len, numbers)) > most(Bounded.NAME_LETTERS):
        extract.withhold(Code.RECORD_UNUSABLE, record.span, context)
        return
    source = source_of(record.span, context=context, interchange=header.interchange, header=header)
    extract.acknowledgments.append(
        SubmissionAcknowledgment(
            payer_id=context.profile.id,
            interchange_control_number=None,
            group_control_number=record.group_control_number,
            set_control_number=record.set_control_number or None,
            event=event_of(
                fact_of_acknowledgment(record),
                claim="",
                payer_id=context.profile.id,
                effective_on=file_day(header.interchange, context),
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
    if context.profile.role is not Role.PAYER:
        extract.withhold(Code.ANSWERER_UNKNOWN, record.span, context)
        return
    try:
        status = status_of_batch(record, header, context=context, key=key)
    except ValueError:
        extract.withhold(Code.RECORD_UNUSABLE, record.span, context)
        return
    if is_too_large(status.event, record.span):
        extract.withhold(Code.RECORD_TOO_LARGE, record.span, context)
        return
    extract.batch_statuses.append(status)


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
    paid_on = record.paid_on or file_day(header.interchange, context)
    hashed = match_key(
        secret=key.secret,
        organization_id=key.organization_id,
        method="payment",
        parts=(payer_id, record.trace_number, paid_on.isoformat()),
    )
    source = source_of(record.span, context=context, interchange=header.interchange, header=header)
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
        extract.withhold(Code.RECORD_UNUSABLE, record.span, context)
        return
    if len(copy.model_dump_json()) > most(Bounded.PAYMENT_BYTES):
        extract.withhold(Code.RECORD_TOO_LARGE, record.span, context)
        return
    extract.payments.append(copy)
