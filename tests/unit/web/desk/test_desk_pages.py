"""Pages of the desk's tables: the taxonomy by version, clocks in words, working hours as a week."""

import csv
import io
from datetime import UTC, datetime

import pytest

from claimtrail.access.decisions import may_at_all
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import Principal
from claimtrail.kernel.working_hours import Shift, WorkingHours
from claimtrail.tickets.sla.definitions import ClockCondition
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.tickets.taxonomy.tables import taxonomies
from claimtrail.trail.access_log import Purpose
from claimtrail.web.desk.calendars import draw_week, hours_of_day
from claimtrail.web.desk.clocks import condition_words, definition_rows
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores

PAGES = ("/desk/taxonomy", "/desk/clocks", "/desk/calendars")


@pytest.fixture(scope="module")
def stores() -> PageStores:
    return PageStores()


@pytest.fixture(scope="module")
def person(stores: PageStores) -> WebClient:
    return WebClient(stores, (JobRole.SUPPORT_2,), purpose=Purpose.UNSTATED)


@pytest.mark.capability("C5.3")
@pytest.mark.parametrize("role", JobRole)
def test_whose_role_reads_rules_and_the_desk_reads_the_tables_and_nobody_else(
    stores: PageStores, role: JobRole
) -> None:
    person = Principal(id="x", roles=frozenset({role}))
    client = WebClient(stores, (role,), purpose=Purpose.UNSTATED)

    for page in (*PAGES, *(f"{one}.json" for one in PAGES)):
        resource = Resource.DESK if "calendars" in page else Resource.RULES
        may = may_at_all(person, Operation.READ, resource)
        assert client.get(page).status == (200 if may else 403), page
    assert client.recorded == []


@pytest.mark.capability("T1.1", "T1.2", "T1.3", "T1.6")
def test_the_taxonomy_shows_each_version_with_what_it_asks_for(person: WebClient) -> None:
    for number, taxonomy in taxonomies().versions.items():
        page = person.get(f"/desk/taxonomy?version={number}")
        data = person.get(f"/desk/taxonomy.json?version={number}").document()

        assert data["version"] == number
        assert [row["path"] for row in data["taxonomy"]] == [
            one.path for one in taxonomy.categories
        ]
        assert all(f"<code>{one.path}</code>" in page.body for one in taxonomy.categories)
    page = person.get("/desk/taxonomy").text
    assert "It is in force." in page
    assert "carc (code)" in page
    assert "CORE 3: the service is not covered by the plan" in page
    assert "CARC 50, 55, 56" in page
    assert "was denials/denied" in page
    assert person.get("/desk/taxonomy?version=9").status == 400
    assert person.get("/desk/taxonomy?version=<b>").status == 400
    rows = list(csv.DictReader(io.StringIO(person.get("/desk/taxonomy.csv").body)))
    necessity = next(row for row in rows if row["path"] == "denial_management/medical_necessity")
    assert (necessity["required"], necessity["queue"]) == ("carc (code)", "queue:denials")


@pytest.mark.capability("T3.3")
def test_clocks_are_told_in_words_with_their_targets(person: WebClient) -> None:
    text = person.get("/desk/clocks").text
    rows = person.get("/desk/clocks.json").document()["clocks"]

    assert {row["clock_id"] for row in rows} == {one.clock_id for one in clock_tables().clocks}
    resolution = next(row for row in rows if row["clock_id"] == "resolution")
    assert resolution["pauses"] == (
        "it is on hold, and it waits for the patient, the payer, the provider documentation "
        "or the vendor"
    )
    assert resolution["targets"] == ["20h 00m", "50h 00m", "100h 00m", "200h 00m"]
    assert "Starts over when somebody commented on it" in text
    assert "it goes on with what had run" in text
    assert "America/New_York" in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": ["ON_HOLD", "NEW"]}, "it is new or on hold"),
        ({"hold_reason": ["", "change"]}, "it waits for nobody or a change of a system"),
        ({"event": ["noted", "assigned"]}, "somebody assigned or commented on it"),
        ({"priority": ["1"]}, "its priority is 1"),
        ({"area": ["coding"]}, "its area is Coding"),
        ({"category": ["patient_billing/dispute"]}, "its category is Patient disputes a balance"),
        ({"owner": ["queue:denials"]}, "its owner is denials (queue)"),
    ],
)
def test_each_field_of_a_condition_has_words(fields: dict[str, list[str]], words: str) -> None:
    assert condition_words(ClockCondition.model_validate(fields)) == words


def test_every_shipped_definition_has_words_for_all_of_its_conditions() -> None:
    for row in definition_rows(datetime(2026, 12, 1, tzinfo=UTC)):
        assert row.starts
        assert row.stops


@pytest.mark.capability("T3.3")
def test_working_hours_are_drawn_as_a_week_with_the_holidays_to_come(person: WebClient) -> None:
    page = person.get("/desk/calendars")
    data = person.get("/desk/calendars.json").document()["calendars"]

    office = next(one for one in data if one["name"] == "billing-office")
    assert [one["hours"] for one in office["week"]] == ["08:00 to 18:00"] * 5 + ["closed"] * 2
    assert office["holidays"][:2] == ["2026-11-11", "2026-11-26"]
    assert "Nov 11, 2026" in page.text
    assert page.body.count('<svg class="timeline week wide"') == len(data)


def test_split_shifts_and_nights_are_blocks_of_their_own() -> None:
    split = (
        Shift(begins=0, ends=120),
        Shift(begins=8 * 60, ends=720),
        Shift(begins=780, ends=1440),
    )
    hours = WorkingHours(name="split", zone="UTC", weekly=(split, *((),) * 6))

    drawn = draw_week(hours, width=640, css="wide")

    assert drawn.count('class="open"') == 3
    assert hours_of_day(split) == "00:00 to 02:00, 08:00 to 12:00, 13:00 to 24:00"
    assert "Monday 00:00 to 02:00, 08:00 to 12:00, 13:00 to 24:00; Tuesday closed" in drawn
