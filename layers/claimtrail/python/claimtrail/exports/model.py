"""An export as it is stored: what was asked for by whom, how far it is, and its files.

A worker that takes an export begins its next run. Every change grows the version, and a worker
whose change is lost stops: another run has begun, or the person has canceled. What a run writes
stands under names and part numbers of its own, so that an overtaken worker replaces nothing.
"""

import secrets
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import EVERYWHERE, Principal
from claimtrail.exports.retention import KEPT_DAYS
from claimtrail.kernel.errors import Explanation
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.trail.access_log import Purpose

EXPORT_PREFIX = "exp_"
ATTEMPTS = 4
"""Times that a run is tried before its export fails: more than a stage's waiting times."""
MOST_RUNS = 100
"""Runs of an export: eight hours of a function that may take five minutes."""
PARTS_A_RUN = 100
"""Part numbers of a run; S3 takes 10,000, which need not be consecutive."""
KEPT = timedelta(days=KEPT_DAYS)
_RANDOM_BYTES = 12
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's Base32: in the order of their values."""
_TIME_LETTERS = 9
TITLE_CHARACTERS = 120
MOST_SELECTED = 200
"""Rows that one export may name one by one; a form has no more fields."""
QUERY_CHARACTERS = 4_000

Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=TITLE_CHARACTERS)]
ListingName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class ExportFormat(StrEnum):
    """The form of the files."""

    CSV = "csv"
    PDF = "pdf"


class ExportState(StrEnum):
    """The state of an export."""

    REQUESTED = "requested"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    CANCELED = "canceled"


UNFINISHED = frozenset({ExportState.REQUESTED, ExportState.RUNNING})


class ExportHeader(FrozenModel):
    """Controls of what stands above, beside and below the rows."""

    title: Title = ""
    """Empty: the list's own."""
    columns: tuple[str, ...] = ()
    """Names in the order wanted; empty: all that the person may see."""
    period_from: date | None = None
    period_through: date | None = None
    """Days that the heading names; they filter nothing."""
    has_banner: bool = True
    """The confidentiality banner; it stands whatever this says where a column names a person."""
    has_page_numbers: bool = True
    """PDF: `Page 1 of 3`."""
    has_heading: bool = False
    """CSV: title, period, banner and maker in rows before the titles of the columns."""
    has_byte_order_mark: bool = True
    """CSV: Excel takes a file with the mark for UTF-8."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        first, last = self.period_from, self.period_through
        if first and last and last < first:
            raise ValueError("the period ends before it begins")
        return self


class ExportRequester(FrozenModel):
    """The person or machine that asked, as signed in then."""

    person_id: str
    actor: str
    """As the access log names them: `user:<id>`."""
    roles: tuple[JobRole, ...]
    facilities: tuple[str, ...]
    payers: tuple[str, ...]
    queues: tuple[str, ...]
    purpose: Purpose
    origin: str
    """The page or the call, for the access log."""

    @classmethod
    def of(cls, person: Principal, *, actor: str, purpose: Purpose, origin: str) -> Self:
        """Return a person who is signed in, for a purpose of use."""
        return cls(
            person_id=person.id,
            actor=actor,
            roles=tuple(sorted(person.roles)),
            facilities=tuple(sorted(person.facilities)),
            payers=tuple(sorted(person.payers)),
            queues=tuple(sorted(person.queues)),
            purpose=purpose,
            origin=origin,
        )

    @property
    def principal(self) -> Principal:
        """Return the person as decisions go by them: rows are restricted to what they may see.

        No glass is broken for an export: what is restricted beyond roles is never in one.
        """
        return Principal(
            id=self.person_id,
            roles=frozenset(self.roles),
            facilities=frozenset(self.facilities),
            payers=frozenset(self.payers),
            queues=frozenset(self.queues),
        )

    def is_within(self, person: Principal) -> bool:
        """Return whether somebody who is signed in still has all that the person had."""
        return (
            person.id == self.person_id
            and person.roles >= set(self.roles)
            and _covers(person.facilities, self.facilities)
            and _covers(person.payers, self.payers)
            and person.queues >= set(self.queues)
        )


def _covers(now: frozenset[str], then: tuple[str, ...]) -> bool:
    return EVERYWHERE in now or now >= set(then)


class ExportFile(FrozenModel):
    """A complete file of the export."""

    key: str
    first_row: int
    """Number of its first row, from 1; 0 in a file without rows."""
    rows: int
    size: int
    """Bytes."""
    sha256: str = ""
    """Of its bytes, in hexadecimal; empty for a file of a release that did not state it."""


class UploadedPart(FrozenModel):
    """A part of a file that S3 has not put together yet."""

    number: int
    etag: str
    size: int


class ExportUpload(FrozenModel):
    """A file that is uploaded in parts."""

    key: str
    upload_id: str
    parts: tuple[UploadedPart, ...] = ()
    is_whole: bool = False
    """True once the last part is uploaded: what is left is to put them together."""


class ExportCheckpoint(FrozenModel):
    """The place up to which rows are in parts and files for good."""

    cursor: str | None = None
    rows: int = 0
    totals: dict[str, Decimal] = Field(default_factory=dict)
    """Sums so far by name of column."""
    files: tuple[ExportFile, ...] = ()
    upload: ExportUpload | None = None
    remainder: str = ""
    """Key of an object with rows that are too few for a part; empty: there is none."""


class ExportFailure(FrozenModel):
    """The reason why an export failed, in the words of an Explanation."""

    code: str
    what: str
    where: str
    next_step: str

    @classmethod
    def of(cls, explanation: Explanation) -> Self:
        """Return an explanation as it is stored."""
        return cls(
            code=explanation.code,
            what=explanation.what,
            where=explanation.where,
            next_step=explanation.next_step,
        )


class Export(FrozenModel):
    """One export."""

    schema_version: Literal[1] = 1
    version: int = 1
    export_id: str
    listing: ListingName
    query: Annotated[str, StringConstraints(max_length=QUERY_CHARACTERS)]
    """The list's URL state: filters, columns, order. It may hold PHI; no message or key has it."""
    selection: Annotated[tuple[str, ...], Field(max_length=MOST_SELECTED)] = ()
    """Opaque ids of the rows that were selected; none: every row of the view."""
    format: ExportFormat
    header: ExportHeader
    requester: ExportRequester
    requested_at: datetime
    touched_at: datetime
    """The last time that a message was sent for it, or a run saved it."""
    expires_at: datetime
    state: ExportState = ExportState.REQUESTED
    run: int = 0
    """The number of the run that works on it or last did; 0 before the first."""
    rows_written: int = 0
    """Rows so far, for the person who waits."""
    checkpoint: ExportCheckpoint = ExportCheckpoint()
    notes: tuple[str, ...] = ()
    """Sentences about what the list leaves out."""
    finished_at: datetime | None = None
    failure: ExportFailure | None = None

    @property
    def is_unfinished(self) -> bool:
        """Return whether somebody still works on it or is to."""
        return self.state in UNFINISHED

    def changed(self, **fields: Any) -> "Export":
        """Return its next version."""
        return self.model_copy(update={"version": self.version + 1, **fields})

    def begun(self, *, at: datetime) -> "Export":
        """Return it in the hands of its next run, from the checkpoint on."""
        return self.changed(
            state=ExportState.RUNNING,
            run=self.run + 1,
            rows_written=self.checkpoint.rows,
            touched_at=at,
        )

    def ended(
        self, state: ExportState, *, at: datetime, failure: Explanation | None = None
    ) -> "Export":
        """Return it in a state that is its last one."""
        return self.changed(
            state=state,
            finished_at=at,
            failure=ExportFailure.of(failure) if failure else None,
        )

    @property
    def first_part(self) -> int:
        """Return the first part number of its run, from which on no other run has any."""
        return (self.run - 1) * PARTS_A_RUN + 1

    def key_of(self, number: int) -> str:
        """Return the object key of a file that its run writes; it says nothing about anybody."""
        return f"{self.export_id}/{self.run:03}-{number:04}.{self.format.value}"


def new_export_id(now: datetime) -> str:
    """Return a new id. Ids sort by the instant, to the millisecond; the rest is random."""
    milliseconds = int(now.timestamp() * 1000)
    letters = [_LETTERS[milliseconds >> 5 * place & 31] for place in range(_TIME_LETTERS)]
    return f"{EXPORT_PREFIX}{''.join(reversed(letters))}{secrets.token_hex(_RANDOM_BYTES)}"
