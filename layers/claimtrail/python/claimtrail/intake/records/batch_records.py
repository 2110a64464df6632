"""From records to batches: what an 837 set carried under its reference, and statuses of batches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.payer_numbers import alike
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.matching.batch_model import BatchMember, BatchRoster, BatchStatusCopy
from claimtrail.intake.model.claim_key import ClaimKey
from claimtrail.intake.model.limits import Bounded, most
from claimtrail.intake.records.facts import fact_of_batch
from claimtrail.intake.records.file_context import FileContext, event_of, file_day, source_of
from claimtrail.intake.records.speakers import Speaker
from claimtrail.x12.model import BatchStatus, SetHeader, StatusLevel, TransactionType

ROSTER_SIZE = 1000
"""Claims in one roster: about 110 KB before it is packed, far below DynamoDB's 400 KB an item."""
_NPI, _TAX_ID = "XX", "FI"
"""2100C NM108: the identifier is an NPI, or a tax id."""
_KINDS: Mapping[TransactionType, Literal["277CA", "277"]] = MappingProxyType(
    {TransactionType.CLAIM_ACKNOWLEDGMENT: "277CA", TransactionType.CLAIM_STATUS: "277"}
)


@dataclass(slots=True)
class BatchesSent:
    """The claims of one 837 set by payer and reference, while the set is read."""

    members: dict[tuple[str, str, str], list[tuple[int, date, BatchMember]]] = field(
        default_factory=dict
    )
    """By payer, submitter and BHT03: byte offset, day on which it was sent, claim."""
    _hashed: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(
        self, event: ClaimEvent, fact: Submitted, tax_id: str, *, partner_id: str, key: ClaimKey
    ) -> None:
        """Take in a claim of which that payer or clearinghouse may speak by its batch.

        Without a reference nobody can.
        """
        if not fact.batch_reference.strip():
            return
        named = (partner_id, fact.submitter_identifier, fact.batch_reference)
        member = BatchMember(
            claim_id=event.claim_id,
            provider_key=self._provider(_NPI, fact.billing_provider_npi, key),
            charge_cents=fact.total_charge_cents,
            tax_key=self._provider(_TAX_ID, tax_id, key),
        )
        found = (event.source.start, event.effective_on, member)
        if named in self.members or len(self.members) < most(Bounded.SET_BATCHES):
            self.members.setdefault(named, []).append(found)

    def _provider(self, qualifier: str, identifier: str, key: ClaimKey) -> str:
        named = (qualifier, identifier)
        if named not in self._hashed:
            self._hashed[named] = provider_key(*named, key)
        return self._hashed[named]

    def rosters(self, *, file_id: str, set_start: int, key: ClaimKey) -> Iterator[BatchRoster]:
        """Yield the batches that were read, in chunks."""
        for named, claims in self.members.items():
            for first in range(0, len(claims), ROSTER_SIZE):
                chunk = claims[first : first + ROSTER_SIZE]
                yield BatchRoster(
                    batch_key=batch_key(*named, key=key),
                    payer_id=named[0],
                    file_id=file_id,
                    set_start=set_start,
                    offset=chunk[0][0],
                    sent_on=chunk[0][1],
                    members=tuple(member for _, _, member in chunk),
                )


def batch_key(payer_id: str, submitter: str, reference: str, *, key: ClaimKey) -> str:
    """Return the keyed hash by which a batch and its statuses meet."""
    return key.hashed("batch", payer_id, submitter.strip(), reference.strip())


def provider_key(qualifier: str, identifier: str, key: ClaimKey) -> str:
    """Return the keyed hash of a billing provider's NPI (XX) or tax id (FI).

    Empty for anything else.

    Tax ids are typed with and without hyphens.
    """
    known = alike(identifier) if qualifier in {_NPI, _TAX_ID} else ""
    return key.hashed("provider", qualifier, known) if known else ""


def status_of_batch(
    record: BatchStatus,
    header: SetHeader,
    *,
    speaker: Speaker,
    context: FileContext,
    key: ClaimKey,
) -> BatchStatusCopy:
    """Return the record as it is kept, as the speaker's word.

    Raises ValueError when an amount is finer than a cent.
    """
    prepared_on = file_day(header.interchange, context)
    event = event_of(
        fact_of_batch(record),
        claim="",
        payer_id=speaker.partner_id,
        effective_on=_day_of(record) or prepared_on,
        recorded_at=context.recorded_at,
        source=source_of(
            record.span, context=context, interchange=header.interchange, header=header
        ),
    )
    is_provider = record.level is StatusLevel.PROVIDER
    days = (record.received_on, record.processed_on, prepared_on)
    return BatchStatusCopy(
        status_id=event.event_id,
        batch_key=batch_key(event.payer_id, record.receiver_identifier, record.reference, key=key),
        payer_id=event.payer_id,
        transaction_type=_KINDS[record.transaction_type],
        has_authority=not speaker.undelivered,
        reference=record.reference,
        trace_number=record.trace_number,
        receiver_identifier=record.receiver_identifier,
        provider_qualifier=record.provider_qualifier,
        provider_identifier=record.provider_identifier,
        provider_key=provider_key(record.provider_qualifier, record.provider_identifier, key)
        if is_provider
        else "",
        has_children=record.has_children,
        days=tuple(sorted({day for day in days if day})),
        received_on=record.received_on,
        event=event,
    )


def _day_of(record: BatchStatus) -> date | None:
    """Return the day from which the status holds.

    STC02 (latest), else when it was processed (DTP*009).
    """
    days = [status.effective_on for status in record.statuses if status.effective_on]
    return max(days, default=record.processed_on)
