"""The check of an upgrade as a command: findings as a table, or as a document."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import boto3

from claimtrail.cli.core.output import Output
from claimtrail.kernel.errors import ConfigurationError, Explanation
from infra.upgrades.assembly import read_release
from infra.upgrades.behavior import specified
from infra.upgrades.check import findings
from infra.upgrades.deployed import DEPLOYED, deployed_release
from infra.upgrades.model import Finding, Release, StackTemplate

REFUSED = 1
"""Exit code when the new release must not be deployed over the old one."""


def upgrade_check(output: Output, *, old: Path, new: Path, accept: Sequence[str]) -> None:
    """Say whether CloudFormation can go from the old release to the new one; exit 1 if not.

    Raises:
        ConfigurationError: a release cannot be read, or is of another stage; a place that is
            accepted has no finding.
    """
    after = read_release(new)
    before = _deployed(after) if str(old) == DEPLOYED else read_release(old)
    _check_same_stage(before, after)
    found = findings(before, after, specified())
    _check_accepted(accept, found)
    refused = [finding for finding in found if finding.where not in accept]
    output.data(_document(before, after, found, accept))
    if found:
        output.table(("Finding", "Where", "What", "What to do"), _rows(found, accept))
    if refused:
        output.say(f"[red]●[/] {_counted(refused)} against the upgrade; nothing was changed.")
        raise SystemExit(REFUSED)
    accepted = f"; {_counted(found)} accepted" if found else ""
    output.say(f"[green]●[/] CloudFormation can upgrade the {len(after.stacks)} stacks{accepted}.")


def _deployed(new: Release) -> Release:
    """Return what the account of the shell's credentials holds of the new release's stacks."""
    found: dict[str, StackTemplate] = {}
    for region in sorted({stack.region for stack in new.stacks.values()}):
        names = [name for name, stack in new.stacks.items() if stack.region == region]
        client = boto3.client("cloudformation", region_name=region)
        found |= deployed_release(client, names).stacks
    return Release(source=DEPLOYED, stacks=found)


def _rows(found: Iterable[Finding], accept: Sequence[str]) -> list[tuple[str, ...]]:
    return [
        (
            finding.code,
            finding.where,
            finding.what,
            "accepted" if finding.where in accept else finding.next_step,
        )
        for finding in found
    ]


def _document(
    old: Release, new: Release, found: Sequence[Finding], accept: Sequence[str]
) -> dict[str, Any]:
    return {
        "old": old.source,
        "new": new.source,
        "stacks": sorted(new.stacks),
        "can_upgrade": all(finding.where in accept for finding in found),
        "findings": [
            {
                **asdict(finding.explanation()),
                "is_accepted": finding.where in accept,
            }
            for finding in found
        ],
    }


def _counted(found: Sequence[Finding]) -> str:
    return f"{len(found)} finding{'' if len(found) == 1 else 's'}"


def _check_same_stage(old: Release, new: Release) -> None:
    if old.stacks and not old.stacks.keys() & new.stacks.keys():
        raise ConfigurationError(
            Explanation(
                code="RELEASES_OF_TWO_STAGES",
                what=f"no stack of the old release is in the new one: {', '.join(old.stacks)}",
                where=f"{old.source} and {new.source}",
                next_step="Synthesize the same stage in both.",
            )
        )


def _check_accepted(accept: Sequence[str], found: Sequence[Finding]) -> None:
    unknown = sorted(set(accept) - {finding.where for finding in found})
    if unknown:
        raise ConfigurationError(
            Explanation(
                code="NOTHING_TO_ACCEPT",
                what=f"there is no finding at {', '.join(unknown)}",
                where="--accept",
                next_step="Name a place as the findings show it, or leave the option out.",
            )
        )
