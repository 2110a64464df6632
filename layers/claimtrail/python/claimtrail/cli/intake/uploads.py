"""Uploads under way: objects of the inbox that their sender has not renamed yet."""

from collections.abc import Sequence

from claimtrail.bootstrap.intake.arrivals import inbox_of
from claimtrail.cli.claims.profiles import partners_of
from claimtrail.cli.claims.stores import payers_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.stage import Stage
from claimtrail.intake.model.messages import Arrival
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.intake.receive.arrivals import UNFINISHED
from claimtrail.kernel.clock import utc_now
from claimtrail.partners.temporary_names import TEMPORARY_NAMES, final_name, is_temporary

_SFTP_FOLDER = "inbox/"


def uploads_named(stage: Stage, text: str, *, payer: str | None) -> list[Arrival]:
    """Return the uploads under way that a text means, the newest one first.

    It is the name that an upload has, or the one that it will have; before it may stand the
    partner's folder, or `/inbox/`.
    """
    name = text.lstrip("/").removeprefix(_SFTP_FOLDER)
    folder, _, last = name.rpartition("/")
    if not last:
        return []
    inbox = inbox_of(stage.output(IntakeOutput.INBOX_BUCKET))
    wanted = payer or folder
    found = [
        one
        for partner in payers_of(stage)
        if wanted in ("", partner)
        for beginning in (last, f".{last}")
        for one in inbox.objects_beginning(f"{partner}/{beginning}")
        if _is_meant(one.name, last, _patterns(stage, partner))
    ]
    unique = {one.delivery_id: one for one in found}
    return sorted(unique.values(), key=lambda one: one.occurred_at, reverse=True)


def _is_meant(name: str, wanted: str, patterns: Sequence[str]) -> bool:
    return is_temporary(name, patterns) and wanted in (name, final_name(name, patterns))


def _patterns(stage: Stage, partner: str) -> Sequence[str]:
    partners = partners_of(stage.name)
    profile = partners.get(partner) if partners else None
    return profile.temporary_names if profile else TEMPORARY_NAMES


def show_uploads(claim_access: ClaimAccess, uploads: Sequence[Arrival]) -> None:
    """Show since when uploads are under way, and what they wait for."""
    output = claim_access.at([one.delivery_id for one in uploads], fields=("arrival",))
    now = utc_now()
    output.data([one.model_dump(mode="json") | {"status": "upload under way"} for one in uploads])
    for one in uploads:
        output.heading(f"{one.name}  {one.folder}")
        is_late = now - one.occurred_at >= UNFINISHED
        output.say(
            f"  Upload under way since {one.occurred_at:%Y-%m-%d %H:%M:%SZ}, not renamed yet: "
            f"nobody reads it until {one.folder} renames it."
        )
        output.say(
            "  It has kept its name for an hour: the next sweep of the inbox refuses it "
            "(INTAKE_UPLOAD_UNFINISHED). Ask the partner to rename it, or to send it again."
            if is_late
            else "  If it keeps this name for an hour, it is refused (INTAKE_UPLOAD_UNFINISHED)."
        )
