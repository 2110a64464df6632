"""Limits of write-offs: who may write off how much alone, and who may approve how much.

The table is a stage's own (`[[write_off_limits]]` of its settings). It goes by the name that the
access log has, until people have roles of their own.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from pydantic import Field, TypeAdapter

from claimtrail.kernel.frozen_model import FrozenModel


class WriteOffLimit(FrozenModel):
    """A row of the table: some people, and their two limits."""

    role: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,30}$")
    """As messages name it."""
    people: tuple[str, ...] = Field(min_length=1)
    """Names as the access log has them (`user:<id>`); `*` stands for any letters."""
    alone_cents: int = Field(ge=0)
    """The most of one claim that each may write off without a second person."""
    approve_cents: int = Field(ge=0)
    """The most of one claim that each may approve of what another person asks for."""

    def covers(self, by: str) -> bool:
        """Tell whether the row is about a person."""
        return any(fnmatchcase(by, pattern) for pattern in self.people)


WriteOffLimits = tuple[WriteOffLimit, ...]
NOBODY = WriteOffLimit(role="nobody", people=("*",), alone_cents=0, approve_cents=0)
"""The limits of a person that no row covers."""
_TABLE: TypeAdapter[WriteOffLimits] = TypeAdapter(WriteOffLimits)


def limit_of(by: str, limits: Iterable[WriteOffLimit]) -> WriteOffLimit:
    """Return the first row that covers a person; `NOBODY` when none does."""
    return next((row for row in limits if row.covers(by)), NOBODY)


def highest_approval(limits: Iterable[WriteOffLimit]) -> int:
    """Return the most that anybody may approve, in cents."""
    return max((row.approve_cents for row in limits), default=0)


def is_same_person(one: str, other: str) -> bool:
    """Tell whether two names of the access log are one person's.

    AWS names one person differently for each role that the person takes on: the part after the
    last slash, the session or user name, stays the same.
    """
    return _person(one) == _person(other)


def _person(by: str) -> str:
    return by.removeprefix("user:").rpartition("/")[2].casefold()


def dump_limits(limits: WriteOffLimits) -> str:
    """Return the table as JSON text."""
    return _TABLE.dump_json(limits).decode()


def load_limits(text: str) -> WriteOffLimits:
    """Read the table. Raises pydantic's ValidationError for text that is none."""
    return _TABLE.validate_json(text)
