"""One suite for both stores of saved views."""

from datetime import UTC, datetime

import pytest

from claimtrail.access.saved_views import MOST_PINNED, SavedView, SavedViewStore, ViewChoices
from claimtrail.aws.access.saved_views import DynamoSavedViewStore
from claimtrail.kernel.errors import ConflictError
from claimtrail.kernel.retention import Store
from tests.harness.aws.tables import make_table
from tests.twins.saved_views import MemorySavedViewStore

pytestmark = pytest.mark.capability("C8.2")

DYNAMO = pytest.param("dynamodb", marks=pytest.mark.cloud)
NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


@pytest.fixture(params=["memory", DYNAMO])
def store(request: pytest.FixtureRequest) -> SavedViewStore:
    if request.param == "memory":
        return MemorySavedViewStore()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoSavedViewStore(dynamodb, make_table(dynamodb, Store.OPERATIONS_TABLE))


def a_view(name: str = "Denials", *, owner: str = "user:ann", **changes: object) -> SavedView:
    fields = {
        "view_id": f"viw_{name}",
        "name": name,
        "listing": "claims",
        "query": "order=amount&state=DENIED",
        "owner": owner,
        "saved_at": NOW,
    }
    return SavedView.model_validate(fields | changes)


def shared(view: SavedView, *audience: str) -> SavedView:
    return view.model_copy(update={"shared_with": audience, "version": view.version + 1})


def test_a_view_is_kept_as_it_is_and_found_by_its_owner(store: SavedViewStore) -> None:
    view = a_view()

    store.save(view, previous=None)

    assert store.find(view.view_id) == view
    assert store.readable_by(["user:ann"]) == [view]
    assert store.readable_by(["user:bob", "role:biller"]) == []
    assert store.find("viw_none") is None


def test_a_shared_view_is_found_by_person_and_role_until_it_is_no_more(
    store: SavedViewStore,
) -> None:
    view = a_view()
    store.save(view, previous=None)
    both = shared(view, "user:bob", "role:biller")
    store.save(both, previous=view)

    assert store.readable_by(["user:bob", "role:biller"]) == [both]
    assert store.readable_by(["role:biller"]) == [both]

    role_alone = shared(both, "role:biller")
    store.save(role_alone, previous=both)

    assert store.readable_by(["user:bob"]) == []
    assert store.readable_by(["user:ann", "role:biller"]) == [role_alone]


def test_views_come_by_name(store: SavedViewStore) -> None:
    for name in ("b", "A", "c"):
        store.save(a_view(name), previous=None)

    assert [one.name for one in store.readable_by(["user:ann"])] == ["A", "b", "c"]


def test_a_write_against_an_older_version_is_refused(store: SavedViewStore) -> None:
    view = a_view()
    store.save(view, previous=None)
    store.save(shared(view, "user:bob"), previous=view)

    with pytest.raises(ConflictError, match="SAVED_VIEW_CONFLICT"):
        store.save(shared(view, "user:cid"), previous=view)
    with pytest.raises(ConflictError, match="SAVED_VIEW_CONFLICT"):
        store.save(view, previous=None)

    assert store.readable_by(["user:cid"]) == []


def test_a_deleted_view_is_found_by_nobody(store: SavedViewStore) -> None:
    view = shared(a_view(version=1), "role:biller").model_copy(update={"version": 1})
    store.save(view, previous=None)

    store.delete(view)
    store.delete(view)

    assert store.find(view.view_id) is None
    assert store.readable_by(["user:ann", "role:biller"]) == []


def test_choices_are_each_persons_own(store: SavedViewStore) -> None:
    nothing = store.choices_of("user:ann")
    chosen = nothing.with_default("claims", "viw_1").with_pin("viw_2", is_pinned=True)
    store.save_choices(nothing.with_default("claims", "viw_1"))
    store.save_choices(chosen)

    assert nothing == ViewChoices(person="user:ann")
    assert store.choices_of("user:ann") == chosen
    assert store.choices_of("user:bob") == ViewChoices(person="user:bob")
    with pytest.raises(ConflictError, match="SAVED_VIEW_CONFLICT"):
        store.save_choices(chosen)


def test_a_page_takes_so_many_pins_and_no_more() -> None:
    choices = ViewChoices(person="user:ann")
    for number in range(MOST_PINNED):
        choices = choices.with_pin(f"viw_{number}", is_pinned=True)

    assert choices.with_pin("viw_0", is_pinned=True).pinned[-1] == "viw_0"
    with pytest.raises(ConflictError, match="VIEWS_PINNED"):
        choices.with_pin("viw_more", is_pinned=True)
