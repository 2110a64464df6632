"""A row of the tables of next actions, and the clocks that end an action."""

from dataclasses import dataclass
from enum import StrEnum


class DeadlineKind(StrEnum):
    """The clock that ends an action, in the words that people read."""

    TIMELY_FILING = "timely filing"
    CORRECTED_CLAIM = "corrected claim"
    APPEAL = "appeal"
    DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRule:
    """One row: the action, and the clocks that end it."""

    name: str
    """Of the rule: `next-action@2/<name>`."""
    category: str
    """The kind of cause, as lists group it."""
    action: str
    """For a biller, in the imperative."""
    clocks: tuple[DeadlineKind, ...] = ()
    """The earliest of them that is known is the deadline, else that of `OTHERWISE`; none: the
    payer sets no day."""
    may_appeal: bool = False
    """True: once the deadline has passed, an appeal is the way that is left."""
