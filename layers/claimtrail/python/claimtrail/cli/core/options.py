"""Options and kinds of words that several commands share."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from claimtrail.claims.lifecycle.state_words import STATE_WORDS, state_named, states_near
from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.core.masked_words import watch_masking
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


class Day(click.ParamType[datetime]):
    """A day as ISO 8601 writes it; help shows `YYYY-MM-DD`."""

    name = "day"

    def __init__(self, *, may_come: bool = True) -> None:
        """Take days that have come alone unless later ones make sense."""
        self._may_come = may_come

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return the form of a day as help shows it."""
        del param, ctx
        return "YYYY-MM-DD"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the day. Raises click's usage error for no day, and for one still to come.

        A day has come once it has begun anywhere on Earth.
        """
        if isinstance(value, datetime):
            return value
        if not _DAY.fullmatch(value):
            self.fail(f"{value!r} is no day: write YYYY-MM-DD, as 2026-10-05.", param, ctx)
        try:
            day = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day of the calendar.", param, ctx)
        if not self._may_come and day.date() > utc_now().date() + timedelta(days=1):
            self.fail(f"{value} is a day to come.", param, ctx)
        return day


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DAY = Day()
PAST_DAY = Day(may_come=False)
"""A day that has come: nothing was submitted, seen or written on a later one."""


class Instant(click.ParamType[datetime]):
    """An instant as ISO 8601 writes it, with its offset from UTC."""

    name = "instant"

    def __init__(self, *, is_to_come: bool = False) -> None:
        """Take instants that have come, or those to come alone."""
        self._is_to_come = is_to_come

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the instant. Raises click's usage error for another form, and for a wrong time."""
        if isinstance(value, datetime):
            return value
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no instant: {_INSTANT_FORM}", param, ctx)
        if instant.tzinfo is None:
            self.fail(f"{value} says no offset from UTC: {_INSTANT_FORM}", param, ctx)
        if (instant > utc_now()) != self._is_to_come:
            said = "has come already" if self._is_to_come else "is still to come"
            self.fail(f"{value} {said}.", param, ctx)
        return instant


_INSTANT_FORM = "write it as 2026-11-27T14:30-05:00."
INSTANT = Instant()
LATER_INSTANT = Instant(is_to_come=True)


class TicketWordsOption(click.ParamType[str]):
    """Words of a person, which say something; a ticket masks them and keeps the original."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the words; none for an option that may be left out. Fails for blanks alone."""
        if not value and param and not param.required:
            return ""
        if not value.strip():
            self.fail("it says nothing: write a sentence.", param, ctx)
        watch_masking(ctx)
        return value.strip()


class WordsOption(TicketWordsOption):
    """Words of a person that are stored or published: without what names a patient."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the words, masked as far as their form says. Fails for blanks alone."""
        from claimtrail.tickets.masking.guarding import guarded_alone  # noqa: PLC0415 - for help

        return guarded_alone(super().convert(value, param, ctx))


WORDS = WordsOption()
TICKET_WORDS = TicketWordsOption()


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


class StateName(click.ParamType[State]):
    """A state of a claim, by its code or by the words that lists show."""

    name = "state"

    def convert(
        self, value: str | State, param: click.Parameter | None, ctx: click.Context | None
    ) -> State:
        """Return the state. Raises click's usage error: all states in words, near ones first."""
        found = value if isinstance(value, State) else state_named(value)
        if found is not None:
            return found
        near = states_near(str(value))
        rest = [state for state in STATE_WORDS if state not in near]
        text = f"{value!r} is no state. "
        text += f"Near it:\n{_listed(near)}\nThe others are:\n" if near else "The states are:\n"
        raise click.BadParameter(text + _listed(rest), ctx, param)

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


def _listed(states: Sequence[State]) -> str:
    """Return a line a state: its code, and the words that screens show; either can be typed."""
    wide = max(len(state.value) for state in State)
    return "\n".join(f"  {state.value:{wide}}  {STATE_WORDS[state]}" for state in states)


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


def limit_option(what: str, *, shown: int = 50) -> Callable[[Command], Command]:
    """`--limit N`; without it so many as are shown to people, and all with `--json`."""
    return click.option(
        "--limit",
        type=click.IntRange(0),
        help=f"{what} to list; default: {shown}, with --json all.",
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


_SYNTHETIC = "claimtrail.synthetic"
"""The key of click's context under which a list remembers that synthetic records are wanted."""


def synthetic_option(command: Command) -> Command:
    """`--synthetic`: what the stage tests itself with, which no list shows otherwise."""

    def remember(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        del param
        ctx.meta[_SYNTHETIC] = value

    return click.option(
        "--synthetic",
        is_flag=True,
        expose_value=False,
        callback=remember,
        help="Only what the stage tests itself with (`claimtrail smoke`).",
    )(command)


def synthetic_wanted() -> bool:
    """Return whether the command that runs was asked for synthetic records alone."""
    ctx = click.get_current_context(silent=True)
    return bool(ctx and ctx.meta.get(_SYNTHETIC))


def number_option(command: Command) -> Command:
    """`--number`: a claim is named by its patient control number."""
    text = "CLAIM is a patient control number (CLM01)."
    return click.option("--number", is_flag=True, help=text)(command)


def claim_argument(command: Command) -> Command:
    """`CLAIM`: a claim's id, whole or short, or its patient control number."""
    return click.argument("identifier", metavar="CLAIM", type=CLAIM_ID)(command)
