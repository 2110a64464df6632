"""The file that records stand in, and what each event says of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from claimtrail.claims.facts.events import ClaimEvent, Fact, Source
from claimtrail.intake.model.findings import IntakeFindingCode, finding
from claimtrail.intake.model.receipt import Channel
from claimtrail.kernel.ids import event_id
from claimtrail.kernel.synthetic import is_synthetic
from claimtrail.partners.profile import PartnerProfile, Partners, Role
from claimtrail.x12 import latest_day
from claimtrail.x12.model import ByteRange, InterchangeHeader, SetHeader
from claimtrail.x12.model.findings import Finding


class Taken(Protocol):
    """The common part of a receipt and of each message about its file."""

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
    """The partners that its records may name: of a synthetic file, synthetic ones alone."""
    channel: Channel
    received_at: datetime
    code_version: str
    recorded_at: datetime
    """When the file was taken: the same each time that a range is read again."""

    def is_test(self, interchange: InterchangeHeader) -> bool:
        """Return whether the interchange is a test (ISA15 T) that moves nothing."""
        return self.profile.test_moves_nothing(interchange.usage)

    @property
    def received_day(self) -> date:
        """Return the UTC day on which the file came."""
        return self.received_at.date()

    def is_payer(self, partner_id: str) -> bool:
        """Return whether a profile with that id is a payer's."""
        profile = self.partners.get(partner_id)
        return profile is not None and profile.role is Role.PAYER

    def is_foreign(self, partner_id: str) -> bool:
        """Return whether a record would leave the synthetic partners under that payer's id."""
        return self.profile.is_synthetic and not is_synthetic(partner_id)

    @classmethod
    def of(
        cls, taken: Taken, *, profile: PartnerProfile, partners: Partners, code_version: str
    ) -> "FileContext":
        """Return the context of a file, from its receipt or from a message about it."""
        return cls(
            file_id=taken.file_id,
            sha256=taken.sha256,
            profile=profile,
            partners=partners.beside(profile),
            channel=taken.channel,
            received_at=taken.received_at,
            recorded_at=taken.recorded_at,
            code_version=code_version,
        )


def event_of(  # noqa: PLR0913 - the parts of one event, all by keyword
    fact: Fact,
    *,
    claim: str,
    payer_id: str,
    effective_on: date,
    recorded_at: datetime,
    source: Source,
    match_keys: tuple[str, ...] = (),
    search_keys: tuple[str, ...] = (),
) -> ClaimEvent:
    """Return an event with an id that follows from the bytes and the kind of the fact."""
    return ClaimEvent(
        event_id=event_id(sha256=source.sha256, offset=source.start, kind=fact.kind.value),
        claim_id=claim,
        payer_id=payer_id,
        effective_on=effective_on,
        recorded_at=recorded_at,
        source=source,
        fact=fact,
        match_keys=match_keys,
        search_keys=search_keys,
    )


def source_of(
    span: ByteRange,
    *,
    context: FileContext,
    interchange: InterchangeHeader,
    header: SetHeader | None,
) -> Source:
    """Return where a record stands; without a set, what stands outside of any."""
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


def file_day(interchange: InterchangeHeader, context: FileContext) -> date:
    """ISA09 where it is a day that had come somewhere, else the UTC day on which the file came."""
    stated = interchange.prepared_at
    if stated is None or stated.date() > latest_day(context.received_at):
        return context.received_day
    return stated.date()


def finding_at(
    code: IntakeFindingCode, span: ByteRange, context: FileContext, *, other_id: str = ""
) -> Finding:
    """Return a finding of intake at a record; `other_id` is the other partner that it names."""
    return finding(code, offset=span.start, partner_id=context.profile.id, other_id=other_id)
