"""The access log and the accounting of disclosures, as those who may read them see them."""

import re
from datetime import timedelta
from itertools import count

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import AccessRestriction
from claimtrail.trail.access_log import Purpose
from claimtrail.trail.datasets.rows import ACCESS_LOG
from claimtrail.trail.retention import ROUTINE_DAYS
from tests.harness.claims.claim_events import CLAIM_ID
from tests.harness.web.claim_stores import seeded
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores

PAGE = f"/claims/{CLAIM_ID}"
LOG = f"/access-log.json?claim={CLAIM_ID}"


@pytest.fixture
def stores() -> PageStores:
    """A claim that a biller read for payment, and an auditor for a lawsuit."""
    stores = seeded()
    WebClient(stores, (JobRole.BILLER,), person_id="bo", _requests=count(100)).get(PAGE)
    WebClient(stores, (JobRole.AUDITOR,), person_id="al", purpose=Purpose.LEGAL).get(PAGE)
    stores.record_accesses()
    return stores


def auditor(stores: PageStores) -> WebClient:
    return WebClient(stores, (JobRole.AUDITOR,), person_id="al", purpose=Purpose.AUDIT)


@pytest.mark.capability("C5.4")
def test_the_page_of_a_claim_leads_to_who_looked_at_it(stores: PageStores) -> None:
    address = f"/access-log?claim={CLAIM_ID}"

    assert address in auditor(stores).get(PAGE).body
    assert address not in WebClient(stores, (JobRole.BILLER,)).get(PAGE).body
    rows = auditor(stores).get(LOG).document()["access-log"]
    assert {(row["person"], row["purpose"], row["action"]) for row in rows} == {
        ("user:bo", "payment", "claim.read"),
        ("user:al", "legal", "claim.read"),
    }
    assert all(row["claim"] == CLAIM_ID and row["fields"] and row["origin"] for row in rows)


@pytest.mark.capability("C5.4")
def test_reading_the_log_is_recorded_before_it_is_shown(stores: PageStores) -> None:
    before = len(stores.rows.rows[ACCESS_LOG.name])

    auditor(stores).get(LOG)
    auditor(stores).get("/access-log")

    added = stores.rows.rows[ACCESS_LOG.name][before:]
    assert [(row["action"], row["subject_id"], row["actor"]) for row in added] == [
        ("access_log.read", f"access_log:{CLAIM_ID}", "user:al"),
        ("access_log.read", f"access_log:{stores.today()}", "user:al"),
    ]


def test_a_list_that_showed_many_claims_is_one_row_of_the_day() -> None:
    stores = PageStores()
    WebClient(stores, (JobRole.BILLER,), person_id="bo").get("/claims?rows=5")
    stores.record_accesses()

    [row] = (
        auditor(stores)
        .get("/access-log.json?columns=claim,things,all_things")
        .document()["access-log"]
    )

    assert row["things"] == 5
    assert row["claim"] == row["all_things"].split()[0]
    assert "and 4 more" in auditor(stores).get("/access-log").text


def test_the_log_is_narrowed_by_person_purpose_action_and_period(stores: PageStores) -> None:
    person = auditor(stores)

    def found(query: str) -> int:
        return len(person.get(f"/access-log.json?{query}").document()["access-log"])

    assert found("") == 2
    assert found("person=user%3Abo") == 1
    assert found("purpose=legal") == 1
    assert found("action=claim.export") == 0
    day = stores.today() - timedelta(days=1)
    assert found(f"from={day}&through={day}") == 0
    assert person.get("/access-log?from=2026-13-01").status == 400
    assert found("from=2020-01-01") == 2, "the latest days of a period that is too long"
    assert f"through {stores.today()}" in person.get("/access-log?from=2020-01-01").text
    assert found(f"from={stores.today()}&through={day}") == 2, "days the other way round"
    assert found("through=0001-01-01") == 0
    assert person.get("/access-log?action=looked").status == 400
    assert person.get("/access-log?claim=fil_1").status == 400


def test_the_log_tells_of_restricted_claims_too(stores: PageStores) -> None:
    stores.restrict(CLAIM_ID, AccessRestriction.VIP)

    rows = auditor(stores).get(LOG).document()["access-log"]

    assert len(rows) == 2


@pytest.mark.capability("C1.6")
@pytest.mark.parametrize("role", JobRole)
def test_only_roles_that_the_table_names_read_the_log(stores: PageStores, role: JobRole) -> None:
    person = WebClient(stores, (role,), purpose=Purpose.AUDIT)
    may = role in {JobRole.AUDITOR, JobRole.MANAGER, JobRole.ADMINISTRATOR}

    for address in (f"/access-log?claim={CLAIM_ID}", f"/disclosures?claim={CLAIM_ID}"):
        answer = person.get(address)
        assert answer.status == (200 if may else 403)
        shown = re.findall(r">(?:user:)?(bo)<", person.get(f"{address}&all=yes").body)
        assert bool(shown) is may
    links = f'href="{PAGE}"' in person.get(f"/access-log?claim={CLAIM_ID}").body
    assert links is (role in {JobRole.AUDITOR, JobRole.MANAGER})


@pytest.mark.capability("C5.4")
def test_a_patient_is_told_of_what_counts_and_of_all_on_request(stores: PageStores) -> None:
    person = auditor(stores)
    address = f"/disclosures.json?claim={CLAIM_ID}"

    owed = person.get(address).document()["disclosures"]
    every = person.get(f"{address}&all=yes").document()["disclosures"]

    assert [(row["recipient"], row["purpose"]) for row in owed] == [("user:al", "legal")]
    page = person.get(f"/disclosures?claim={CLAIM_ID}").body
    assert re.search(r">\s*al\s*<", page)
    assert not re.search(r">\s*user:al\s*<", page)
    assert {row["purpose"] for row in every} == {"payment", "legal"}
    exempt = person.get(f"{address}&all=yes&rule=exempt").document()["disclosures"]
    assert [row["purpose"] for row in exempt] == ["payment"]
    assert "164.528" in person.get(f"/disclosures?claim={CLAIM_ID}").text
    assert person.get(f"/disclosures.csv?claim={CLAIM_ID}").body.splitlines()[0].startswith("at,")
    told = stores.rows.rows[ACCESS_LOG.name][-1]
    assert (told["action"], told["subject_id"]) == ("disclosures.report", f"disclosures:{CLAIM_ID}")


def test_what_counts_is_kept_six_years_and_the_rest_for_a_year(stores: PageStores) -> None:
    day = stores.today()
    kept = {
        one.purpose: (one.kept_until.date() - day).days
        for one in stores.accesses.of_subject(CLAIM_ID, first=day, last=day, most=10)
    }

    assert kept == {"payment": ROUTINE_DAYS, "legal": 2192}
