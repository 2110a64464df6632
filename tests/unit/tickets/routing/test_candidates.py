"""The choice of a person: by table, with the reason of everybody else."""

from datetime import UTC, date, datetime

import pytest

from claimtrail.kernel.errors import ConfigurationError
from claimtrail.tickets.routing.candidates import choose
from claimtrail.tickets.routing.desk import Absence, Desk
from claimtrail.tickets.routing.desk_files import desk_of
from claimtrail.tickets.routing.rule_files import rules_of
from claimtrail.tickets.routing.rules import RoutingRule
from tests.harness.tickets.desks import DESK, NOW, RULES, a_desk

AFTERNOON = datetime(2026, 12, 1, 20, tzinfo=UTC)
"""15:00 in New York, noon in Los Angeles."""
EVENING = datetime(2026, 12, 1, 23, tzinfo=UTC)
"""18:00 in New York, after the shift; 15:00 in Los Angeles."""
NIGHT = datetime(2026, 12, 2, 6, tzinfo=UTC)


def rule(name: str) -> RoutingRule:
    found = rules_of(RULES, where="rules").named(name)
    assert found is not None
    return found


def away(desk: Desk, person: str, first: date, last: date) -> Desk:
    one = desk.find(person)
    assert one is not None
    absence = Absence(begins=first, ends=last)
    return desk.with_person(one.model_copy(update={"absences": (absence,)}))


@pytest.mark.capability("T3.1")
@pytest.mark.parametrize(
    ("rule_name", "at", "loads", "weight", "expected"),
    [
        pytest.param("denials", NOW, {}, 1, "user:ben", id="least part of capacity"),
        pytest.param("denials", NOW, {"user:ben": 7}, 1, "user:ann", id="load decides"),
        pytest.param("denials", NOW, {"user:ann": 1, "user:ben": 3}, 1, "user:ann", id="a tie"),
        pytest.param("denials", AFTERNOON, {}, 1, "user:cal", id="both shifts are on"),
        pytest.param("denials", EVENING, {}, 1, "user:cal", id="one shift is on"),
        pytest.param("denials", NIGHT, {}, 1, "user:ben", id="the next shift"),
        pytest.param(
            "denials", NOW, {"user:ann": 4, "user:ben": 8}, 1, "user:cal", id="those at work full"
        ),
        pytest.param("denials", NOW, {"user:ben": 5}, 4, "user:ann", id="weight has to fit"),
        pytest.param(
            "denials", NOW, {"user:ann": 1, "user:ben": 5, "user:cal": 17}, 4, None, id="all full"
        ),
        pytest.param("payments", NOW, {"user:ann": 3}, 1, "user:ann", id="the first of the list"),
        pytest.param("payments", NOW, {"user:ann": 4}, 1, "user:ben", id="the first with room"),
        pytest.param("granite-high-dollar", NOW, {}, 4, "user:dee", id="skills and tier"),
    ],
)
def test_the_person_is_chosen_by_shift_then_strategy_then_list(
    rule_name: str, at: datetime, loads: dict[str, int], weight: int, expected: str | None
) -> None:
    choice = choose(
        a_desk(), rule(rule_name), weight=weight, load_of=lambda one: loads.get(one, 0), at=at
    )

    assert choice.person == expected
    named = {one.person for one in choice.considered} | {expected or ""}
    assert named - {""} == {"user:ann", "user:ben", "user:cal", "user:dee"}


@pytest.mark.capability("T3.1")
def test_everybody_else_is_named_with_the_reason() -> None:
    desk = away(a_desk(), "user:ann", date(2026, 12, 1), date(2026, 12, 3))
    loads = {"user:ben": 8}

    choice = choose(desk, rule("denials"), weight=1, load_of=lambda one: loads.get(one, 0), at=NOW)

    assert choice.person == "user:cal"
    assert {one.person: one.why for one in choice.considered} == {
        "user:ann": "absent until 2026-12-03",
        "user:ben": "at capacity: 8 of 8, the ticket weighs 1",
        "user:dee": "does not take from queue:claims-follow-up",
    }


def test_whoever_works_later_or_has_more_work_is_named_with_that() -> None:
    choice = choose(a_desk(), rule("denials"), weight=1, load_of=lambda _: 2, at=NOW)

    assert choice.person == "user:ben"
    whys = {one.person: one.why for one in choice.considered}
    assert whys["user:ann"] == "2 of 4 taken"
    assert whys["user:cal"] == "works from 2026-12-01 16:00 UTC"


def test_skills_and_tiers_are_reasons_of_their_own() -> None:
    senior = rule("granite-high-dollar")
    of_ann = senior.model_copy(update={"queue": "queue:payments"})
    of_tier = of_ann.model_copy(update={"tier": 1})

    for asked, why in ((of_ann, "is not of tier 2"), (of_tier, "lacks appeals")):
        choice = choose(a_desk(), asked, weight=1, load_of=lambda _: 0, at=NOW)
        assert {one.person: one.why for one in choice.considered}["user:ann"] == why


@pytest.mark.capability("T3.1")
def test_a_substitute_comes_first_whatever_queues_it_takes_from_but_not_past_capacity() -> None:
    asked = rule("denials")

    def chosen(load: int) -> str | None:
        choice = choose(
            a_desk(), asked, weight=1, load_of=lambda _: load, at=NOW, preferred="user:dee"
        )
        return choice.person

    assert chosen(0) == "user:dee"
    assert chosen(10) == "user:cal"


def test_shifts_on_days_of_an_absence_are_none() -> None:
    desk = away(a_desk(), "user:ann", date(2026, 12, 2), date(2026, 12, 2))
    ann = desk.find("user:ann")
    assert ann is not None

    assert desk.next_shift(ann, at=NIGHT) == datetime(2026, 12, 3, 13, tzinfo=UTC)
    assert desk.away_until(ann, at=NIGHT) == date(2026, 12, 2)
    # In New York it is still the day before.
    assert desk.away_until(ann, at=datetime(2026, 12, 2, 4, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("before", "after", "place", "what"),
    [
        ('calendar = "los-angeles"', 'calendar = "la"', "desk.toml", "'la', and the calendars"),
        ("capacity = 20", "capacity = -1", "desk.toml, person 3 (user:cal), capacity", "greater"),
        ("user:ben", "user:ann", "desk.toml", "user:ann is in the desk twice"),
        ('substitute = "user:dee"', 'substitute = "user:eva"', "desk.toml", "is not in the desk"),
        (
            'zone = "America/Los_Angeles"\nmonday = [["08:00"',
            'zone = "America/Los_Angeles"\nmonday = [["8h"',
            "desk.toml, calendar 2 (los-angeles)",
            "no time of day",
        ),
        (
            "capacity = 20",
            "capacity = 20\nabsences = [{ from = 2026-12-24, to = 2026-12-23 }]",
            "desk.toml, person 3 (user:cal), absences.0",
            "ends on its first day or later",
        ),
    ],
)
def test_a_desk_that_cannot_be_is_refused_with_its_place(
    before: str, after: str, place: str, what: str
) -> None:
    assert before in DESK
    with pytest.raises(ConfigurationError) as refused:
        desk_of(DESK.replace(before, after), where="desk.toml")

    assert refused.value.explanation.code == "DESK_INVALID"
    assert refused.value.explanation.where == place
    assert what in refused.value.explanation.what
