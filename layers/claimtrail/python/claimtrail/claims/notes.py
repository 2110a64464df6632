"""Notes of people on claims: the words stand beside the claim, the trail has a digest of them.

A note says what no file says: who was called, what was promised. It moves nothing. It is stored,
then published under an id that follows from it: a crash between the two is fixed by sending it
again, and what is sent twice is one note.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.patient_numbers import looks_like_ssn
from claimtrail.kernel.bus import BusEvent, EventPublisher
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id

NOTE_PREFIX = "nte_"
MOST_LETTERS = 500
MOST_NOTES = 200
"""Notes of one claim: a page reads all of them."""
RULE = "claim-notes@1"


class NoteRefusedError(ClaimTrailError):
    """A note is empty or too long, has a number that it must not have, or is one too many."""


class ClaimNote(FrozenModel):
    """One note. Holds what a person wrote, perhaps PHI: claim table only, never the bus."""

    schema_version: Literal[1] = 1
    note_id: str
    claim_id: str
    at: datetime
    by: str
    """`user:<id>`."""
    words: str


class NoteStore(Protocol):
    """Notes on claims; reads are strongly consistent."""

    def append_note(self, note: ClaimNote) -> ClaimNote:
        """Store a note unless one of its id is stored; return the one that is."""
        ...

    def notes_of(self, claim_id: str) -> list[ClaimNote]:
        """Return the notes on a claim, the first one first: MOST_NOTES and one at most."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimNotes:
    """The use case of pages and of the API."""

    store: NoteStore
    publisher: EventPublisher

    def add(self, claim: Claim, words: str, *, by: str, at: datetime) -> ClaimNote:
        """Keep a person's words with a claim; publish `claim.noted` without them.

        The same words of one person on one day are one note. Raises NoteRefusedError.
        """
        note = note_on(claim.claim_id, words, by=by, at=at)
        known = self.store.notes_of(claim.claim_id)
        if len(known) >= MOST_NOTES and note.note_id not in {one.note_id for one in known}:
            raise _refused(
                "NOTES_FULL",
                f"the claim has {MOST_NOTES} notes",
                "Nothing more can be noted on it.",
            )
        stored = self.store.append_note(note)
        self.publisher.publish([noted_event(stored, payer_id=claim.payer_id)])
        return stored


def note_on(claim_id: str, words: str, *, by: str, at: datetime) -> ClaimNote:
    """Return a note, its blanks as one. Raises NoteRefusedError."""
    said = checked_note(words)
    return ClaimNote(
        note_id=derived_id(NOTE_PREFIX, claim_id, by, at.date().isoformat(), said),
        claim_id=claim_id,
        at=at,
        by=by,
        words=said,
    )


def checked_note(words: str) -> str:
    """Return the words of a note with its blanks as one. Raises NoteRefusedError."""
    said = " ".join(words.split())
    if not said or len(said) > MOST_LETTERS:
        raise _refused(
            "NOTE_LENGTH",
            "the note is empty or too long",
            f"Write 1 to {MOST_LETTERS} letters.",
        )
    if looks_like_ssn(said):
        raise _refused(
            "NOTE_NAMES_PATIENT",
            "the note has a number like a Social Security number",
            "Leave it out: the claim has what names the patient.",
        )
    return said


def noted_event(note: ClaimNote, *, payer_id: str) -> BusEvent:
    """`claim.noted`, the same for every repetition: the digest proves that the words stayed."""
    return BusEvent(
        event_id=derived_id(EVENT_PREFIX, note.note_id, ClaimDetailType.CLAIM_NOTED.value),
        detail_type=ClaimDetailType.CLAIM_NOTED,
        subject_id=note.claim_id,
        occurred_at=note.at,
        actor=note.by,
        correlation_id=note.note_id,
        payer_id=payer_id,
        rule=RULE,
        detail={"note_id": note.note_id, "sha256": digest_of(note)},
    )


def digest_of(note: ClaimNote) -> str:
    """Return the digest of a note as it is stored: id, person, instant and words."""
    return hashlib.sha256(note.model_dump_json().encode()).hexdigest()


def in_order(notes: Sequence[ClaimNote]) -> list[ClaimNote]:
    """Return notes by their instants."""
    return sorted(notes, key=lambda one: (one.at, one.note_id))


def _refused(code: str, what: str, next_step: str) -> NoteRefusedError:
    return NoteRefusedError(
        Explanation(code=code, what=what, where="the note", next_step=next_step)
    )
