"""The release of a held file's sets by a person, and its outcome.

A release is stored before anything is applied, beside the file's first result, and never changes.
Its id follows from the sets that it names, so that to release them again is the same release.
"""

from datetime import datetime
from typing import Literal

from pydantic import Field

from claimtrail.intake.model.receipt import SetOutcome
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.ids import derived_id

RELEASE_PREFIX = "rel_"


class Release(FrozenModel):
    """The decision of a person to apply held sets of a file."""

    schema_version: Literal[1] = 1
    release_id: str
    file_id: str
    partner_id: str
    """The dropbox."""
    set_starts: tuple[int, ...] = Field(min_length=1)
    """Byte offsets of the sets."""
    released_at: datetime
    by: str
    """`user:<id>`."""
    why: str
    """On whose word, without patients' names."""
    code_version: str


class ReleasedSet(FrozenModel):
    """The counts of what one released set applied."""

    schema_version: Literal[1] = 1
    release_id: str
    file_id: str
    start: int
    """Byte offset of the set."""
    finished_at: datetime
    outcome: SetOutcome
    """Its verdict stays what it was; its counts are those of the release."""


def release_id(*, file_id: str, partner_id: str, set_starts: tuple[int, ...]) -> str:
    """Return the id of a release of these sets."""
    return derived_id(RELEASE_PREFIX, file_id, partner_id, *map(str, sorted(set_starts)))
