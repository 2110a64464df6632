"""The command: a small stage of its own, one loss after the other, and what came back."""

import os
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from rich.status import Status

from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import LOCAL, open_stage
from claimtrail.kernel.errors import ClaimTrailError
from infra.local.cloud import Cloud
from infra.local.deploy import Deployer
from infra.local.drill.stage import DrillStage
from infra.local.drill.stores import DRILLS, StoreDrill
from infra.local.settings import CloudSettings

PORT, SFTP_PORT = 4576, 2232
"""Beside those of the checkout's cloud, which may run meanwhile."""
_FOLDER = "drill"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """The outcome of one drill."""

    store: str
    how: str
    commands: tuple[str, ...]
    seconds: float
    """From the loss until everything stands again; without the reading of facts."""
    lost: tuple[str, ...]
    """Things that did not come back, in words; the first of each kind."""


def drill(output: Output, *, only: str | None, keep: bool) -> None:
    """Lose each store of a small stage and bring it back; exit 1 when anything is lost."""
    began = time.monotonic()
    cloud = Cloud(_settings())
    with Status("Starting the drill's cloud", console=output.errors) as shown:
        cloud.reset()
        stage = _deployed(cloud, shown)
        chosen = [one for one in DRILLS if only is None or only in one.store]
        shown.update("Taking in the first files")
        stage.begin(parts=len(chosen) + 1)
        recoveries = []
        for one in chosen:
            shown.update(f"{one.store}: {one.how}")
            recoveries.append(_recover(stage, one))
            output.errors.print(f"  {_line(recoveries[-1])}", highlight=False)
        shown.update("Taking in the last files")
        differing = stage.end()
        verdict = stage.verdict()
        if not keep:
            shown.update("Stopping the drill's cloud")
            cloud.reset()
    seconds = time.monotonic() - began
    is_whole = not differing and verdict == "SOUND" and not any(one.lost for one in recoveries)
    output.data(
        {
            "whole": is_whole,
            "seconds": round(seconds, 1),
            "stores": [asdict(one) for one in recoveries],
            "claims_that_differ": differing,
            "trail": verdict,
            **stage.counts,
        }
    )
    _show(output, recoveries, differing, verdict, stage.counts)
    output.say(f"{'Nothing was lost' if is_whole else 'NOT WHOLE'}, in {seconds:.0f} s.")
    if not is_whole:
        raise SystemExit(1)


def _settings() -> CloudSettings:
    """Return a cloud below the checkout's, and point this process and its commands at it."""
    named = CloudSettings.from_env()
    root = named.root / _FOLDER
    given = os.environ.get
    settings = CloudSettings(
        root=root,
        port=named.port if given("CLAIMTRAIL_CLOUD_PORT") else PORT,
        sftp_port=named.sftp_port if given("CLAIMTRAIL_SFTP_PORT") else SFTP_PORT,
    )
    os.environ["CLAIMTRAIL_CLOUD_ROOT"] = str(root)
    os.environ["CLAIMTRAIL_CLOUD_PORT"] = str(settings.port)
    os.environ["CLAIMTRAIL_SFTP_PORT"] = str(settings.sftp_port)
    os.environ["CLAIMTRAIL_STATE_FOLDER"] = str(root / "seen")
    os.environ.pop("AWS_ENDPOINT_URL", None)
    return settings


def _deployed(cloud: Cloud, shown: Status) -> DrillStage:
    Deployer.onto(cloud, show=shown.update).deploy(LOCAL)
    folder = Path(cloud.settings.root) / "work"
    shutil.rmtree(folder, ignore_errors=True)
    return DrillStage(open_stage(LOCAL), folder)


def _recover(stage: DrillStage, one: StoreDrill) -> Recovery:
    """Lose a store, bring it back, and take in files that are new to it."""
    before = stage.prepare()
    began = time.monotonic()
    problems: list[str] = []
    try:
        one.lose(stage.losses)
        if one.files_first:
            stage.take_in_next()
            stage.rest()
        for line in one.commands:
            stage.shell().type(line)
        stage.open_again()
        stage.rest()
    except ClaimTrailError as error:
        problems.append(f"{error.explanation.code}: {error.explanation.what}")
    except (BotoCoreError, ClientError) as error:
        problems.append(str(error))
    seconds = time.monotonic() - began
    if not one.files_first:  # else files have moved claims on
        problems += before.lost_in(stage.facts())
        stage.take_in_next()
    problems += stage.trail_problems(before)
    return Recovery(
        store=one.store,
        how=one.how,
        commands=one.commands,
        seconds=round(seconds, 1),
        lost=tuple(problems),
    )


def _line(one: Recovery) -> str:
    lost = "; ".join(one.lost) or "nothing lost"
    return f"{one.store}, {one.how}: back in {one.seconds:.1f} s, {lost}"


def _show(
    output: Output,
    recoveries: list[Recovery],
    differing: list[str],
    verdict: str,
    counts: dict[str, Any],
) -> None:
    output.table(
        ("Store", "How it was lost", "Seconds", "What was lost"),
        [
            (one.store, one.how, f"{one.seconds:.1f}", "; ".join(one.lost) or "nothing")
            for one in recoveries
        ],
        right=("Seconds",),
    )
    output.say(
        f"  {counts['claims']} claims, {len(differing)} of which are not as they should be to the "
        f"cent; {counts['trail_objects']} objects of the trail, {verdict}"
    )
    for number in differing[:10]:
        output.say(f"  claim {number} differs")
