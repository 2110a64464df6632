"""The heading of an export: title, period, who made it and when, and the banner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from claimtrail.exports.columns import ExportColumn, needs_banner
from claimtrail.exports.model import Export

BANNER = (
    "CONFIDENTIAL: protected health information. Use and disclose it only as 45 CFR Part 164 "
    "permits."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportHeading:
    """Lines above the rows."""

    title: str
    period: str
    """`2026-10-01 to 2026-10-31`; empty: none is named."""
    banner: str
    """Empty where the banner is left out."""
    maker: str
    """`Made by dana on 2026-11-30 08:15 UTC`."""
    made_at: datetime

    def lines(self) -> list[str]:
        """Return all that there is to say, each on a line."""
        return [line for line in (self.title, self.period, self.banner, self.maker) if line]


def heading_of(export: Export, columns: Sequence[ExportColumn], *, title: str) -> ExportHeading:
    """Return the heading of an export with these columns; `title` is the list's own."""
    header = export.header
    at = export.requested_at
    return ExportHeading(
        title=header.title or title,
        period=_period(export),
        banner=BANNER if header.has_banner or needs_banner(columns) else "",
        maker=f"Made by {export.requester.person_id} on {at:%Y-%m-%d %H:%M} UTC",
        made_at=at,
    )


def _period(export: Export) -> str:
    first, last = export.header.period_from, export.header.period_through
    if first and last:
        return f"{first.isoformat()} to {last.isoformat()}"
    if first:
        return f"from {first.isoformat()}"
    return f"through {last.isoformat()}" if last else ""
