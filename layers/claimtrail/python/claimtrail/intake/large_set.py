"""One set that is too large for one worker: checked in portions, judged, then appended in portions.

A refused set must not move any claim, and only its last byte tells whether it is refused. So there
are two rounds of messages. In the first, portions are checked and nothing is appended; the worker
that checks the last one joins them to the set's verdict, tells it, and stores it. In the second,
which only an accepted set has, each portion is read again and its records are appended; the worker
that appends the last one stores the set's outcome as that of any range.

Each message can be worked on again, by several workers, in any order: what is appended has ids
that follow from the bytes, and of results the first one stored stays.
"""

from collections.abc import Iterator
from dataclasses import replace

from claimtrail.intake.appending import (
    SET_FINDINGS,
    Ingested,
    Ingesting,
    append_records,
    close_range,
    context_of,
    open_archived,
)
from claimtrail.intake.findings import Code
from claimtrail.intake.limits import Bounded, most
from claimtrail.intake.messages import IngestMessage, Portion
from claimtrail.intake.receipt import (
    AppendedPortion,
    CheckedPortion,
    SetOutcome,
    SetVerdict,
    Step,
)
from claimtrail.intake.set_outcomes import refused_unread, take_results
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.x12.extract.claim_numbers import settled
from claimtrail.x12.extract.remittance_835 import RemittanceTotals
from claimtrail.x12.number_pass import numbers_at
from claimtrail.x12.parts import (
    check_part,
    check_whole,
    join_parts,
    stream_part,
    stream_within,
)
from claimtrail.x12.plan import SetRange, SetResult
from claimtrail.x12.records import Payment, Record, Verdict
from claimtrail.x12.set_cut import SetCut
from claimtrail.x12.source import ByteSource

_STORED = 1_000
"""Reversals, and adjustments of PLB, of one portion, whose result has to fit an item; a set with
more in one is checked in one pass."""


def portion_messages(whole: IngestMessage, cut: SetCut, *, step: Step) -> list[IngestMessage]:
    """The messages of a step; `whole` is any message of the set's range.

    A set that is not cut at its claims is checked as a whole, by one.
    """
    text = cut.to_json()
    count = len(cut.portions) if step == "append" or cut.at_claims else 1
    return [
        whole.model_copy(update={"portion": Portion(step=step, ordinal=ordinal, set_cut=text)})
        for ordinal in range(count)
    ]


def ingest_portion(message: IngestMessage, portion: Portion, *, tools: Ingesting) -> Ingested:
    """Check a portion, or append it, and go on when it was the last.

    Raises:
        NotFoundError: the archived file, its receipt, or the verdict to append by is gone.
        ConfigurationError: the partner's profile was removed meanwhile.
    """
    cut = SetCut.from_json(
        portion.set_cut,
        within=SetRange.from_json(message.set_range),
        rules=context_of(message, tools).profile.x12_rules,
    )
    if portion.step == "check":
        return _check(message, portion, cut, tools)
    return _append(message, portion, cut, tools)


def set_portion_aside(
    message: IngestMessage, portion: Portion, *, tools: Ingesting
) -> Ingested | None:
    """Hold the set of a portion that cannot be checked in time; None for one that was accepted.

    Of an accepted set other portions may be appended: a person has to look at what is left, which
    waits in the dead-letter queue.
    """
    if portion.step != "check":
        return None
    cut = SetCut.from_json(
        portion.set_cut,
        within=SetRange.from_json(message.set_range),
        rules=context_of(message, tools).profile.x12_rules,
    )
    verdict = tools.files.find_verdict(file_id=message.file_id, set_start=message.start)
    if verdict is None:
        refused = refused_unread(Code.OUT_OF_TIME, cut.header, partner_id=message.partner_id)
        verdict = _decide(message, cut, refused, tools)
    if verdict.outcome.verdict is not Verdict.REJECTED:
        return None
    return _close(message, verdict.outcome, event_count=0, tools=tools)


def _check(message: IngestMessage, portion: Portion, cut: SetCut, tools: Ingesting) -> Ingested:
    verdict = tools.files.find_verdict(file_id=message.file_id, set_start=message.start)
    if verdict is None:
        source = open_archived(message, tools)
        if cut.at_claims and not _check_part(message, portion, cut, source, tools):
            return _nothing_yet(message)
        result = _result(message, cut, source, tools)
        if result is None:
            tools.queue.send(portion_messages(message, cut.anywhere(), step="check"))
            return _nothing_yet(message)
        verdict = _decide(message, cut, result, tools)
    if verdict.outcome.verdict is Verdict.REJECTED or verdict.outcome.is_test:
        return _close(message, verdict.outcome, event_count=0, tools=tools)
    receipt = tools.files.find(file_id=message.file_id, partner_id=message.partner_id)
    if receipt is None or receipt.completed_at is None:
        tools.queue.send(portion_messages(message, cut, step="append"))
    return _nothing_yet(message)


def _check_part(
    message: IngestMessage, portion: Portion, cut: SetCut, source: ByteSource, tools: Ingesting
) -> bool:
    """Check one portion; whether all are checked now."""
    part = check_part(source, cut.header, cut.portions, portion.ordinal)
    totals = part.totals
    if isinstance(totals, RemittanceTotals) and (
        max(len(totals.reversals), len(totals.provider_adjustments)) > _STORED
    ):
        part = replace(part, fits=False, totals=None)
    checked = CheckedPortion(
        file_id=message.file_id,
        set_start=message.start,
        cut_id=cut.cut_id,
        ordinal=portion.ordinal,
        part=part,
    )
    return len(tools.files.save_portion(checked)) == len(cut.portions)


def _result(
    message: IngestMessage, cut: SetCut, source: ByteSource, tools: Ingesting
) -> SetResult | None:
    """What the whole set is found to be; None when its portions do not fit together."""
    if not cut.at_claims:
        span = cut.header.span
        is_too_large = span.end - span.start > most(Bounded.WHOLE_SET_BYTES)
        if is_too_large:
            return refused_unread(Code.SET_TOO_LARGE, cut.header, partner_id=message.partner_id)
        return check_whole(source, cut.header)
    checked = tools.files.checked_portions(
        file_id=message.file_id, set_start=message.start, cut_id=cut.cut_id
    )
    return join_parts(source, cut.header, [item.part for item in checked])


def _decide(message: IngestMessage, cut: SetCut, result: SetResult, tools: Ingesting) -> SetVerdict:
    """Tell the verdict, store the payment, and let the second round begin."""
    context = context_of(message, tools)
    payments = [record for record in result.records if isinstance(record, Payment)]
    [outcome] = take_results([result], context=context, room=SET_FINDINGS, tools=tools)
    verdict = SetVerdict(
        file_id=message.file_id,
        start=message.start,
        decided_at=tools.clock(),
        outcome=outcome,
        at_claims=cut.at_claims,
        shared_numbers=tuple(place for item in payments for place in item.shared_numbers),
    )
    tools.files.save_verdict(verdict)
    return verdict


def _append(message: IngestMessage, portion: Portion, cut: SetCut, tools: Ingesting) -> Ingested:
    verdict = tools.files.find_verdict(file_id=message.file_id, set_start=message.start)
    if verdict is None:
        raise _verdict_missing(message)
    if verdict.outcome.verdict is Verdict.REJECTED:
        return _close(message, verdict.outcome, event_count=0, tools=tools)
    cut = cut if verdict.at_claims else cut.anywhere()
    source = open_archived(message, tools)
    places = (*verdict.shared_numbers, *message.shared_numbers)
    shared = numbers_at(source, cut.header.interchange, places)
    appended = append_records(
        (settled(record, shared) for record in records_of(source, cut, portion.ordinal)),
        cut.header,
        context=context_of(message, tools),
        tools=tools,
    )
    done = tools.files.save_portion(
        AppendedPortion(
            file_id=message.file_id,
            set_start=message.start,
            cut_id=cut.cut_id,
            ordinal=portion.ordinal,
            finished_at=tools.clock(),
            **appended.counts(),
        )
    )
    if len(done) < len(cut.portions):
        return _nothing_yet(message, event_count=appended.event_count)
    portions = tools.files.appended_portions(
        file_id=message.file_id, set_start=message.start, cut_id=cut.cut_id
    )
    outcome = with_portions(verdict.outcome, portions)
    return _close(message, outcome, event_count=appended.event_count, tools=tools)


def records_of(source: ByteSource, cut: SetCut, ordinal: int) -> Iterator[Record]:
    """The records of a portion, but for the payment."""
    if cut.at_claims:
        return stream_part(source, cut.header, cut.portions, ordinal)
    return stream_within(source, cut.header, cut.portions[ordinal])


def with_portions(outcome: SetOutcome, portions: list[AppendedPortion]) -> SetOutcome:
    """The outcome with what was appended out of all portions."""
    found = [item for portion in portions for item in portion.findings]
    return outcome.model_copy(
        update={
            "record_count": outcome.record_count + sum(one.record_count for one in portions),
            "event_count": outcome.event_count + sum(one.event_count for one in portions),
            "withheld_count": outcome.withheld_count + sum(one.withheld_count for one in portions),
            "encounter_count": outcome.encounter_count
            + sum(one.encounter_count for one in portions),
            "batches": tuple(dict.fromkeys(key for one in portions for key in one.batches)),
            "finding_count": outcome.finding_count + sum(one.finding_count for one in portions),
            "findings": (*outcome.findings, *found)[:SET_FINDINGS],
        }
    )


def _close(
    message: IngestMessage, outcome: SetOutcome, *, event_count: int, tools: Ingesting
) -> Ingested:
    """The set is read: the end of its range, as of any other."""
    status = close_range(message, (outcome,), tools)
    return Ingested(
        file_id=message.file_id,
        partner_id=message.partner_id,
        set_count=1,
        rejected_set_count=int(outcome.verdict is Verdict.REJECTED),
        event_count=event_count,
        status=status.value if status else "",
    )


def _nothing_yet(message: IngestMessage, *, event_count: int = 0) -> Ingested:
    return Ingested(file_id=message.file_id, partner_id=message.partner_id, event_count=event_count)


def _verdict_missing(message: IngestMessage) -> NotFoundError:
    return NotFoundError(
        Explanation(
            code="VERDICT_MISSING",
            what="the set has no verdict, and nothing of it may be appended without one",
            where=f"file {message.file_id}, set at byte {message.start}",
            next_step="Redrive the set's other messages from the dead-letter queue first.",
        )
    )
