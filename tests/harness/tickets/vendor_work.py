"""Things beside a ticket of the desk: a vendor that has it, letters, files in each state, rules."""

from hashlib import sha256

from claimtrail.tickets.attachments.model import Attachment
from claimtrail.tickets.attachments.service import OfferedFile
from claimtrail.tickets.model import Ticket, TicketStatus
from tests.harness.files.own_claims import OwnClaim
from tests.harness.tickets.desks import CASES, RULES
from tests.harness.tickets.offered_files import EICAR
from tests.harness.web.desk_tickets import ANN, at
from tests.harness.web.page_stores import PageStores

VENDOR = "summit-medical-review"
LETTER = b"Spoke w/ Maria Lopez, dob 3/7/58: the chart goes out on Friday.\n"
REMITTANCE = OwnClaim(77, at(1, 0).date()).remittance(days_after=2)


def vendor_work(stores: PageStores) -> Ticket:
    """Hand the held ticket of denials over, and let happen what happens beside it."""
    held = next(
        one
        for one in stores.tickets.list_open(limit=50)
        if one.status is TicketStatus.ON_HOLD and one.category.startswith("denial_management/")
    )
    desk = stores.stores.desk
    desk.vendors.hand_over(held, VENDOR, ["medical records", "the denial"], at=at(9, 13), actor=ANN)
    letters = (("sent", "Please review."), ("received", "The denial stands, told Mr. Okonkwo."))
    for minute, (direction, text) in enumerate(letters):
        desk.vendors.archive(
            current(stores, held),
            VENDOR,
            text,
            direction=direction,  # type: ignore[arg-type]
            at=at(9, 14, minute),
            actor=ANN,
        )
    for name, data in (
        ("remittance.835", REMITTANCE),
        ("letter.txt", LETTER),
        ("malware.txt", EICAR),
    ):
        attach(stores, held, name, data)
    desk.attachments.announce(held, "announced", actor=ANN)
    desk.rules.propose(RULES, CASES, by=ANN, why="a desk for granite")
    return current(stores, held)


def attach(stores: PageStores, ticket: Ticket, name: str, data: bytes) -> Attachment:
    """Attach a file in a person's name, as it is once it was looked at."""
    service = stores.stores.desk.attachments
    file = OfferedFile(name=name, size=len(data), sha256=sha256(data).hexdigest())
    offered, _ = service.offer(ticket, file, actor=ANN)
    stores.attached_files.files[offered.quarantine_key] = data
    screened = service.screen(offered.ticket_id, offered.attachment_id)
    assert screened
    return screened


def current(stores: PageStores, ticket: Ticket) -> Ticket:
    """Return a ticket as it stands."""
    found = stores.tickets.get(ticket.ticket_id)
    assert found
    return found
