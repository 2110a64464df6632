"""`claimtrail pages`: where the pages are, and the records by which their names lead there."""

from urllib.parse import urlsplit

from claimtrail.access.front.outputs import FrontOutput
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import LOCAL, Stage
from claimtrail.kernel.errors import ConfigurationError, Explanation


def show(stage: Stage, output: Output) -> None:
    """Show the address and the records.

    Raises ConfigurationError (PAGES_MISSING) when the stage has no pages.
    """
    address = stage.outputs.get(FrontOutput.PAGES_ADDRESS)
    if address is None:
        raise _missing(stage)
    records = records_of(stage, address)
    output.data(
        {
            "stage": stage.name,
            "address": address,
            "records": [
                {"name": name, "type": "CNAME", "target": target} for name, target in records
            ],
        }
    )
    output.say(address)
    if records:
        output.table(
            ("Record of", "Type", "Leads to"),
            [(name, "CNAME", target) for name, target in records],
        )


def records_of(stage: Stage, address: str) -> list[tuple[str, str]]:
    """Return the records that the stage's names need; none where the machine itself answers."""
    wanted = (
        (urlsplit(address).hostname, stage.outputs.get(FrontOutput.PAGES_TARGET)),
        (
            stage.outputs.get(FrontOutput.ORIGIN_NAME),
            stage.outputs.get(FrontOutput.ORIGIN_TARGET),
        ),
    )
    return [(name, target) for name, target in wanted if name and target]


def _missing(stage: Stage) -> ConfigurationError:
    is_local = stage.name == LOCAL
    return ConfigurationError(
        Explanation(
            code="PAGES_MISSING",
            what="the stage has no pages",
            where=f"stage {stage.name}",
            next_step="Run `claimtrail deploy`."
            if is_local
            else "Set `[web]` in the stage's settings (docs/deploying.md), and deploy it.",
        )
    )
