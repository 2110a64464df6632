"""The outcomes of transaction sets: findings are reported, records appended or not.

Nothing is appended of a held set, or of one that stands in a test interchange; of a set that a
person released, everything is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from claimtrail.intake import events
from claimtrail.intake.ingest.append import (
    SET_FINDINGS,
    IngestDependencies,
    append_batches,
    extracts_of,
    publish_findings,
)
from claimtrail.intake.model.claim_key import ClaimKey
from claimtrail.intake.model.findings import IntakeFindingCode, finding
from claimtrail.intake.model.limits import Bounded, most
from claimtrail.intake.model.receipt import SetOutcome
from claimtrail.intake.records.extract import Extract
from claimtrail.intake.records.file_context import FileContext
from claimtrail.intake.screening.screen import expects
from claimtrail.kernel.deadline import OutOfTimeError
from claimtrail.kernel.prefetch import one_ahead
from claimtrail.x12 import SetResult, plausible_days
from claimtrail.x12.model import SetAcceptance, SetHeader
from claimtrail.x12.model.catalog import FindingCode, FindingPlace
from claimtrail.x12.model.catalog import finding as x12_finding
from claimtrail.x12.model.findings import Finding, Severity

_IDENTIFIER, _CONTROL_NUMBER = 3, 9
"""Characters of ST01 and ST02 at most; what is longer was refused, and may be anything."""


def take_results(
    results: Iterable[SetResult], *, context: FileContext, room: int, deps: IngestDependencies
) -> list[SetOutcome]:
    """Tell what each set was found to be, and append the records that may be appended.

    `room` is how many findings may be kept with the outcomes.
    """
    found = (_found(result, context) for result in results)
    return _take_all(found, context=context, room=room, deps=deps)


def append_released(
    results: Iterable[SetResult], *, context: FileContext, room: int, deps: IngestDependencies
) -> list[SetOutcome]:
    """Append the records of sets that a person released, whatever their verdicts."""
    found = (_Found(result, is_test=False, is_released=True) for result in results)
    return _take_all(found, context=context, room=room, deps=deps)


def _take_all(
    sets: Iterable["_Found"], *, context: FileContext, room: int, deps: IngestDependencies
) -> list[SetOutcome]:
    """While a batch of a set is written, the next one, or the next set, is read."""
    outcomes: list[SetOutcome] = []
    rooms = _Rooms(kept=room)
    try:
        with one_ahead(_steps(sets, context=context, key=deps.key)) as steps:
            for found, steps_of_set in groupby(steps, key=itemgetter(0)):
                batches = (batch for _, batch in steps_of_set)
                outcome = _take(found, batches, context=context, rooms=rooms, deps=deps)
                rooms.kept -= len(outcome.findings)
                rooms.batches -= len(outcome.batches)
                outcomes.append(outcome)
    except OutOfTimeError as error:
        raise HalfTakenError(error, tuple(outcomes)) from error
    return outcomes


class HalfTakenError(OutOfTimeError):
    """The time was up while sets were taken; `outcomes` are those of the sets before."""

    def __init__(self, error: OutOfTimeError, outcomes: tuple[SetOutcome, ...]) -> None:
        super().__init__(error.explanation)
        self.outcomes = outcomes


@dataclass(slots=True)
class _Rooms:
    """The room that is left for what sets have, of one message."""

    kept: int
    """Findings with the outcomes."""
    batches: int = field(default_factory=lambda: most(Bounded.MESSAGE_BATCHES))
    rows: int = field(default_factory=lambda: most(Bounded.RANGE_FINDINGS))
    """Findings as rows of the trail."""

    def of_rows(self, result: SetResult, partner_id: str) -> tuple[Finding, ...]:
        """Return the findings of a set that become rows.

        The first that do not are reported as one.
        """
        if self.rows <= 0:
            return ()
        self.rows -= len(result.findings)
        if self.rows > 0:
            return result.findings
        left_out = finding(
            IntakeFindingCode.FINDINGS_LEFT_OUT,
            offset=result.header.span.end,
            partner_id=partner_id,
        )
        return (*result.findings, left_out)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """The outcome of a set; like nothing but itself."""

    result: SetResult
    is_test: bool
    is_released: bool = False
    """Its findings were reported before."""


def _found(result: SetResult, context: FileContext) -> _Found:
    """Return the set with the records that are appended: none of a held set, and none of a test."""
    judged = _dated(_unless_expected(result, context), context)
    is_test = context.is_test(result.header.interchange)
    if is_test or judged.verdict is SetAcceptance.REJECTED:
        judged = judged._replace(records=())
    return _Found(judged, is_test=is_test)


def _steps(
    sets: Iterable[_Found], *, context: FileContext, key: ClaimKey
) -> Iterator[tuple[_Found, Extract]]:
    """Yield the batches of one set after the other, each with its set."""
    for found in sets:
        result = found.result
        for batch in extracts_of(result.records, result.header, context=context, key=key):
            yield found, batch


def _take(
    found: _Found,
    batches: Iterable[Extract],
    *,
    context: FileContext,
    rooms: _Rooms,
    deps: IngestDependencies,
) -> SetOutcome:
    result, header = found.result, found.result.header
    if not found.is_released:
        rows = rooms.of_rows(result, context.profile.id)
        publish_findings(rows, header, context=context, deps=deps)
    appended = append_batches(batches, header, context=context, deps=deps)
    outcome = SetOutcome(
        identifier=_identifier(header),
        control_number=header.control_number[:_CONTROL_NUMBER],
        transaction_type=header.transaction_type,
        start=header.span.start,
        end=header.span.end,
        verdict=result.verdict,
        segment_count=result.segment_count,
        record_count=appended.record_count,
        event_count=appended.event_count,
        withheld_count=appended.withheld_count,
        encounter_count=appended.encounter_count,
        is_test=found.is_test,
        batches=appended.batches[: max(0, rooms.batches)],
        finding_count=len(result.findings) + appended.finding_count,
        findings=(*result.findings, *appended.findings)[: min(rooms.kept, SET_FINDINGS)],
    )
    if outcome.verdict is SetAcceptance.REJECTED and not found.is_released:
        event = events.transaction_rejected(
            outcome, header=header, context=context, occurred_at=deps.clock()
        )
        deps.publisher.publish([event])
    return outcome


def refused_unread(code: IntakeFindingCode, header: SetHeader, *, partner_id: str) -> SetResult:
    """Return a set that is held for what it is as a whole, without having been read."""
    return SetResult(
        header=header,
        verdict=SetAcceptance.REJECTED,
        findings=(finding(code, offset=header.span.start, partner_id=partner_id),),
        records=(),
        segment_count=header.segment_count,
    )


def _identifier(header: SetHeader) -> str:
    """ST01 where it names a known transaction set; anything else may be a name."""
    is_known = header.transaction_type is not None or bool(header.unread_as)
    return header.identifier[:_IDENTIFIER] if is_known else ""


def _unless_expected(result: SetResult, context: FileContext) -> SetResult:
    """Return a readable set that the partner's profile does not name is held."""
    if result.header.transaction_type is None or expects(context.profile, result.header):
        return result
    unexpected = finding(
        IntakeFindingCode.TRANSACTION_UNEXPECTED,
        offset=result.header.span.start,
        partner_id=context.profile.id,
    )
    findings = (unexpected, *result.findings)
    return result._replace(verdict=SetAcceptance.REJECTED, findings=findings)


def _dated(result: SetResult, context: FileContext) -> SetResult:
    """Return the set, with a finding when the day of its interchange has not come."""
    prepared_at = result.header.interchange.prepared_at
    tomorrow = plausible_days(result.header, context.received_at).tomorrow
    if prepared_at is None or prepared_at.date() <= tomorrow:
        return result
    place = FindingPlace(
        offset=result.header.interchange.span.start, segment_id="ISA", element_position="09"
    )
    dated = x12_finding(FindingCode.DATE_FUTURE, place, Severity.WARNING)
    return result._replace(findings=(dated, *result.findings))
