"""Payers' days as this checkout knows them: the profiles of the stage that commands work on.

A deployed stage's functions have the profiles in their layer, which no command can read. A machine
with the checkout from which the stage is deployed has the same files.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.views.deciding_payer import deadlines_of_decision
from claimtrail.cli.core.stage import STAGES, Stage
from claimtrail.cli.core.state_folder import local_folder
from claimtrail.kernel.errors import ConfigurationError, Explanation, NotFoundError
from claimtrail.partners.clocks import UNKNOWN_PAYER, PayerClocks, clocks_of
from claimtrail.partners.fields import Deadlines
from claimtrail.partners.profile import Partners, Role, read_profiles

_UNKNOWN = Deadlines()


def deadlines_of(stage: Stage) -> Callable[[Claim], Deadlines]:
    """Return what gives the deadlines of a claim's payer; none where no profile is at hand."""
    found = partners_of(stage.name)
    return lambda claim: deadlines_of_decision(claim, found) if found else _UNKNOWN


def payer_clocks(stage: Stage, payer_id: str) -> PayerClocks:
    """Return the clocks of a payer; the usual ones where no profile is at hand."""
    found = partners_of(stage.name)
    return clocks_of(payer_id, found) if found else UNKNOWN_PAYER


def require_payer(stage: Stage, payer: str | None) -> None:
    """Raise NotFoundError for a partner that its profile calls no payer."""
    found = partners_of(stage.name)
    profile = found.get(payer) if found and payer else None
    if profile is None or found is None or profile.role is Role.PAYER:
        return
    payers = sorted(one.id for one in found if one.role is Role.PAYER)
    raise NotFoundError(
        Explanation(
            code="PARTNER_NO_PAYER",
            what=f"the partner {payer!r} is no payer: no claim is sent to it",
            where=f"stage {stage.name}",
            next_step=f"The payers are: {', '.join(payers)}.",
        )
    )


@cache
def partners_of(stage_name: str) -> Partners | None:
    """Return the profiles of a stage; None where no checkout with them is at hand."""
    folder = stage_folder(stage_name)
    try:
        return read_profiles(folder / "partners") if folder else None
    except ConfigurationError:
        return None  # A profile that is being edited hides deadlines, no claims.


def stage_folder(stage_name: str) -> Path | None:
    """Return the folder of a stage's settings and profiles; None where no checkout has it."""
    checkout = local_folder()
    roots = [Path(), *([checkout.parent] if checkout else [])]
    folders = [root / STAGES / stage_name for root in roots]
    return next((folder for folder in folders if (folder / "partners").is_dir()), None)
