"""DynamoDB: `NoteStore`, notes of people in a partition beside the claim's own.

The claim's partition is read whole by each fold, which notes have no part in.
"""

from itertools import islice

from claimtrail.aws.claims import keys
from claimtrail.aws.claims.items import ClaimTableItems
from claimtrail.aws.core.dynamo.items import document_of, with_document
from claimtrail.claims.notes import MOST_NOTES, ClaimNote, in_order


class NoteItems(ClaimTableItems):
    """`NoteStore` over the claim table."""

    def append_note(self, note: ClaimNote) -> ClaimNote:
        """Store a note unless one of its id is stored; return the one that is."""
        key = keys.note_key(note.claim_id, note.note_id)
        if self._table.put_if_absent(with_document(key, note.model_dump_json())):
            return note
        return ClaimNote.model_validate_json(self._document(key))

    def notes_of(self, claim_id: str) -> list[ClaimNote]:
        """Return the notes on a claim, the first one first."""
        found = self._table.query(keys.notes_partition(claim_id), limit=MOST_NOTES + 1)
        some = islice(found, MOST_NOTES + 1)
        return in_order([ClaimNote.model_validate_json(document_of(item)) for item in some])
