"""Lists as data: columns, facets, orders and a source of rows.

The address is the view: facets, order, columns and page are all in it. A row is read, then admitted
by the permission table, then cut to the columns that the person's roles see of it. What is not
admitted is neither shown nor counted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeAlias, TypeVar

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.claims.fold.model import Claim
from claimtrail.trail.access_log import Action
from claimtrail.web.core.lists.columns import ListColumn
from claimtrail.web.core.requests import PageRequest

if TYPE_CHECKING:
    from claimtrail.web.core.lists.list_views import ListView

Row = TypeVar("Row")

PAGE_ROWS = 50
MOST_ROWS = 500
"""Rows of one page at most, whatever the address asks for."""
ORDER, COLUMNS, AFTER, ROWS, SEARCH, VIEW = "order", "columns", "after", "rows", "q", "view"
"""Names of the address that are no facets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet(Generic[Row]):
    """A field by whose values a list is narrowed."""

    name: str
    title: str
    group: FieldGroup
    value: Callable[[Row], str]
    """The row's value; empty: the row has none, and stands in no value's count."""
    words: Callable[[str], str] = str
    """A value as people read it."""
    known: Callable[[PageRequest], Iterable[str]] | None = None
    """Every value that an address may have; None: those that rows have."""
    fits: Callable[[Row, str], bool] | None = None
    """Tells whether a row is of a value, where values are not listed: of an address that a figure
    leads to. Rows are not counted by it, and `value` gives none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOrder(Generic[Row]):
    """An order of the list."""

    name: str
    words: str
    key: Callable[[Row], Any]
    group: FieldGroup = FieldGroup.REFERENCE
    """Of what it goes by: rows are not ordered by what the person may not see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedView:
    """The part of an address that a source of rows goes by."""

    facets: Mapping[str, tuple[str, ...]]
    search: str
    order: str
    after: str
    """The token of a page, as the source gave it; empty for the first."""
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[Row]):
    """The rows of one page, and what is known of all."""

    rows: Sequence[Row]
    after: str = ""
    """The token of the next page; empty on the last."""
    total: int | None = None
    """All rows of the view; None where they are not counted."""
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Rows by facet and value."""
    notes: tuple[str, ...] = ()
    """Sentences about what is not in the list."""
    sums: Mapping[str, int] = field(default_factory=dict)
    """Cents by column, over all rows of the view; none where they are not summed."""


Admission: TypeAlias = Callable[[Row], frozenset[FieldGroup]]
"""Tells the groups that the person sees of a row; none: the row is not the person's to see."""


class RowSource(Protocol[Row]):
    """Reads rows for a view."""

    def __call__(
        self, request: PageRequest, wanted: WantedView, groups_of: Admission[Row]
    ) -> Found[Row]:
        """Return one page of rows; those that are not admitted are left out by the list."""
        ...


RowStream: TypeAlias = Callable[[PageRequest, WantedView, str], Iterator[tuple[Row, str]]]
"""Yields every row of a view after a place, however many, in the order in which they are stored.

Each comes with the place after it, empty where a reader cannot go on from there. Rows that are not
admitted, and rows that do not fit the facets, may be among them.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[Row]):
    """A list, whole."""

    name: str
    """Of its address: `claims` is `/claims`, `/claims.csv`, `/claims.json`."""
    title: str
    resource: Resource
    action: Action
    columns: tuple[ListColumn[Row], ...]
    orders: tuple[RowOrder[Row], ...]
    """The first one is the list's own."""
    source: RowSource[Row]
    target: Callable[[Row], AccessTarget]
    subject: Callable[[Row], str]
    """The id under which the access log has a row."""
    claim: Callable[[Row], Claim] | None = None
    """The claim of a row; None where rows have the claim's id alone."""
    selection: Callable[[Row], str] | None = None
    """The value that a form sends of a selected row; None: rows cannot be selected."""
    selected: Callable[[PageRequest, Sequence[str]], Sequence[Row]] | None = None
    """Reads the rows of some selections; None: they are looked for among all rows of the view."""
    facets: tuple[Facet[Row], ...] = ()
    intro: str = ""
    """A sentence below the title."""
    empty: str = "Nothing fits this view."
    template: str = "list.html"
    is_searched: bool = False
    """True if `q` narrows it."""
    stream: RowStream[Row] | None = None
    """Reads every row, for exports; None where the source does."""
    frame: Callable[[PageRequest, "ListView"], Mapping[str, Any]] | None = None
    """More that the template of the list needs."""

    @property
    def path(self) -> str:
        """Return the address of the list."""
        return f"/{self.name}"
