"""Commands by name, place and short help: what is listed is imported only when it is called."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cached_property
from importlib import import_module
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from claimtrail.cli.core.usage import wrapping_usage_errors


class CommandEntry(NamedTuple):
    """A place where a command is declared (`module:name`), and its line in the list of commands."""

    where: str
    short_help: str


PLUGINS = "claimtrail.commands"
"""Entry points whose tables add sections of commands; a checkout adds the embedded cloud's."""

Sections = Mapping[str, Mapping[str, CommandEntry]]
"""Headings, with the commands beneath each by name."""


def load(where: str, *, package: str | None = None) -> Any:
    """Import `module:name`, or `.module:name` of a package, and return what has that name."""
    module, _, name = where.partition(":")
    return getattr(import_module(module, package), name)


@contextmanager
def naming_near_commands(
    ctx: click.Context, args: Sequence[str], known: Sequence[str]
) -> Iterator[None]:
    """Add the names that are near to a usage error about a command that there is none of."""
    try:
        yield
    except click.UsageError as error:
        near = get_close_matches(args[0], known, n=3, cutoff=0.6)
        if not near or ctx.resilient_parsing:
            raise
        meant = f"{error.message} Did you mean {' or '.join(near)}?"
        raise click.UsageError(meant, ctx) from error


class LazyGroup(click.Group):
    """A group of commands that are declared elsewhere; plugins add sections by entry points."""

    def __init__(
        self, *arguments: Any, sections: Sections, plugins: str | None = None, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self._own = sections
        self._plugins = plugins

    @cached_property
    def sections(self) -> Sections:
        """All sections; the plugins' tables are imported, none of the commands in them.

        A plugin's commands stand under the heading that they name, behind those of the package.
        """
        from importlib.metadata import entry_points  # noqa: PLC0415 - few calls need it

        found = {title: dict(entries) for title, entries in self._own.items()}
        for plugin in entry_points(group=self._plugins) if self._plugins else ():
            for title, entries in plugin.load().items():
                found.setdefault(title, {}).update(entries)
        return found

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Return the context. Raises click's usage error, in lines that fit the terminal."""
        with wrapping_usage_errors():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command. Raises click's usage error, in lines that fit the terminal."""
        with wrapping_usage_errors():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in alphabetical order."""
        del ctx
        return sorted(name for name, _ in _entries(self.sections))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None when there is none of that name."""
        del ctx
        entry = dict(_entries(self._own)).get(cmd_name)
        entry = entry or dict(_entries(self.sections)).get(cmd_name)
        if entry is None:
            return None
        command: click.Command = load(entry.where)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called. Raises click's usage error, which names near ones."""
        with naming_near_commands(ctx, args, self.list_commands(ctx)):
            return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each section with its commands, from the table alone."""
        del ctx
        width = max(len(name) for name, _ in _entries(self.sections))
        for title, entries in self.sections.items():
            with formatter.section(title):
                formatter.write_dl(
                    [(f"{name:<{width}}", entry.short_help) for name, entry in entries.items()]
                )

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands that begin so, from the table alone, and then the options."""
        named = [
            CompletionItem(name, help=entry.short_help)
            for name, entry in sorted(_entries(self.sections))
            if name.startswith(incomplete)
        ]
        return named + click.Command.shell_complete(self, ctx, incomplete)


def _entries(sections: Sections) -> Iterator[tuple[str, CommandEntry]]:
    for entries in sections.values():
        yield from entries.items()
