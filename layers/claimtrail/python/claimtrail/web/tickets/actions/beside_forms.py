"""Forms of what stands beside a ticket: attachments, vendors and their letters, urgency of care."""

from collections.abc import Sequence

from claimtrail.access.resources import Operation
from claimtrail.tickets.ticket_parts import ClinicalHold
from claimtrail.vendors.model import Vendor
from claimtrail.web.core.forms import FormField
from claimtrail.web.tickets.actions.kinds import GUIDANCE, TicketActionKind, why_field
from claimtrail.web.tickets.reading import OpenTicket

ATTACH, HAND_OVER, TAKE_BACK, FILE_LETTER, URGENT = (
    "attach",
    "hand-over",
    "take-back",
    "file-letter",
    "urgent",
)
NAME, VENDOR, HANDED, TEXT, DIRECTION, HOLD = (
    "name",
    "vendor",
    "handed",
    "text",
    "direction",
    "hold",
)
DIRECTIONS = (("received", "received from the vendor"), ("sent", "sent to the vendor"))
MOST_LETTER = 20_000
"""Letters of one letter by the page; its body is a form of 64 KiB at most."""


def _attach_fields(_: OpenTicket) -> tuple[FormField, ...]:
    return (FormField(name=NAME, label="Name of the file", kind="text", hint=GUIDANCE),)


def vendors_open_to(found: OpenTicket) -> tuple[Vendor, ...]:
    """Return the vendors whose contract covers the ticket's area."""
    area = found.ticket.category.partition("/")[0]
    known = found.request.stores.desk.vendors.vendors.values()
    return tuple(one for one in known if area in one.areas)


def _choices(vendors: Sequence[Vendor]) -> tuple[tuple[str, str], ...]:
    return tuple((one.vendor_id, one.title) for one in vendors)


def _hand_over_fields(found: OpenTicket) -> tuple[FormField, ...]:
    return (
        FormField(
            name=VENDOR, label="Vendor", kind="choice", choices=_choices(vendors_open_to(found))
        ),
        FormField(
            name=HANDED,
            label="What is handed over",
            kind="words",
            hint=f"A line for each: medical records, the denial. {GUIDANCE}",
        ),
    )


def _take_back_fields(_: OpenTicket) -> tuple[FormField, ...]:
    return (why_field("Result"),)


def _letter_fields(found: OpenTicket) -> tuple[FormField, ...]:
    every = tuple(found.request.stores.desk.vendors.vendors.values())
    return (
        FormField(name=VENDOR, label="Vendor", kind="choice", choices=_choices(every)),
        FormField(name=DIRECTION, label="It was", kind="choice", choices=DIRECTIONS),
        FormField(
            name=TEXT,
            label="Text",
            kind="words",
            hint="It is masked, archived once, and never changed.",
            most_letters=MOST_LETTER,
        ),
    )


def _urgent_fields(_: OpenTicket) -> tuple[FormField, ...]:
    holds = tuple((one.value, one.value.replace("-", " ")) for one in ClinicalHold)
    return (
        FormField(name=HOLD, label="It waits for", kind="choice", choices=holds),
        why_field(),
        FormField(name="approver", label="Approved by, by sign-in id", kind="text"),
        FormField(name="until", label="Until (UTC)", kind="instant"),
    )


BESIDE_ROWS: tuple[TicketActionKind, ...] = (
    TicketActionKind(
        name=ATTACH,
        title="Attach a file",
        button="Choose the file",
        operation=Operation.NOTE,
        fields=_attach_fields,
        intro="PDF, PNG, JPEG, DOCX, X12, CSV or text, up to 25 MiB. It is scanned first.",
    ),
    TicketActionKind(
        name=HAND_OVER,
        title="Hand over to a vendor",
        button="Hand over",
        operation=Operation.CHANGE,
        fields=_hand_over_fields,
        fits=lambda found: (
            found.ticket.is_open and found.ticket.handed_to is None and bool(vendors_open_to(found))
        ),
        intro="It is on hold for the vendor, whose own clock runs.",
    ),
    TicketActionKind(
        name=TAKE_BACK,
        title="Take back from the vendor",
        button="Take back",
        operation=Operation.CHANGE,
        fields=_take_back_fields,
        fits=lambda found: found.ticket.handed_to is not None,
    ),
    TicketActionKind(
        name=FILE_LETTER,
        title="Archive a vendor's letter",
        button="Archive",
        operation=Operation.CHANGE,
        fields=_letter_fields,
        fits=lambda found: bool(found.request.stores.desk.vendors.vendors),
    ),
    TicketActionKind(
        name=URGENT,
        title="Urgent for care",
        button="Put it first",
        operation=Operation.CHANGE,
        fields=_urgent_fields,
        intro="Priority 1 until an instant; somebody else approves it.",
    ),
)
