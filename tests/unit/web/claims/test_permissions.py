"""Bytes of a claim's page by role: what a person may not see is nowhere in the answer."""

import pytest

from claimtrail.access.decisions import decide
from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import EVERYWHERE, AccessTarget, Principal
from claimtrail.web.claims.page import head, history, lines, money, parties, whole, work
from claimtrail.web.claims.page.whole import PAGE_TABLES
from tests.harness.claims.claim_events import CLAIM_ID, PAYER
from tests.harness.web.claim_stores import SEEDED, seeded
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores

PAGE = f"/claims/{CLAIM_ID}"
pytestmark = pytest.mark.capability("C5.3")


@pytest.fixture(scope="module")
def denied_claim() -> PageStores:
    return seeded()


@pytest.fixture(scope="module")
def pended_claim() -> PageStores:
    return seeded(awaits_documents=True)


def groups_of(role: JobRole, *, awaits_documents: bool = False) -> frozenset[FieldGroup]:
    everywhere = frozenset({EVERYWHERE})
    person = Principal(
        id="pat.doe", roles=frozenset({role}), facilities=everywhere, payers=everywhere
    )
    target = AccessTarget(resource=Resource.CLAIM, payer=PAYER, awaits_documents=awaits_documents)
    return decide(person, Operation.READ, target).groups


@pytest.mark.parametrize("form", ["", ".json"])
@pytest.mark.parametrize("role", JobRole)
def test_each_role_is_sent_the_values_of_its_groups_and_no_others(
    denied_claim: PageStores, role: JobRole, form: str
) -> None:
    groups = groups_of(role)

    page = WebClient(denied_claim, (role,)).get(f"{PAGE}{form}")

    assert page.status == (200 if groups else 404 if role is JobRole.CLINICIAN else 403)
    values = {value.replace(",", "") if form else value: needs for value, needs in SEEDED.items()}
    sent = {value for value in values if value in page.body}
    assert sent == {value for value, needs in values.items() if groups and needs <= groups}


def test_a_clinician_reads_a_claim_only_while_it_awaits_documents(
    denied_claim: PageStores, pended_claim: PageStores
) -> None:
    waiting = WebClient(pended_claim, (JobRole.CLINICIAN,)).get(PAGE)
    decided = WebClient(denied_claim, (JobRole.CLINICIAN,)).get(PAGE)
    groups = groups_of(JobRole.CLINICIAN, awaits_documents=True)

    assert waiting.status == 200
    assert "Secretperson" in waiting.body
    assert "4,321" not in waiting.body
    assert {value for value in SEEDED if value in waiting.body} == {
        value for value, needs in SEEDED.items() if needs <= groups and value != "137.00"
    }
    assert decided.status == 404


@pytest.mark.capability("C1.6")
def test_none_and_not_yours_are_the_same_answer(denied_claim: PageStores) -> None:
    stranger = WebClient(denied_claim, (JobRole.BILLER,), payers=("juniper-medicaid",))
    elsewhere = WebClient(denied_claim, (JobRole.BILLER,), facilities=("9999999999",))
    for person in (stranger, elsewhere):
        before = len(person.recorded)
        hidden, unknown = person.get(PAGE), person.get("/claims/clm_" + "z" * 24)

        assert hidden.status == unknown.status == 404
        assert hidden.text.replace(CLAIM_ID, "") == unknown.text.replace("clm_" + "z" * 24, "")
        assert len(person.recorded) == before


def test_a_link_to_the_bytes_is_sent_to_who_may_see_them(denied_claim: PageStores) -> None:
    for role in JobRole:
        page = WebClient(denied_claim, (role,)).get(PAGE)
        person = Principal(
            id="pat.doe",
            roles=frozenset({role}),
            facilities=frozenset({EVERYWHERE}),
            payers=frozenset({EVERYWHERE}),
        )
        target = AccessTarget(resource=Resource.CLAIM, payer=PAYER)
        may = decide(person, Operation.READ_SEGMENT, target).is_allowed

        assert ("/segment" in page.body) == (may and page.status == 200), role


def test_every_field_of_the_page_has_its_group() -> None:
    for module in (head, history, lines, money, parties, whole, work):
        for view in vars(module).values():
            if isinstance(view, type) and hasattr(view, "__dataclass_fields__"):
                if view.__module__ != module.__name__:
                    continue
                assert set(PAGE_TABLES[view].fields) == set(view.__dataclass_fields__), view
