"""Stored documents: JSON text with `schema_version`; versions that are not known are refused."""

import json
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from claimtrail.claims.events import CLAIM_EVENT, ClaimEvent
from claimtrail.claims.model import Claim
from claimtrail.claims.ports import Change, Roster, SubmissionAcknowledgment
from claimtrail.kernel.errors import ClaimTrailError, Explanation

SCHEMA_VERSION = 1

Document = TypeVar("Document")

_CLAIM: TypeAdapter[Claim] = TypeAdapter(Claim)
_CHANGE: TypeAdapter[Change] = TypeAdapter(Change)
_ROSTER: TypeAdapter[Roster] = TypeAdapter(Roster)
_ACKNOWLEDGMENT: TypeAdapter[SubmissionAcknowledgment] = TypeAdapter(SubmissionAcknowledgment)


def _dump(adapter: TypeAdapter[Document], value: Document) -> str:
    """JSON with sorted keys, so that equal documents are equal texts."""
    data = {"schema_version": SCHEMA_VERSION, **adapter.dump_python(value, mode="json")}
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _load(adapter: TypeAdapter[Document], text: str, *, where: str, inner: bool) -> Document:
    """Read a document; `inner` says that the type itself has the field `schema_version`."""
    data: dict[str, Any] = json.loads(text)
    version = data.get("schema_version") if inner else data.pop("schema_version", None)
    if version != SCHEMA_VERSION:
        raise _unreadable(where, f"schema version {version!r} is not {SCHEMA_VERSION}")
    try:
        return adapter.validate_python(data, strict=False)
    except ValidationError as error:
        # pydantic's own text quotes the values, which may be PHI: tell the fields only.
        fields = sorted({".".join(map(str, item["loc"])) for item in error.errors()})
        raise _unreadable(where, f"fields do not fit: {', '.join(fields)}") from None


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
    """An event."""
    return _dump(CLAIM_EVENT, event)


def load_event(text: str) -> ClaimEvent:
    """Raises ClaimTrailError (DOCUMENT_UNREADABLE)."""
    return _load(CLAIM_EVENT, text, where="a claim event", inner=True)


def dump_claim(claim: Claim) -> str:
    """A projected claim."""
    return _dump(_CLAIM, claim)


def load_claim(text: str) -> Claim:
    """Raises ClaimTrailError (DOCUMENT_UNREADABLE)."""
    return _load(_CLAIM, text, where="a projected claim", inner=True)


def dump_change(change: Change) -> str:
    """A change."""
    return _dump(_CHANGE, change)


def load_change(text: str) -> Change:
    """Raises ClaimTrailError (DOCUMENT_UNREADABLE)."""
    return _load(_CHANGE, text, where="a change", inner=False)


def dump_roster(roster: Roster) -> str:
    """A roster."""
    return _dump(_ROSTER, roster)


def load_roster(text: str) -> Roster:
    """Raises ClaimTrailError (DOCUMENT_UNREADABLE)."""
    return _load(_ROSTER, text, where="a roster", inner=False)


def dump_acknowledgment(acknowledgment: SubmissionAcknowledgment) -> str:
    """An acknowledgment of a submission."""
    return _dump(_ACKNOWLEDGMENT, acknowledgment)


def load_acknowledgment(text: str) -> SubmissionAcknowledgment:
    """Raises ClaimTrailError (DOCUMENT_UNREADABLE)."""
    return _load(_ACKNOWLEDGMENT, text, where="an acknowledgment", inner=False)
