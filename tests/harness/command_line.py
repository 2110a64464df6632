"""The command line as a tree: every command with the words that call it."""

from collections.abc import Iterator

import click


def commands_of(group: click.Group, *words: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command under a group, groups included."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*words, name), command
        if isinstance(command, click.Group):
            yield from commands_of(command, *words, name)


def words_of_commands(group: click.Group) -> list[tuple[str, ...]]:
    """Return the words that call each command."""
    return [words for words, _ in commands_of(group)]
