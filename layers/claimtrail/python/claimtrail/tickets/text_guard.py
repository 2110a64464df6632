"""The guard of what people write: text is masked before it is stored with a ticket."""

from collections.abc import Sequence
from typing import Protocol


class TextGuard(Protocol):
    """Masks text for storage outside of the protected store."""

    def __call__(self, text: str, *, claim_ids: Sequence[str] = ()) -> str:
        """Return the text without identifiers; those known of the claims are found first."""
        ...
