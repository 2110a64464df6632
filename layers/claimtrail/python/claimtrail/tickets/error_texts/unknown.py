"""Errors that no entry of the table knows: reviewed by a person, their text protected.

The open entry has counts, days and digests; the text as it came stands in the protected store.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from pydantic import Field

from claimtrail.kernel.clock import Clock
from claimtrail.kernel.errors import ConflictError, Explanation
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.ids import derived_id
from claimtrail.kernel.retry import repeat_on_conflict
from claimtrail.tickets.error_texts.table import ErrorSource, ErrorTable, ErrorText, plain_code

UNKNOWN_PREFIX = "uer_"
OWNER = "queue:integration"
MOST_UNKNOWN = 500
_NUMBERS = re.compile(r"\d+")
_MOST_RAW = 20_000
"""Letters of a text that are kept."""


class UnknownError(FrozenModel):
    """One error that waits for its entry. Holds no word of its text."""

    schema_version: Literal[1] = 1
    error_id: str
    version: int = Field(default=1, ge=1)
    source: ErrorSource
    code: str
    """Empty where the system gave none, or a text in its place."""
    count: int
    first_at: datetime
    last_at: datetime
    sha256: str
    """Of the text that came last, as it came."""


class UnknownErrors(Protocol):
    """Unknown errors as versioned documents, and beside them the texts, protected."""

    def get(self, error_id: str) -> UnknownError | None:
        """Return the entry, strongly consistent; None when there is none."""
        ...

    def save(self, error: UnknownError, *, raw: str) -> None:
        """Store the text, if there is one, then the entry.

        Raises ConflictError when the stored version is not `error.version - 1` (0: none).
        """
        ...

    def list_all(self) -> list[UnknownError]:
        """Return the entries, the latest first: MOST_UNKNOWN at most."""
        ...

    def raw_of(self, error_id: str) -> str:
        """Return the text that came last; empty when there is none. PHI."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorReview:
    """Says what an error means, and keeps those that nobody has explained."""

    table: ErrorTable
    store: UnknownErrors
    clock: Clock

    def explain(self, source: ErrorSource, code: str, raw: str) -> ErrorText:
        """Return an error in plain words; an unknown one opens or joins its review.

        Raises ConflictError when other writers of the entry keep winning.
        """
        masked = _masked(raw) if raw else ""
        known = self.table.find(source, code, masked)
        if known is not None:
            return known
        repeat_on_conflict(lambda: self._count(source, code, raw, masked))
        return unknown_text(source, plain_code(code))

    def _count(self, source: ErrorSource, code: str, raw: str, masked: str) -> None:
        now = self.clock()
        error_id = id_of(source, plain_code(code), masked)
        known = self.store.get(error_id)
        digest = hashlib.sha256(raw.encode()).hexdigest()
        after = UnknownError(
            error_id=error_id,
            version=known.version + 1 if known else 1,
            source=source,
            code=plain_code(code),
            count=known.count + 1 if known else 1,
            first_at=known.first_at if known else now,
            last_at=now,
            sha256=digest,
        )
        self.store.save(after, raw=raw[:_MOST_RAW])


def _masked(raw: str) -> str:
    # Masking is loaded where there is a text: of channels and functions there is none.
    from claimtrail.tickets.masking.mask import mask  # noqa: PLC0415 - see above

    return mask(raw).text


def id_of(source: ErrorSource, code: str, masked: str) -> str:
    """Return the id of an unknown error: by its code, else by the form of its masked text."""
    form = "" if code else _NUMBERS.sub("0", masked)[:_MOST_RAW]
    digest = hashlib.sha256(form.encode()).hexdigest()
    return derived_id(UNKNOWN_PREFIX, source.value, code, digest)


def unknown_text(source: ErrorSource, code: str) -> ErrorText:
    """Return what a ticket says about an error that nobody has explained yet."""
    return ErrorText(
        source=source,
        code=code or "none",
        title=f"Unknown {source.value} error{f' {code}' if code else ''}",
        cause="No entry of the table of errors knows it; its text is protected.",
        owner=OWNER,
        steps=("Read it with `claimtrail errors list`.", "Add an entry to the table of errors."),
    )


def latest_first(errors: Iterable[UnknownError]) -> list[UnknownError]:
    """Return unknown errors, the latest first."""
    return sorted(errors, key=lambda one: (one.last_at, one.error_id), reverse=True)[:MOST_UNKNOWN]


def conflict(error: UnknownError) -> ConflictError:
    """Return what a lost write against an unknown error says."""
    return ConflictError(
        Explanation(
            code="UNKNOWN_ERROR_CONFLICT",
            what=f"version {error.version - 1} of the entry is not the stored one",
            where=f"unknown error {error.error_id}",
            next_step="Read the entry again and repeat the change.",
        )
    )
