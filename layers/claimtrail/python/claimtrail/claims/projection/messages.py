"""The messages of the Projection and Publication queues: the claim or the item to try again.

And of the Figures queue: the claims that changed.
"""

from typing import Literal

from pydantic import model_validator

from claimtrail.kernel.frozen_model import FrozenModel


class _Message(FrozenModel):
    schema_version: Literal[1] = 1

    def text(self) -> str:
        """Return the body of the SQS message."""
        return self.model_dump_json(exclude_none=True)


class ProjectionMessage(_Message):
    """A claim to project, or a roster or acknowledgment to hand out to its claims."""

    claim_id: str | None = None
    is_asked_for: bool | None = None
    """By a person: also a claim that was preserved is projected again."""
    pk: str | None = None
    sk: str | None = None
    skip: int | None = None
    """Rosters of an acknowledgment that have been handed out already."""

    @model_validator(mode="after")
    def _names_one_thing(self) -> "ProjectionMessage":
        has_key = self.pk is not None and self.sk is not None
        if has_key is (self.claim_id is not None):
            raise ValueError("either claim_id, or pk and sk")
        return self


class PublicationMessage(_Message):
    """An event or a change to publish."""

    pk: str
    sk: str


class ChangedClaimsMessage(_Message):
    """Claims of which a new version was stored."""

    claim_ids: tuple[str, ...]
