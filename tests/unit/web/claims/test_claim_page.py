"""The page of a claim: head, way, lines, money, and the evidence behind each figure."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.claims.fold.review.exceptions import NEXT_STEPS
from claimtrail.claims.fold.review.hold_deadlines import PATIENCE
from claimtrail.claims.lifecycle.states import State
from claimtrail.web.claims.page.work import for_pages
from tests.harness.claims.claim_events import CLAIM_ID, accepted_claim, remitted, submitted
from tests.harness.claims.lineages import NEW, OLD, newer, old_claim
from tests.harness.web.claim_stores import (
    claims_of,
    denied,
    fold_again,
    own_stores,
    seeded,
    with_claim,
)
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores

PAGE = f"/claims/{CLAIM_ID}"
_LINK = re.compile(r'href="(/claims/[^"]{1,300})"')


def biller(stores: PageStores) -> WebClient:
    return WebClient(stores, (JobRole.BILLER,))


@pytest.fixture(scope="module")
def month() -> WebClient:
    return biller(PageStores())


def claim_in(person: WebClient, state: State) -> dict[str, Any]:
    rows = person.get(f"/claims.json?state={state.value}&rows=500").document()["claims"]
    found: dict[str, Any] = rows[0]
    return found


@pytest.mark.capability("C8.4")
def test_the_head_says_where_it_stands_why_and_what_comes_next() -> None:
    text = biller(denied()).get(PAGE).text

    assert "Denied" in text
    assert "Secretperson, Ada" in text
    assert "In this state since Oct 9, 2026 (31 days); 39 days since it was submitted" in text
    assert "CO-29" in text
    assert "timely filing" in text.casefold()
    assert "Appeal with proof that the claim was sent in time" in text


@pytest.mark.capability("C8.4")
def test_a_deadline_stands_with_its_kind_and_the_days_that_are_left(month: WebClient) -> None:
    claim = claim_in(month, State.FRONT_END_REJECTED)
    page = month.get(f"/claims/{claim['claim_id']}")
    action = month.get(f"/claims/{claim['claim_id']}.json").document()["head"]["action"]

    assert action["days_left"] > 0
    assert f"{action['days_left']} days corrected claim:" in page.text


@pytest.mark.capability("C8.4")
def test_every_step_stands_in_the_list_with_its_wait_and_its_source(month: WebClient) -> None:
    claim = claim_in(month, State.PAID)
    page = month.get(f"/claims/{claim['claim_id']}")
    document = month.get(f"/claims/{claim['claim_id']}.json").document()

    steps = document["steps"]
    assert [step["number"] for step in steps] == list(range(1, len(steps) + 1))
    assert steps[0]["transaction"] == "837"
    assert steps[-1]["transaction"] == "835"
    assert steps[-1]["after"] == "PAID"
    assert sum(step["waited_days"] for step in steps) > 0
    for step in steps:
        assert step["file_id"][:12] in page.text
        assert f"/claims/{claim['claim_id']}/steps/{step['number']}/segment" in page.body


@pytest.mark.capability("C8.4")
def test_the_figures_add_up_from_their_parts_and_each_part_leads_to_its_bytes(
    month: WebClient,
) -> None:
    rows = month.get("/claims.json?rows=500").document()["claims"]
    for row in rows:
        document = month.get(f"/claims/{row['claim_id']}.json").document()
        money, parts = document["money"], document["money"]["parts"]
        assert float(money["paid"]) == sum(float(part["paid"] or 0) for part in parts)
        assert float(money["charge"]) == float(parts[0]["charge"])
        assert float(money["balance"]) == pytest.approx(
            float(money["charge"])
            - float(money["paid"])
            - float(money["contractual"])
            - float(money["written_off"])
        )
        for part in parts:
            shown = month.get(part["link"])
            assert shown.status == 200
            assert "Proven" in shown.text or "as read" in shown.text or "were read" in shown.text


@pytest.mark.capability("C8.4")
def test_no_link_of_the_page_to_a_claim_leads_nowhere(month: WebClient) -> None:
    for state in (State.PAID, State.FRONT_END_REJECTED, State.PENDED_PROVIDER_INFO):
        page = month.get(f"/claims/{claim_in(month, state)['claim_id']}")
        links = {link.replace("&amp;", "&") for link in _LINK.findall(page.body)}

        assert len(links) > 3
        assert {month.get(link).status for link in links} == {200}


def test_a_line_has_its_adjustments_in_plain_words(month: WebClient) -> None:
    claim = claim_in(month, State.PAID)
    text = month.get(f"/claims/{claim['claim_id']}").text

    assert "CO-45 Contractual obligation: Above the fee schedule or contracted amount" in text


def test_one_view_is_recorded_with_what_it_shows() -> None:
    person = biller(denied())

    person.get(PAGE)

    [row] = person.recorded
    assert (row["action"], row["subject_id"]) == ("claim.read", CLAIM_ID)
    assert {"patient", "lines", "paid_cents", "denials"} <= set(row["fields"].split())
    assert "Secretperson" not in str(row)


def test_a_field_that_a_role_is_not_shown_is_not_recorded_as_shown() -> None:
    person = WebClient(denied(), (JobRole.OPERATOR,))

    person.get(PAGE)

    assert "patient" not in person.recorded[0]["fields"].split()
    assert "money" not in person.recorded[0]["fields"].split()


def test_a_short_id_leads_to_the_one_claim_that_begins_so(month: WebClient) -> None:
    whole = claim_in(month, State.PAID)["claim_id"]

    assert month.get(f"/claims/{whole[:10]}").location == f"/claims/{whole}"
    assert month.get(f"/claims/{whole[:14]}/steps/1/segment").location == (
        f"/claims/{whole}/steps/1/segment"
    )
    assert month.get(f"/claims/{whole[:5]}").status == 404
    assert month.get("/claims/clm_zzzzzzzz").status == 404


def test_a_short_id_of_a_claim_that_is_not_the_persons_leads_nowhere(month: WebClient) -> None:
    row = claim_in(month, State.PAID)
    stranger = WebClient(month.page_stores, (JobRole.BILLER,), payers=("nobody",))

    assert stranger.get(f"/claims/{row['claim_id'][:14]}").status == 404


def test_a_replaced_claim_leads_to_the_one_that_it_lives_on_as() -> None:
    stores = with_claim(own_stores(), old_claim(), newer("7"))
    person = biller(stores)

    old, new = person.get(f"/claims/{OLD}"), person.get(f"/claims/{NEW}")

    assert f'This claim lives on as <a href="/claims/{NEW}">' in old.body
    assert f'Replaces <a href="/claims/{OLD}">' in new.body
    assert person.get(f"/claims/{NEW}.json").document()["related"][0]["words"] == "replaces"


def test_tickets_and_escalations_stand_beside_it_with_their_history() -> None:
    text = biller(seeded()).get(PAGE).text

    assert "Send the records. (ticket tkt_seeded)" in text
    assert "rang them twice" in text
    assert "claims-follow-up-7" in text
    assert "$4,321.00 waits" in text
    assert "saw the payer's status 'Under review'" in text


def test_who_has_looked_is_offered_to_who_may_read_the_access_log() -> None:
    stores = denied()

    for role, is_offered in (
        (JobRole.AUDITOR, True),
        (JobRole.MANAGER, True),
        (JobRole.BILLER, False),
    ):
        page = WebClient(stores, (role,)).get(PAGE)
        assert (f'href="/access-log?claim={CLAIM_ID}"' in page.body) is is_offered


class Counted:
    """A port whose calls are counted."""

    def __init__(self, port: Any, calls: list[str]) -> None:
        self._port, self._calls = port, calls

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._port, name)
        if not callable(value):
            return value

        def call(*args: Any, **kwargs: Any) -> Any:
            self._calls.append(name)
            return value(*args, **kwargs)

        return call


def test_a_page_reads_the_claim_its_tickets_escalations_and_notes_once_each(
    record_property: Callable[[str, object], None],
) -> None:
    stores, calls = seeded(), list[str]()
    for name in ("claims", "tickets", "escalations", "files", "payments"):
        object.__setattr__(stores.stores, name, Counted(getattr(stores.stores, name), calls))

    biller(stores).get(PAGE)

    assert sorted(calls) == ["list_by_claim", "list_by_claim", "notes_of", "partition_of"]
    assert stores.restricted.page_reads == 1
    record_property("store calls of a claim's page", len(calls) + stores.restricted.page_reads)


def test_a_write_off_that_waits_is_named_with_who_asked() -> None:
    stores = denied(charge=100)
    person = biller(stores)
    person.post(f"{PAGE}/write-off", amount="", reason="timely_filing", why="filed late")
    fold_again(stores)

    page = person.get(PAGE).text
    assert "Approve the write-off, or turn it down." in page
    assert "Awaits approval: user:pat.doe asked to write off" in page


def test_unmatched_remittance_lines_stand_apart() -> None:
    stranger = remitted(9, 20, "", charge=100)
    line = stranger.fact.lines[0].model_copy(  # type: ignore[union-attr]
        update={"control_number": "", "procedure_code": "97110", "charge_cents": 5000}
    )
    event = stranger.model_copy(
        update={"fact": stranger.fact.model_copy(update={"lines": (line,)})}
    )
    stores = with_claim(own_stores(), [submitted(1), *accepted_claim()[1:]], [event])

    document = biller(stores).get(f"{PAGE}.json").document()

    assert claims_of(stores).find(CLAIM_ID)
    assert [row["procedure"] for row in document["unmatched"]] == ["97110"]


def test_no_next_step_of_a_page_names_a_command() -> None:
    texts = [*NEXT_STEPS.values(), *(one.next_step for one in PATIENCE.values())]

    for text in texts:
        shown = for_pages(text)
        assert "`" not in shown, shown
        assert not re.search(r" [.,;:]|[,:;]\.|(?:by|or|:)$", shown), shown
