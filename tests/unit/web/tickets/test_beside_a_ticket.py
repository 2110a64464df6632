"""Attachments, hand-offs and letters of a ticket: shown by role, handed out once recorded."""

from typing import Any

import pytest

from claimtrail.access.fields import FieldGroup
from claimtrail.access.roles import JobRole
from claimtrail.tickets.attachments.model import Attachment
from claimtrail.tickets.model import HoldParty, Ticket, TicketStatus
from claimtrail.tickets.ticket_parts import ClinicalHold
from claimtrail.web.core.security import POLICY
from claimtrail.web.tickets.attachment_page import WHOLE
from tests.harness.tickets.offered_files import PNG
from tests.harness.tickets.vendor_work import VENDOR, attach, current, vendor_work
from tests.harness.web.client import WebClient
from tests.harness.web.desk_tickets import ANN, CLAIM_QUEUE, Desk, a_desk, sign_in_once
from tests.harness.web.open_work import open_tickets
from tests.harness.web.page_stores import PageStores
from tests.unit.web.tickets.test_ticket_page import groups_of

pytestmark = pytest.mark.capability("T6.6", "C5.3")
PATIENT = "SORRELWEAVER"


@pytest.fixture(scope="module")
def stores() -> PageStores:
    """A desk that nothing here changes."""
    made = PageStores()
    open_tickets(made)
    a_desk(made)
    vendor_work(made)
    return made


@pytest.fixture(scope="module")
def held(stores: PageStores) -> Ticket:
    return next(one for one in stores.tickets.list_open(limit=50) if one.handed_to)


def named(stores: PageStores, ticket: Ticket, name: str) -> Attachment:
    found = stores.attachments.list_of(ticket.ticket_id)
    return next(one for one in found if one.name.startswith(name))


@pytest.mark.parametrize("role", JobRole)
def test_each_role_is_sent_what_is_in_a_file_as_its_groups_allow(
    stores: PageStores, held: Ticket, role: JobRole
) -> None:
    groups = groups_of(role, CLAIM_QUEUE)
    person = WebClient(stores, (role,), queues=(CLAIM_QUEUE,))
    remittance, letter = (named(stores, held, one) for one in ("remittance", "letter"))
    files = f"/tickets/{held.ticket_id}/attachments"
    page = f"{files}/{remittance.attachment_id}"

    shown, fetched = person.get(page), person.get(f"{page}/file")
    text = person.get(f"{files}/{letter.attachment_id}")

    if not groups:
        assert {shown.status, text.status, fetched.status} == {403}
        return
    assert (shown.status, text.status) == (200, 200)
    assert (PATIENT in shown.body) is (FieldGroup.PATIENT in groups)
    assert "CLP" in shown.body
    assert "Lopez" not in text.body
    assert ("[name]" in text.body) is (FieldGroup.NOTES in groups)
    assert fetched.status == (303 if groups >= WHOLE else 403)
    rows = [row for row in person.recorded if row["action"] == "tickets.attachment"]
    assert {row["subject_id"] for row in rows} == {
        held.ticket_id,
        held.claim_id,
        remittance.attachment_id,
        letter.attachment_id,
    }
    assert {row["fields"] for row in rows} >= ({"content", "file"} if groups >= WHOLE else set())


@pytest.mark.parametrize("name", ["malware", "announced"])
def test_nobody_gets_what_is_not_clean(stores: PageStores, held: Ticket, name: str) -> None:
    person = WebClient(stores, (JobRole.BILLER,))
    page = f"/tickets/{held.ticket_id}/attachments/{named(stores, held, name).attachment_id}"

    assert person.get(page).status == 200
    assert person.get(f"{page}/file").status == 409
    assert person.get(f"{page}x").status == 404
    stranger = WebClient(stores, (JobRole.BILLER,), payers=("juniper-medicaid",))
    assert stranger.get(page).status == 404


@pytest.mark.capability("T3.5")
def test_the_page_says_who_has_it_since_when_and_shows_letters_as_they_were_archived(
    stores: PageStores, held: Ticket
) -> None:
    person = WebClient(stores, (JobRole.AUDITOR,))

    page = person.get(f"/tickets/{held.ticket_id}")
    document = person.get(f"/tickets/{held.ticket_id}.json").document()

    assert f"{VENDOR} intake desk Nov 9, 2026 13:00 UTC" in page.text
    assert "The denial stands, told Mr. [name]." in page.text
    assert page.text.count("as it was archived") == 2
    [hand_off] = document["hand_offs"]
    assert hand_off["handed"] == ["medical records", "the denial"]
    assert [one["direction"] for one in document["letters"]] == ["sent", "received"]
    assert {one["state"] for one in document["attachments"]} == {
        "clean",
        "infected",
        "not uploaded yet",
    }


def _desk() -> tuple[PageStores, Desk, WebClient]:
    made = PageStores()
    open_tickets(made)
    return made, a_desk(made), WebClient(made, (JobRole.BILLER,), person_id="bea")


def test_a_file_is_announced_by_a_form_and_uploaded_by_the_bucket_s_own() -> None:
    stores, desk, bea = _desk()
    address = f"/tickets/{desk.held.ticket_id}"

    sent = bea.post(f"{address}/attach", name="EOB of Mr. Okonkwo")
    page = bea.get(sent.location)
    assert "1 name was masked. No original is kept." in page.text

    assert sent.location.startswith(f"{address}/attachments/att_")
    assert 'action="https://files.example/"' in page.body
    assert "Okonkwo" not in page.body
    policy = page.headers["Content-Security-Policy"]
    assert policy == POLICY.replace(
        "form-action 'self'", "form-action 'self' https://files.example"
    )
    [awaited] = stores.attachments.list_of(desk.held.ticket_id)
    assert f'name="key" value="{awaited.quarantine_key}"' in page.body
    other = WebClient(stores, (JobRole.BILLER,), person_id="bo").get(sent.location)
    assert "files.example" not in other.body
    assert other.headers["Content-Security-Policy"] == POLICY

    came = bea.get(f"{sent.location}&came=yes")
    assert "It is scanned now." in came.text
    stores.attached_files.files[awaited.quarantine_key] = PNG
    stores.stores.desk.attachments.screen(awaited.ticket_id, awaited.attachment_id)
    assert "There is no text to show." in bea.get(sent.location).text


@pytest.mark.capability("T3.5")
def test_a_ticket_goes_to_a_vendor_comes_back_and_letters_are_filed() -> None:
    stores, desk, bea = _desk()
    address, one = f"/tickets/{desk.held.ticket_id}", desk.held

    forms: tuple[tuple[str, dict[str, Any]], ...] = (
        ("hand-over", {"vendor": VENDOR, "handed": "medical records\n\nthe denial of Mr. Okonkwo"}),
        ("file-letter", {"vendor": VENDOR, "direction": "received", "text": "Upheld.\nLevel 2."}),
        ("take-back", {"why": "upheld, level 2 appeal advised"}),
    )
    for action, form in forms:
        assert f'id="do-{action}"' in bea.get(address).body, action
        assert bea.post(f"{address}/{action}", **form).status == 303
        if action == "hand-over":
            handed = current(stores, one)
            assert (handed.status, handed.hold_reason) == (TicketStatus.ON_HOLD, HoldParty.VENDOR)
            assert handed.handed_to
            assert handed.handed_to.handed == ("medical records", "the denial of Mr. [name]")

    after = current(stores, one)
    assert (after.handed_to, after.status) == (None, TicketStatus.IN_PROGRESS)
    [letter] = stores.letters.list_by_ticket(one.ticket_id)
    assert letter.text == "Upheld.\nLevel 2."
    assert [entry.actor for entry in after.history[-3:]] == ["user:bea"] * 3
    assert 'id="do-take-back"' not in bea.get(address).body
    wrong = bea.post(f"{address}/hand-over", vendor="harbor-collections", handed="x")
    assert (wrong.status, "has no such choice" in wrong.text) == (400, True)


@pytest.mark.capability("T3.4")
def test_a_discharge_that_waits_goes_first_with_an_approver_who_is_somebody_else() -> None:
    stores, desk, bea = _desk()
    form: dict[str, Any] = {
        "hold": "patient-discharge",
        "why": "bed is needed",
        "until": "2026-11-10T17:00",
    }
    address = f"/tickets/{desk.late.ticket_id}/urgent"
    sign_in_once(stores, "ines", JobRole.MANAGER)

    assert bea.post(address, approver="nobody", **form).status == 400
    assert bea.post(address, approver="bea", **form).status == 400
    assert bea.post(address, approver="ines", **form).status == 303

    after = current(stores, desk.late)
    assert after.priority == 1
    assert after.override
    assert (after.override.hold, after.override.approved_by) == (
        ClinicalHold.PATIENT_DISCHARGE,
        "user:ines",
    )


def test_a_reader_of_the_ticket_attaches_and_hands_over_nothing() -> None:
    stores, desk, _ = _desk()
    auditor = WebClient(stores, (JobRole.AUDITOR,))

    page = auditor.get(f"/tickets/{desk.held.ticket_id}").body
    for action in ("attach", "hand-over", "file-letter", "urgent"):
        assert f'id="do-{action}"' not in page
        assert auditor.post(f"/tickets/{desk.held.ticket_id}/{action}").status == 403
    attach(stores, desk.held, "a.png", PNG)
    assert stores.attachments.list_of(desk.held.ticket_id)[0].added_by == ANN
