"""The rules by which a stage may be taken down, or not."""

from collections.abc import Callable
from datetime import date

from claimtrail.kernel.errors import ConfigurationError, ConflictError, Explanation
from infra.accounts.removal.model import Removal
from infra.settings import Settings

PRODUCTION = "prod"


def require_removable(settings: Settings, today: date, said_in: Callable[[str], str]) -> None:
    """Raise ConfigurationError for a stage that keeps its data, or locks it for good.

    Args:
        settings: The stage's settings.
        today: The day on which it is to go.
        said_in: Returns the file that says one of the settings.
    """
    if settings.stage == PRODUCTION or settings.keep_data:
        raise ConfigurationError(_kept(settings, said_in("keep_data")))
    begins = settings.compliance_from
    if settings.object_lock == PRODUCTION and begins is not None and begins <= today:
        raise ConfigurationError(
            Explanation(
                code="STAGE_LOCKED",
                what=f"since {begins} what the stage {settings.stage} writes is locked for good",
                where=said_in("compliance_from"),
                next_step="Nobody can delete it before its retention ends: `claimtrail retention` "
                "shows the years. Delete the other stacks by CloudFormation, and keep the storage.",
            )
        )


def _kept(settings: Settings, where: str) -> Explanation:
    """Return why a stage stays, with the way of either wish."""
    stage = settings.stage
    is_named = not settings.keep_data
    delete_all = (
        f"no command deletes all of a stage named {PRODUCTION}"
        if stage == PRODUCTION
        else "to delete all of it, set `keep_data = false` in the stage's own settings, deploy it "
        "once, and run this command again"
    )
    return Explanation(
        code="STAGE_KEPT",
        what=f"a stage named {stage} is never taken down"
        if is_named
        else f"the stage {stage} keeps its data (`keep_data`)",
        where=where,
        next_step="To keep the data and drop the rest, take termination protection off its stacks "
        f"and run `node_modules/.bin/cdk destroy --all --context stage={stage}`, with "
        "`--context stages=FOLDER` where its folder is outside of the checkout; "
        f"{delete_all} (docs/deploying.md).",
    )


def require_account(settings: Settings, account: str) -> None:
    """Raise ConfigurationError when the credentials are of another account."""
    if account != settings.account:
        raise ConfigurationError(
            Explanation(
                code="ACCOUNT_MISMATCH",
                what=f"the credentials are of account {account}, the stage is of "
                f"{settings.account}",
                where=f"stage {settings.stage}",
                next_step="Use credentials of the stage's account; `aws sts get-caller-identity` "
                "shows whose they are.",
            )
        )


def require_unlocked(removal: Removal) -> None:
    """Raise ConflictError while versions are locked in compliance mode, or on a legal hold.

    Nothing has been deleted by then.
    """
    locked = [one for one in removal.contents if one.locked]
    if locked:
        numbers = "; ".join(
            f"{one.name}: {one.locked:,} until {one.locked_until:%Y-%m-%d}" for one in locked
        )
        raise ConflictError(
            Explanation(
                code="OBJECTS_LOCKED",
                what=f"objects are locked in compliance mode: {numbers}",
                where=f"stage {removal.stage}",
                next_step="Nothing was deleted. Run this command again after the last of the days; "
                "nobody can end the lock before.",
            )
        )
    held = [one for one in removal.contents if one.held]
    if held:
        numbers = "; ".join(f"{one.name}: {one.held:,}" for one in held)
        raise ConflictError(
            Explanation(
                code="OBJECTS_HELD",
                what=f"objects are under a legal hold: {numbers}",
                where=f"stage {removal.stage}",
                next_step="Nothing was deleted. `claimtrail hold list --stage "
                f"{removal.stage}` shows the holds; release them first.",
            )
        )
