"""`EventLog` in every claim store: facts are kept once, in order of delivery."""

from datetime import timedelta

import pytest

from tests.contract.claims.conftest import Store
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    NOW,
    ack999,
    answer,
    front_end,
    submitted,
)


def test_events_are_kept_once_and_the_first_delivery_stays(store: Store) -> None:
    event = submitted(1)
    again = submitted(1, recorded_at=NOW + timedelta(hours=1))
    assert again.event_id == event.event_id

    store.append_events([event, ack999(1)])
    store.append_events([again, front_end(2, "A2")])

    found = {item.event_id: item for item in store.events_of(CLAIM_ID)}
    assert len(found) == 3
    assert found[event.event_id] == event
    assert store.events_of("clm_unknown") == []


def test_many_events_are_appended_at_once(store: Store) -> None:
    events = [answer(9, "P1", file=f"file {number}") for number in range(60)]

    store.append_events([*events, *events])

    assert len(store.events_of(CLAIM_ID)) == 60


def test_an_event_with_a_thousand_lines_fits(store: Store) -> None:
    event = submitted(1)
    line = event.fact.lines[0]  # type: ignore[union-attr]
    lines = tuple(line.model_copy(update={"number": str(number)}) for number in range(2000))
    big = event.model_copy(update={"fact": event.fact.model_copy(update={"lines": lines})})

    store.append_events([big])

    assert store.events_of(CLAIM_ID) == [big]


@pytest.mark.capability("C3.2")
def test_events_of_a_set_that_is_new_are_appended_without_a_look_up(store: Store) -> None:
    """The first batch of a set tells; a batch that is stored already is known by its answer."""
    first, second = [submitted(1)], [ack999(2), front_end(3, "A2")]

    assert store.append_events(first)
    store.append_new_events(second)

    assert not store.append_events(first)
    assert not store.append_events([*second, answer(9, "P1")])
    assert len(store.events_of(CLAIM_ID)) == 4
