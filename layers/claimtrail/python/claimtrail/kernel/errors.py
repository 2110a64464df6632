"""Errors that say what, where and what to do next, and never carry a value from a payer's file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One refusal in the three parts that an operator needs."""

    code: str
    """Stable and searchable, SCREAMING_SNAKE."""
    what: str
    where: str
    next_step: str

    def __str__(self) -> str:
        return f"{self.code}: {self.what} ({self.where}). {self.next_step}"


class ClaimTrailError(Exception):
    """The root of every error that this project raises on purpose."""

    def __init__(self, explanation: Explanation) -> None:
        super().__init__(str(explanation))
        self.explanation = explanation


class NotFoundError(ClaimTrailError):
    """Something was asked for by an id that does not exist."""


class ConflictError(ClaimTrailError):
    """A conditional write lost against another writer; read again and retry."""


class ConfigurationError(ClaimTrailError):
    """The deployment or a profile is incomplete; nothing was processed."""
