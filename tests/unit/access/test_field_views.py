"""Views are restricted by field: each class names all of its fields, and no role sees others."""

import re
from dataclasses import dataclass
from enum import Enum
from itertools import product

import pytest

from claimtrail.access.decisions import decide
from claimtrail.access.field_views.tables import by_view, field_table, restricted
from claimtrail.access.fields import GROUPS, FieldGroup
from claimtrail.access.resources import OPERATIONS, Resource
from claimtrail.access.roles import JobRole
from claimtrail.bootstrap.access.field_views import FIELD_TABLES, restrict, visible_fields
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.views.head import ClaimSummary
from claimtrail.claims.views.line_outcomes import ClaimLines
from claimtrail.intake.views import FileTrail
from claimtrail.tickets.model import Ticket
from tests.harness.access.filled_views import filled, hints_of, names_of, parts_of, texts_in
from tests.harness.access.standings import person, standings, target

pytestmark = pytest.mark.capability("C1.6", "C5.3")

VIEWS = sorted(FIELD_TABLES, key=lambda view: view.__name__)
PLAIN = {"str", "int", "bool", "date", "datetime", "NoneType", "float"}


def groups_of_roles() -> set[frozenset[FieldGroup]]:
    """Return every set of groups that the permission table lets one role see of one thing."""
    return {
        decide(person(role), operation, target(resource, meets=meets)).groups
        for role, resource in product(JobRole, Resource)
        for operation in OPERATIONS[resource]
        for meets in standings(resource)
    }


@pytest.mark.parametrize("view", VIEWS)
def test_a_table_names_every_field_of_its_class_and_nothing_that_it_lacks(view: type) -> None:
    table = FIELD_TABLES[view]
    named = table.fields.keys() | table.hidden

    assert set(names_of(view)) <= named
    assert all(hasattr(filled(view), name) for name in named)


@pytest.mark.parametrize("view", VIEWS)
def test_each_class_that_a_view_holds_has_a_table(view: type) -> None:
    shown = [
        part
        for name, hint in hints_of(view).items()
        if name not in FIELD_TABLES[view].hidden
        for part in parts_of(hint)
    ]

    assert all(
        part in FIELD_TABLES or part.__name__ in PLAIN or issubclass(part, Enum) for part in shown
    )


@pytest.mark.parametrize("view", VIEWS)
def test_no_role_is_shown_a_field_of_a_group_that_the_role_does_not_see(view: type) -> None:
    value = filled(view)
    by_text = {
        f"{each.__name__}.{name}": needed
        for each, table in FIELD_TABLES.items()
        for name, needed in table.fields.items()
    }
    for groups in groups_of_roles():
        shown = " ".join(texts_in(restrict(value, groups)))
        for named in re.findall(r"[A-Z]\w+\.\w+", shown):
            assert by_text[named] <= groups, (named, sorted(groups))


@pytest.mark.parametrize(
    ("view", "resource"),
    [
        (Claim, Resource.CLAIM),
        (ClaimLines, Resource.CLAIM),
        (Ticket, Resource.TICKET),
        (FileTrail, Resource.FILE),
    ],
)
def test_somebody_is_shown_each_field(view: type, resource: Resource) -> None:
    everything = frozenset(GROUPS[resource])

    assert restrict(filled(view), everything).keys() == FIELD_TABLES[view].fields.keys()


def test_a_clinician_is_shown_what_is_missing_and_no_money() -> None:
    seen = frozenset({FieldGroup.PATIENT, FieldGroup.STATUS})

    shown = restrict(filled(ClaimSummary), seen)

    assert shown["patient"] == "ClaimSummary.patient"
    assert shown["next_action"]["action"] == "NextAction.action"
    assert "balance_cents" not in shown
    assert "amount_cents" not in shown["next_action"]


def test_the_record_of_an_access_names_what_is_shown() -> None:
    seen = frozenset({FieldGroup.PATIENT})

    assert set(visible_fields(ClaimSummary, seen)) == {"patient", "member_id", "birth_date"}


def test_what_nobody_is_shown_is_absent_whatever_a_role_sees() -> None:
    @dataclass(frozen=True)
    class Waiting:
        name: str
        token: str

    tables = by_view([field_table(Waiting, {FieldGroup.STATUS: "name"}, hidden="token")])

    shown = restricted(Waiting(name="one", token="secret"), frozenset(FieldGroup), tables)

    assert shown == {"name": "one"}


def test_a_class_without_a_table_is_not_shown() -> None:
    @dataclass(frozen=True)
    class Unknown:
        name: str

    @dataclass(frozen=True)
    class Holder:
        inner: Unknown

    tables = by_view([field_table(Holder, {FieldGroup.STATUS: "inner"})])

    with pytest.raises(TypeError, match="Unknown has no table"):
        restricted(Unknown(name="x"), frozenset(FieldGroup), tables)
    with pytest.raises(TypeError, match="Unknown has no table"):
        restricted(Holder(inner=Unknown(name="x")), frozenset(FieldGroup), tables)


def test_a_view_of_which_nothing_may_be_seen_is_absent() -> None:
    @dataclass(frozen=True)
    class Amount:
        cents: int

    @dataclass(frozen=True)
    class Holder:
        amounts: tuple[Amount, ...]
        amount: Amount

    tables = by_view(
        [
            field_table(Holder, {FieldGroup.STATUS: "amounts amount"}),
            field_table(Amount, {FieldGroup.MONEY: "cents"}),
        ]
    )
    holder = Holder(amounts=(Amount(cents=1),), amount=Amount(cents=2))

    assert restricted(holder, frozenset({FieldGroup.STATUS}), tables) == {"amounts": ()}


def test_a_field_or_a_class_has_one_row() -> None:
    with pytest.raises(ValueError, match="named twice"):
        field_table(Claim, {FieldGroup.STATUS: "state", FieldGroup.MONEY: "state"})
    with pytest.raises(ValueError, match="two tables"):
        by_view([field_table(Claim, {})], [field_table(Claim, {})])
