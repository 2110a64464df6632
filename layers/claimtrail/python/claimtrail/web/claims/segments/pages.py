"""The page of the bytes behind a step or fact of a claim, checked against the archive now."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.decisions.recorded_statuses import PERSON
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.code_amounts import MONEY
from claimtrail.claims.views.code_words import listed_codes, words_of
from claimtrail.claims.views.timeline import TRANSACTIONS
from claimtrail.claims.views.whole_claim import events_behind
from claimtrail.disclosures.provenance import (
    FileCustody,
    Provenance,
    StepVerdict,
    evidence,
    trace,
)
from claimtrail.intake.views import custodies_of
from claimtrail.trail.access_log import Action
from claimtrail.web.claims.page.context import claim_address
from claimtrail.web.claims.page.reading import OpenClaim, of_claim, read_claim
from claimtrail.web.claims.page.tones import BAD, GOOD, WARN
from claimtrail.web.claims.segments.marks import (
    Mark,
    is_place,
    marks_of_codes,
    marks_of_place,
)
from claimtrail.web.claims.segments.record_view import (
    RecordView,
    record_view,
    statement_view,
)
from claimtrail.web.core.errors import bad_value, missing
from claimtrail.web.core.replies import PageReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.x12 import RecordSegment, record_segments

MARK = "mark"
"""The field of the address with the place that a figure stands at."""
_NUMBER = re.compile(r"\d{1,5}", re.ASCII)
_HEADER = 106
"""Bytes of an ISA."""
_FIELDS = (
    "bytes", "verdict", "faults", "sha256", "archived_sha256", "range_sha256", "source", "custody",
    "rule", "event_id",
)  # fmt: skip

_VERDICTS: Mapping[StepVerdict, tuple[str, str]] = MappingProxyType(
    {
        StepVerdict.PROVEN: (
            GOOD,
            "Proven: the file in the archive is, byte for byte, the one that was read.",
        ),
        StepVerdict.REPORTED: (
            WARN,
            "Reported by a person: the statement is unchanged, and no file says it.",
        ),
        StepVerdict.IMPLIED: (
            WARN,
            "Implied: the payer never sent this status. The bytes that imply it are as read.",
        ),
        StepVerdict.NOT_PROVEN: (BAD, "Not proven: something is not as it was read."),
    }
)
_UNMOVED = "The record moved nothing; its bytes are those that were read."


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedFact:
    """A fact with its provenance and its event as it was stored."""

    claim: Claim
    one: Provenance
    event: ClaimEvent


@of_claim
def show_step(request: PageRequest) -> Reply:
    """Show the bytes behind a step, by its number. Raises MissingError for no such step."""
    found = read_claim(request, Operation.READ_SEGMENT)
    text, steps = request.arguments[1], found.whole.claim.steps
    number = int(text) if _NUMBER.fullmatch(text) else 0
    if not 1 <= number <= len(steps):
        raise missing("step")
    return _reply(found, steps[number - 1].event_id, step=number)


@of_claim
def show_fact(request: PageRequest) -> Reply:
    """Show the bytes behind a fact, by its event. Raises MissingError for no such fact."""
    found = read_claim(request, Operation.READ_SEGMENT)
    event_id = request.arguments[1]
    if event_id not in found.whole.by_id:
        raise missing("fact")
    return _reply(found, event_id, step=None)


def _reply(found: OpenClaim, event_id: str, *, step: int | None) -> Reply:
    request = found.request
    place = request.query.first(MARK)
    if place and not is_place(place):
        raise bad_value(MARK, known="a segment, element or adjustment: CLP04, SVC#2, CO-45")
    traced = _traced(found, event_id, step=step)
    one = traced.one
    record = _segments(request, traced)
    marks = marks_of_place(place, record) or marks_of_codes(one.codes, record)
    view = _record(found, traced, record, marks)
    tone, words = _VERDICTS[one.verdict]
    return PageReply(
        template="claim_segment.html",
        title="Segment",
        view={
            "claim_address": claim_address(found.claim_id),
            "claim_id": found.claim_id,
            "traced": one,
            "custody": one.custody,
            "tone": tone,
            "verdict": words if one.step or tone == BAD else _UNMOVED,
            "transaction": TRANSACTIONS[traced.event.kind],
            "codes": listed_codes(_told(one.codes)),
            "meaning": words_of(_told(one.codes)),
            "record": view,
            "statement": _statement(found, one),
            "place": place,
            "steps": len(traced.claim.steps),
            "is_technical": FieldGroup.TECHNICAL in found.groups,
            "archive_copies": tuple(found_in(one)),
        },
        shows=(
            ShownData(
                action=Action.PROVENANCE_READ, subjects=(found.claim_id,), fields=_FIELDS[1:]
            ),
            ShownData(
                action=Action.BYTES_READ,
                subjects=(found.claim_id, one.source.file_id),
                fields=_FIELDS,
                statement=f"bytes {one.source.start}-{one.source.end}",
            ),
        ),
    )


def _told(codes: Sequence[str]) -> list[str]:
    """Return codes without those of amounts, which not every reader sees."""
    return [code for code in codes if code.partition("=")[0] not in MONEY]


def found_in(one: Provenance) -> list[tuple[str, str]]:
    """Return the digests that were compared, with their names."""
    return [
        (name, value)
        for name, value in (
            ("when it was read", one.source.sha256),
            ("by its receipt", one.custody.sha256 if one.custody else ""),
            ("in the archive now", one.archived_sha256),
            ("of these bytes alone", one.range_sha256),
        )
        if value
    ]


def _traced(found: OpenClaim, event_id: str, *, step: int | None) -> TracedFact:
    """Return a fact, its file hashed again as it lies in the archive now."""
    stores, claim = found.request.stores, found.whole.claim
    events = _stored_events(found)
    event = next((one for one in events if one.event_id == event_id), None)
    event = event or found.whole.by_id[event_id]
    custodies: list[FileCustody] = []
    if event.source.channel != PERSON:
        custodies = custodies_of(event.source.file_id, files=stores.files)
    if step is not None:
        [one] = trace(claim, events=events, custodies=custodies, archive=stores.archive, step=step)
    else:
        one = evidence(claim, event_id, events=events, custodies=custodies, archive=stores.archive)
    return TracedFact(claim=claim, one=one, event=event)


def _stored_events(found: OpenClaim) -> Sequence[ClaimEvent]:
    """Return the facts as they were stored: those that other numbers lend are read there."""
    claim = found.whole.claim
    if claim.partitions == (claim.claim_id,):
        return found.whole.events
    return events_behind(claim, store=found.request.stores.claims)


def _segments(request: PageRequest, traced: TracedFact) -> list[RecordSegment]:
    one = traced.one
    if one.source.channel == PERSON or one.custody is None or not one.archived_sha256:
        return []
    header = request.stores.archive.read(one.custody.stored_key, 0, _HEADER)
    return record_segments(one.record, start=one.source.start, header=header)


def _record(
    found: OpenClaim,
    traced: TracedFact,
    record: Sequence[RecordSegment],
    marks: frozenset[Mark],
) -> RecordView:
    return record_view(record, marks, found.groups, kind=traced.event.kind)


def _statement(found: OpenClaim, one: Provenance) -> object:
    is_person = one.source.channel == PERSON
    return statement_view(one.record, found.groups) if is_person else ()
