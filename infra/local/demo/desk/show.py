"""The demo's desk as it stands: the queue by priority and clock, one ticket's clocks, a picture."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from claimtrail.claims.lifecycle.state_words import states_in_words
from claimtrail.cli.core.output import Output
from claimtrail.cli.tickets.one_ticket import show_explained
from claimtrail.kernel.private_files import private_folder, write_private
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.sensitivity import sensitive_topic
from claimtrail.tickets.sla.tables import ClockTables, clock_tables
from claimtrail.tickets.sla.views import ClockRow, clock_rows
from claimtrail.tickets.ticket_parts import is_person
from claimtrail.tickets.views import status_words
from claimtrail.web.tickets.clock_words import LAST, NearestClock, nearest_clock
from infra.local.demo.desk.picture import clock_picture

ROWS = 20
"""Of the queue."""
_RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """A ticket with its clocks."""

    ticket: Ticket
    clocks: tuple[ClockRow, ...]
    nearest: NearestClock | None

    @property
    def order(self) -> tuple[int, datetime, str]:
        """Return its place in the queue: by priority, then by what broke first or breaks next."""
        at = self.nearest.order if self.nearest else LAST
        return self.ticket.priority, at, self.ticket.ticket_id

    @property
    def pauses(self) -> int:
        """Return how often its clock of resolution rested."""
        return sum(piece.kind == "paused" for piece in self.resolution.pieces)

    @property
    def resolution(self) -> ClockRow:
        """Return its clock of resolution, which every ticket has."""
        return next(one for one in self.clocks if one.clock_id == _RESOLUTION)


def queue_of(tickets: Sequence[Ticket], *, now: datetime) -> list[QueueRow]:
    """Return tickets in the order in which they are worked on."""
    tables = clock_tables()
    rows = [(one, clock_rows(one, tables, now=now)) for one in tickets]
    return sorted(
        (
            QueueRow(ticket=one, clocks=clocks, nearest=nearest_clock(clocks, now=now))
            for one, clocks in rows
        ),
        key=lambda row: row.order,
    )


def seen_tickets(tickets: Iterable[Ticket]) -> list[Ticket]:
    """Return open tickets that anybody may see: none on payment plans and charity care."""
    return [one for one in tickets if one.is_open and not sensitive_topic(one.category)]


def show_desk(
    output: Output, tickets: Sequence[Ticket], *, now: datetime, folder: Path
) -> Path | None:
    """Show the queue and one ticket's clocks; return the picture of one, None without tickets."""
    rows = queue_of(seen_tickets(tickets), now=now)
    _show_counts(output, tickets)
    output.heading("The queue by priority and clock")
    show_queue(output, rows, limit=ROWS)
    one = told_best(rows)
    if one is None:
        return None
    output.heading(f"Its clocks, and why  (`claimtrail sla explain {one.ticket.ticket_id}`)")
    show_clocks(output, one.clocks)
    return write_picture(folder / "clock.svg", one, clock_tables(), now=now)


def show_clocks(output: Output, clocks: Sequence[ClockRow]) -> None:
    """Show a ticket's clocks as the command does."""
    show_explained(output, clocks, clock_tables())


def told_best(rows: Sequence[QueueRow]) -> QueueRow | None:
    """Return the ticket of a person whose clock of resolution rested most often."""
    ours = [row for row in rows if is_person(row.ticket.requester)]
    return max(ours, key=lambda row: (row.pauses, row.ticket.ticket_id), default=None)


def write_picture(path: Path, row: QueueRow, tables: ClockTables, *, now: datetime) -> Path:
    """Write the picture of a ticket's clock of resolution; return where."""
    private_folder(path.parent)
    return write_private(path, clock_picture(row.resolution, tables, now=now))


def _show_counts(output: Output, tickets: Sequence[Ticket]) -> None:
    counts = Counter(
        (status_words(one), "people" if is_person(one.requester) else "functions")
        for one in tickets
    )
    output.heading("The support desk  (`claimtrail tickets`, and /tickets of the pages)")
    output.table(
        ("Status", "Opened by people", "By functions"),
        [
            (words, counts[words, "people"], counts[words, "functions"])
            for words in sorted({words for words, _ in counts})
        ],
        right=("Opened by people", "By functions"),
    )


def show_queue(output: Output, rows: Sequence[QueueRow], *, limit: int) -> None:
    """Show tickets by priority and clock, so many at most; narrow terminals lack the owners."""
    output.table(
        ("Priority", "Clock", "Status", "Title", "Owner"),
        [
            (
                row.ticket.priority,
                f"{row.nearest.title}: {row.nearest.words}" if row.nearest else "",
                status_words(row.ticket),
                states_in_words(row.ticket.title),
                row.ticket.assigned_to,
            )
            for row in rows[:limit]
        ],
        right=("Priority",),
        optional=("Owner",),
    )
    if len(rows) > limit:
        output.note(f"{limit} of {len(rows)} open tickets are shown.")
