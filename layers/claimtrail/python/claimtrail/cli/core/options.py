"""Options and kinds of words that several commands share."""

import re
import textwrap
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from claimtrail.claims.lifecycle.state_words import STATE_WORDS, state_named, states_near
from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.core.short_ids import ShortId
from claimtrail.cli.core.state_folder import local_folder, state_folder
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.ids import CLAIM_PREFIX, EVENT_PREFIX, FILE_PREFIX
from claimtrail.kernel.money import parse_amount, to_cents
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


class PastDay(click.DateTime):
    """A day that has come: nothing was submitted, seen or written on a later one."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the day. Raises click's usage error for a day to come, anywhere on Earth."""
        day: datetime = super().convert(value, param, ctx)
        if day.date() > utc_now().date() + timedelta(days=1):
            self.fail(f"{day:%Y-%m-%d} is a day to come.", param, ctx)
        return day


PAST_DAY = PastDay()


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


_DOLLARS = re.compile(r"\$?\d[\d,]{0,18}(?:\.\d\d)?", re.ASCII)


_ERROR_WIDTH = 78
"""Columns of a usage error, which click does not wrap."""


class StateName(click.ParamType[State]):
    """A state of a claim, by its code or by the words that lists show."""

    name = "state"

    def convert(
        self, value: str | State, param: click.Parameter | None, ctx: click.Context | None
    ) -> State:
        """Return the state. Raises click's usage error: the near ones with their words first."""
        found = value if isinstance(value, State) else state_named(value)
        if found is not None:
            return found
        near = states_near(str(value))
        meant = "\n".join(f"  {state.value}  {STATE_WORDS[state]}" for state in near)
        rest = [state.value for state in STATE_WORDS if state not in near]
        listed = textwrap.fill(f"{', '.join(rest)}.", _ERROR_WIDTH, break_on_hyphens=False)
        text = f"{value!r} is no state."
        text += f" Near it:\n{meant}\nThe others are:\n" if near else " The states are:\n"
        raise click.BadParameter(text + listed, ctx, param)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the codes that begin so, with their words."""
        del ctx, param
        wanted = incomplete.upper().replace("-", "_")
        found = [state for state in STATE_WORDS if state.value.startswith(wanted)]
        return [
            CompletionItem(
                state.value.lower() if incomplete.islower() else state.value,
                help=STATE_WORDS[state],
            )
            for state in found
        ]


STATE_NAME = StateName()


class Dollars(click.ParamType[int]):
    """Dollars that are typed in (`1200`, `$1,200.50`), as cents."""

    name = "dollars"

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the cents. Raises click's usage error."""
        if isinstance(value, int):
            return value
        if not _DOLLARS.fullmatch(value):
            text = f"{value!r} is no amount of dollars and cents, as 12.34."
            raise click.BadParameter(text, ctx, param)
        return to_cents(parse_amount(value.removeprefix("$").replace(",", "")))


DOLLARS = Dollars()


def limit_option(what: str) -> Callable[[Command], Command]:
    """`--limit N`; without it 50 for people, and all with `--json`."""
    return click.option(
        "--limit",
        type=click.IntRange(0),
        help=f"{what} to list; default: 50, with --json all.",
    )


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
