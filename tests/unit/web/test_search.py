"""Search from anywhere: one claim opens, several are listed, none says how it was looked up."""

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.model import Claim
from claimtrail.web.search.terms import SearchPart, terms_of
from tests.harness.web.client import Answer, WebClient
from tests.harness.web.open_work import open_tickets
from tests.harness.web.page_stores import PageStores
from tests.twins.claims.memory import Kept

pytestmark = pytest.mark.capability("C8.1")


@pytest.fixture
def stores() -> PageStores:
    return PageStores()


@pytest.fixture
def biller(stores: PageStores) -> WebClient:
    return WebClient(stores, (JobRole.BILLER,))


@pytest.fixture
def claim(stores: PageStores) -> Claim:
    """A claim with a submission and a number of its payer's."""
    found = map(stores.intake.claims.find, stores.intake.claims.owners_of(Kept.CHANGE))
    return next(
        one
        for one in found
        if one and one.submissions and one.payer_claim_control_number and not one.is_hidden
    )


def submission_of(stores: PageStores, claim: Claim) -> Submitted:
    events = stores.intake.claims.events_of(claim.claim_id)
    return next(one.fact for one in events if isinstance(one.fact, Submitted))


def search(person: WebClient, text: str) -> Answer:
    return person.post("/search", q=text)


def finds(person: WebClient, text: str, claim: Claim) -> bool:
    """Return whether a search leads to a claim, or lists it."""
    answer = search(person, text)
    address = f"/claims/{claim.claim_id}"
    return answer.location == address or f'href="{address}"' in answer.body


@pytest.mark.parametrize("how", ["number", "lower case", "payer's number", "id", "shown id"])
def test_a_number_or_id_opens_its_claim(biller: WebClient, claim: Claim, how: str) -> None:
    texts = {
        "number": claim.patient_control_number,
        "lower case": claim.patient_control_number.lower(),
        "payer's number": claim.payer_claim_control_number,
        "id": claim.claim_id,
        "shown id": claim.claim_id[:12],
    }

    answer = search(biller, texts[how])

    assert answer.status == 303
    assert answer.location == f"/claims/{claim.claim_id}"


def test_a_claim_is_found_by_name_date_and_amount(
    biller: WebClient, stores: PageStores, claim: Claim
) -> None:
    fact = submission_of(stores, claim)
    patient, served = fact.patient, fact.service_from
    assert served is not None
    amount = f"{fact.total_charge_cents // 100:,}.{fact.total_charge_cents % 100:02d}"

    for text in (
        patient.last_name,
        f"{patient.last_name}, {patient.first_name}",
        f"{patient.first_name} {patient.last_name}".lower(),
        patient.member_id or fact.subscriber.member_id,
        f"{served:%m/%d/%Y}",
        served.isoformat(),
        f"{served:%B} {served.day}, {served.year}",
        f"{served:%Y%m%d}",
        f"${amount}",
        amount,
        f"{patient.last_name} {served:%m/%d/%Y} ${amount}",
    ):
        assert finds(biller, text, claim), text


def test_parts_narrow_each_other(biller: WebClient, stores: PageStores, claim: Claim) -> None:
    fact = submission_of(stores, claim)

    answer = search(biller, f"{fact.patient.last_name} 01/01/2020")

    assert answer.status == 200
    assert f"/claims/{claim.claim_id}" not in answer.body
    assert "Nothing was found" in answer.text


def test_a_mistyped_number_shows_what_is_near_it_and_opens_nothing(
    biller: WebClient, claim: Claim
) -> None:
    number = claim.patient_control_number
    mistyped = number[:-2] + number[-1] + number[-2]
    if mistyped == number:
        mistyped = number + "0"

    answer = search(biller, mistyped)

    assert answer.status == 200
    assert "near it" in answer.text
    assert claim.patient_control_number in answer.text


def test_none_says_what_was_looked_up_and_how(biller: WebClient) -> None:
    answer = search(biller, "ZZTOP-990011")

    assert "patient control number, payer's claim number, member id" in answer.text
    assert "ZZTOP-990011" in answer.text


@pytest.mark.capability("C5.4")
def test_what_a_search_lists_is_recorded_and_what_was_typed_is_not(
    biller: WebClient, stores: PageStores, claim: Claim
) -> None:
    name = submission_of(stores, claim).patient.last_name

    answer = search(biller, f"{name} nobody")

    assert "q=" not in answer.location
    search(biller, f"{claim.service_from:%m/%d/%Y}")
    assert name not in str(biller.recorded)
    assert "Nemo" not in biller.get("/search?q=Nemo").text


@pytest.mark.capability("C5.3")
def test_nobody_searches_by_what_the_own_role_does_not_see(
    stores: PageStores, claim: Claim
) -> None:
    fact = submission_of(stores, claim)
    finance = WebClient(stores, (JobRole.FINANCE,))
    support = WebClient(stores, (JobRole.SUPPORT_1,))
    operator = WebClient(stores, (JobRole.OPERATOR,))

    assert not finds(finance, fact.patient.last_name, claim)
    assert not finds(finance, fact.patient.member_id or fact.subscriber.member_id, claim)
    by_amount = search(support, f"${fact.total_charge_cents / 100:.2f}")
    assert "Your roles do not search by amount" in by_amount.text
    assert not finds(operator, claim.patient_control_number, claim)
    assert finds(operator, claim.claim_id, claim)


@pytest.mark.capability("C1.6")
def test_a_claim_of_another_payer_is_as_none(stores: PageStores, claim: Claim) -> None:
    elsewhere = WebClient(stores, (JobRole.BILLER,), payers=("nobody",))

    known = search(elsewhere, claim.patient_control_number)
    unknown = search(elsewhere, "ZZTOP-990011")

    assert known.status == unknown.status == 200
    assert known.text.replace(claim.patient_control_number, "X") == unknown.text.replace(
        "ZZTOP-990011", "X"
    )


def test_a_ticket_opens_by_its_id(biller: WebClient, stores: PageStores) -> None:
    ticket = open_tickets(stores)[0]

    assert search(biller, ticket.ticket_id).location == f"/tickets/{ticket.ticket_id}"
    assert search(biller, "tkt_nobody").status == 200


def test_a_file_opens_for_those_who_follow_files(
    biller: WebClient, stores: PageStores, claim: Claim
) -> None:
    file_id = claim.steps[0].source.file_id
    engineer = WebClient(stores, (JobRole.SUPPORT_3,))

    assert search(engineer, file_id).location == f"/files/{file_id}"
    assert search(biller, file_id).status == 200


def test_an_empty_search_shows_the_form(biller: WebClient) -> None:
    answer = search(biller, "  ")

    assert answer.status == 200
    assert 'action="/search" method="post"' in answer.body


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("clm_viinx5aa", [(SearchPart.CLAIM_ID, "clm_viinx5aa")]),
        ("FIL_abc", [(SearchPart.FILE_ID, "fil_abc")]),
        ("10/3/26", [(SearchPart.DAY, "2026-10-03")]),
        ("13/45/2026", [(SearchPart.NUMBER, "13/45/2026")]),
        ("oct 3, 2026", [(SearchPart.DAY, "2026-10-03")]),
        ("$1,250", [(SearchPart.AMOUNT, "125000")]),
        ("12.50", [(SearchPart.AMOUNT, "1250")]),
        ("Doe, Jane 2026-10-03", [(SearchPart.DAY, "2026-10-03"), (SearchPart.NAME, "Doe, Jane")]),
        ("ACC-0017", [(SearchPart.NUMBER, "ACC-0017")]),
        ("<script>", [(SearchPart.NAME, "<script>")]),
        ("...", []),
    ],
)
def test_a_text_is_taken_apart(text: str, parts: list[tuple[SearchPart, str]]) -> None:
    assert [(one.kind, one.value) for one in terms_of(text)] == parts


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "' OR 1=1 --", "x" * 5_000, "$,"])
def test_no_text_breaks_the_page(biller: WebClient, text: str) -> None:
    answer = search(biller, text)

    assert answer.status == 200
    assert "<script>alert" not in answer.body
