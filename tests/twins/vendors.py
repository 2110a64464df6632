"""In-memory twin of the archive of letters, for tests."""

from claimtrail.vendors.model import Letter


class MemoryLetterArchive:
    """Keeps letters in a dictionary."""

    def __init__(self) -> None:
        self.letters: dict[str, Letter] = {}

    def put(self, letter: Letter) -> bool:
        """Archive a letter unless its id is taken."""
        is_new = letter.letter_id not in self.letters
        self.letters.setdefault(letter.letter_id, letter)
        return is_new

    def list_by_ticket(self, ticket_id: str) -> list[Letter]:
        """Return the letters of a ticket, oldest first."""
        found = (one for one in self.letters.values() if one.ticket_id == ticket_id)
        return sorted(found, key=lambda one: (one.at, one.letter_id))
