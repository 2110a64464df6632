"""The words that a person typed: what was masked in them, said once beneath a command's answer."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from claimtrail.cli.core.typed import as_typed

_KEY = "claimtrail.masked_words"
"""The key of click's context under which a command remembers that it watches."""
NOT_KEPT = "No original is kept."


def watch_masking(ctx: click.Context | None) -> None:
    """Have a command end with what was masked; a second call for it adds nothing."""
    if ctx is None or _KEY in ctx.meta:
        return
    ctx.meta[_KEY] = True
    ctx.with_resource(_saying_what_was_masked(ctx))


@contextmanager
def _saying_what_was_masked(ctx: click.Context) -> Iterator[None]:
    """Say what was masked, once the command is done; a command that failed stored nothing."""
    from claimtrail.tickets.masking.notice import counted, watching  # noqa: PLC0415 - for help

    with watching() as masked:
        yield
    sentence = counted(masked.counts)
    if sentence:
        from claimtrail.cli.core.output import Output  # noqa: PLC0415 - rich costs what help must not

        ticket = masked.kept_for
        shows = f"The original is kept: `claimtrail tickets original {ticket}` shows it."
        text = f"{sentence} {shows if ticket else NOT_KEPT}"
        Output(as_json=bool(ctx.params.get("as_json"))).note(as_typed(text))
