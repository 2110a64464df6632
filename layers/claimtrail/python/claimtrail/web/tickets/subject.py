"""A ticket as the subject of a page: its address, and its category in words."""

from dataclasses import dataclass
from urllib.parse import urlencode

from claimtrail.tickets.model import Ticket
from claimtrail.tickets.taxonomy.tables import category_under, taxonomies

NEW_TICKET = "/tickets/new"
CLAIM = "claim"
"""The field of that address which has the claim's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryWords:
    """A ticket's category in the latest version of the taxonomy."""

    path: str
    area: str
    """The id of its area."""
    words: str
    """`Denial management: Medical necessity`."""


def ticket_address(ticket_id: str) -> str:
    """Return the address of a ticket's page."""
    return f"/tickets/{ticket_id}"


def new_ticket_address(claim_id: str = "") -> str:
    """Return the address of the page that opens a ticket, about a claim where one is given."""
    return f"{NEW_TICKET}?{urlencode({CLAIM: claim_id})}" if claim_id else NEW_TICKET


def attachment_address(ticket_id: str, attachment_id: str) -> str:
    """Return the address of an attachment's page."""
    return f"{ticket_address(ticket_id)}/attachments/{attachment_id}"


def category_of(ticket: Ticket) -> CategoryWords:
    """Return a ticket's category, whatever the version that it was opened under."""
    path = category_under(ticket, taxonomies().latest.version)
    area = path.partition("/")[0]
    return CategoryWords(path=path, area=area, words=f"{area_words(area)}: {category_words(path)}")


def category_words(path: str) -> str:
    """Return the title of a category."""
    return taxonomies().latest.title_of(path)


def area_words(area: str) -> str:
    """Return the title of an area."""
    titles = {one.id: one.title for one in taxonomies().latest.areas}
    return titles.get(area, area.replace("_", " "))


TIER_WORDS = {
    "1": "1: billing specialist",
    "2": "2: revenue integrity analyst",
    "3": "3: integration engineer",
}
"""By tier: who works on it."""
