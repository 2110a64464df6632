"""Exceptions open when a claim points at what is not there, or a line answers none; they heal."""

import json

import pytest

from claimtrail.claims.projection.projection import project
from claimtrail.claims.publishing.events import events_of_change
from claimtrail.claims.publishing.exception_rows import exception_rows
from claimtrail.claims.rows.exceptions import ExceptionRow
from claimtrail.claims.store.changes import Change
from tests.harness.claims.claim_events import CLAIM_ID, NOW, NUMBER, PERSON, remitted, submitted
from tests.harness.claims.encounter_feed import REGISTERING, encounter, patient
from tests.twins.claims import MemoryClaimStore


def _project(store: MemoryClaimStore) -> Change:
    change = project(CLAIM_ID, store=store, policy=lambda _: REGISTERING, clock=lambda: NOW)
    assert change is not None
    return change


def _stated(rows: list[ExceptionRow]) -> list[tuple[str, str, str | None]]:
    return [(row["status"], row["reason"], row["codes"]) for row in rows]


@pytest.mark.capability("C3.6")
def test_a_reference_opens_an_exception_with_both_sides_and_heals_under_the_same_id() -> None:
    store = MemoryClaimStore()
    store.append_events([submitted(1)])
    store.register(patient())
    store.register(encounter(1, "99214"))

    opened = exception_rows(_project(store))
    store.register(encounter(2, "99213"))
    healed = exception_rows(_project(store))

    assert _stated(opened) == [("open", "missing_procedure", "837=99213 registered=99214")]
    assert _stated(healed) == [("resolved", "registered", "837=99213 registered=99214")]
    [before], [after] = opened, healed
    assert (before["exception_id"], before["event_id"]) == (
        after["exception_id"],
        submitted(1).event_id,
    )
    assert before["version"] < after["version"]


@pytest.mark.capability("C3.6")
def test_the_bus_hears_of_it_and_of_its_end_without_a_word_about_the_patient() -> None:
    store = MemoryClaimStore()
    store.append_events([submitted(1)])
    store.register(patient(last_name="Otherperson", medical_record_number="MRN-SECRET-3"))
    store.register(encounter())

    opened = events_of_change(_project(store))
    store.register(patient(2))
    ended = events_of_change(_project(store))

    flagged = [event for event in opened if event.detail_type == "claim.flagged"]
    assert [event.detail["reason"] for event in flagged] == ["differs_patient"]
    assert [event.detail_type for event in ended] == ["claim.unflagged"]
    text = json.dumps([event.detail for event in (*opened, *ended)])
    for secret in (PERSON.last_name, "Otherperson", PERSON.member_id, "MRN-SECRET-3", NUMBER):
        assert secret not in text


@pytest.mark.capability("C3.6")
def test_a_remittance_line_that_answers_none_is_open_until_the_submission_has_it() -> None:
    store = MemoryClaimStore()
    sent = submitted(1)
    line = sent.fact.lines[0]  # type: ignore[union-attr]
    other = line.model_copy(update={"control_number": "L9", "number": "9"})
    store.append_events(
        [
            sent.model_copy(
                update={"fact": sent.fact.model_copy(update={"lines": (other,)})},
            ),
            remitted(5, 80, "CO-45:20"),
        ]
    )
    opened = [
        row
        for row in exception_rows(_project(store))
        if row["cause"] == "unmatched_remittance_line"
    ]
    assert _stated(opened) == [
        ("open", "unmatched_remittance_line", "SVC=99213:10000 837=99213:10000")
    ]

    # The copy of a replacement, sent before the remittance, turns up late: it has the line.
    store.append_events([submitted(3, frequency="7")])
    healed = [
        row
        for row in exception_rows(_project(store))
        if row["cause"] == "unmatched_remittance_line"
    ]

    assert _stated(healed) == [("resolved", "no_longer_so", "SVC=99213:10000 837=99213:10000")]
    assert healed[0]["exception_id"] == opened[0]["exception_id"]


@pytest.mark.capability("C3.6")
def test_two_reasons_to_look_at_one_remittance_are_two_exceptions() -> None:
    store = MemoryClaimStore()
    sent = submitted(1)
    line = sent.fact.lines[0].model_copy(  # type: ignore[union-attr]
        update={"control_number": "L9", "number": "9"}
    )
    fact = sent.fact.model_copy(update={"lines": (line,)})
    store.append_events(
        [sent.model_copy(update={"fact": fact}), remitted(5, 80, "CO-ZZ9:20")],
    )

    rows = exception_rows(_project(store))

    assert {row["cause"] for row in rows} >= {"unmatched_remittance_line", "unknown_code"}
    assert len({row["exception_id"] for row in rows}) == len(rows)
