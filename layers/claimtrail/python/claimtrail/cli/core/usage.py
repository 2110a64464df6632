"""Errors of wrong usage in lines that fit the terminal; nothing that draws tables is imported."""

import re
import shutil
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager

import click

_NO_TERMINAL = (160, 24)
"""Columns and lines of a pipe or a log, as `output` has them."""
_PREFIX = "Error: "
_HANGING = "  "
_COMMAND = re.compile(r"`[^`\n]+`")
_HELD = "\N{NO-BREAK SPACE}"


class WrappedUsageError(click.UsageError):
    """A usage error whose message goes on beneath its own beginning."""

    def format_message(self) -> str:
        """Return the message in lines that fit beside click's own word before it."""
        width = shutil.get_terminal_size(_NO_TERMINAL).columns
        return in_lines(self.message, width=width, first=len(_PREFIX))


def in_lines(message: str, *, width: int, first: int = 0) -> str:
    """Return a text broken between words, with room for `first` letters before it.

    A command in backquotes stays on one line, and a word that is wider than a line stays whole.
    """
    held = _COMMAND.sub(lambda found: found[0].replace(" ", _HELD), message)
    lines = (
        textwrap.fill(
            line,
            width,
            initial_indent="" if number else " " * first,
            subsequent_indent=f"{_indent(line)}{_HANGING}",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for number, line in enumerate(held.split("\n"))
    )
    return "\n".join(lines)[first:].replace(_HELD, " ")


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" "))]


@contextmanager
def wrapping_usage_errors() -> Iterator[None]:
    """Raise a usage error as one that fits the terminal; help without arguments stays help."""
    try:
        yield
    except (WrappedUsageError, click.exceptions.NoArgsIsHelpError):
        raise
    except click.UsageError as error:
        raise WrappedUsageError(error.format_message(), error.ctx) from error
