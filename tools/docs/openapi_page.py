"""Renders docs/contracts/openapi.v1.json; a change that callers would not survive is refused."""

import json

from claimtrail.kernel.errors import ConflictError, Explanation
from claimtrail.web.api.compatibility import api_breaks
from claimtrail.web.api.openapi import document_text


def render(published: str) -> str:
    """Return the description as the code has it. Raises ConflictError for a breaking change."""
    text = document_text()
    broken = api_breaks(json.loads(published), json.loads(text))
    if broken:
        raise ConflictError(
            Explanation(
                code="CONTRACT_BROKEN",
                what="; ".join(broken),
                where="the published description of the API",
                next_step="Undo it, or give the API addresses of a new version.",
            )
        )
    return text
