"""One clock of a ticket as a picture of its own: an SVG that needs no page around it."""

import re
from datetime import datetime

from claimtrail.tickets.sla.tables import ClockTables
from claimtrail.tickets.sla.views import ClockRow
from claimtrail.web.tickets.clock_svg import WIDTH, ClockStretch, DrawnClock, draw_clock

_MARGIN, _HEAD, _LETTERS = 14, 30, 12
_HEIGHT = re.compile(r' height="([\d.]+)"')
_STYLE = """
.sheet{fill:#fff}text{font:12px system-ui,sans-serif;fill:#1d2733}
.head{font-size:15px;font-weight:600}.first{font-weight:600}
.running{fill:#3f7cc0}.stopped{fill:#eef1f5;stroke:#d5dbe3}
.ahead{fill:none;stroke:#55606e;stroke-dasharray:4 3}
pattern .ground{fill:#fff;fill-opacity:.85}pattern .stripe{fill:#d9952f}pattern .dot{fill:#55606e}
.lead{stroke:#55606e;stroke-width:1.5}.breach .lead{stroke:#d9952f;stroke-width:3}
.breach.late .lead{stroke:#c8453f}.breach.late .first{fill:#c8453f}
.now .lead{stroke:#1d2733;stroke-dasharray:3 2}.begin .first{fill:#55606e;font-weight:400}
"""


def clock_picture(row: ClockRow, tables: ClockTables, *, now: datetime) -> str:
    """Return the picture: what ran, pauses as stripes, closed hours as dots, the breach and now."""
    drawn = draw_clock(
        DrawnClock(
            name=row.clock_id,
            title=f"{row.title}, version {row.version}",
            hours=tables.calendars[row.calendar],
            began=row.started_at or now,
            stretches=tuple(
                ClockStretch(
                    begins=piece.begins,
                    ends=piece.ends,
                    kind=piece.kind,
                    hours=tables.calendars[piece.calendar],
                    why=piece.why,
                )
                for piece in row.pieces
            ),
            now=now,
            ended_at=row.ended_at,
            due_at=row.due_at,
            breached_at=row.breached_at,
        )
    ).wide
    height = float(_HEIGHT.findall(drawn)[0])
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {WIDTH + 2 * _MARGIN:g} {height + _HEAD + 2 * _MARGIN:g}">'
        f"<style>{_STYLE}</style><rect class='sheet' width='100%' height='100%' rx='8'/>"
        f"<text class='head' x='{_MARGIN}' y='{_MARGIN + _LETTERS}'>{row.title}: "
        f"{row.elapsed_minutes // 60}h {row.elapsed_minutes % 60:02d}m have run; "
        "stripes are pauses, dots are closed hours</text>"
        f"<g transform='translate({_MARGIN} {_MARGIN + _HEAD})'>{drawn}</g></svg>\n"
    )
