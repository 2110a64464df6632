"""Stored documents: JSON text with `schema_version`; old versions are read through upcasters.

Writers write the current version of a kind only. A version that is newer than this code, or that no
upcaster reads, is refused. `docs/contracts/` has the schema of every version.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from claimtrail.claims.facts.entities import Encounter, Patient
from claimtrail.claims.facts.events import CLAIM_EVENT, ClaimEvent
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.status_terms import TermReview
from claimtrail.claims.matching.batch_model import (
    BatchRead,
    BatchResult,
    BatchRoster,
    BatchStatusCopy,
)
from claimtrail.claims.matching.model import Match
from claimtrail.claims.store.changes import Change
from claimtrail.claims.store.rosters import Roster, SubmissionAcknowledgment
from claimtrail.kernel.contracts import VERSION_FIELD, Document, Upcaster, upcast
from claimtrail.kernel.errors import ClaimTrailError, Explanation

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[T]):
    """One kind of stored document."""

    name: str
    """As errors name it: `a claim event`."""
    version: int
    """Of what is written now."""
    adapter: TypeAdapter[T]
    inner: bool
    """True if the type itself has the field `schema_version`."""
    upcasters: Mapping[int, Upcaster] = field(default_factory=dict)
    """By the version that they read."""
    embedded: Mapping[str, "Kind[Any]"] = field(default_factory=dict)
    """Documents within it, by field: each is read by its own version."""


def _roster_from_1(data: Document) -> Document:
    """Version 1 did not say when its set was sent."""
    return {**data, "submitted_on": None}


def _change_from_1(data: Document) -> Document:
    """Before version 2 the claim's item held the claim alone, and tells of no change."""
    if "claim" in data:
        return data
    whose = {name: data.get(name) for name in ("claim_id", "version")}
    return {**whose, "before": None, "claim": data, "cause_event_ids": []}


EVENT = Kind(name="a claim event", version=1, adapter=CLAIM_EVENT, inner=True)
CLAIM = Kind(name="a projected claim", version=1, adapter=TypeAdapter(Claim), inner=True)
CHANGE = Kind(
    name="a change",
    version=2,
    adapter=TypeAdapter(Change),
    inner=False,
    upcasters=MappingProxyType({1: _change_from_1}),
    embedded=MappingProxyType({"claim": CLAIM}),
)
ROSTER = Kind(
    name="a roster",
    version=2,
    adapter=TypeAdapter(Roster),
    inner=False,
    upcasters=MappingProxyType({1: _roster_from_1}),
)
ACKNOWLEDGMENT = Kind(
    name="an acknowledgment",
    version=1,
    adapter=TypeAdapter(SubmissionAcknowledgment),
    inner=False,
    embedded=MappingProxyType({"event": EVENT}),
)

BATCH_ROSTER = Kind(name="a batch", version=1, adapter=TypeAdapter(BatchRoster), inner=False)
BATCH_READ = Kind(name="the end of a batch", version=1, adapter=TypeAdapter(BatchRead), inner=False)
BATCH_STATUS = Kind(
    name="the status of a batch",
    version=1,
    adapter=TypeAdapter(BatchStatusCopy),
    inner=False,
    embedded=MappingProxyType({"event": EVENT}),
)
BATCH_RESULT = Kind(
    name="the result of a batch", version=1, adapter=TypeAdapter(BatchResult), inner=False
)

MATCH = Kind(name="a match", version=1, adapter=TypeAdapter(Match), inner=True)
TERM = Kind(name="a payer's term", version=1, adapter=TypeAdapter(TermReview), inner=True)
ENCOUNTER = Kind(name="an encounter", version=1, adapter=TypeAdapter(Encounter), inner=True)
PATIENT = Kind(name="a patient", version=1, adapter=TypeAdapter(Patient), inner=True)


def _dump(kind: Kind[T], value: T) -> str:
    """JSON with sorted keys, so that equal documents are equal texts."""
    data = {**kind.adapter.dump_python(value, mode="json"), VERSION_FIELD: kind.version}
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _load(kind: Kind[T], text: str) -> T:
    try:
        data = _current(kind, json.loads(text))
    except ValueError as error:
        raise _unreadable(kind.name, str(error)) from None
    if not kind.inner:
        del data[VERSION_FIELD]
    try:
        return kind.adapter.validate_python(data, strict=False)
    except ValidationError as error:
        # pydantic's own text quotes the values, which may be PHI: tell the fields only.
        fields = sorted({".".join(map(str, item["loc"])) for item in error.errors()})
        raise _unreadable(kind.name, f"fields do not fit: {', '.join(fields)}") from None


def _current(kind: Kind[Any], data: Document) -> Document:
    """Return the document, and what is embedded in it, in their current versions."""
    version = data.get(VERSION_FIELD)
    if type(version) is int and version == kind.version:
        data = dict(data)
    else:
        data = dict(upcast(data, to=kind.version, upcasters=kind.upcasters))
    for name, inner in kind.embedded.items():
        if isinstance(data.get(name), dict):
            data[name] = _current(inner, data[name])
    return data


def _unreadable(where: str, what: str) -> ClaimTrailError:
    return ClaimTrailError(
        Explanation(
            code="DOCUMENT_UNREADABLE",
            what=what,
            where=where,
            next_step="Deploy the version of ClaimTrail that wrote it, or a newer one.",
        )
    )


def dump_event(event: ClaimEvent) -> str:
    """Return an event."""
    return _dump(EVENT, event)


def load_event(text: str) -> ClaimEvent:
    """Raises ClaimTrailError (DOCUMENT_UNREADABLE)."""
    return _load(EVENT, text)


def dump_claim(claim: Claim) -> str:
    """Return a projected claim."""
    return _dump(CLAIM, claim)


def load_claim(text: str) -> Claim:
    """Raises ClaimTrailError (DOCUMENT_UNREADABLE)."""
    return _load(CLAIM, text)


def dump_change(change: Change) -> str:
    """Return a change."""
    return _dump(CHANGE, change)


def load_change(text: str) -> Change:
    """Raises ClaimTrailError (DOCUMENT_UNREADABLE)."""
    return _load(CHANGE, text)


def dump_roster(roster: Roster) -> str:
    """Return a roster."""
    return _dump(ROSTER, roster)


def load_roster(text: str) -> Roster:
    """Raises ClaimTrailError (DOCUMENT_UNREADABLE)."""
    return _load(ROSTER, text)


def dump_acknowledgment(acknowledgment: SubmissionAcknowledgment) -> str:
    """Return an acknowledgment of a submission."""
    return _dump(ACKNOWLEDGMENT, acknowledgment)


def load_acknowledgment(text: str) -> SubmissionAcknowledgment:
    """Raises ClaimTrailError (DOCUMENT_UNREADABLE)."""
    return _load(ACKNOWLEDGMENT, text)


def dump_batch_roster(roster: BatchRoster) -> str:
    """Return the claims of a batch."""
    return _dump(BATCH_ROSTER, roster)


def load_batch_roster(text: str) -> BatchRoster:
    """Raises ClaimTrailError (DOCUMENT_UNREADABLE)."""
    return _load(BATCH_ROSTER, text)


def dump_batch_read(read: BatchRead) -> str:
    """Return the end of a batch."""
    return _dump(BATCH_READ, read)


def load_batch_read(text: str) -> BatchRead:
    """Raises ClaimTrailError (DOCUMENT_UNREADABLE)."""
    return _load(BATCH_READ, text)


def dump_batch_status(status: BatchStatusCopy) -> str:
    """Return the status of a batch."""
    return _dump(BATCH_STATUS, status)


def load_batch_status(text: str) -> BatchStatusCopy:
    """Raises ClaimTrailError (DOCUMENT_UNREADABLE)."""
    return _load(BATCH_STATUS, text)


def dump_batch_result(result: BatchResult) -> str:
    """Return the result of a batch."""
    return _dump(BATCH_RESULT, result)


def load_batch_result(text: str) -> BatchResult:
    """Raises ClaimTrailError (DOCUMENT_UNREADABLE)."""
    return _load(BATCH_RESULT, text)


def dump_term(review: TermReview) -> str:
    """Return a payer's term under review."""
    return _dump(TERM, review)


def load_term(text: str) -> TermReview:
    """Raises ClaimTrailError (DOCUMENT_UNREADABLE)."""
    return _load(TERM, text)


def dump_match(match: Match) -> str:
    """Return a match."""
    return _dump(MATCH, match)


def load_match(text: str) -> Match:
    """Raises ClaimTrailError (DOCUMENT_UNREADABLE)."""
    return _load(MATCH, text)


def dump_entity(entity: Encounter | Patient) -> str:
    """Return an encounter or a patient."""
    if isinstance(entity, Encounter):
        return _dump(ENCOUNTER, entity)
    return _dump(PATIENT, entity)


def load_encounter(text: str) -> Encounter:
    """Raises ClaimTrailError (DOCUMENT_UNREADABLE)."""
    return _load(ENCOUNTER, text)


def load_patient(text: str) -> Patient:
    """Raises ClaimTrailError (DOCUMENT_UNREADABLE)."""
    return _load(PATIENT, text)
