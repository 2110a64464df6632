"""The list of openings of restricted claims: those that await review first.

A reviewer sees who opened which claim, why, and what was seen after; the claim itself stays closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from claimtrail.access.break_glass.model import REASONS, BreakState, GlassBreak
from claimtrail.access.break_glass.reviews import opening_target
from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Resource
from claimtrail.access.subjects import RESTRICTION_WORDS
from claimtrail.trail.access_log import Action
from claimtrail.web.access.columns import roles_words
from claimtrail.web.access.due import OPENINGS_PATH, due_reviews, may_review, openings_of
from claimtrail.web.claims.subject import address_of
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.list_views import ListView
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.words import person as person_words

STATE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        BreakState.AWAITING_REVIEW.value: "awaits review",
        BreakState.JUSTIFIED.value: "justified",
        BreakState.UNJUSTIFIED.value: "not justified",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRow:
    """An opening on the day on which it is listed."""

    opened: GlassBreak
    days_left: int | None
    """Until the last day for its review; None once it is reviewed."""
    is_mine: bool
    """True where the reader reviews it."""


def read_openings(
    request: PageRequest, wanted: WantedView, groups_of: Admission[OpeningRow]
) -> Found[OpeningRow]:
    """Return a page of openings: those that await review, or those of the states asked for."""
    states = tuple(map(BreakState, wanted.facets.get("state", ())))
    rows = (opening_row(request, one) for one in openings_of(request, *states))
    return ROWS.page(rows, wanted, groups_of)


def opening_row(request: PageRequest, opened: GlassBreak) -> OpeningRow:
    """Return an opening as the list shows it today."""
    days = None if opened.reviewed_at else (opened.review_by - request.today).days
    return OpeningRow(opened=opened, days_left=days, is_mine=may_review(request, opened))


def opening_address(break_id: str) -> str:
    """Return the page of an opening."""
    return f"{OPENINGS_PATH}/{break_id}"


def restriction_words(opened: GlassBreak) -> str:
    """Return why the claim was closed: `VIP, own family`."""
    return ", ".join(RESTRICTION_WORDS[one] for one in opened.restrictions)


FACETS: tuple[Facet[OpeningRow], ...] = (
    Facet(
        name="state",
        title="Review",
        group=FieldGroup.WORK,
        value=lambda row: row.opened.state.value,
        words=lambda value: STATE_WORDS[value],
        known=lambda _: STATE_WORDS,
    ),
    Facet(
        name="reason",
        title="Reason",
        group=FieldGroup.WORK,
        value=lambda row: row.opened.reason.value,
        words=lambda value: value.replace("_", " "),
    ),
    Facet(
        name="person",
        title="Person",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.opened.person_id,
    ),
    Facet(
        name="whose",
        title="Reviewer",
        group=FieldGroup.WORK,
        value=lambda row: "mine" if row.is_mine else "others",
        words=lambda value: {"mine": "mine to review", "others": "of others"}[value],
        known=lambda _: ("mine", "others"),
    ),
)
ORDERS: tuple[RowOrder[OpeningRow], ...] = (
    RowOrder(
        name="due",
        words="earliest last day first",
        key=lambda row: (row.opened.review_by, row.opened.break_id),
    ),
    RowOrder(
        name="latest",
        words="latest opening first",
        key=lambda row: (-row.opened.broken_at.timestamp(), row.opened.break_id),
    ),
)
ROWS = MemoryRows(facets=FACETS, orders=ORDERS)


def openings_frame(request: PageRequest, _: ListView) -> Mapping[str, Any]:
    """Return what waits for the person, for the tiles above the list."""
    return {"due": due_reviews(request)}


COLUMNS: tuple[ListColumn[OpeningRow], ...] = (
    ListColumn(
        name="opening",
        title="Opening",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.opened.break_id,
        kind=CellKind.ID,
        link=lambda row: opening_address(row.opened.break_id),
    ),
    ListColumn(
        name="person",
        title="Person",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.opened.person_id,
        note=lambda row: roles_words(row.opened.roles),
    ),
    ListColumn(
        name="opened_at",
        title="Opened",
        group=FieldGroup.WORK,
        value=lambda row: row.opened.broken_at,
        kind=CellKind.INSTANT,
    ),
    ListColumn(
        name="claim_id",
        title="Claim",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.opened.subject_id,
        kind=CellKind.ID,
        link=lambda row: address_of(row.opened.subject_id),
        opens=Resource.CLAIM,
    ),
    ListColumn(
        name="restrictions",
        title="Closed for",
        group=FieldGroup.WORK,
        value=lambda row: restriction_words(row.opened),
    ),
    ListColumn(
        name="reason",
        title="Reason",
        group=FieldGroup.WORK,
        value=lambda row: REASONS[row.opened.reason],
        below="restrictions",
    ),
    ListColumn(
        name="words",
        title="In the person's words",
        group=FieldGroup.NOTES,
        value=lambda row: row.opened.words,
    ),
    ListColumn(
        name="days_left",
        title="Review due",
        group=FieldGroup.WORK,
        value=lambda row: row.days_left,
        kind=CellKind.DAYS_LEFT,
    ),
    ListColumn(
        name="state",
        title="Review",
        group=FieldGroup.WORK,
        value=lambda row: STATE_WORDS[row.opened.state.value],
    ),
    ListColumn(
        name="reviewed_by",
        title="By",
        group=FieldGroup.WORK,
        value=lambda row: person_words(row.opened.reviewed_by),
        below="state",
    ),
    ListColumn(
        name="finding",
        title="Finding",
        group=FieldGroup.NOTES,
        value=lambda row: row.opened.finding,
        is_main=False,
    ),
)

OPENINGS: Listing[OpeningRow] = Listing(
    name=OPENINGS_PATH.removeprefix("/"),
    title="Openings to review",
    resource=Resource.OPENING,
    action=Action.GLASS_BREAKS_LISTED,
    columns=COLUMNS,
    orders=ORDERS,
    facets=FACETS,
    source=read_openings,
    target=lambda row: opening_target(row.opened),
    subject=lambda row: row.opened.break_id,
    intro="Restricted claims that somebody opened for a reason. Another person reviews each.",
    empty="No opening awaits review.",
    template="openings.html",
    frame=openings_frame,
)
