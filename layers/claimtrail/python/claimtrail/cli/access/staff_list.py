"""`claimtrail restrictions staff-list`: the households of the staff, as keyed hashes."""

from pathlib import Path

from claimtrail.access.restrictions.staff_list import read_staff_list
from claimtrail.bootstrap.operations import claim_secret
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.access.restrictions import restrictions_of
from claimtrail.cli.core.access import ClaimAccess


def take(claim_access: ClaimAccess, *, path: Path) -> None:
    """Replace the households of the staff by those of a file."""
    stage = claim_access.stage
    with path.open(encoding="utf-8-sig", newline="") as lines:
        households = read_staff_list(
            lines,
            secret=claim_secret(stage.output(ClaimOutput.CLAIM_KEY_SECRET)),
            organization_id=stage.output(ClaimOutput.ORGANIZATION_ID),
        )
    output = claim_access.at(sorted(households))
    people = restrictions_of(stage).take_staff_list(households, actor=stage.caller())
    output.data({"people": people})
    output.say(f"Households taken: {people:,}.")
