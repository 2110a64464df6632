"""The in-memory twin of `NoteStore`."""

from claimtrail.claims.notes import MOST_NOTES, ClaimNote, in_order
from tests.twins.claims.memory import Kept, Memory, Place


class MemoryNotes(Memory):
    """Notes of people on claims."""

    def append_note(self, note: ClaimNote) -> ClaimNote:
        """Store a note unless one of its id is stored; return the one that is."""
        place = Place(Kept.NOTE, note.claim_id, note.note_id)
        self._append(place, note.model_dump_json())
        return next(one for one in self.notes_of(note.claim_id) if one.note_id == note.note_id)

    def notes_of(self, claim_id: str) -> list[ClaimNote]:
        """Return the notes on a claim, the first one first."""
        found = [ClaimNote.model_validate_json(text) for _, text in self._of(Kept.NOTE, claim_id)]
        return in_order(found)[: MOST_NOTES + 1]
