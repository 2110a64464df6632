"""Actions on a ticket's page: offered by role and status, checked, recorded, and done once."""

from typing import Any

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.tickets.model import Ticket, TicketStatus
from claimtrail.tickets.ticket_parts import LinkKind
from claimtrail.web.tickets.actions.forms import ACTIONS
from tests.harness.web.client import Answer, WebClient
from tests.harness.web.desk_tickets import CLINICAL, FINANCIAL, Desk, a_desk, sign_in_once
from tests.harness.web.open_work import open_tickets
from tests.harness.web.page_stores import PageStores

pytestmark = pytest.mark.capability("C1.6", "T1.1")
WHY = "as the payer said by phone"


@pytest.fixture
def stores() -> PageStores:
    made = PageStores()
    open_tickets(made)
    return made


@pytest.fixture
def desk(stores: PageStores) -> Desk:
    return a_desk(stores)


@pytest.fixture
def bea(stores: PageStores) -> WebClient:
    return WebClient(stores, (JobRole.BILLER,), person_id="bea", queues=("queue:billing",))


@pytest.fixture
def max_(stores: PageStores) -> WebClient:
    return WebClient(stores, (JobRole.MANAGER,), person_id="max")


def send(by: WebClient, ticket: Ticket, action: str, **form: Any) -> Answer:
    return by.post(f"/tickets/{ticket.ticket_id}/{action}", **form)


def stored(stores: PageStores, ticket: Ticket) -> Ticket:
    found = stores.tickets.get(ticket.ticket_id)
    assert found is not None
    return found


def offered(person: WebClient, ticket: Ticket) -> set[str]:
    body = person.get(f"/tickets/{ticket.ticket_id}").body
    return {name for name in ACTIONS if f'id="do-{name}"' in body}


def test_the_way_of_a_ticket_through_its_statuses(
    stores: PageStores, desk: Desk, bea: WebClient
) -> None:
    one = desk.late
    for action, form, status in (
        ("start", {"why": WHY}, TicketStatus.IN_PROGRESS),
        ("hold", {"party": "payer", "why": WHY, "since": "2026-11-09T12:00"}, TicketStatus.ON_HOLD),
        ("resume", {"why": WHY}, TicketStatus.IN_PROGRESS),
        ("resolve", {"why": WHY}, TicketStatus.RESOLVED),
        ("reopen", {"why": WHY}, TicketStatus.REOPENED),
        ("cancel", {"why": WHY}, TicketStatus.CANCELED),
    ):
        assert action in offered(bea, one), action

        answer = send(bea, one, action, **form)

        assert answer.status == 303, answer.text
        after = stored(stores, one)
        assert after.status is status
        assert after.history[-1].actor == "user:bea"
        assert action not in offered(bea, one), action
        page = bea.get(answer.location)
        assert 'id="done"' in page.body
        assert "You " in page.text
        assert 'id="done"' not in WebClient(stores, (JobRole.BILLER,)).get(answer.location).body
    held = next(one for one in stored(stores, one).history if one.action == "held")
    assert held.since is not None
    assert held.since.isoformat() == "2026-11-09T12:00:00+00:00"
    changed = [row for row in bea.recorded if row["action"] == "tickets.change"]
    assert {row["statement"] for row in changed} == {
        *("start", "hold", "resume", "resolve", "reopen", "cancel"),
    }


def test_comments_are_internal_or_external_and_name_no_patient(
    stores: PageStores, desk: Desk, bea: WebClient
) -> None:
    one = desk.held
    claim = stores.intake.claims.find(one.claim_id)
    assert claim is not None
    number = claim.patient_control_number

    masked = send(bea, one, "comment", note=f"see {number}", visibility="internal")
    for _ in range(2):  # A form that is sent twice is noted once.
        done = send(bea, one, "comment", note="Sent the chart again", visibility="external")

    assert (masked.status, done.status) == (303, 303)
    after = stored(stores, one)
    assert [(entry.note, entry.visibility) for entry in after.history[-2:]] == [
        ("see [account number]", "internal"),
        ("Sent the chart again", "external"),
    ]
    assert after.version == one.version + 2
    assert number not in bea.get(f"/tickets/{one.ticket_id}").body
    assert "1 account number was masked. The original is kept" in bea.get(masked.location).text
    assert 'id="masked"' not in bea.get(done.location).body
    assert [one.words for one in stores.originals.of_ticket(one.ticket_id)] == [f"see {number}"]
    assert "Sent the chart" not in str(stores.publisher.events.values())


def test_assigning_is_for_those_who_may_and_a_person_takes_and_gives_back(
    stores: PageStores, desk: Desk, bea: WebClient, max_: WebClient
) -> None:
    one = desk.late
    assert "assign" not in offered(bea, one)
    assert send(bea, one, "assign", queue="queue:denials").status == 403

    send(bea, one, "take")
    assert stored(stores, one).assigned_to == "user:bea"
    assert send(bea, one, "assign", person="al").status == 400
    assert send(bea, one, "assign", queue="queue:denials").status == 303
    assert stored(stores, one).assigned_to == "queue:denials"
    assert send(max_, one, "assign", person="al").status == 303
    assert stored(stores, one).assigned_to == "user:al"
    for form in ({}, {"person": "a b"}, {"queue": "queue:nowhere"}, {"person": "al", "queue": "x"}):
        assert send(max_, one, "assign", **form).status == 400


def test_a_category_is_chosen_first_and_then_asks_for_its_values(
    stores: PageStores, desk: Desk, bea: WebClient
) -> None:
    page = bea.get(f"/tickets/{desk.late.ticket_id}?to=denial_management/medical_necessity")

    assert 'name="meta-carc"' in page.body
    assert 'name="to" value="denial_management/medical_necessity"' in page.body
    wrong = send(bea, desk.late, "categorize", to="denial_management/medical_necessity")
    assert wrong.status == 400
    assert "Fill in: Carc" in wrong.text
    form: Any = {"to": "denial_management/medical_necessity", "meta-carc": "co-50"}
    assert send(bea, desk.late, "categorize", **form).status == 303
    after = stored(stores, desk.late)
    assert after.category == "denial_management/medical_necessity"
    assert [(one.name, one.value) for one in after.metadata] == [("carc", "CO-50")]
    assert send(bea, desk.late, "categorize", to="nowhere/none").status == 400
    assert 'name="meta-carc"' not in bea.get(f"/tickets/{desk.late.ticket_id}?to=<script>").body


def test_another_priority_has_an_approver_who_is_somebody_else_and_an_end(
    stores: PageStores, desk: Desk, bea: WebClient
) -> None:
    form = {"priority": "1", "why": "discharge hold", "until": "2026-11-10T17:00"}
    for name, role in (
        ("ines", JobRole.MANAGER),
        ("bea", JobRole.MANAGER),
        ("tom", JobRole.BILLER),
    ):
        sign_in_once(stores, name, role)

    for unfit in ("tom", "nobody"):
        refused = send(bea, desk.late, "prioritize", approver=unfit, **form)
        assert "no role that approves it" in refused.text
    own = send(bea, desk.late, "prioritize", approver="bea", **form)
    past = send(
        bea, desk.late, "prioritize", approver="ines", **form | {"until": "2026-11-01T09:00"}
    )
    done = send(bea, desk.late, "prioritize", approver="ines", **form)

    assert (own.status, past.status, done.status) == (400, 400, 303)
    assert "somebody else approves another priority" in own.text
    assert "claimtrail " not in own.text.partition("To the form")[0].partition("Not done")[2]
    after = stored(stores, desk.late)
    assert after.priority == 1
    assert after.override is not None
    assert after.override.approved_by == "user:ines"
    page = bea.get(f"/tickets/{desk.late.ticket_id}").text
    assert "Until Nov 10, 2026 17:00 UTC, approved by ines, then 4 again." in page


def test_watching_is_for_oneself_and_ones_queues(
    stores: PageStores, desk: Desk, bea: WebClient
) -> None:
    send(bea, desk.late, "watch", who="user:bea")
    send(bea, desk.late, "watch", who="queue:billing")
    assert stored(stores, desk.late).watchers == ("user:bea", "queue:billing")
    assert "watch" not in offered(bea, desk.late)
    assert send(bea, desk.late, "watch", who="user:al").status == 400

    send(bea, desk.late, "unwatch", who="user:bea")

    assert stored(stores, desk.late).watchers == ("queue:billing",)


def test_tickets_are_linked_merged_and_split_where_the_person_may_change_both(
    stores: PageStores, desk: Desk, bea: WebClient
) -> None:
    send(bea, desk.late, "link", kind="duplicate of", other=desk.joint.ticket_id)
    kinds = {one.kind for one in stored(stores, desk.joint).links}
    assert kinds == {LinkKind.DUPLICATED_BY}

    part = send(bea, desk.many, "split", claim=[desk.many.claims.first[0]])
    assert part.location.startswith("/tickets/tkt_")
    assert stored(stores, desk.many).claim_count == 2
    every = send(bea, desk.many, "split", claim=list(stored(stores, desk.many).claims.first))
    assert every.status == 400
    assert "leave at least one" in every.text
    assert send(bea, desk.many, "split").status == 400

    merged = send(bea, desk.late, "merge", other=desk.many.ticket_id)
    assert merged.location.startswith(f"/tickets/{desk.many.ticket_id}")
    assert stored(stores, desk.late).merged_into == desk.many.ticket_id
    assert "Merged into" in bea.get(f"/tickets/{desk.late.ticket_id}").text

    narrow = WebClient(stores, (JobRole.BILLER,), payers=("juniper-medicaid",))
    for other in (desk.held.ticket_id, "tkt_" + "z" * 26, "x"):
        answer = send(narrow, desk.joint, "link", kind="related to", other=other)
        assert answer.status == 400
        assert "no such ticket, or none that you may change" in answer.text


@pytest.mark.capability("T1.5")
def test_two_owners_agree_by_two_persons_or_a_manager_decides(
    stores: PageStores, desk: Desk, max_: WebClient
) -> None:
    one = desk.joint
    clinical = WebClient(stores, (JobRole.SUPPORT_2,), person_id="cleo", queues=(CLINICAL,))
    both = WebClient(stores, (JobRole.SUPPORT_2,), person_id="bo", queues=(CLINICAL, FINANCIAL))
    assert "resolve" not in offered(both, one)
    refused = send(both, one, "resolve", why=WHY)
    assert refused.status == 400
    assert "Have both owners agree" in refused.text
    assert "own" not in offered(both, one)
    assert send(both, one, "own", side="financial", why=WHY).status == 403

    assert send(clinical, one, "agree", owner=FINANCIAL).status == 400
    assert send(clinical, one, "agree", owner=CLINICAL).status == 303
    assert "agree" not in offered(clinical, one)
    assert send(both, one, "agree", owner=FINANCIAL).status == 303
    assert "resolve" in offered(both, one)

    assert send(max_, one, "own", side="financial", why="the chart is complete").status == 303
    sides = stored(stores, one).ownership
    assert sides is not None
    assert sides.decision is not None
    assert (sides.decision.decided_by, sides.owners) == ("user:max", (FINANCIAL,))


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (JobRole.BILLER, {"comment", "take", "start", "hold", "resolve", "merge", "link"}),
        (JobRole.SUPPORT_3, {"comment", "take", "start", "hold", "resolve", "merge", "link"}),
        (JobRole.CLINICIAN, {"comment"}),
        (JobRole.AUDITOR, set()),
    ],
)
def test_forms_are_offered_by_role_and_taken_from_no_other(
    stores: PageStores, desk: Desk, role: JobRole, expected: set[str]
) -> None:
    one = desk.late
    person = WebClient(stores, (role,), queues=(one.assigned_to,))
    names = {"comment", "take", "start", "hold", "resolve", "merge", "link"}

    assert offered(person, one) & names == expected
    for name in sorted(names - expected):
        assert send(person, one, name, why=WHY, party="payer", note="x").status == 403
    assert stored(stores, one) == one


def test_a_form_of_another_page_and_one_that_is_not_complete_change_nothing(
    stores: PageStores, desk: Desk, bea: WebClient
) -> None:
    for name in ACTIONS:
        foreign = bea.post(
            f"/tickets/{desk.held.ticket_id}/{name}", own=False, why=WHY, party="payer"
        )
        assert foreign.status == 403, name
        assert bea.get(f"/tickets/{desk.held.ticket_id}/{name}").location == (
            f"/tickets/{desk.held.ticket_id}"
        )
    empty = send(bea, desk.held, "resolve", why=" ")
    assert empty.status == 400
    assert "Fill in: Why" in empty.text
    assert 'id="do-resolve" name="act" open' in empty.body
    twice = send(bea, desk.held, "start", why=WHY)
    assert twice.status == 400
    assert "no change of a ticket that is on hold" in twice.text
    assert stored(stores, desk.held) == desk.held


def test_an_action_is_recorded_before_it_is_taken(
    stores: PageStores, desk: Desk, bea: WebClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("the queue is gone")

    monkeypatch.setattr(stores.rows, "send", refuse)
    with pytest.raises(OSError, match="queue"):
        send(bea, desk.held, "resolve", why=WHY)

    assert stored(stores, desk.held) == desk.held
