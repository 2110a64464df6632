"""Actions on a claim's page: the use cases of the commands, checked, recorded, and done once."""

import re
from typing import Any

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from tests.harness.claims.claim_events import CLAIM_ID
from tests.harness.claims.lineages import found
from tests.harness.web.claim_stores import claims_of, denied, fold_again
from tests.harness.web.client import Answer, WebClient
from tests.harness.web.page_stores import PageStores

PAGE = f"/claims/{CLAIM_ID}"
pytestmark = pytest.mark.capability("C3.2")
WHY = "filed late by the clearinghouse"


def person_in(stores: PageStores, role: JobRole = JobRole.BILLER, name: str = "anna") -> WebClient:
    return WebClient(stores, (role,), person_id=name)


def claim_of(stores: PageStores) -> Claim:
    fold_again(stores)
    return found(claims_of(stores), CLAIM_ID)


def appeal(person: WebClient, **changes: str) -> Answer:
    form: Any = {"level": "1", "sent": "2026-11-02", "how": "portal", "reference": "", "why": WHY}
    return person.post(f"{PAGE}/appeal", **(form | changes))


def test_an_appeal_is_recorded_in_the_persons_name_and_said_back() -> None:
    stores = denied()
    anna = person_in(stores)

    answer = appeal(anna, reference="AP-1")

    assert answer.status == 303
    assert answer.location.startswith(f"{PAGE}?done=evt_")
    early = anna.get(answer.location).text
    assert "Decision 1: you appealed at level 1" in early
    assert "The claim takes it in within seconds" in early
    claim = claim_of(stores)
    assert claim.state is State.APPEALED
    assert claim.outcome_decisions[0].by == "user:anna"
    assert "takes it in" not in anna.get(answer.location).text
    assert "Decision 1" not in person_in(stores, name="bert").get(answer.location).text


def test_a_form_that_is_sent_twice_does_nothing_twice() -> None:
    stores = denied()
    anna = person_in(stores)

    assert appeal(anna).location == appeal(anna).location
    claim_of(stores)
    assert appeal(anna).status == 303
    assert len(claim_of(stores).outcome_decisions) == 1
    form: Any = {"term": "Processed", "seen_in": "phone", "seen_on": "2026-11-03", "said": ""}
    first = anna.post(f"{PAGE}/record-status", **form)
    assert anna.post(f"{PAGE}/record-status", **form).location == first.location
    words = anna.get(f"{PAGE}.json").document()["people"]
    assert [word["what"] for word in words] == [
        "appealed at level 1, sent 2026-11-02 by the payer's portal",
        "saw the payer's status 'Processed'",
    ]


def test_a_decision_is_recorded_in_the_access_log_before_it_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stores = denied()
    anna = person_in(stores)

    def refuse(*_: object) -> None:
        raise OSError("the queue is gone")

    monkeypatch.setattr(stores.rows, "send", refuse)
    with pytest.raises(OSError, match="queue"):
        appeal(anna)

    assert not claim_of(stores).outcome_decisions


def test_above_the_own_limit_a_second_person_approves() -> None:
    stores = denied(charge=100)
    anna, bert = person_in(stores), person_in(stores, JobRole.MANAGER, "bert")

    asked = anna.post(f"{PAGE}/write-off", amount="", reason="timely_filing", why=WHY)
    assert "It counts once a second person approves it." in anna.get(asked.location).text
    assert claim_of(stores).written_off_cents == 0

    own = person_in(stores, JobRole.MANAGER, "anna")
    assert f"{PAGE}/approve" not in own.get(PAGE).body
    assert own.post(f"{PAGE}/approve", why=WHY).status == 403
    offered = bert.get(PAGE)
    assert f"{PAGE}/approve" in offered.body
    assert "user:anna asked to write off $100.00" in offered.text
    assert bert.post(f"{PAGE}/approve", why="agreed").status == 303
    assert claim_of(stores).written_off_cents == 10_000


def test_a_refused_form_says_why_and_keeps_what_was_typed() -> None:
    stores = denied()
    anna = person_in(stores)

    answer = appeal(anna, sent="2026-10-01", reference="AP-7", why="so & so")

    assert answer.status == 400
    assert "Not recorded: 2026-10-01 is before the payer's decision" in answer.text
    assert 'value="AP-7"' in answer.body
    assert "so &amp; so</textarea>" in answer.body
    assert 'value="2026-10-01"' in answer.body
    assert re.search(r'id="do-appeal"[^>]{0,40} open', answer.body)
    assert "claimtrail " not in answer.text.partition("Denials")[0]
    assert not claim_of(stores).outcome_decisions


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"why": " "}, "Fill in: Why"),
        ({"how": "pigeon"}, "Choose one of the list"),
        ({"sent": "soon"}, "year-month-day"),
        ({"sent": "2027-01-01"}, "the day is still to come"),
        ({"why": "x" * 600}, "500 letters or fewer"),
    ],
)
def test_what_is_missing_or_wrong_is_named(changes: dict[str, str], said: str) -> None:
    stores = denied()

    answer = appeal(person_in(stores), **changes)

    assert answer.status == 400
    assert said in answer.text
    assert not claim_of(stores).outcome_decisions


@pytest.mark.parametrize("amount", ["-5", "1.234", "lots", "0"])
def test_an_amount_that_is_none_is_refused(amount: str) -> None:
    stores = denied()

    answer = person_in(stores).post(
        f"{PAGE}/write-off", amount=amount, reason="timely_filing", why=WHY
    )

    assert answer.status == 400
    assert claim_of(stores).written_off_cents == 0


def test_a_decision_beyond_all_limits_is_refused_and_stands_in_the_trail() -> None:
    stores = denied(charge=20_000)
    anna = person_in(stores)

    answer = anna.post(f"{PAGE}/write-off", amount="", reason="timely_filing", why=WHY)

    assert answer.status == 403
    assert "more than anybody may approve" in answer.text
    refused = [row for row in anna.recorded if row["action"] == "claim.decision_refused"]
    assert [row["statement"] for row in refused] == ["AMOUNT_NOT_PERMITTED"]


def test_closing_and_reopening_go_there_and_back() -> None:
    stores = denied()
    anna = person_in(stores)

    assert anna.post(f"{PAGE}/close", why=WHY).status == 303
    assert claim_of(stores).state is State.CLOSED
    assert f"{PAGE}/reopen" in anna.get(PAGE).body
    assert anna.post(f"{PAGE}/reopen", why="found the proof").status == 303
    assert claim_of(stores).state is State.DENIED


@pytest.mark.capability("C1.6")
@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (JobRole.BILLER, {"record-status", "appeal", "write-off", "close"}),
        (JobRole.SUPPORT_2, {"record-status", "appeal"}),
        (JobRole.PAYER_LIAISON, {"record-status"}),
        (JobRole.FINANCE, set()),
        (JobRole.AUDITOR, set()),
        (JobRole.OPERATOR, set()),
    ],
)
def test_forms_are_offered_by_role_and_taken_from_no_other(
    role: JobRole, offered: set[str]
) -> None:
    stores = denied()
    person = person_in(stores, role)
    page = person.get(PAGE)
    names = ("record-status", "appeal", "write-off", "close")

    assert {name for name in names if f'action="{PAGE}/{name}"' in page.body} == offered
    for name in set(names) - offered:
        assert person.post(f"{PAGE}/{name}", why=WHY).status == 403
    assert not claim_of(stores).outcome_decisions


def test_a_form_about_another_payers_claim_is_answered_as_if_there_were_none() -> None:
    stores = denied()
    stranger = WebClient(stores, (JobRole.BILLER,), payers=("juniper-medicaid",))

    assert appeal(stranger).status == 404
    assert not claim_of(stores).outcome_decisions


def test_the_address_of_a_form_leads_back_to_the_claim() -> None:
    assert person_in(denied()).get(f"{PAGE}/appeal").location == PAGE


@pytest.mark.capability("C8.1")
def test_a_note_stands_in_the_timeline_with_who_and_when_and_changes_nothing() -> None:
    stores = denied()
    anna, before = person_in(stores), found(claims_of(stores), CLAIM_ID)

    answer = anna.post(f"{PAGE}/note", note="Called the payer:  a supervisor calls back")
    again = anna.post(f"{PAGE}/note", note="Called the payer: a supervisor calls back")

    assert answer.location == again.location
    assert "Your note is added." in anna.get(answer.location).text
    page = person_in(stores, name="bert").get(PAGE).text
    assert page.count("Called the payer: a supervisor calls back") == 1
    assert "Note anna Nov 9, 2026 14:30 UTC" in page
    assert "Your note is added." not in page
    assert claim_of(stores) == before


@pytest.mark.capability("C8.1")
def test_a_note_is_recorded_and_published_without_its_words() -> None:
    stores = denied()
    anna = person_in(stores)

    anna.post(f"{PAGE}/note", note="Called Zelda at the payer")

    [row] = [one for one in anna.recorded if one["action"] == "claim.note"]
    assert (row["actor"], row["claim_id"]) == ("user:anna", CLAIM_ID)
    [event] = [
        one for one in stores.publisher.events.values() if one.detail_type.value == "claim.noted"
    ]
    assert (event.subject_id, event.actor) == (CLAIM_ID, "user:anna")
    assert set(event.detail) == {"note_id", "sha256"}
    assert "Zelda" not in str(anna.recorded) + str(stores.publisher.events)


@pytest.mark.capability("C8.1")
@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "the form is not complete"),
        ("x" * 501, "too long"),
        ("Her number is 123-45-6789", "Social Security number"),
    ],
)
def test_a_note_that_cannot_be_comes_back_with_what_was_typed(words: str, why: str) -> None:
    stores = denied()
    anna = person_in(stores)

    answer = anna.post(f"{PAGE}/note", note=words)

    assert answer.status == 400
    assert why in answer.text
    assert words in answer.body
    assert claims_of(stores).notes_of(CLAIM_ID) == []


@pytest.mark.capability("C8.1", "C1.6")
def test_notes_are_of_those_whose_roles_have_them() -> None:
    stores = denied()
    person_in(stores).post(f"{PAGE}/note", note="Called the payer")
    operator, finance = (person_in(stores, one) for one in (JobRole.OPERATOR, JobRole.FINANCE))

    assert finance.post(f"{PAGE}/note", note="mine").status == 403
    assert "Add a note" not in finance.get(PAGE).text
    for person in (operator, finance):
        assert "Called the payer" not in person.get(f"{PAGE}.json").body


def test_a_decision_that_changes_no_status_stands_under_a_heading_of_its_own() -> None:
    stores = denied()
    anna = person_in(stores)
    anna.post(f"{PAGE}/write-off", amount="12.50", reason="small_balance", why=WHY)
    claim_of(stores)

    page = anna.get(PAGE).text

    assert "1 decision of people that changed no status" in page
    assert "Decisions that changed no status" in page
    assert "1 record that came and moved nothing" not in page
