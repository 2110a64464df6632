"""An operator has stored claims folded again: what an older table lacks is there afterwards."""

import pytest

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.projection import project
from claimtrail.claims.projection.projector import Projector
from claimtrail.claims.projection.reprojection import awaiting_match, reproject
from tests.contract.claims.conftest import Store
from tests.harness.claims.claim_events import INFERRING, NOW, PAYER, answer, front_end, submitted
from tests.harness.claims.lineages import NEW, OLD, PCCN, bearing, newer, old_claim
from tests.harness.claims.projecting import Never, item_of

pytestmark = pytest.mark.capability("C3.8")
STRANGE = "clm_strange"


class Queued:
    """A Deferral whose messages a worker takes on demand."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def defer(self, message: str) -> None:
        self.messages.append(message)


def projector(store: Store) -> Projector:
    return Projector(store=store, reader=store, policy=lambda _: INFERRING, clock=lambda: NOW)


def take(store: Store, *events: object) -> None:
    store.append_events(list(events))  # type: ignore[arg-type]
    projector(store).take_items([item_of(event) for event in events], deferral=Never())  # type: ignore[arg-type]


def seek_as_before(store: Store, claim_id: str) -> None:
    """Fold a partition and let it be found as versions without `awaiting#` items did."""
    store.append_match_keys(claim_id, (PCCN,))
    project(claim_id, store=store, policy=lambda _: INFERRING, clock=lambda: NOW)


def stored(store: Store) -> list[Claim]:
    claims, _ = store.list_claims(payer_id=PAYER, state=None, limit=50)
    return claims


@pytest.mark.parametrize("kind", ["an unknown number", "a replacement"])
def test_what_awaited_a_claim_in_an_older_table_is_found_once_it_is_folded_again(
    store: Store, kind: str
) -> None:
    claim_id = STRANGE if kind == "an unknown number" else NEW
    record = bearing(answer(18, "F2", claim_id=STRANGE), PCCN)
    store.append_events([record] if claim_id == STRANGE else newer("7")[:1])
    seek_as_before(store, claim_id)
    assert list(awaiting_match(stored(store))) == [claim_id]
    queue = Queued()

    assert reproject(awaiting_match(stored(store)), again=queue) == 1
    for message in queue.messages:
        projector(store).take_message(message)

    assert store.claims_awaiting(PCCN) == [claim_id]
    take(store, *old_claim())
    old = store.find(OLD)
    assert old is not None
    meant = [one.claim_id for one in (*old.matches, *old.superseded_by)]
    assert meant == [claim_id]


def test_without_that_it_is_not_found(store: Store) -> None:
    """Why the changelog tells who upgrades to do it."""
    store.append_events([bearing(answer(18, "F2", claim_id=STRANGE), PCCN)])
    seek_as_before(store, STRANGE)

    take(store, *old_claim())

    old = store.find(OLD)
    assert old is not None
    assert old.matches == ()


def test_what_was_found_to_mean_a_claim_is_named_though_no_list_has_it(store: Store) -> None:
    take(store, *old_claim(), bearing(answer(18, "F2", claim_id=STRANGE), PCCN))
    assert [claim.claim_id for claim in stored(store)] == [OLD]

    assert list(awaiting_match(stored(store))) == [STRANGE]


def test_folding_again_changes_no_claim_that_comes_out_as_it_is(store: Store) -> None:
    take(store, submitted(1), front_end(2, "A2"))
    [before] = stored(store)
    queue = Queued()

    assert reproject([before.claim_id, before.claim_id], again=queue) == 1
    [message] = queue.messages
    projector(store).take_message(message)

    assert stored(store) == [before]
    assert before.state is State.ACCEPTED
