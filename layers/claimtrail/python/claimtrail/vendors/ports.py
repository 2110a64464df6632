"""The port of archived letters. In-memory and DynamoDB twins pass one contract suite."""

from typing import Protocol

from claimtrail.vendors.model import Letter


class LetterArchive(Protocol):
    """Letters by ticket; what is archived is neither changed nor removed."""

    def put(self, letter: Letter) -> bool:
        """Archive a letter; False, and nothing is changed, when its id is taken."""
        ...

    def list_by_ticket(self, ticket_id: str) -> list[Letter]:
        """Return the letters of a ticket, oldest first, strongly consistent."""
        ...
