"""The words of a cause: of a finding by its code, else of a reason for which records are held."""

from collections.abc import Mapping
from functools import cache

from claimtrail.claims.views.reason_words import reason_words
from claimtrail.intake.model.findings import CATALOG
from claimtrail.x12.model.catalog import catalog

_ANYBODY = {"partner": "the partner", "other": "another partner"}
"""In the place of a partner's id where a cause is listed without its file."""


def cause_words(code: str) -> str:
    """Return a finding's code with its meaning, or a reason's words; another text as it is.

    The code stays in front: docs/x12-findings.md and partners' profiles are searched by it.
    """
    meaning = _meanings().get(code)
    return f"{code}: {meaning}" if meaning else reason_words(code)


@cache
def _meanings() -> Mapping[str, str]:
    """Return what each finding means, without its period."""
    texts = {entry.code.value: entry.meaning for entry in catalog().values()}
    own = {code.value: entry.text.format(**_ANYBODY) for code, entry in CATALOG.items()}
    return {code: text.removesuffix(".") for code, text in (texts | own).items()}
