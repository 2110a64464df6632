"""`ItemReader` and `Shelf` in every claim store: single items by their addresses."""

import pytest

from claimtrail.claims.store import documents
from claimtrail.claims.store.items import ItemKind
from claimtrail.kernel.errors import NotFoundError
from tests.contract.claims.conftest import Store
from tests.harness.claims.claim_events import (
    accepted_claim,
    front_end,
    submitted,
)
from tests.harness.claims.projecting import item_of_change, project_one


def test_an_item_is_read_by_its_address(store: Store) -> None:
    store.append_events(accepted_claim())
    change = project_one(store)
    assert change is not None
    kept = store.preserve(item_of_change(change))

    assert store.item_at(partition=kept.partition, sort=kept.sort).document == kept.document
    with pytest.raises(NotFoundError, match="ITEM_NOT_FOUND"):
        store.item_at(partition=kept.partition, sort="none")


@pytest.mark.capability("C1.2")
def test_a_version_that_is_preserved_stays_when_the_next_one_comes(store: Store) -> None:
    store.append_events([submitted(1)])
    first = project_one(store)
    assert first is not None

    kept = store.preserve(item_of_change(first))
    store.append_events([front_end(2, "A2")])
    project_one(store)

    stored = store.item_at(partition=kept.partition, sort=kept.sort)
    assert stored.kind is ItemKind.PRESERVED_CHANGE
    assert documents.load_change(stored.document) == first
