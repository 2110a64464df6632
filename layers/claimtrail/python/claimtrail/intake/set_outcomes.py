"""What becomes of transaction sets: their findings are told, and their records appended or not.

Nothing is appended of a held set, or of one that stands in a test interchange; of a set that a
person released, everything is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from claimtrail.intake import tell
from claimtrail.intake.appending import (
    SET_FINDINGS,
    Ingesting,
    append_batches,
    extracts_of,
    tell_findings,
)
from claimtrail.intake.claim_key import ClaimKey
from claimtrail.intake.extract import Extract
from claimtrail.intake.file_context import FileContext
from claimtrail.intake.findings import Code, finding
from claimtrail.intake.judge import expects
from claimtrail.intake.limits import Bounded, most
from claimtrail.intake.receipt import SetOutcome
from claimtrail.kernel.ahead import one_ahead
from claimtrail.kernel.deadline import OutOfTimeError
from claimtrail.x12.catalogue import FindingCode, Place
from claimtrail.x12.catalogue import finding as x12_finding
from claimtrail.x12.findings import Finding, Severity
from claimtrail.x12.plan import SetResult
from claimtrail.x12.plausibility import days_of
from claimtrail.x12.records import SetHeader, Verdict

_IDENTIFIER, _CONTROL_NUMBER = 3, 9
"""Characters of ST01 and ST02 at most; what is longer was refused, and may be anything."""


def take_results(
    results: Iterable[SetResult], *, context: FileContext, room: int, tools: Ingesting
) -> list[SetOutcome]:
    """Tell what each set was found to be, and append the records that may be appended.

    `room` is how many findings may be kept with the outcomes.
    """
    found = (_found(result, context) for result in results)
    return _take_all(found, context=context, room=room, tools=tools)


def append_released(
    results: Iterable[SetResult], *, context: FileContext, room: int, tools: Ingesting
) -> list[SetOutcome]:
    """Append the records of sets that a person released, whatever their verdicts."""
    found = (_Found(result, is_test=False, is_released=True) for result in results)
    return _take_all(found, context=context, room=room, tools=tools)


def _take_all(
    sets: Iterable["_Found"], *, context: FileContext, room: int, tools: Ingesting
) -> list[SetOutcome]:
    """While a batch of a set is written, the next one, or the next set, is read."""
    outcomes: list[SetOutcome] = []
    rooms = _Rooms(kept=room)
    try:
        with one_ahead(_steps(sets, context=context, key=tools.key)) as steps:
            for found, steps_of_set in groupby(steps, key=itemgetter(0)):
                batches = (batch for _, batch in steps_of_set)
                outcome = _take(found, batches, context=context, rooms=rooms, tools=tools)
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
    """How much of what sets have may still be kept of one message."""

    kept: int
    """Findings with the outcomes."""
    batches: int = field(default_factory=lambda: most(Bounded.MESSAGE_BATCHES))
    told: int = field(default_factory=lambda: most(Bounded.RANGE_FINDINGS))
    """Findings as rows of the trail."""

    def of_rows(self, result: SetResult, partner_id: str) -> tuple[Finding, ...]:
        """The findings of a set that become rows; the first that do not are told as one."""
        if self.told <= 0:
            return ()
        self.told -= len(result.findings)
        if self.told > 0:
            return result.findings
        left_out = finding(
            Code.FINDINGS_LEFT_OUT, offset=result.header.span.end, partner_id=partner_id
        )
        return (*result.findings, left_out)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What a set was found to be; like nothing but itself."""

    result: SetResult
    is_test: bool
    is_released: bool = False
    """Its findings were told before."""


def _found(result: SetResult, context: FileContext) -> _Found:
    """The set with the records that are appended: none of a held set, and none of a test."""
    judged = _dated(_unless_expected(result, context), context)
    is_test = context.is_test(result.header.interchange)
    if is_test or judged.verdict is Verdict.REJECTED:
        judged = judged._replace(records=())
    return _Found(judged, is_test=is_test)


def _steps(
    sets: Iterable[_Found], *, context: FileContext, key: ClaimKey
) -> Iterator[tuple[_Found, Extract]]:
    """The batches of one set after the other, each with its set."""
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
    tools: Ingesting,
) -> SetOutcome:
    result, header = found.result, found.result.header
    if not found.is_released:
        rows = rooms.of_rows(result, context.profile.id)
        tell_findings(rows, header, context=context, tools=tools)
    appended = append_batches(batches, header, context=context, tools=tools)
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
    if outcome.verdict is Verdict.REJECTED and not found.is_released:
        event = tell.transaction_rejected(
            outcome, header=header, context=context, occurred_at=tools.clock()
        )
        tools.publisher.publish([event])
    return outcome


def refused_unread(code: Code, header: SetHeader, *, partner_id: str) -> SetResult:
    """A set that is held for what it is as a whole, without having been read."""
    return SetResult(
        header=header,
        verdict=Verdict.REJECTED,
        findings=(finding(code, offset=header.span.start, partner_id=partner_id),),
        records=(),
        segment_count=header.segment_count,
    )


def _identifier(header: SetHeader) -> str:
    """ST01 where it names a known transaction set; anything else may be a name."""
    is_known = header.transaction_type is not None or bool(header.unread_as)
    return header.identifier[:_IDENTIFIER] if is_known else ""


def _unless_expected(result: SetResult, context: FileContext) -> SetResult:
    """A readable set that the partner's profile does not name is held."""
    if result.header.transaction_type is None or expects(context.profile, result.header):
        return result
    unexpected = finding(
        Code.TRANSACTION_UNEXPECTED,
        offset=result.header.span.start,
        partner_id=context.profile.id,
    )
    findings = (unexpected, *result.findings)
    return result._replace(verdict=Verdict.REJECTED, findings=findings)


def _dated(result: SetResult, context: FileContext) -> SetResult:
    """The set, with a finding when the day of its interchange has not come."""
    prepared_at = result.header.interchange.prepared_at
    tomorrow = days_of(result.header, context.received_at).tomorrow
    if prepared_at is None or prepared_at.date() <= tomorrow:
        return result
    place = Place(
        offset=result.header.interchange.span.start, segment_id="ISA", element_position="09"
    )
    dated = x12_finding(FindingCode.DATE_FUTURE, place, Severity.WARNING)
    return result._replace(findings=(dated, *result.findings))
