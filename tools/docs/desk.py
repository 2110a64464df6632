"""Shows the desk of the running demo in docs/support-desk.md: `make docs-desk`.

The demo must have run. What it shows at its end is written as it is, at another instant.
"""

import io
import os
from contextlib import redirect_stdout
from pathlib import Path

from claimtrail.bootstrap.tickets.stores import ticket_store
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import LOCAL, open_stage
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.tickets.sla.views import clock_rows
from infra.local.demo.desk.picture import clock_picture
from infra.local.demo.desk.show import queue_of, seen_tickets, show_clocks, show_queue, told_best
from tools.docs.pages import renew_sections

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "support-desk.md"
PICTURE = ROOT / "docs" / "clock.svg"
ROWS = 12
_COLUMNS = 100


def main() -> None:
    """Write the page's blocks and the picture. Raises LookupError when the demo has not run."""
    os.environ["COLUMNS"] = str(_COLUMNS)
    store = ticket_store(open_stage(LOCAL).output(TicketOutput.TICKET_TABLE))
    now, tables = utc_now(), clock_tables()
    rows = queue_of(seen_tickets(store.walk()), now=now)
    one = told_best(rows)
    if one is None:
        raise LookupError("no person opened a ticket: run `make demo` first")
    queue, clocks = io.StringIO(), io.StringIO()
    with redirect_stdout(queue):
        show_queue(Output(), rows, limit=ROWS)
    with redirect_stdout(clocks):
        show_clocks(Output(), clock_rows(one.ticket, tables, now=now))
    sections = {
        "demo-queue": _block("", queue.getvalue()),
        "demo-clock": _block(f"$ claimtrail sla explain {one.ticket.ticket_id}", clocks.getvalue()),
    }
    text = renew_sections(PAGE.read_text(encoding="utf-8"), sections)
    PAGE.write_text(text, encoding="utf-8")
    PICTURE.write_text(clock_picture(one.resolution, tables, now=now), encoding="utf-8")


def _block(typed: str, said: str) -> str:
    lines = [*filter(None, (typed,)), *said.strip("\n").splitlines()]
    return "\n".join(["```console", *(line.rstrip() for line in lines), "```"])


if __name__ == "__main__":
    main()
