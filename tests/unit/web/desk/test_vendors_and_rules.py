"""Pages of vendors and of rules: what each has and decided, and another set's way into force."""

import csv
import html
import io
import re

import pytest

from claimtrail.access.decisions import may_at_all
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import Principal
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.routing.detail_types import RuleDetailType
from claimtrail.tickets.routing.proposals import ProposalState
from claimtrail.tickets.routing.rule_files import shipped_rules
from claimtrail.trail.access_log import Purpose
from claimtrail.web.desk import rule_moves
from tests.harness.tickets.desks import CASES, RULES
from tests.harness.tickets.vendor_work import VENDOR, vendor_work
from tests.harness.web.client import WebClient
from tests.harness.web.desk_tickets import a_desk
from tests.harness.web.open_work import open_tickets
from tests.harness.web.page_stores import PageStores

MOVES = "/desk/rules/moves"
MOVED = RuleDetailType.RULES_TICKETS_MOVED
NEXT = RULES.replace("version = 2", "version = 3")
IN_FORCE = NEXT.replace("2026-12-01T05", "2026-11-01T05")
"""Of a day that has passed: it decides once it is applied."""


def desk_of(*, has_four_eyes: bool = False) -> tuple[PageStores, Ticket]:
    made = PageStores(has_four_eyes=has_four_eyes)
    open_tickets(made)
    a_desk(made)
    return made, vendor_work(made)


@pytest.fixture(scope="module")
def desk() -> tuple[PageStores, Ticket]:
    """A desk that nothing here changes."""
    return desk_of()


def _may(role: JobRole, operation: Operation, resource: Resource = Resource.RULES) -> bool:
    return may_at_all(Principal(id="x", roles=frozenset({role})), operation, resource)


@pytest.mark.capability("C5.3")
@pytest.mark.parametrize("role", JobRole)
def test_the_table_says_who_reads_vendors_and_rules_and_who_changes_them(
    desk: tuple[PageStores, Ticket], role: JobRole
) -> None:
    client = WebClient(desk[0], (role,))
    may_read = {
        "/desk/rules": _may(role, Operation.READ),
        "/desk/vendors": _may(role, Operation.LIST, Resource.TICKET),
    }

    for page, may in may_read.items():
        for form in ("", ".json", ".csv"):
            assert client.get(f"{page}{form}").status == (200 if may else 403), (page, form)
    tried = client.post("/desk/rules/test", rules="", cases=CASES)
    assert tried.status == (200 if may_read["/desk/rules"] else 403)
    steps = {
        "propose": Operation.CHANGE,
        "9/approve": Operation.APPROVE,
        "9/apply": Operation.CHANGE,
    }
    for step, operation in steps.items():
        sent = client.post(f"/desk/rules/{step}", rules="", cases="")
        assert sent.status == (400 if _may(role, operation) else 403), step


@pytest.mark.capability("T3.5")
def test_a_vendor_has_its_path_and_the_tickets_that_the_person_may_see(
    desk: tuple[PageStores, Ticket],
) -> None:
    stores, held = desk
    person = WebClient(stores, (JobRole.SUPPORT_2,))

    page = person.get("/desk/vendors")
    rows = list(csv.DictReader(io.StringIO(person.get("/desk/vendors.csv").body)))
    stranger = WebClient(stores, (JobRole.BILLER,), payers=("juniper-medicaid",))

    assert "physician lead, lead@summit-review.example after 50h 00m" in page.text
    assert f'href="/tickets/{held.ticket_id}#vendors"' in page.body
    [row] = rows
    assert (row["ticket_id"], row["vendor"], row["stands"]) == (
        held.ticket_id,
        VENDOR,
        "with the vendor",
    )
    assert row["contact"].startswith("intake desk (intake@")
    assert held.ticket_id not in stranger.get("/desk/vendors").body
    listed = [row for row in person.recorded if row["action"] == "tickets.list"]
    assert {row["subject_id"] for row in listed} == {held.ticket_id}
    unstated = WebClient(stores, (JobRole.SUPPORT_2,), purpose=Purpose.UNSTATED)
    assert unstated.get("/desk/vendors").location.startswith("/purpose?")


@pytest.mark.capability("T3.1")
def test_rules_are_shown_by_version_with_how_often_each_decided(
    desk: tuple[PageStores, Ticket],
) -> None:
    person = WebClient(desk[0], (JobRole.SUPPORT_2,), purpose=Purpose.UNSTATED)

    page = person.get("/desk/rules").text
    shipped = person.get("/desk/rules.json").document()
    proposed = person.get("/desk/rules.json?version=2").document()

    assert shipped["version"] == shipped_rules().version
    counts = {one["name"]: one["decided"] for one in shipped["rules"]}
    tickets = desk[0].tickets.list_open(limit=400)
    assert sum(counts.values()) >= len(tickets) > 0
    assert set(counts) == {one.name for one in shipped_rules().rules}
    assert {one["decided"] for one in proposed["rules"]} == {0}
    assert "2 proposed" in page
    assert "exposure" in page
    assert "/desk/rules/2/approve" not in person.get("/desk/rules").body, "reading alone"
    assert person.get("/desk/rules?version=9").status == 400


@pytest.mark.capability("T3.1")
def test_a_file_is_tested_by_its_table_before_anybody_proposes_it(
    desk: tuple[PageStores, Ticket],
) -> None:
    person = WebClient(desk[0], (JobRole.SUPPORT_2,))
    wrong = CASES.replace("tier = 2", "tier = 3", 1)

    passed = person.post("/desk/rules/test", rules=NEXT, cases=CASES)
    failed = person.post("/desk/rules/test", rules=NEXT, cases=wrong)
    broken = person.post("/desk/rules/test", rules="version = ", cases=CASES)
    empty = person.post("/desk/rules/test", rules=NEXT, cases="")

    assert (passed.status, failed.status) == (200, 200)
    assert "as expected." in passed.text
    assert "would go elsewhere. Nothing was changed." in passed.text
    assert "tier 2, expected 3" in failed.text
    assert (broken.status, empty.status) == (400, 400)
    assert "the text is no TOML" in broken.text
    assert "version = </textarea>" in broken.body, "what was typed stays"
    assert desk[0].rules.find(3) is None


@pytest.mark.capability("T3.1", "C4.5")
def test_another_set_takes_two_people_where_the_stage_asks_for_four_eyes() -> None:
    stores, _ = desk_of(has_four_eyes=True)
    max_, mia = (WebClient(stores, (JobRole.MANAGER,), person_id=one) for one in ("max", "mia"))

    sent = max_.post("/desk/rules/propose", rules=NEXT, cases=CASES, why="a desk for granite")
    assert sent.location == "/desk/rules?version=3&done=3"
    assert "Rules 3: proposed." in max_.get(sent.location).text
    assert "/desk/rules/3/approve" not in max_.get("/desk/rules").body
    own = max_.post("/desk/rules/3/approve")
    early = max_.post("/desk/rules/3/apply")
    assert (own.status, early.status) == (400, 400)
    assert "Have somebody else approve them on this page." in own.text
    assert "claimtrail rules" not in own.text

    assert "/desk/rules/3/approve" in mia.get("/desk/rules").body
    assert mia.post("/desk/rules/3/approve").status == 303
    assert max_.post("/desk/rules/3/apply").status == 303

    applied = stores.rules.find(3)
    assert applied
    assert (applied.state, applied.proposed_by, applied.approved_by, applied.applied_by) == (
        ProposalState.APPLIED,
        "user:max",
        "user:mia",
        "user:max",
    )
    assert max_.post("/desk/rules/x/apply").status == 404
    assert max_.post("/desk/rules/3/approve", own=False).status == 403


def _applied(stores: PageStores, by: WebClient) -> None:
    """Bring the rules of the harness into force as version 3."""
    assert by.post("/desk/rules/propose", rules=IN_FORCE, cases=CASES, why="a desk").status == 303
    assert by.post("/desk/rules/3/apply").status == 303
    assert stores.rules.find(3)


@pytest.mark.capability("T3.1", "C4.5")
def test_a_rule_goes_to_another_place_by_its_table_and_by_two_people() -> None:
    stores, _ = desk_of(has_four_eyes=True)
    max_, mia = (WebClient(stores, (JobRole.MANAGER,), person_id=one) for one in ("max", "mia"))
    assert max_.post("/desk/rules/propose", rules=IN_FORCE, cases=CASES, why="a desk").status == 303
    assert mia.post("/desk/rules/3/approve").status == 303
    assert max_.post("/desk/rules/3/apply").status == 303

    written = max_.post("/desk/rules/order", rule="feeds", before="denials")
    [text] = re.findall(r'<textarea id="rules-file"[^>]*>(.*?)</textarea>', written.body, re.DOTALL)
    [cases] = re.findall(
        r'<textarea id="rules-cases"[^>]*>(.*?)</textarea>', written.body, re.DOTALL
    )

    assert written.status == 200
    assert "Test of rules 4" in written.text
    assert "as expected." in written.text
    assert "feeds moved" in written.text
    assert stores.rules.find(4) is None, "nothing is stored yet"
    form = {"rules": html.unescape(text), "cases": html.unescape(cases), "why": "feeds first"}
    assert max_.post("/desk/rules/propose", **form).location.endswith("done=4")
    assert max_.post("/desk/rules/4/approve").status == 400, "four eyes"
    assert mia.post("/desk/rules/4/approve").status == 303
    assert max_.post("/desk/rules/order", rule="nobody").status == 400
    reader = WebClient(stores, (JobRole.FINANCE,))
    assert reader.post("/desk/rules/order", rule="feeds").status == 403
    assert "/desk/rules/order" not in reader.get("/desk/rules").body


@pytest.mark.capability("T3.1", "C4.5")
def test_open_tickets_move_by_the_rules_in_force_once_somebody_says_why() -> None:
    stores, _ = desk_of()
    max_ = WebClient(stores, (JobRole.MANAGER,), person_id="max")
    _applied(stores, max_)
    before = {one.ticket_id: one for one in stores.tickets.walk_open()}

    planned = max_.get(MOVES)
    nothing = max_.post(MOVES, why="")
    numbered = max_.post(MOVES, why="as 123456789 asked")
    assert {one.ticket_id: one for one in stores.tickets.walk_open()} == before
    moved = max_.post(MOVES, why="the desk of granite")

    assert "would move." in planned.text
    assert (nothing.status, numbered.status, moved.status) == (400, 400, 303)
    count = int(moved.location.partition("?done=")[2])
    assert count > 0
    after = list(stores.tickets.walk_open())
    assert sum(one.assigned_to != before[one.ticket_id].assigned_to for one in after) > 0
    assert "moved." in max_.get(moved.location).text
    assert "0 of" in max_.get(MOVES).text, "again it moves nothing"
    told = [one for one in stores.publisher.events.values() if one.detail_type == MOVED]
    assert [one.detail["why"] for one in told] == ["the desk of granite"]
    recorded = [row for row in max_.recorded if row["action"] == "tickets.change"]
    assert recorded
    assert WebClient(stores, (JobRole.FINANCE,)).get(MOVES).status == 403


@pytest.mark.capability("T3.1")
def test_a_desk_that_is_too_large_for_a_page_is_not_moved_by_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rule_moves, "MOST_OPEN", 1)
    stores, _ = desk_of()
    max_ = WebClient(stores, (JobRole.MANAGER,), person_id="max")
    before = list(stores.tickets.walk_open())

    assert "moves them by command" in max_.get(MOVES).text
    assert max_.post(MOVES, why="a reason").location == MOVES
    assert list(stores.tickets.walk_open()) == before
