"""Options and kinds of words that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from claimtrail.cli.core.short_ids import ShortId
from claimtrail.cli.core.state_folder import local_folder, state_folder
from claimtrail.kernel.ids import CLAIM_PREFIX, EVENT_PREFIX, FILE_PREFIX
from claimtrail.kernel.private_files import private_folder, write_private

Command = TypeVar("Command", bound=Callable[..., Any])

PARTNER_PROFILES = Path("infra/stages/local/partners")
"""Profiles of the local stage's partners, from a checkout's root."""
_PAYERS = "payers"
"""The file with the payers of the stages that were opened here."""

CLAIM_ID = ShortId(CLAIM_PREFIX)
"""A claim's id, whole or short; any other word is a patient control number (CLM01)."""
FILE_ID = ShortId(FILE_PREFIX)
"""A file's id, whole or short; any other word is a path or a SHA-256."""
EXCEPTION_ID = ShortId("exc_", EVENT_PREFIX)
"""An exception's id or its event's, whole or short."""
INCIDENT_ID = ShortId("inc_")
"""An incident's id, whole or short."""
DAY = click.DateTime(["%Y-%m-%d"])


class PayerId(click.ParamType[str]):
    """A payer's id; completed from the stages that were opened here, or the profiles."""

    name = "id"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the known payers that begin so."""
        del ctx, param
        return [CompletionItem(each) for each in _known_payers() if each.startswith(incomplete)]


PAYER_ID = PayerId()


def remember_payers(payers: list[str]) -> None:
    """Keep a stage's payers for completion. A folder that cannot be written keeps none."""
    path = state_folder() / _PAYERS
    text = "".join(f"{each}\n" for each in sorted({*payers, *_remembered(path)}))
    try:
        if _remembered(path) != text.split():
            private_folder(path.parent)
            write_private(path, text)
    except OSError:
        return


def _known_payers() -> list[str]:
    folder = local_folder()
    profiles = (folder.parent / PARTNER_PROFILES).glob("*.toml") if folder else ()
    return sorted({*_remembered(state_folder() / _PAYERS), *(each.stem for each in profiles)})


def _remembered(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split() if path.is_file() else []


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


def payer_option(what: str) -> Callable[[Command], Command]:
    """`--payer ID`, which narrows a list to one payer's."""
    return click.option("--payer", type=PAYER_ID, metavar="ID", help=what)


def number_option(command: Command) -> Command:
    """`--number`: a claim is named by its patient control number."""
    text = "CLAIM is a patient control number (CLM01)."
    return click.option("--number", is_flag=True, help=text)(command)


def claim_argument(command: Command) -> Command:
    """`CLAIM`: a claim's id, whole or short, or its patient control number."""
    return click.argument("identifier", metavar="CLAIM", type=CLAIM_ID)(command)
