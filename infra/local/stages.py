"""The stages of a checkout, listed and checked."""

from pathlib import Path

from claimtrail.cli.core.output import Output
from claimtrail.kernel.errors import ConfigurationError
from claimtrail.partners.profile import Role
from infra.stage import STAGES_ROOT, Stage, read_stage, stage_names


def stages(output: Output, *, name: str | None, root: Path | None) -> None:
    """List the stages under a folder, the checkout's by default, or check the files of one.

    Raises:
        ConfigurationError: the stage cannot be deployed as its files stand.
    """
    folder = root or STAGES_ROOT
    if name is not None:
        stage = read_stage(name, folder)
        output.data(_row(stage))
        output.say(f"[green]●[/] The stage {name} can be deployed: {_summary(stage)}.")
        return
    found = {each: _read(each, folder) for each in stage_names(folder)}
    output.data([_row(each) if isinstance(each, Stage) else each for each in found.values()])
    rows = [
        (each, _summary(stage) if isinstance(stage, Stage) else stage["what"])
        for each, stage in found.items()
    ]
    output.table(("Stage", "Files"), rows)


def _read(name: str, root: Path) -> Stage | dict[str, str]:
    """Return the stage, or what keeps it from being deployed."""
    try:
        return read_stage(name, root)
    except ConfigurationError as error:
        explanation = error.explanation
        return {"stage": name, "code": explanation.code, "what": explanation.what}


def _row(stage: Stage) -> dict[str, object]:
    return {
        "stage": stage.settings.stage,
        "organization_id": stage.settings.organization_id,
        "partners": [partner.id for partner in stage.partners],
    }


def _summary(stage: Stage) -> str:
    roles = [partner.role for partner in stage.partners]
    counts = ", ".join(f"{roles.count(role)} {role}" for role in Role if role in roles)
    return f"organization {stage.settings.organization_id}, partners {counts}"
