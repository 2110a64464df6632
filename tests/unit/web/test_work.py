"""The list of work: what is due first, whose it is, and actions on several rows at once."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from claimtrail.access.restrictions.model import (
    ClaimRestrictions,
    RestrictionEntry,
    SensitiveClaim,
    household_of,
    sensitive_claim,
)
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import AccessRestriction
from claimtrail.claims.fold.model import Claim
from claimtrail.tickets.model import Ticket, TicketCategory, TicketStatus
from tests.harness.web.client import Answer, WebClient
from tests.harness.web.open_work import open_tickets
from tests.harness.web.page_stores import PageStores

QUEUE = "queue:claims-follow-up"


@pytest.fixture
def stores() -> PageStores:
    return PageStores()


@pytest.fixture
def tickets(stores: PageStores) -> list[Ticket]:
    return open_tickets(stores)


@pytest.fixture
def biller(stores: PageStores) -> WebClient:
    return WebClient(stores, (JobRole.BILLER,), queues=(QUEUE,), person_id="bea")


@pytest.fixture
def manager(stores: PageStores) -> WebClient:
    return WebClient(stores, (JobRole.MANAGER,), person_id="max")


def rows_of(person: WebClient, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.get(f"/work.json?rows=500&{query}").document()["work"]
    return found


def follow(person: WebClient, answer: Answer) -> Answer:
    assert answer.status == 303
    return person.get(answer.location)


@pytest.mark.capability("C8.1")
def test_a_biller_lands_on_work_by_deadline_and_then_by_expected_dollars(
    biller: WebClient, tickets: list[Ticket]
) -> None:
    assert biller.get("/").location == "/work"

    columns = "columns=work_id,due_on,expected,next_action,claim_id"
    rows = rows_of(biller, columns)

    assert {one.ticket_id for one in tickets} <= {row["work_id"] for row in rows}
    order = [(row["due_on"], -float(row["expected"])) for row in rows]
    assert order == sorted(order)
    assert all(row["next_action"] for row in rows)


@pytest.mark.capability("C8.1")
def test_a_row_says_who_spoke_last_and_why_the_money_is_expected(
    biller: WebClient, stores: PageStores, tickets: list[Ticket]
) -> None:
    ticket = tickets[0]
    claim = stores.intake.claims.find(ticket.claim_id)
    assert claim is not None

    row = next(one for one in rows_of(biller) if one["claim_id"] == ticket.claim_id)
    page = biller.get("/work?rows=500")

    assert row["number"] == claim.patient_control_number
    assert row["patient"]
    assert row["last_word"]
    assert f"{claim.steps[-1].source.partner_id}, 277" in page.text
    assert "%: " in page.text
    assert ticket.next_action in page.text
    assert f'href="/claims/{ticket.claim_id}"' in page.body


@pytest.mark.capability("C5.3")
@pytest.mark.usefixtures("tickets")
def test_a_support_desk_sees_neither_patients_nor_money(
    stores: PageStores, biller: WebClient
) -> None:
    desk = WebClient(stores, (JobRole.SUPPORT_1,))
    names = {row["patient"] for row in rows_of(biller)} - {""}
    every = "columns=patient,expected,amount,priority,claim_id,note"

    row = rows_of(desk, every)[0]
    page = desk.get(f"/work?rows=500&{every}")

    assert set(row) == {"priority", "claim_id", "note"}
    assert not [name for name in names if name in page.body]
    assert "$" not in page.text.split("Actions on selected rows")[1]
    assert desk.get("/work?order=value").status == 400
    assert desk.get("/work?amount=below+%24100").status == 200
    assert len(rows_of(desk, "amount=none")) == len(rows_of(desk))


@pytest.mark.capability("C1.6")
def test_work_of_another_facility_or_payer_is_neither_listed_nor_counted(
    stores: PageStores, tickets: list[Ticket]
) -> None:
    facility, payer = tickets[0].facility_npi or "", tickets[0].payer_id
    elsewhere = WebClient(stores, (JobRole.BILLER,), facilities=("1999999999",))
    own = WebClient(stores, (JobRole.BILLER,), facilities=(facility,), payers=(payer,))

    assert not [row for row in rows_of(elsewhere) if row["claim_id"]]
    assert "Nothing" in elsewhere.get("/work").text or "No open work" in elsewhere.get("/work").text
    assert {row["payer"] for row in rows_of(own)} == {payer}


def test_work_whose_facility_was_not_stored_is_decided_by_its_claim(
    stores: PageStores, tickets: list[Ticket]
) -> None:
    ticket = tickets[0]
    older = ticket.model_copy(update={"facility_npi": None, "version": ticket.version + 1})
    stores.tickets.save(older)
    elsewhere = WebClient(stores, (JobRole.BILLER,), facilities=("1999999999",))
    own = WebClient(stores, (JobRole.BILLER,), facilities=(ticket.facility_npi or "",))

    assert ticket.claim_id not in {row["claim_id"] for row in rows_of(elsewhere)}
    assert ticket.claim_id in {row["claim_id"] for row in rows_of(own)}


@pytest.mark.capability("C8.1")
@pytest.mark.parametrize("facet", ["due", "payer", "cause", "state", "holder", "age", "amount"])
@pytest.mark.usefixtures("tickets")
def test_facets_count_what_choosing_them_shows(biller: WebClient, facet: str) -> None:
    page = biller.get("/work")
    section = page.body.split("</summary>")
    links = [
        part
        for part in "".join(section).split('<li><a href="')
        if part.startswith(f"/work?{facet}=")
    ]
    assert links
    for link in links:
        address = link.split('"')[0].replace("&amp;", "&")
        count = int(link.split('class="count">')[1].split("<")[0].replace(",", ""))
        chosen = biller.get(address.replace("/work?", "/work.json?rows=500&")).document()["work"]
        assert len(chosen) == count, address


@pytest.mark.capability("C8.3")
@pytest.mark.usefixtures("tickets")
def test_ages_are_bucketed_and_every_row_has_all_three(
    biller: WebClient,
) -> None:
    columns = "columns=age_days,moved_days,past_usual_days,claim_id"
    rows = [row for row in rows_of(biller, columns) if row["claim_id"]]
    buckets = Counter(
        next((name for most, name in ((30, "0-30"), (60, "31-60")) if row["age_days"] <= most), "x")
        for row in rows
        if row["age_days"] is not None
    )

    assert all(row["moved_days"] is not None for row in rows)
    for name, count in buckets.items():
        assert len(rows_of(biller, f"age={name}")) == count
    assert "moved" in biller.get("/work").text


@pytest.mark.capability("C8.1")
def test_unallocated_work_is_taken_and_is_mine_then(
    biller: WebClient, stores: PageStores, tickets: list[Ticket]
) -> None:
    two = [one.ticket_id for one in tickets[:2]]
    before = len(rows_of(biller, "allocation=unallocated"))

    page = follow(
        biller,
        biller.post("/work/actions", action="take", selected=two, back="holder=mine&order=value"),
    )

    assert "2 tickets assigned to you" in page.text
    assert 'aria-current="true"' in page.body
    assert len(rows_of(biller, "allocation=unallocated")) == before - 2
    assert {row["work_id"] for row in rows_of(biller, "holder=mine&columns=work_id")} == set(two)
    stored = stores.tickets.get(two[0])
    assert stored is not None
    assert stored.assigned_to == "user:bea"
    assert stored.history[-1].actor == "user:bea"
    assert "ticket.assigned" in {one.detail_type for one in stores.publisher.events.values()}
    assert {row["action"] for row in biller.recorded} >= {"tickets.change"}


def test_rules_do_not_take_back_what_a_person_took(
    biller: WebClient, stores: PageStores, tickets: list[Ticket]
) -> None:
    one = tickets[0].ticket_id
    biller.post("/work/actions", action="take", selected=[one])

    open_tickets(stores)

    stored = stores.tickets.get(one)
    assert stored is not None
    assert stored.assigned_to == "user:bea"


@pytest.mark.capability("C8.1")
def test_a_bulk_action_says_what_it_left_out_and_why(
    biller: WebClient, manager: WebClient, stores: PageStores, tickets: list[Ticket]
) -> None:
    free, shut = tickets[0].ticket_id, tickets[1].ticket_id
    stores.stores.ticket_service.close(shut, reason="paid", at=stores.watch(), actor="system:test")
    ids = [free, shut, "tkt_nobody"]

    refused = follow(
        biller, biller.post("/work/actions", action="person", person="al", selected=ids)
    )
    done = follow(
        manager, manager.post("/work/actions", action="person", person="al", selected=ids)
    )

    assert "your roles do not include it" in refused.text
    assert "1 ticket assigned" in done.text
    assert "closed meanwhile" in done.text
    assert "there is none such" in done.text
    stored = stores.tickets.get(free)
    assert stored is not None
    assert stored.assigned_to == "user:al"


@pytest.mark.capability("C8.1")
def test_a_note_is_kept_for_those_who_see_notes_and_names_no_patient(
    biller: WebClient, stores: PageStores, tickets: list[Ticket]
) -> None:
    ticket = tickets[0]
    claim = stores.intake.claims.find(ticket.claim_id)
    assert claim is not None
    number = claim.patient_control_number

    masked = biller.post(
        "/work/actions", action="note", note=f"call about {number}", selected=[ticket.ticket_id]
    )
    for _ in range(2):  # A form that is sent twice is noted once.
        biller.post(
            "/work/actions", action="note", note="called, waits", selected=[ticket.ticket_id]
        )

    assert number not in masked.body
    stored = stores.tickets.get(ticket.ticket_id)
    assert stored is not None
    assert [one.note for one in stored.history if one.action == "noted"] == [
        "call about [account number]",
        "called, waits",
    ]
    assert [one.words for one in stores.originals.of_ticket(ticket.ticket_id)] == [
        f"call about {number}"
    ]
    events = [one for one in stores.publisher.events.values() if "noted" in one.detail_type]
    assert len(events) == 2
    assert "called" not in str(events[0])
    row = next(
        one for one in rows_of(biller, "columns=work_id,note") if one["work_id"] == ticket.ticket_id
    )
    assert row["note"] == "bea: called, waits"


@pytest.mark.capability("C8.1")
def test_asking_the_payer_opens_one_task_and_says_that_nothing_was_sent(
    biller: WebClient, stores: PageStores, tickets: list[Ticket]
) -> None:
    ticket = tickets[0]

    for _ in range(2):
        page = follow(
            biller, biller.post("/work/actions", action="ask", selected=[ticket.ticket_id])
        )

    tasks = [
        one
        for one in stores.tickets.list_open(limit=10_000)
        if one.category == TicketCategory.STATUS_INQUIRY
    ]
    assert [one.claim_id for one in tasks] == [ticket.claim_id]
    assert tasks[0].assigned_to == "queue:payer-contacts"
    assert "no inquiry was sent" in page.text


def test_a_person_gives_back_the_own_ticket_and_no_other(
    biller: WebClient, tickets: list[Ticket]
) -> None:
    own, other = tickets[0].ticket_id, tickets[1].ticket_id
    biller.post("/work/actions", action="take", selected=[own])

    page = follow(
        biller, biller.post("/work/actions", action="queue", queue=QUEUE, selected=[own, other])
    )

    assert "1 ticket given to the queue" in page.text
    assert "your roles do not include it" in page.text


def test_closing_needs_a_reason_and_ends_the_work(
    biller: WebClient, stores: PageStores, tickets: list[Ticket]
) -> None:
    one = tickets[0].ticket_id

    assert biller.post("/work/actions", action="close", note=" ", selected=[one]).status == 400
    biller.post("/work/actions", action="close", note="settled by phone", selected=[one])

    stored = stores.tickets.get(one)
    assert stored is not None
    assert (stored.status, stored.close_reason) == (TicketStatus.CLOSED, "settled by phone")
    assert one not in {row["work_id"] for row in rows_of(biller, "columns=work_id")}


@pytest.mark.parametrize(
    "form",
    [
        {"action": "drop"},
        {"action": "queue", "queue": "queue:nowhere"},
        {"action": "person", "person": "a b<script>"},
        {"action": "note", "note": "x" * 1001},
    ],
)
def test_what_no_form_sends_is_refused(
    manager: WebClient, tickets: list[Ticket], form: dict[str, Any]
) -> None:
    assert manager.post("/work/actions", selected=[tickets[0].ticket_id], **form).status == 400


@pytest.mark.parametrize(
    "address", ["done=take.x", "done=evil.1", "done=take.1&left=<b>.1", "done=take.99999999"]
)
def test_a_result_that_nobody_made_shows_nothing(biller: WebClient, address: str) -> None:
    page = biller.get(f"/work?{address}")

    assert page.status == 200
    assert "<b>" not in page.body
    assert "99999999" not in page.text


def test_what_waits_for_a_person_without_a_ticket_is_in_the_list(
    biller: WebClient, stores: PageStores
) -> None:
    kinds = {row["kind"] for row in rows_of(biller, "columns=kind")}

    waiting = [
        payer
        for payer in stores.stores.payer_ids
        if stores.intake.claims.list_exceptions(payer_id=payer, limit=1)
    ]
    assert ("exception" in kinds) == bool(waiting)


@pytest.mark.usefixtures("tickets")
def test_beyond_what_it_reads_the_list_says_so(
    biller: WebClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claimtrail.web.work.reading.MOST_READ", 3)

    page = biller.get("/work?kind=ticket")

    assert "There is more open work than this list reads" in page.text
    assert len(rows_of(biller, "kind=ticket")) == 3


@pytest.mark.usefixtures("tickets")
def test_reading_a_page_of_work_reads_claims_of_that_page_alone(
    biller: WebClient, stores: PageStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    read = stores.intake.claims.recent_changes

    def counted(claim_ids: Any) -> Any:
        wanted = list(claim_ids)
        asked.append(len(wanted))
        return read(wanted)

    monkeypatch.setattr(stores.intake.claims, "recent_changes", counted)

    biller.get("/work?rows=5&kind=ticket")

    assert asked
    assert max(asked) <= 5


def test_an_overdue_ticket_says_so(
    biller: WebClient, stores: PageStores, tickets: list[Ticket]
) -> None:
    stores.watch.move(timedelta(minutes=1))
    late = tickets[0].model_copy(
        update={"deadline": stores.watch().date() - timedelta(2), "version": tickets[0].version + 1}
    )
    stores.tickets.save(late)

    page = biller.get("/work?due=overdue")

    assert "2 days late" in page.text


@pytest.mark.capability("C5.3")
@pytest.mark.parametrize("by", ["people", "registration", "household"])
def test_restricted_work_is_closed_in_lists_searches_and_actions_until_the_glass_is_broken(
    stores: PageStores, tickets: list[Ticket], by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = tickets[0]
    claim = stores.intake.claims.find(ticket.claim_id)
    assert claim is not None
    restrict(stores, ticket, by, monkeypatch)
    person = WebClient(stores, (JobRole.BILLER,), person_id="bea")
    number = claim.patient_control_number

    every = len(rows_of(WebClient(stores, (JobRole.BILLER,), person_id="al"), "kind=ticket"))

    for address in ("/work?rows=500", "/claims?rows=500"):
        page = person.get(address).body
        assert number not in page
        assert ticket.claim_id not in page
    assert str(len(rows_of(person, "kind=ticket"))) in person.get("/work?kind=ticket").text
    assert len(rows_of(person, "kind=ticket")) == every - (by == "household")
    assert person.post("/search", q=number).status == 200
    left = person.post("/work/actions", action="take", selected=[ticket.ticket_id])
    assert "done=take.0" in left.location

    session = stores.sessions.resume(person.token)
    stores.sessions.break_glass(session, ticket.claim_id)

    assert ticket.claim_id in {row["claim_id"] for row in rows_of(person)}
    assert number in person.get("/claims?rows=500").body
    assert person.post("/search", q=number).status == 303


def restrict(stores: PageStores, ticket: Ticket, by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Restrict a ticket's claim by one of the three sources."""
    if by == "people":
        entry = RestrictionEntry(
            restriction=AccessRestriction.VIP,
            action="set",
            by="user:max",
            at=stores.watch(),
            why="known in town",
        )
        stores.restricted.save(ClaimRestrictions(claim_id=ticket.claim_id, history=(entry,)))
    elif by == "household":
        household = household_of("bea", [ticket.claim_id], taken_at=stores.watch())
        stores.restricted.save_household(household)
    else:
        said = ticket.model_copy(update={"is_sensitive": True, "version": ticket.version + 1})
        stores.tickets.save(said)

        def flagged(claim: Claim) -> SensitiveClaim:
            found = sensitive_claim(claim)
            is_it = claim.claim_id == ticket.claim_id
            flags = frozenset({AccessRestriction.CHARITY_CARE} if is_it else ())
            return replace(found, sensitivities=flags)

        for module in ("core.restricted", "work.reading"):
            monkeypatch.setattr(f"claimtrail.web.{module}.sensitive_claim", flagged)
