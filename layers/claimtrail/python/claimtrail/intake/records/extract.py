"""The content of one transaction set: claim events, rosters, acknowledgments, and withheld ones.

Event ids follow from the file's SHA-256, the record's offset and its kind, so that reading a range
again yields the same events. Claims are never read here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.payer_numbers import UNLISTED_PAYER
from claimtrail.claims.facts.payments import PaymentCopy
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.authority.authority import is_of_other_submitter
from claimtrail.claims.matching.batch_model import BatchRoster, BatchStatusCopy
from claimtrail.claims.store.rosters import Roster, SubmissionAcknowledgment
from claimtrail.intake.model.claim_key import ClaimKey
from claimtrail.intake.model.findings import IntakeFindingCode
from claimtrail.intake.model.limits import Bounded, most
from claimtrail.intake.records.acknowledged import set_acknowledged
from claimtrail.intake.records.batch_records import BatchesSent, status_of_batch
from claimtrail.intake.records.claim_names import claim_of, match_keys_of, search_keys_of
from claimtrail.intake.records.doubts import DatedRecord, doubts_of
from claimtrail.intake.records.fact_size import is_too_large
from claimtrail.intake.records.facts import ClaimRecord
from claimtrail.intake.records.facts_in_file import effective_day, fact_in_file
from claimtrail.intake.records.file_context import (
    FileContext,
    event_of,
    finding_at,
    source_of,
)
from claimtrail.intake.records.payment_copies import payment_copy
from claimtrail.intake.records.rosters import rosters_of
from claimtrail.intake.records.speakers import Speaker, billed_payer, receiver_of, speaker_of
from claimtrail.x12.model import (
    BatchStatus,
    ByteRange,
    Payment,
    Record,
    SetAcknowledgment,
    SetHeader,
    SubmittedClaim,
)
from claimtrail.x12.model.findings import Finding

ENCOUNTERS = "RP"
"""BHT06 of an 837: what was done is reported, and nothing is to be paid."""
CLAIMS = "HC"
"""GS01 of 837s: a 999 may answer other files of ours, as 276s, which carry no claims."""
_OF_ALL_CLAIMS = "BPR"
"""The segment of a payment: what is wrong with it is found with each of its claims."""


@dataclass(slots=True, kw_only=True)
class Extract:
    """The statements of the records that were read, until they are appended."""

    events: list[ClaimEvent] = field(default_factory=list)
    payments: list[PaymentCopy] = field(default_factory=list)
    acknowledgments: list[SubmissionAcknowledgment] = field(default_factory=list)
    about_claims: list[SubmissionAcknowledgment] = field(default_factory=list)
    """Those of them that answer an 837."""
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
    named_payers: set[str] = field(default_factory=set)
    """Profiles of the payers that submitted claims name."""
    reported: set[tuple[str, str]] = field(default_factory=set)
    """Of findings that a set has once: code, and what they name."""

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
                answerer = receiver_of(header.interchange, context) or event.payer_id
                self.members.setdefault(answerer, []).append((event.source.start, event.claim_id))
                between = () if context.is_payer(answerer) else (answerer,)
                self._enter_in_batch(event, record.billing_tax_id, between, key=key)

    def _enter_in_batch(
        self, event: ClaimEvent, tax_id: str, between: tuple[str, ...], *, key: ClaimKey
    ) -> None:
        """Enter a claim among those that its payer, and a clearinghouse between, may refuse.

        One under the submitter of another partner is no part of that partner's batches.
        """
        if isinstance(event.fact, Submitted) and not is_of_other_submitter(event):
            self.named_payers |= {event.payer_id, *event.fact.other_payer_ids} - {UNLISTED_PAYER}
            for partner_id in dict.fromkeys((event.payer_id, *between)):
                if partner_id != UNLISTED_PAYER:
                    self.batches.add(event, event.fact, tax_id, partner_id=partner_id, key=key)

    def tell_once(
        self, code: IntakeFindingCode, span: ByteRange, context: FileContext, other_id: str
    ) -> None:
        """Report what is true of all records of a set that name the same partner, at the first."""
        if (code.value, other_id) not in self.reported:
            self.reported.add((code.value, other_id))
            self.findings.append(finding_at(code, span, context, other_id=other_id))

    def tell_doubts(
        self, record: DatedRecord, header: SetHeader, context: FileContext
    ) -> tuple[str, ...]:
        """Report what cannot be true of a record's dates; return the codes that hold it back."""
        doubts = doubts_of(record, header, context)
        for one in doubts.findings:
            place = (one.code, str(one.offset))
            if place not in self.reported:
                self.findings.append(one)
            if one.segment_id == _OF_ALL_CLAIMS:
                self.reported.add(place)
        return doubts.faults

    def tell_undelivered(self, speaker: Speaker, span: ByteRange, context: FileContext) -> None:
        """Report that the partner does not deliver for the payer that it names."""
        if speaker.undelivered:
            self.tell_once(
                IntakeFindingCode.PAYER_NOT_DELIVERED, span, context, speaker.undelivered
            )

    def withhold(self, code: IntakeFindingCode, span: ByteRange, context: FileContext) -> None:
        """Count a record that cannot be kept, and say why."""
        self.findings.append(finding_at(code, span, context))
        self.withheld += 1

    def following(self) -> "Extract":
        """For what comes after this in the set: the members are the same, for the rosters."""
        return Extract(
            members=self.members,
            batches=self.batches,
            reported=self.reported,
            named_payers=self.named_payers,
        )

    def rosters(self, header: SetHeader, context: FileContext) -> Iterator[Roster]:
        """Yield the submitted claims that were read, for those who will acknowledge them."""
        for payer_id, claims in self.members.items():
            yield from rosters_of(payer_id, claims, header, context)

    def batch_rosters(
        self, header: SetHeader, context: FileContext, key: ClaimKey
    ) -> Iterator[BatchRoster]:
        """Yield the submitted claims that were read, for statuses of whole batches."""
        return self.batches.rosters(file_id=context.file_id, set_start=header.span.start, key=key)


def _claim_event(
    record: ClaimRecord,
    header: SetHeader,
    *,
    context: FileContext,
    key: ClaimKey,
    extract: Extract,
) -> ClaimEvent | None:
    """Return the event, or None and a finding in `extract`."""
    if isinstance(record, SubmittedClaim):
        named = billed_payer(record, header.interchange, context)
        speaker = Speaker(partner_id=named or UNLISTED_PAYER)
    else:
        speaker = speaker_of(record, header.transaction_type, context)
    if context.is_foreign(speaker.partner_id):
        extract.withhold(IntakeFindingCode.NOT_SYNTHETIC, record.span, context)
        return None
    faults = extract.tell_doubts(record, header, context)
    if faults:
        record = record._replace(faults=(*record.faults, *faults))
    try:
        fact = fact_in_file(record, header, context)
        claim = claim_of(record, fact, context=context, key=key)
        event = event_of(
            fact,
            claim=claim,
            payer_id=speaker.partner_id,
            effective_on=effective_day(record, header, context),
            recorded_at=context.recorded_at,
            source=source_of(
                record.span, context=context, interchange=header.interchange, header=header
            ),
            match_keys=match_keys_of(fact, speaker.partner_id, key=key),
            search_keys=search_keys_of(fact, key=key),
        )
    except ValueError:
        extract.withhold(IntakeFindingCode.RECORD_UNUSABLE, record.span, context)
        return None
    if is_too_large(event, record.span):
        extract.withhold(IntakeFindingCode.RECORD_TOO_LARGE, record.span, context)
        return None
    if speaker.partner_id == UNLISTED_PAYER:
        extract.findings.append(finding_at(IntakeFindingCode.PAYER_UNKNOWN, record.span, context))
    extract.tell_undelivered(speaker, record.span, context)
    if isinstance(fact, Submitted) and fact.submitter_owner_id not in {"", context.profile.id}:
        owner = fact.submitter_owner_id
        extract.tell_once(IntakeFindingCode.SUBMITTER_OF_OTHER_PARTNER, record.span, context, owner)
    extract.events.append(event)
    return event


def _acknowledge(
    record: SetAcknowledgment, header: SetHeader, *, context: FileContext, extract: Extract
) -> None:
    given = set_acknowledged(record, header, context=context)
    if not given:
        extract.withhold(IntakeFindingCode.ANSWERER_UNKNOWN, record.span, context)
        return
    numbers = (record.group_control_number, record.set_control_number, record.code)
    if max(map(len, numbers)) > most(Bounded.NAME_LETTERS):
        extract.withhold(IntakeFindingCode.RECORD_UNUSABLE, record.span, context)
        return
    extract.acknowledgments += given
    if record.functional_code == CLAIMS:
        extract.about_claims += given


def _report_batch(
    record: BatchStatus,
    header: SetHeader,
    *,
    context: FileContext,
    key: ClaimKey,
    extract: Extract,
) -> None:
    speaker = speaker_of(record, header.transaction_type, context)
    extract.tell_undelivered(speaker, record.span, context)
    extract.tell_doubts(record, header, context)
    try:
        status = status_of_batch(record, header, speaker=speaker, context=context, key=key)
    except ValueError:
        extract.withhold(IntakeFindingCode.RECORD_UNUSABLE, record.span, context)
        return
    if is_too_large(status.event, record.span):
        extract.withhold(IntakeFindingCode.RECORD_TOO_LARGE, record.span, context)
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
    speaker = speaker_of(record, header.transaction_type, context)
    extract.tell_undelivered(speaker, record.span, context)
    extract.tell_doubts(record, header, context)
    try:
        copy = payment_copy(record, header, payer_id=speaker.partner_id, context=context, key=key)
    except ValueError:
        extract.withhold(IntakeFindingCode.RECORD_UNUSABLE, record.span, context)
        return
    if len(copy.model_dump_json()) > most(Bounded.PAYMENT_BYTES):
        extract.withhold(IntakeFindingCode.RECORD_TOO_LARGE, record.span, context)
        return
    extract.payments.append(copy)
