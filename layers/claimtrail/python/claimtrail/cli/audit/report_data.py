"""The parts of an auditor's report as JSON: what was verified, and what the trail holds."""

from dataclasses import asdict, dataclass
from datetime import datetime

from claimtrail import __version__
from claimtrail.cli.audit.trail_copy import CopyOptions
from claimtrail.cli.audit.verify import report_data
from claimtrail.trail.verification.report import VerificationReport
from claimtrail.trail.verification.tally import TrailTally


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """One verification with the tally of what was read."""

    options: CopyOptions
    verification: VerificationReport
    tally: TrailTally
    made_at: datetime
    made_by: str


def as_data(report: AuditReport) -> dict[str, object]:
    """Return the report as JSON."""
    tally = report.tally
    return {
        "made_at": report.made_at,
        "made_by": report.made_by,
        "code_version": __version__,
        "target": report.options.target,
        "verification": report_data(report.verification),
        "days": [
            {"day": day, "dataset": dataset, **asdict(count)}
            for (day, dataset), count in sorted(tally.days.items())
        ],
        "seals": [asdict(seal) for seal in tally.seals],
        "accesses": [
            {"actor": actor, "purpose": purpose, "action": action, **asdict(count)}
            for (actor, purpose, action), count in sorted(tally.accesses.items())
        ],
        "claim": _claim(tally) if tally.claim_id else None,
        "left_out": dict(tally.left_out),
    }


def _claim(tally: TrailTally) -> dict[str, object]:
    return {
        "claim_id": tally.claim_id,
        "events": [{"audit_id": key, **row} for key, row in tally.claim_events.items()],
        "accesses": [{"access_id": key, **row} for key, row in tally.claim_accesses.items()],
    }
