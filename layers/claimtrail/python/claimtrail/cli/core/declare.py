"""Declarations of commands: options, help and an example here; the body is imported late.

A declaration imports nothing that its options do not need. The decorated function is called before
the body and refuses wrong usage; where nothing can be wrong it is a docstring. `--help`, shell
completion and wrong usage therefore cost no import of a body.
"""

import functools
import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from claimtrail.cli.core.as_named import calling
from claimtrail.cli.core.lazy import load, naming_near_commands
from claimtrail.cli.core.options import json_option, stage_option

if TYPE_CHECKING:
    from claimtrail.cli.core.output import Output

Command = TypeVar("Command", bound=click.Command)
Declared = Callable[..., Any]

BODY = "body"
"""The attribute of a command's callback that names its body: `.module:function`, beside it."""
HANDED = "handed"
"""The attribute with the names of what the body is handed before the options."""
EXAMPLE = "Example:"
_WHOLE = 1_000
"""More characters than any first sentence has."""
_LONGEST = 74
"""Characters of a line of an example; a longer command is continued by a backslash."""


class CommandGroup(click.Group):
    """A group whose help has the whole first sentence of each command, over lines if need be."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with their first sentences, none of them cut."""
        del ctx
        rows = [
            (name, command.get_short_help_str(limit=_WHOLE))
            for name, command in self.commands.items()
            if not command.hidden
        ]
        with formatter.section("Commands"):
            formatter.write_dl(sorted(rows))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called. Raises click's usage error, which names near ones."""
        with naming_near_commands(ctx, args, self.list_commands(ctx)):
            return super().resolve_command(ctx, args)


class ListsByDefault(CommandGroup):
    """A group whose own call is that of its command `list`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `list` before arguments that name no command, unless a shell asks what may follow."""
        asks_for_help = any(arg in ctx.help_option_names for arg in args[:1])
        names_none = not args or args[0] not in self.commands
        if names_none and self._is_mistyped(args):
            return super().parse_args(ctx, args)
        if names_none and not asks_for_help and not ctx.resilient_parsing:
            args = ["list", *args]
        return super().parse_args(ctx, args)

    def _is_mistyped(self, args: list[str]) -> bool:
        """Return whether a word stands where the list takes none."""
        takes_words = any(isinstance(each, click.Argument) for each in self.commands["list"].params)
        return bool(args) and not args[0].startswith("-") and not takes_words


def body_of(run: Declared) -> Declared:
    """Import the body of a command's callback, which stands beside its declaration."""
    package = run.__module__.rpartition(".")[0]
    body: Declared = load(getattr(run, BODY), package=package)
    return body


def mark(run: Declared, where: str, *handed: str) -> Declared:
    """Record on a callback which body it calls, and what that is handed before the options."""
    setattr(run, BODY, where)
    setattr(run, HANDED, handed)
    return run


def output_for(*, as_json: bool) -> "Output":
    """Return the output of a command; people's tables are imported with it."""
    from claimtrail.cli.core.output import Output  # noqa: PLC0415 - rich costs what help must not

    return Output(as_json)


def runs(where: str) -> Callable[[Declared], Declared]:
    """Make a command's callback: usage is checked, then the body is called with the options."""

    def decorate(check_usage: Declared) -> Declared:
        @functools.wraps(check_usage)
        def run(**options: Any) -> Any:
            check_usage(**options)
            return calling(body_of(run), **options)

        return mark(run, where)

    return decorate


def works_here(where: str) -> Callable[[Declared], Declared]:
    """Make the callback of a command that needs no stage: the body is handed an `Output`."""

    def decorate(check_usage: Declared) -> Declared:
        @functools.wraps(check_usage)
        def run(*, as_json: bool, **options: Any) -> Any:
            check_usage(**options)
            return calling(body_of(run), output_for(as_json=as_json), **options)

        return json_option(mark(run, where, "output"))

    return decorate


def works_on_stage(where: str) -> Callable[[Declared], Declared]:
    """Make the callback of a command on a stage: the body is handed the `Stage` and an `Output`.

    The stage is opened before the body is imported. Such a command shows no claim data.
    """

    def decorate(check_usage: Declared) -> Declared:
        @functools.wraps(check_usage)
        def run(*, stage: str, as_json: bool, **options: Any) -> Any:
            from claimtrail.cli.core.stage import open_stage  # noqa: PLC0415 - tests replace it

            check_usage(**options)
            opened = open_stage(stage)
            return calling(body_of(run), opened, output_for(as_json=as_json), **options)

        return stage_option(json_option(mark(run, where, "stage", "output")))

    return decorate


def example(line: str, output: str) -> Callable[[Command], Command]:
    """Put an example under a command's help: what is typed, and its kind of output.

    A line has 74 characters at the most: help indents it, and a terminal may have 80 columns.
    """

    def decorate(command: Command) -> Command:
        typed = textwrap.wrap(f"$ {line}", _LONGEST, break_long_words=False) or [line]
        typed = [f"{part} \\" for part in typed[:-1]] + typed[-1:]
        shown = "\n".join(f"  {each}" for each in (*typed, *output.strip("\n").split("\n")))
        command.epilog = f"\b\n{EXAMPLE}\n{shown}"
        return command

    return decorate
