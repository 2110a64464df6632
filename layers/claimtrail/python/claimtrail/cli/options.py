"""Options that several commands share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def stage_option(command: Command) -> Command:
    """`--stage NAME`: the local cloud unless another is named, here or in CLAIMTRAIL_STAGE."""
    return click.option(
        "--stage",
        default="local",
        show_default=True,
        envvar="CLAIMTRAIL_STAGE",
        help="The stage to work on.",
    )(command)


def json_option(command: Command) -> Command:
    """`--json`: machine-readable output."""
    return click.option("--json", "as_json", is_flag=True, help="Write JSON for machines.")(command)
