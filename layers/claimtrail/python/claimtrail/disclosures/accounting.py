"""The accounting of disclosures that a patient may ask for (45 CFR 164.528).

| The rule asks for | From the access log |
| --- | --- |
| the date | `accessed_at` |
| who received it | `actor`, with the role; of an export, its recipient |
| what was disclosed | `action` and `fields` |
| the purpose | `purpose` |
| six years | by the day on which it is asked |
| not treatment, payment, operations; not to the patient | left out, unless all is asked for |

The rule speaks of disclosures outside the organization. The access log does not know who carried
what outside: each access for another purpose is listed, and a person strikes out what stayed in.
An export to an outside recipient names it, and is listed whatever its purpose was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from claimtrail.kernel.clock import Clock, parse_instant
from claimtrail.trail.access_index.model import needs_accounting, outside_recipient
from claimtrail.trail.datasets.rows import AccessRow

YEARS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One line of the accounting."""

    disclosed_at: datetime
    claim_id: str
    recipient: str
    """`user:<id>` or `system:<function>`; of an export, the outside party that got it."""
    role: str
    """In which role; empty where none was known."""
    action: str
    fields: str
    """The names of what was shown, separated by blanks; never a value."""
    purpose: str
    origin: str
    """The address and the page or command."""
    handed_out_by: str = ""
    """The person who made the export; empty for an access inside the house."""


class AccessHistory(Protocol):
    """The access log, by claim."""

    def of_claims(self, claim_ids: Sequence[str], *, since: date) -> Iterable[AccessRow]:
        """Yield the accesses to claims since a day, in no promised order; some may repeat."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureAccounting:
    """The use case of a person who answers a patient's request."""

    history: AccessHistory
    clock: Clock

    def of_claims(
        self, claim_ids: Sequence[str], *, with_routine: bool = False
    ) -> list[Disclosure]:
        """Return the disclosures of a patient's claims in six years, the first one first."""
        if not claim_ids:
            return []
        since = six_years_before(self.clock().date())
        rows = {
            row["access_id"]: row
            for row in self.history.of_claims(claim_ids, since=since)
            if with_routine or needs_accounting(row["purpose"], row["statement"])
        }
        found = [_disclosure(row) for row in rows.values() if row["claim_id"]]
        in_time = (one for one in found if one.disclosed_at.date() >= since)
        return sorted(in_time, key=lambda one: (one.disclosed_at, one.claim_id, one.action))


def six_years_before(day: date) -> date:
    """Return the same day six years before; of a leap day the one before it."""
    try:
        return day.replace(year=day.year - YEARS)
    except ValueError:
        return day.replace(year=day.year - YEARS, day=28)


def _disclosure(row: AccessRow) -> Disclosure:
    recipient = outside_recipient(row["statement"])
    return Disclosure(
        disclosed_at=parse_instant(row["accessed_at"]),
        claim_id=row["claim_id"] or "",
        recipient=recipient or row["actor"],
        role=row["role"] or "",
        action=row["action"],
        fields=row["fields"] or "",
        purpose=row["purpose"],
        origin=row["origin"],
        handed_out_by=row["actor"] if recipient else "",
    )
