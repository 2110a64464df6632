"""The screening of a dropped file: which parts go on, as a pure decision with its reasons.

What can be refused alone is refused alone. An interchange falls by its envelope or its sender, a
group by its envelope; their neighbors go on. The file as a whole is quarantined only when nothing
in it can be read. Transaction sets stay closed here: a set that its partner's profile does not name
goes on with the others, and ingestion refuses it in the 999.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from claimtrail.hl7.acknowledgments import Acknowledgment
from claimtrail.intake.model.findings import IntakeFindingCode, finding
from claimtrail.partners.profile import ANSWERERS, PartnerProfile, Partners
from claimtrail.x12 import CONTENT_NOTE, TA1_REJECTED, EnvelopeScan, interchange_outcome
from claimtrail.x12.model import (
    ByteRange,
    GroupHeader,
    InterchangeAcknowledgment,
    InterchangeHeader,
    SetHeader,
    TransactionType,
)
from claimtrail.x12.model.findings import Finding, Severity

UNKNOWN_PARTNER = "unknown"
"""Stands for the partner of a folder that belongs to none: folder names may hold anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The TA1 that an interchange gets."""

    interchange: InterchangeHeader
    code: str
    """TA104."""
    note: str
    """TA105."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningDecision:
    """The disposition of a file."""

    reason: str
    """Why the whole file is quarantined: the code of the deciding finding. Empty: it goes on."""
    findings: tuple[Finding, ...] = ()
    sets: tuple[SetHeader, ...] = ()
    """The parts that go to ingestion, in file order."""
    acknowledgments: tuple[tuple[InterchangeAcknowledgment, InterchangeHeader], ...] = ()
    """TA1 segments that are to be taken, each with the interchange that brought it."""
    answers: tuple[Answer, ...] = ()
    refused_interchanges: tuple[InterchangeHeader, ...] = ()
    refused_groups: tuple[GroupHeader, ...] = ()
    refusals: Mapping[int, tuple[Finding, ...]] = field(default_factory=dict)
    """The reasons for which interchanges are refused, by their offset, the deciding one first."""
    messages: tuple[Acknowledgment, ...] = ()
    """HL7 v2 acknowledgments that are to be taken; a file has these or X12."""
    refused_messages: int = 0

    @property
    def is_quarantined(self) -> bool:
        """Return whether the whole file is refused."""
        return bool(self.reason)


def reject_unread(code: IntakeFindingCode, *, partner_id: str) -> ScreeningDecision:
    """Return the refusal of a file as a whole, whatever it holds."""
    found = finding(code, offset=0, partner_id=partner_id)
    return ScreeningDecision(reason=found.code, findings=(found,))


def screen_object(
    *, profile: PartnerProfile, size: int, size_limit: int
) -> ScreeningDecision | None:
    """Return what can be said before a byte is read; None when the content must decide.

    Sizes in bytes.
    """
    if size == 0:
        return reject_unread(IntakeFindingCode.FILE_EMPTY, partner_id=profile.id)
    if size > size_limit:
        return reject_unread(IntakeFindingCode.FILE_TOO_LARGE, partner_id=profile.id)
    return None


def screen_content(
    scan: EnvelopeScan, *, profile: PartnerProfile, partners: Partners
) -> ScreeningDecision:
    """Return what goes on of a file that was dropped into `profile`'s folder."""
    decision = screen_slice(scan, profile=profile, partners=partners)
    reasons = Reasons(profile)
    reasons.take(decision)
    return decision if reasons.deciding is None else reject_slice(decision, scan, reasons.deciding)


def screen_slice(
    scan: EnvelopeScan, *, profile: PartnerProfile, partners: Partners
) -> ScreeningDecision:
    """Return what goes on of a slice of a file, if the file is not quarantined as a whole."""
    refusals = {
        header.span.start: tuple(found)
        for header in scan.interchanges
        if (found := _refusals(header, scan=scan, profile=profile, partners=partners))
    }
    sets = tuple(
        header for header in scan.readable_sets() if header.interchange.span.start not in refusals
    )
    taken, unexpected = _acknowledgments(scan, refused=refusals, profile=profile)
    own = [
        found
        for group in refusals.values()
        for found in group
        if found.code in set(IntakeFindingCode)
    ]
    findings = (*own, *unexpected, *scan.findings)
    return ScreeningDecision(
        reason="",
        findings=findings,
        sets=sets,
        acknowledgments=taken,
        answers=tuple(_answers(scan, refusals)),
        refused_interchanges=tuple(
            header for header in scan.interchanges if header.span.start in refusals
        ),
        refused_groups=scan.refused_groups(),
        refusals=refusals,
    )


class Reasons:
    """The deciding finding about a file of which nothing can go on, slice by slice.

    A refused interchange decides, else an unexpected transaction, else a fault; of several the
    first of the file.
    """

    def __init__(self, profile: PartnerProfile) -> None:
        self._profile = profile
        self._goes_on = False
        self._refusal: Finding | None = None
        self._unexpected: Finding | None = None
        self._fault: Finding | None = None

    def take(self, decision: ScreeningDecision) -> None:
        """Take the next slice of the file."""
        profile = self._profile
        self._goes_on = (
            self._goes_on
            or bool(decision.acknowledgments)
            or any(expects(profile, header) for header in decision.sets)
        )
        refusals = (refusal[0] for refusal in decision.refusals.values())
        self._refusal = self._refusal or next(refusals, None)
        if decision.sets and self._unexpected is None:
            offset = decision.sets[0].span.start
            code = IntakeFindingCode.TRANSACTION_UNEXPECTED
            self._unexpected = finding(code, offset=offset, partner_id=profile.id)
        faults = (found for found in decision.findings if found.severity is not Severity.WARNING)
        self._fault = self._fault or next(faults, None)

    @property
    def deciding(self) -> Finding | None:
        """Return the finding for which the file is quarantined; None: something of it goes on."""
        if self._goes_on:
            return None
        found = self._refusal or self._unexpected or self._fault
        code = IntakeFindingCode.NOTHING_TO_READ
        return found or finding(code, offset=0, partner_id=self._profile.id)


def expects(profile: PartnerProfile, header: SetHeader) -> bool:
    """Return whether the profile says that the partner sends this kind of transaction set."""
    kind = header.transaction_type
    return kind is not None and kind.value in profile.transactions


def _refusals(
    header: InterchangeHeader, *, scan: EnvelopeScan, profile: PartnerProfile, partners: Partners
) -> list[Finding]:
    """Return why the interchange is refused, the deciding reason first; empty when it is not."""
    envelope = [
        found for found in scan.findings_in(header.span) if found.severity is Severity.INTERCHANGE
    ]
    owner = partners.by_identity(qualifier=header.sender_qualifier, sender_id=header.sender_id)
    if owner is not None and owner.id == profile.id:
        return envelope
    code = IntakeFindingCode.SENDER_UNKNOWN if owner is None else IntakeFindingCode.WRONG_DROPBOX
    stranger = finding(
        code,
        offset=header.span.start,
        partner_id=profile.id,
        other_id=owner.id if owner else "",
    )
    return [stranger, *envelope]


def _acknowledgments(
    scan: EnvelopeScan, *, refused: Iterable[int], profile: PartnerProfile
) -> tuple[tuple[tuple[InterchangeAcknowledgment, InterchangeHeader], ...], list[Finding]]:
    """Return the TA1 segments of interchanges that go on; a finding each where none is expected."""
    refused_starts = set(refused)
    brought = ((item, scan.interchange_of(item.span)) for item in scan.interchange_acknowledgments)
    found = tuple(
        (item, header)
        for item, header in brought
        if header is not None and header.span.start not in refused_starts
    )
    kind = TransactionType.INTERCHANGE_ACKNOWLEDGMENT.value
    answers = profile.role in ANSWERERS or bool(profile.delivers_for)
    if answers and kind in profile.transactions:
        return found, []
    code = IntakeFindingCode.TRANSACTION_UNEXPECTED
    return (), [
        finding(code, offset=item.span.start, partner_id=profile.id)._replace(segment_id="TA1")
        for item, _ in found
    ]


def _answers(scan: EnvelopeScan, refusals: Mapping[int, tuple[Finding, ...]]) -> Iterator[Answer]:
    """R for a refused interchange, A or E where one is asked for; nothing for TA1s alone."""
    silent = _with_acknowledgments_only(scan)
    for header in scan.interchanges:
        if header.span.start in silent:
            continue
        refusal = refusals.get(header.span.start, ())
        if refusal:
            note = refusal[0].interchange_note or CONTENT_NOTE
            yield Answer(interchange=header, code=TA1_REJECTED, note=note)
        elif header.acknowledgment_requested:
            code, note = interchange_outcome(scan.findings_in(header.span))
            yield Answer(interchange=header, code=code, note=note)


def _with_acknowledgments_only(scan: EnvelopeScan) -> set[int]:
    """Offsets of the interchanges that hold TA1 and no group."""
    with_groups = {_start_around(scan, group.span) for group in scan.groups}
    with_answers = {_start_around(scan, item.span) for item in scan.interchange_acknowledgments}
    return with_answers - with_groups


def _start_around(scan: EnvelopeScan, span: ByteRange) -> int:
    """Return the offset of the interchange within which something begins; -1 for none."""
    header = scan.interchange_of(span)
    return -1 if header is None else header.span.start


def reject_slice(
    decision: ScreeningDecision, scan: EnvelopeScan, first: Finding, *, leads: bool = True
) -> ScreeningDecision:
    """Return a slice of a file of which nothing goes on: R for every interchange.

    `first` decided about the file; its first slice, which leads, has it before all findings.
    """
    refused: dict[int, tuple[Finding, ...]] = {
        header.span.start: (first,) for header in scan.interchanges
    }
    refused |= decision.refusals
    others = tuple(found for found in decision.findings if found != first)
    return replace(
        decision,
        reason=first.code,
        findings=(first, *others) if leads else others,
        sets=(),
        answers=tuple(_answers(scan, refused)),
        refused_interchanges=scan.interchanges,
    )
