"""Names as they were typed, in place of the ids that were found for them.

A patient control number or a path becomes an opaque id before anything is looked up. An error that
names the id alone would not say what was mistyped.
"""

from collections.abc import Callable
from typing import Any

import click

from claimtrail.kernel.errors import ClaimTrailError, Explanation

_TYPED = "claimtrail.typed"


def remember_typed(found_id: str, typed: str) -> str:
    """Remember for this command what was typed for an id; return the id."""
    context = click.get_current_context(silent=True)
    if context is not None and typed != found_id:
        context.meta.setdefault(_TYPED, {})[found_id] = typed
    return found_id


def calling(body: Callable[..., Any], *handed: Any, **options: Any) -> Any:
    """Call a command's body; an error of it names what was typed.

    Raises the error of the body with the names in place of their ids.
    """
    try:
        return body(*handed, **options)
    except ClaimTrailError as error:
        said = _as_typed(error.explanation)
        if said == error.explanation:
            raise
        raise type(error)(said) from error


def _as_typed(said: Explanation) -> Explanation:
    context = click.get_current_context(silent=True)
    names: dict[str, str] = context.meta.get(_TYPED, {}) if context else {}
    texts = {"what": said.what, "where": said.where, "next_step": said.next_step}
    for found_id, typed in names.items():
        texts = {name: text.replace(found_id, typed) for name, text in texts.items()}
    return Explanation(code=said.code, **texts)
