"""A ticket's page: its bytes by role, its clocks, its timeline in words, and what it records."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from claimtrail.access.decisions import decide
from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import EVERYWHERE, AccessRestriction, AccessTarget, Principal
from claimtrail.tickets.sla.promises import SLA_RESOLUTION
from claimtrail.trail.access_log import Purpose
from claimtrail.web.tickets.page import clocks, head, history, others, whole
from claimtrail.web.tickets.page.whole import TICKET_PAGE_TABLES
from tests.harness.web.client import WebClient
from tests.harness.web.desk_tickets import CLAIM_QUEUE, Desk, a_desk
from tests.harness.web.open_work import open_tickets
from tests.harness.web.page_stores import PageStores

pytestmark = pytest.mark.capability("C5.3", "T3.3")
_NOTES_AND_MONEY = frozenset({FieldGroup.NOTES, FieldGroup.MONEY})
SEEDED = {
    "Chart was sent and denied again": frozenset({FieldGroup.STATUS}),
    "1234567893": frozenset({FieldGroup.SERVICE}),
    "4,321.00": frozenset({FieldGroup.MONEY}),
    "The clinic asks for a call.": frozenset({FieldGroup.MONEY}),
    "Spoke with the medical reviewer": frozenset({FieldGroup.NOTES}),
    "CO-50": frozenset({FieldGroup.NOTES}),
    "on hold (payer)": frozenset({FieldGroup.WORK}),
    "paused (payer)": frozenset({FieldGroup.WORK}),
    "2: revenue integrity analyst": frozenset({FieldGroup.WORK}),
    "taxonomy@2/denial_management/medical_necessity": frozenset({FieldGroup.TECHNICAL}),
    "routing@1/by-category": _NOTES_AND_MONEY,
}
"""Values of the held ticket that stand nowhere else on its page, with the groups of each."""


@pytest.fixture(scope="module")
def stores() -> PageStores:
    """Tickets that nothing here changes."""
    made = PageStores()
    open_tickets(made)
    return made


@pytest.fixture(scope="module")
def desk(stores: PageStores) -> Desk:
    return a_desk(stores)


def test_page_and_list_are_due_on_the_day_that_the_clock_shows(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.MANAGER,))
    rows = biller.get("/tickets.json?columns=ticket_id,due_on,due_kind&rows=100").document()
    kinds = set()
    for row in rows["tickets"]:
        page = biller.get(f"/api/v1/tickets/{row['ticket_id']}").document()
        head, clocks = page["head"], {one["clock_id"]: one for one in page["clocks"]}
        kinds.add(head["due_kind"])
        assert (head["due_on"], head["due_kind"]) == (row["due_on"], row["due_kind"])
        if head["due_kind"] == SLA_RESOLUTION:
            clock = clocks["resolution"]
            breach = datetime.fromisoformat(clock["breached_at"] or clock["due_at"])
            assert head["due_on"] == breach.astimezone(ZoneInfo(clock["zone"])).date().isoformat()

    assert kinds


def principal(role: JobRole, *queues: str) -> Principal:
    everywhere = frozenset({EVERYWHERE})
    return Principal(
        id="pat.doe",
        roles=frozenset({role}),
        facilities=everywhere,
        payers=everywhere,
        queues=frozenset(queues),
    )


def groups_of(role: JobRole, *queues: str) -> frozenset[FieldGroup]:
    target = AccessTarget(resource=Resource.TICKET, payer="granite-health", owner=CLAIM_QUEUE)
    return decide(principal(role, *queues), Operation.READ, target).groups


@pytest.mark.parametrize("form", ["", ".json"])
@pytest.mark.parametrize("queues", [(), (CLAIM_QUEUE,)], ids=["stranger", "own queue"])
@pytest.mark.parametrize("role", JobRole)
def test_each_role_is_sent_the_values_of_its_groups_and_no_others(
    stores: PageStores, desk: Desk, role: JobRole, queues: tuple[str, ...], form: str
) -> None:
    groups = groups_of(role, *queues)

    page = WebClient(stores, (role,), queues=queues).get(f"/tickets/{desk.held.ticket_id}{form}")

    of_own_work = role in {JobRole.CLINICIAN, JobRole.FINANCE}
    assert page.status == (200 if groups else 404 if of_own_work else 403)
    values = {value.replace(",", "") if form else value: needs for value, needs in SEEDED.items()}
    sent = {value for value in values if value in page.body}
    expected = {value for value, needs in values.items() if groups and needs <= groups}
    if FieldGroup.TECHNICAL in groups:
        expected.add("routing@1/by-category")
    assert sent == expected


@pytest.mark.parametrize("address", ["/tickets", "/tickets.json", "/tickets.csv", "/tickets/board"])
@pytest.mark.parametrize("role", JobRole)
def test_the_list_and_the_board_show_each_role_its_groups_and_no_others(
    stores: PageStores, desk: Desk, role: JobRole, address: str
) -> None:
    groups = groups_of(role, CLAIM_QUEUE)
    columns = "columns=title,amount,note,status,clock,tier,owner"

    page = WebClient(stores, (role,), queues=(CLAIM_QUEUE,)).get(f"{address}?{columns}")

    assert page.status == (200 if groups else 403)
    seen = {
        desk.held.title: {FieldGroup.STATUS},
        "paused (payer)": {FieldGroup.WORK},
        "4,321.00" if address == "/tickets" else "4321.00": {FieldGroup.MONEY},
        "ann: We sent the chart by portal": {FieldGroup.NOTES},
    }
    if address == "/tickets/board":  # A card has neither amounts nor notes.
        del seen["4321.00"], seen["ann: We sent the chart by portal"]
        assert "4,321.00" not in page.body
    for value, needs in seen.items():
        assert (value in page.body) == (bool(groups) and needs <= groups), value


@pytest.mark.capability("C1.6")
def test_none_and_not_yours_are_the_same_answer(stores: PageStores, desk: Desk) -> None:
    hidden, unknown = desk.held.ticket_id, "tkt_" + "z" * 26
    for person in (
        WebClient(stores, (JobRole.BILLER,), payers=("juniper-medicaid",)),
        WebClient(stores, (JobRole.BILLER,), facilities=("9999999999",)),
    ):
        before = len(person.recorded)
        answers = [person.get(f"/tickets/{one}") for one in (hidden, unknown)]

        assert {one.status for one in answers} == {404}
        assert answers[0].text.replace(hidden, "") == answers[1].text.replace(unknown, "")
        assert person.post(f"/tickets/{hidden}/start", why="x").status == 404
        assert len(person.recorded) == before


def test_a_ticket_of_a_restricted_claim_opens_once_the_glass_is_broken() -> None:
    stores = PageStores()
    open_tickets(stores)
    desk = a_desk(stores)
    stores.restrict(desk.held.claim_id, AccessRestriction.VIP)
    person = WebClient(stores, (JobRole.BILLER,))
    page = f"/tickets/{desk.held.ticket_id}"

    closed = person.get(page)

    assert closed.location == f"/claims/{desk.held.claim_id}/break-glass?next=%2Ftickets%2F" + (
        desk.held.ticket_id
    )
    assert person.get(f"{page}.json").status == 403
    assert person.post(f"{page}/comment", note="x", visibility="internal").status == 303
    assert len(stores.tickets.get(desk.held.ticket_id).history) == len(desk.held.history)  # type: ignore[union-attr]
    # Neither does another ticket tell of it.
    assert desk.held.title not in person.get(f"/tickets/{desk.many.ticket_id}").body
    assert desk.held.claim_id not in person.get(f"/tickets/{desk.many.ticket_id}").body

    session = stores.sessions.resume(person.token)
    stores.sessions.break_glass(session, desk.held.claim_id)

    assert desk.held.title in person.get(page).text
    assert desk.held.title in person.get(f"/tickets/{desk.many.ticket_id}").text


def test_what_is_shown_is_recorded_with_its_purpose_and_asked_for_before(
    stores: PageStores, desk: Desk
) -> None:
    page = f"/tickets/{desk.held.ticket_id}"
    unstated = WebClient(stores, (JobRole.BILLER,), purpose=Purpose.UNSTATED)
    assert unstated.get(page).location.startswith("/purpose?next=")

    person = WebClient(stores, (JobRole.SUPPORT_1,), person_id="sam")
    person.get(page)

    rows = [one for one in person.recorded if one["actor"] == "user:sam"]
    assert {row["subject_id"] for row in rows} == {desk.held.ticket_id, desk.held.claim_id}
    assert {(row["action"], row["purpose"]) for row in rows} == {("tickets.list", "payment")}
    assert "clocks" in rows[0]["fields"]
    assert "amount_cents" not in rows[0]["fields"]


def test_clocks_are_drawn_to_scale_beside_a_table_of_the_same_stretches(
    stores: PageStores, desk: Desk
) -> None:
    page = WebClient(stores, (JobRole.BILLER,)).get(f"/tickets/{desk.held.ticket_id}")
    data = WebClient(stores, (JobRole.BILLER,)).get(f"/tickets/{desk.held.ticket_id}.json")

    by_id = {one["clock_id"]: one for one in data.document()["clocks"]}
    resolution = by_id["resolution"]
    assert [(one["kind"], one["why"]) for one in resolution["pieces"]] == [
        ("running", ""),
        ("paused", "patient"),
        ("running", ""),
        ("paused", "payer"),
    ]
    # Thursday 10:00 to 14:00, and from what was reported late, Friday 9:25 to 13:00.
    assert resolution["elapsed_minutes"] == 4 * 60 + 3 * 60 + 35
    assert (resolution["state"], resolution["due_at"]) == ("paused", None)
    assert page.body.count('<rect class="paused"') == 2 * (2 + 1), "wide and narrow, two clocks"
    assert "Nov 5, 2026 10:00 EST" in page.text
    assert "paused (patient)" in page.text
    assert "7h 35m ran of 200h 00m" in page.text
    late = WebClient(stores, (JobRole.BILLER,)).get(f"/tickets/{desk.late.ticket_id}")
    assert "breached 4 days ago" in late.text
    assert 'class="breach late"' in late.body
    assert 'class="closed"' in late.body
    assert 'class="ahead"' in late.body


def test_the_timeline_says_in_words_what_happened_and_who_did_it(
    stores: PageStores, desk: Desk
) -> None:
    data = WebClient(stores, (JobRole.BILLER,)).get(f"/tickets/{desk.held.ticket_id}.json")
    text = WebClient(stores, (JobRole.BILLER,)).get(f"/tickets/{desk.held.ticket_id}").text

    said = [(one["by"], one["what"], one["visibility"]) for one in data.document()["history"]]
    assert ("user:ann", "put it on hold for the payer", "") in said
    assert ("user:ann", "commented", "internal") in said
    assert ("user:ann", "commented", "external") in said
    assert len(said) == len(desk.held.history)
    assert "since Nov 6, 2026 14:25 UTC, reported late" in text
    assert "ClaimTrail: routing of tickets" in text
    assert (
        "denial_management/medical_necessity"
        not in text.partition("Timeline")[2].partition("What you can do")[0]
    )


def test_a_ticket_of_many_claims_leads_to_them_and_to_its_links(
    stores: PageStores, desk: Desk
) -> None:
    biller = WebClient(stores, (JobRole.BILLER,)).get(f"/tickets/{desk.many.ticket_id}")

    for claim_id in desk.many.claims.first:
        assert f'href="/claims/{claim_id}"' in biller.body
    assert f'cause of <a href="/tickets/{desk.held.ticket_id}"' in biller.body
    other = WebClient(stores, (JobRole.CLINICIAN,), queues=(CLAIM_QUEUE,), facilities=("1",))
    narrow = other.get(f"/tickets/{desk.many.ticket_id}")
    assert desk.held.title not in narrow.body
    assert "1 other, too many for one page or not yours to see" in narrow.text


def test_the_claims_page_leads_to_its_tickets(stores: PageStores, desk: Desk) -> None:
    page = WebClient(stores, (JobRole.BILLER,)).get(f"/claims/{desk.held.claim_id}")

    assert f'href="/tickets/{desk.held.ticket_id}"' in page.body


@pytest.mark.capability("T2.2")
def test_the_api_has_what_the_page_shows(stores: PageStores, desk: Desk) -> None:
    for role in (JobRole.BILLER, JobRole.SUPPORT_1):
        person = WebClient(stores, (role,))
        page = person.get(f"/tickets/{desk.held.ticket_id}.json").document()

        assert person.get(f"/api/v1/tickets/{desk.held.ticket_id}").document() == page
        rows: list[dict[str, Any]] = person.get("/api/v1/tickets?status=ON_HOLD").document()["data"]
        assert [row["ticket_id"] for row in rows] == [desk.held.ticket_id]
        assert rows == person.get("/tickets.json?status=ON_HOLD").document()["tickets"]
    stranger = WebClient(stores, (JobRole.BILLER,), payers=("juniper-medicaid",))
    assert stranger.get(f"/api/v1/tickets/{desk.held.ticket_id}").status == 404
    assert WebClient(stores, (JobRole.OPERATOR,)).get("/api/v1/tickets").status == 403


def test_every_field_of_the_page_has_its_group() -> None:
    for module in (head, clocks, history, others, whole):
        for view in vars(module).values():
            if isinstance(view, type) and hasattr(view, "__dataclass_fields__"):
                if view.__module__ != module.__name__:
                    continue
                assert set(TICKET_PAGE_TABLES[view].fields) == set(view.__dataclass_fields__), view
