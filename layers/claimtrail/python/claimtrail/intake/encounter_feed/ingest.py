"""A provider's extract in the pipeline: known by its name, split at lines, its records registered.

A snapshot that is older than the stored one changes nothing, so ranges may be read again, in any
order, by several workers. There is no 999: what is withheld is reported as findings.
"""

from claimtrail.intake import events
from claimtrail.intake.encounter_feed.parse import entity_of, read_lines, split_at_lines
from claimtrail.intake.ingest.append import SET_FINDINGS, IngestDependencies
from claimtrail.intake.model.findings import IntakeFindingCode, finding
from claimtrail.intake.model.messages import IngestMessage
from claimtrail.intake.model.receipt import FileReceipt, SetOutcome
from claimtrail.intake.records.file_context import FileContext
from claimtrail.intake.rows import FINDINGS
from claimtrail.partners.profile import EncounterFeed, PartnerProfile
from claimtrail.x12.model import ByteRange, SetAcceptance
from claimtrail.x12.model.findings import Finding
from claimtrail.x12.model.source import ByteSource

SUFFIX = ".ndjson"
"""By which an extract is known in the dropbox of a partner that registers encounters."""
_BEFORE_LINES = b"\xef\xbb\xbf \t\r\n"
"""A byte order mark, and blanks."""
RANGE_SIZE = 256 * (1 << 10)
"""Bytes of whole lines to a message: some five hundred records, each a write of its own."""
RANGES = 256
"""Ranges of one file at most, as for X12."""
IDENTIFIER = "REG"
"""Stands for a range of registrations where a transaction set has its ST01."""


def is_extract(profile: PartnerProfile, key: str) -> bool:
    """Return whether an object of the partner's dropbox is an extract that registers entities."""
    return profile.encounters is EncounterFeed.REGISTERED and key.lower().endswith(SUFFIX)


def is_stray_extract(key: str, head: bytes) -> bool:
    """Return whether an object is an extract by its name and by how it begins, wherever it is."""
    return key.lower().endswith(SUFFIX) and head.lstrip(_BEFORE_LINES).startswith(b"{")


def extract_messages(receipt: FileReceipt, source: ByteSource) -> list[IngestMessage]:
    """Return the messages of an archived extract, in file order."""
    target = max(RANGE_SIZE, -(-source.size // RANGES))
    return [
        IngestMessage.about(receipt, start=span.start).model_copy(update={"lines_end": span.end})
        for span in split_at_lines(source, target_bytes=target)
    ]


def ingest_lines(
    source: ByteSource, span: ByteRange, *, context: FileContext, deps: IngestDependencies
) -> SetOutcome:
    """Register what a range of lines says; a line that cannot be used becomes a finding."""
    findings: list[Finding] = []
    count = registered = 0
    for place, record in read_lines(source.read(*span), start=span.start):
        count += 1
        try:
            entity = entity_of(record, place, context=context, key=deps.key) if record else None
        except ValueError:
            entity = None
        if entity is None:
            findings.append(
                finding(
                    IntakeFindingCode.ENCOUNTER_FEED_UNUSABLE,
                    offset=place.start,
                    partner_id=context.profile.id,
                )
            )
            continue
        deps.claims.register(entity)
        registered += 1
    rows = events.finding_rows(
        findings,
        file_id=context.file_id,
        partner_id=context.profile.id,
        recorded_at=context.recorded_at,
    )
    if rows:
        deps.rows.send(FINDINGS.name, rows)
    return SetOutcome(
        identifier=IDENTIFIER,
        control_number="",
        start=span.start,
        end=span.end,
        verdict=SetAcceptance.REJECTED if findings and not registered else SetAcceptance.ACCEPTED,
        segment_count=count,
        record_count=registered,
        withheld_count=len(findings),
        finding_count=len(findings),
        findings=tuple(findings[:SET_FINDINGS]),
    )
