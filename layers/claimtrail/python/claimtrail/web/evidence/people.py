"""People who are known: who has which role, since when, and when it was last used.

They signed in or were announced; `/accounts` has them beside the identity provider's own list.
"""

from datetime import date

from claimtrail.access.fields import FieldGroup
from claimtrail.access.people.model import END_CAUSE_WORDS, KnownPerson
from claimtrail.access.resources import Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.trail.access_log import Action
from claimtrail.web.access.columns import reach_words, roles_words
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, PageRoute

ACTIVE, ENDED = "active", "ended"


def state_of(person: KnownPerson) -> str:
    """Return whether the person's access stands."""
    return ACTIVE if person.is_active else ENDED


def person_target(person: KnownPerson) -> AccessTarget:
    """Return a person as decisions go by it: people are listed for others than themselves."""
    return AccessTarget(resource=Resource.PERSON, asked_by=f"user:{person.person_id}")


def read_people(
    request: PageRequest, wanted: WantedView, groups_of: Admission[KnownPerson]
) -> Found[KnownPerson]:
    """Return a page of the people who signed in or were announced."""
    return ROWS.page(request.stores.people.known(), wanted, groups_of)


def _roles(person: KnownPerson) -> str:
    return roles_words(tuple(sorted(person.roles)))


def _unused(person: KnownPerson) -> str:
    """Return the roles of which no use is known."""
    never = tuple(sorted(role for role in person.roles if role not in person.last_use))
    return f"never used: {roles_words(never)}" if never else ""


def _ended(person: KnownPerson) -> str:
    return END_CAUSE_WORDS[person.end_cause] if person.end_cause else ""


def _last(person: KnownPerson) -> date | None:
    return person.last_used_on


FACETS: tuple[Facet[KnownPerson], ...] = (
    Facet(
        name="access",
        title="Access",
        group=FieldGroup.REFERENCE,
        value=state_of,
        known=lambda _: (ACTIVE, ENDED),
    ),
    Facet(name="roles", title="Roles", group=FieldGroup.REFERENCE, value=_roles),
)
ORDERS: tuple[RowOrder[KnownPerson], ...] = (
    RowOrder(name="person", words="by id", key=lambda row: row.person_id),
    RowOrder(
        name="idle",
        words="longest without use first",
        key=lambda row: (row.last_used_on or date.min, row.person_id),
    ),
)
ROWS = MemoryRows(facets=FACETS, orders=ORDERS)
PEOPLE: Listing[KnownPerson] = Listing(
    name="people",
    title="People with access",
    resource=Resource.PERSON,
    action=Action.PEOPLE_LISTED,
    columns=(
        ListColumn(
            name="person",
            title="Person",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.person_id,
        ),
        ListColumn(
            name="roles",
            title="Roles",
            group=FieldGroup.REFERENCE,
            value=_roles,
            note=_unused,
        ),
        ListColumn(
            name="access",
            title="Access",
            group=FieldGroup.REFERENCE,
            value=state_of,
            note=_ended,
        ),
        ListColumn(
            name="last_use",
            title="Last use",
            group=FieldGroup.WORK,
            value=_last,
            kind=CellKind.DATE,
        ),
        ListColumn(
            name="last_sign_in",
            title="Last sign-in",
            group=FieldGroup.WORK,
            value=lambda row: row.last_sign_in_at,
            kind=CellKind.INSTANT,
        ),
        ListColumn(
            name="facilities",
            title="Facilities",
            group=FieldGroup.WORK,
            value=lambda row: reach_words(row.facilities, every="all"),
        ),
        ListColumn(
            name="payers",
            title="Payers",
            group=FieldGroup.WORK,
            value=lambda row: reach_words(row.payers, every="all"),
        ),
        ListColumn(
            name="leaves_on",
            title="Leaves on",
            group=FieldGroup.WORK,
            value=lambda row: row.leaves_on,
            kind=CellKind.DATE,
        ),
        ListColumn(
            name="first_seen",
            title="First seen",
            group=FieldGroup.WORK,
            value=lambda row: row.first_seen_at,
            kind=CellKind.INSTANT,
            is_main=False,
        ),
    ),
    orders=ORDERS,
    facets=FACETS,
    source=read_people,
    target=person_target,
    subject=lambda row: f"person:{row.person_id}",
    intro="Who signed in or was announced, in which roles, and when each was last used.",
    empty="Nobody fits this view.",
    template="people.html",
)

ROUTES: tuple[PageRoute, ...] = list_routes(PEOPLE, menu=MenuPlace.EVIDENCE, shows_claims=False)
