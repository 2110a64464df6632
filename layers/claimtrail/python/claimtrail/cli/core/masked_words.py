"""The words that a person typed: what was masked in them, said once beneath a command's answer."""

from typing import TYPE_CHECKING

import click

from claimtrail.cli.core.typed import as_typed

if TYPE_CHECKING:
    from claimtrail.tickets.masking.notice import MaskedWords

_KEY = "claimtrail.masked_words"
"""The key of click's context under which a command remembers that it watches."""
NOT_KEPT = "No original is kept."


def watch_masking(ctx: click.Context | None) -> None:
    """Have a command end with what was masked; a second call for it adds nothing."""
    if ctx is None or _KEY in ctx.meta:
        return
    ctx.meta[_KEY] = True
    ctx.with_resource(_MaskedNotice(ctx))


class _MaskedNotice:
    """Says what was masked, once the command is done; a command that failed stored nothing."""

    def __init__(self, ctx: click.Context) -> None:
        from claimtrail.tickets.masking.notice import watching  # noqa: PLC0415 - for help

        self._ctx, self._watch = ctx, watching()

    def __enter__(self) -> None:
        self._masked = self._watch.__enter__()

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        self._watch.__exit__()
        if failed is None:
            _say(self._ctx, self._masked)


def _say(ctx: click.Context, masked: "MaskedWords") -> None:
    from claimtrail.tickets.masking.notice import counted  # noqa: PLC0415 - for help

    sentence = counted(masked.counts)
    if sentence:
        from claimtrail.cli.core.output import Output  # noqa: PLC0415 - rich costs what help must not

        ticket = masked.kept_for
        shows = f"The original is kept: `claimtrail tickets original {ticket}` shows it."
        text = f"{sentence} {shows if ticket else NOT_KEPT}"
        Output(as_json=bool(ctx.params.get("as_json"))).note(as_typed(text))
