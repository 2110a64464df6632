"""Reading one range of a file: per set a verdict, findings, and the facts that it states.

Appends and never reads claims. Every write can be repeated with the same outcome, the range's
result is stored after all of them, and the worker that stores the last one closes the file.
"""

from dataclasses import dataclass

from claimtrail.audit.ports import RowSink
from claimtrail.claims.ports import ClaimStore
from claimtrail.intake import tell
from claimtrail.intake.conclude import Concluding, conclude
from claimtrail.intake.extract import ClaimKey, Extract, FileContext, extract_set
from claimtrail.intake.findings import Code, finding
from claimtrail.intake.judge import expects
from claimtrail.intake.messages import IngestMessage
from claimtrail.intake.ports import FileStore, ObjectStore
from claimtrail.intake.receipt import RangeResult, SetOutcome
from claimtrail.kernel.errors import ConfigurationError, Explanation, NotFoundError
from claimtrail.kernel.events import EventPublisher
from claimtrail.kernel.time import Clock
from claimtrail.payers.profile import Partners
from claimtrail.x12.findings import Finding
from claimtrail.x12.plan import SetRange, SetResult
from claimtrail.x12.read import read_range
from claimtrail.x12.records import Verdict

READ_AHEAD = 1 << 20
"""Bytes fetched at a time: most ranges in one request."""
_APPEND = 500
"""Events handed to the store at a time."""
_IDENTIFIER, _CONTROL_NUMBER = 3, 9
"""Characters of ST01 and ST02 at most; what is longer was refused, and may be anything."""
_SET_FINDINGS = 20
_RANGE_FINDINGS = 300
"""Findings kept with a set and a range, below DynamoDB's 400 KB an item; the rows have all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingesting:
    """Whom ingestion works with."""

    archive: ObjectStore
    outbox: ObjectStore
    files: FileStore
    claims: ClaimStore
    publisher: EventPublisher
    rows: RowSink
    partners: Partners
    clock: Clock
    code_version: str
    key: ClaimKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What became of a message, for the log line."""

    file_id: str
    partner_id: str
    set_count: int
    rejected_set_count: int
    event_count: int
    status: str
    """The file's, when this range was its last; else empty."""


def ingest_range(message: IngestMessage, *, tools: Ingesting) -> Ingested:
    """Read one range.

    Raises:
        NotFoundError: the archived file or its receipt is gone.
        ConfigurationError: the partner's profile was removed meanwhile.
    """
    context = _context(message, tools)
    stored = tools.archive.describe(message.archive_key)
    source = tools.archive.open(stored, read_ahead=READ_AHEAD)
    outcomes: list[SetOutcome] = []
    room = _RANGE_FINDINGS
    readings = context.profile.guide_readings
    for result in read_range(source, SetRange.from_json(message.set_range), readings):
        outcome = _ingest_set(result, context=context, room=room, tools=tools)
        room -= len(outcome.findings)
        outcomes.append(outcome)
    done = tools.files.save_range(
        RangeResult(
            schema_version=1,
            file_id=message.file_id,
            start=message.start,
            finished_at=tools.clock(),
            set_range=message.set_range,
            sets=tuple(outcomes),
        )
    )
    receipt = tools.files.find(file_id=message.file_id, partner_id=message.partner_id)
    if receipt is None:
        raise _receipt_missing(message)
    closed = conclude(receipt, done=done, tools=_concluding(tools))
    return Ingested(
        file_id=message.file_id,
        partner_id=message.partner_id,
        set_count=len(outcomes),
        rejected_set_count=sum(one.verdict is Verdict.REJECTED for one in outcomes),
        event_count=sum(one.event_count for one in outcomes),
        status=closed.status.value if closed else "",
    )


def _ingest_set(
    result: SetResult, *, context: FileContext, room: int, tools: Ingesting
) -> SetOutcome:
    """Append what a set states, and tell what is wrong with it."""
    result = _unless_expected(result, context)
    extract = Extract()
    if result.verdict is not Verdict.REJECTED:
        extract = extract_set(result, context=context, key=tools.key)
    findings = (*result.findings, *extract.findings)
    outcome = _outcome(result, extract, findings=findings, room=room)
    for first in range(0, len(extract.events), _APPEND):
        tools.claims.append_events(extract.events[first : first + _APPEND])
    for roster in extract.rosters:
        tools.claims.append_roster(roster)
    for acknowledgment in extract.acknowledgments:
        tools.claims.append_acknowledgment(acknowledgment)
    rows = tell.finding_rows(
        findings,
        file_id=context.file_id,
        partner_id=context.profile.id,
        recorded_at=context.recorded_at,
        header=result.header,
    )
    if rows:
        tools.rows.send(tell.FINDINGS, rows)
    if outcome.verdict is Verdict.REJECTED:
        event = tell.transaction_rejected(
            outcome,
            header=result.header,
            context=context,
            occurred_at=tools.clock(),
        )
        tools.publisher.publish([event])
    return outcome


def _unless_expected(result: SetResult, context: FileContext) -> SetResult:
    """A readable set that the partner's profile does not name is refused."""
    if result.header.transaction_type is None or expects(context.profile, result.header):
        return result
    unexpected = finding(
        Code.TRANSACTION_UNEXPECTED,
        offset=result.header.span.start,
        partner_id=context.profile.id,
    )
    findings = (unexpected, *result.findings)
    return result._replace(verdict=Verdict.REJECTED, findings=findings, records=())


def _outcome(
    result: SetResult, extract: Extract, *, findings: tuple[Finding, ...], room: int
) -> SetOutcome:
    header = result.header
    return SetOutcome(
        identifier=header.identifier[:_IDENTIFIER],
        control_number=header.control_number[:_CONTROL_NUMBER],
        transaction_type=header.transaction_type,
        start=header.span.start,
        end=header.span.end,
        verdict=result.verdict,
        segment_count=result.segment_count,
        record_count=len(result.records),
        event_count=len(extract.events),
        withheld_count=extract.withheld,
        finding_count=len(findings),
        findings=findings[: min(room, _SET_FINDINGS)],
    )


def _context(message: IngestMessage, tools: Ingesting) -> FileContext:
    profile = tools.partners.get(message.partner_id)
    if profile is None:
        raise ConfigurationError(
            Explanation(
                code="PROFILE_MISSING",
                what="the partner whose file this is has no profile any more",
                where=f"file {message.file_id} of partner {message.partner_id}",
                next_step="Deploy the profile again, then redrive the message.",
            )
        )
    return FileContext(
        file_id=message.file_id,
        sha256=message.sha256,
        profile=profile,
        partners=tools.partners,
        channel=message.channel,
        received_at=message.received_at,
        recorded_at=message.recorded_at,
        code_version=tools.code_version,
    )


def _concluding(tools: Ingesting) -> Concluding:
    return Concluding(
        files=tools.files,
        outbox=tools.outbox,
        publisher=tools.publisher,
        rows=tools.rows,
        partners=tools.partners,
    )


def _receipt_missing(message: IngestMessage) -> NotFoundError:
    return NotFoundError(
        Explanation(
            code="RECEIPT_MISSING",
            what="the file has no receipt",
            where=f"file {message.file_id} of partner {message.partner_id}",
            next_step="Drop the file again; its ranges are then queued anew.",
        )
    )
