"""Parameters of addresses: declared once, read from the query, and described in OpenAPI."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import parse_qsl

from claimtrail.claims.store.listing_order import PLACE
from claimtrail.kernel.ids import CLAIM_PREFIX
from claimtrail.web.api.problems import problem, unknown_parameter, wrong_parameter
from claimtrail.web.claims.listing import CLAIMS
from claimtrail.web.core.lists.listing import (
    AFTER,
    COLUMNS,
    MOST_ROWS,
    ORDER,
    PAGE_ROWS,
    ROWS,
    SEARCH,
    Facet,
    Listing,
)
from claimtrail.web.core.query import MOST_PAIRS, Query
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.evidence.access_log import ACCESS_LOG, CLAIM
from claimtrail.web.evidence.disclosures import ALL, DISCLOSURES
from claimtrail.web.evidence.exported import EXPORTED
from claimtrail.web.evidence.period import FROM, THROUGH
from claimtrail.web.evidence.trail import TRAIL
from claimtrail.web.evidence.trail_entries import DAY, START, TRAIL_ENTRIES
from claimtrail.web.files.listing import DAYS, FILES, MOST_DAYS
from claimtrail.web.money.payments import PAYMENTS

MOST_LETTERS = 512
"""Letters of one value at most."""
_NUMBERED = re.compile(r"[0-9]{1,9}", re.ASCII)
"""A place by the number of rows before it."""
_AFTER: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {CLAIMS.name: re.compile(rf"{_NUMBERED.pattern}|{PLACE}", re.ASCII)}
)
"""Places of lists that go on in an index, by the list's name."""
_CLAIM_ID = re.compile(rf"{CLAIM_PREFIX}[a-z0-9_]{{1,60}}", re.ASCII)
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class ParameterForm(StrEnum):
    """The form of a parameter's values."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of the query."""

    name: str
    description: str
    form: ParameterForm = ParameterForm.TEXT
    values: tuple[str, ...] = ()
    """All that it may have; empty: any of its form."""
    of_stage: Callable[[PageRequest], Iterable[str]] | None = None
    """Gives all values where they are a stage's own, and in no published document."""
    is_list: bool = False
    """True where it may be given several times."""
    is_joined: bool = False
    """True where its values stand in one text, with commas."""
    least: int = 0
    most: int = 0
    """Of a number."""
    default: str | int | None = None
    pattern: re.Pattern[str] | None = None
    """The whole of a text, where not any will do."""

    def read(self, values: Sequence[str]) -> tuple[str, ...]:
        """Return its values, checked. Raises ApiError."""
        if len(values) > 1 and not self.is_list:
            raise wrong_parameter(self.name, wanted="one value")
        parts = values[0].split(",") if self.is_joined else values
        if not all(map(self._fits, parts)):
            raise wrong_parameter(self.name, wanted=self._wanted)
        return tuple(values)

    def _fits(self, value: str) -> bool:
        if not value or len(value) > MOST_LETTERS:
            return False
        if self.values:
            return value in self.values
        return _FITS[self.form](self, value)

    @property
    def _wanted(self) -> str:
        if self.values:
            return f"one of {', '.join(self.values)}"
        return {
            ParameterForm.TEXT: f"a text of 1 to {MOST_LETTERS} letters",
            ParameterForm.NUMBER: f"a number from {self.least} to {self.most}",
            ParameterForm.DAY: "a day, as 2026-10-05",
        }[self.form]


def _is_text(parameter: Parameter, value: str) -> bool:
    return parameter.pattern is None or bool(parameter.pattern.fullmatch(value))


def _is_number(parameter: Parameter, value: str) -> bool:
    return bool(_NUMBER.fullmatch(value)) and parameter.least <= int(value) <= parameter.most


def _is_day(_parameter: Parameter, value: str) -> bool:
    try:
        return bool(_DAY.fullmatch(value)) and date.fromisoformat(value) is not None
    except ValueError:
        return False


_FITS: Mapping[ParameterForm, Callable[[Parameter, str], bool]] = MappingProxyType(
    {
        ParameterForm.TEXT: _is_text,
        ParameterForm.NUMBER: _is_number,
        ParameterForm.DAY: _is_day,
    }
)

_PERIOD = (
    Parameter(name=FROM, description="The first day, in UTC.", form=ParameterForm.DAY),
    Parameter(
        name=THROUGH, description="The last day, in UTC; else today.", form=ParameterForm.DAY
    ),
)
_CLAIM = Parameter(name=CLAIM, description="The whole id of a claim.", pattern=_CLAIM_ID)
_BESIDE_FACETS: Mapping[str, tuple[Parameter, ...]] = MappingProxyType(
    {
        FILES.name: (
            Parameter(
                name="days",
                description="Files of so many days, today's the last.",
                form=ParameterForm.NUMBER,
                least=1,
                most=MOST_DAYS,
                default=DAYS,
            ),
        ),
        PAYMENTS.name: (
            Parameter(
                name="since", description="Payments from this day on.", form=ParameterForm.DAY
            ),
        ),
        TRAIL.name: _PERIOD,
        EXPORTED.name: _PERIOD,
        ACCESS_LOG.name: (_CLAIM, *_PERIOD),
        DISCLOSURES.name: (
            _CLAIM,
            Parameter(
                name=ALL, description="With purposes that need no accounting.", values=("yes",)
            ),
        ),
        TRAIL_ENTRIES.name: (
            Parameter(name=DAY, description="The day; else today.", form=ParameterForm.DAY),
            Parameter(
                name=START,
                description="The number of the first object that is read.",
                form=ParameterForm.NUMBER,
                least=0,
                most=999_999_999,
            ),
        ),
    }
)
"""Parameters of single lists that are no facets, by the list's name."""


def list_parameters(listing: Listing[Any]) -> tuple[Parameter, ...]:
    """Return the parameters of a list: its facets, then those that every list has."""
    search = Parameter(name=SEARCH, description="Rows that this text fits.")
    return (
        *(_of_facet(one) for one in listing.facets),
        *_BESIDE_FACETS.get(listing.name, ()),
        *((search,) if listing.is_searched else ()),
        Parameter(
            name=ORDER,
            description="The order of the rows.",
            values=tuple(one.name for one in listing.orders),
        ),
        Parameter(
            name=COLUMNS,
            description="The columns of the rows, with commas between them.",
            values=tuple(one.name for one in listing.columns),
            is_joined=True,
        ),
        Parameter(
            name=ROWS,
            description="Rows of one page at most.",
            form=ParameterForm.NUMBER,
            least=1,
            most=MOST_ROWS,
            default=PAGE_ROWS,
        ),
        Parameter(
            name=AFTER,
            description="The place after which the page begins, as `next` has it.",
            pattern=_AFTER.get(listing.name, _NUMBERED),
        ),
    )


def _of_facet(facet: Facet[Any]) -> Parameter:
    values = _known_everywhere(facet)
    return Parameter(
        name=facet.name,
        description=f"{facet.title}; given several times, rows with any of the values.",
        values=values,
        of_stage=None if values else facet.known,
        is_list=True,
    )


def _known_everywhere(facet: Facet[Any]) -> tuple[str, ...]:
    """Return the values of a facet that are the same on every stage; none where they are not."""
    if facet.known is None:
        return ()
    try:
        return tuple(map(str, facet.known(cast("PageRequest", None))))
    except AttributeError:  # It asks the request for the stage's own.
        return ()


def read_query(text: str, parameters: Sequence[Parameter]) -> Query:
    """Return the query of an address, checked. Raises ApiError; blank values are wrong ones."""
    found: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_PAIRS)
    except ValueError:
        raise problem("QUERY_TOO_LONG") from None
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    known = {one.name: one for one in parameters}
    if not found.keys() <= known.keys():
        raise unknown_parameter(", ".join(known))
    return Query(
        MappingProxyType({name: known[name].read(values) for name, values in found.items()})
    )
