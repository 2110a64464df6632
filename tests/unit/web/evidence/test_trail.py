"""The trail by day as auditors see it: seals, gaps, verification of a day, and its entries."""

from dataclasses import replace
from datetime import date
from itertools import count
from typing import NamedTuple

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.trail.access_log import Purpose
from claimtrail.trail.datasets.rows import ACCESS_LOG
from claimtrail.trail.verification.days import MOST_SECONDS
from tests.harness.claims.claim_events import CLAIM_ID
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores
from tests.harness.web.sealed_days import FILE_ID, write_sealed_days

pytestmark = pytest.mark.capability("C8.1")


class SealedPages(NamedTuple):
    """Pages over a trail of three days, the second of which nobody sealed."""

    stores: PageStores
    auditor: WebClient
    days: tuple[date, date, date]


@pytest.fixture
def sealed() -> SealedPages:
    stores = PageStores()
    days = write_sealed_days(stores)
    auditor = WebClient(stores, (JobRole.AUDITOR,), person_id="al", purpose=Purpose.AUDIT)
    return SealedPages(stores, auditor, days)


def test_the_auditor_lands_on_the_days_of_the_trail_with_their_seals(sealed: SealedPages) -> None:
    first, second, third = (day.isoformat() for day in sealed.days)

    assert sealed.auditor.get("/").location == "/trail"
    rows = {row["day"]: row for row in sealed.auditor.get("/trail.json").document()["trail"]}
    assert {day: rows[day]["sealing"] for day in (first, second, third)} == {
        first: "sealed",
        second: "no seal, or numbers missing",
        third: "sealed",
    }
    assert (rows[first]["last_seal"], rows[third]["last_seal"]) == (1, 2)
    assert "before the first seal" in {row["sealing"] for row in rows.values()}
    assert "Sealed up to" in sealed.auditor.get("/trail").text
    gaps = sealed.auditor.get("/trail.json?sealing=gap").document()["trail"]
    assert [row["day"] for row in gaps] == [second]


def test_a_day_is_verified_at_a_click_and_its_verdict_says_no_more_than_was_read(
    sealed: SealedPages,
) -> None:
    day = sealed.days[2]
    page = f"/trail/{day}"
    assert "Nobody verified this day" in sealed.auditor.get(page).text

    answer = sealed.auditor.post(f"{page}/verify")

    assert answer.location == page
    text = sealed.auditor.get(page).text
    assert "PART: no fault in the 3 objects and 6 rows of this day" in text
    assert "It says nothing of other days" in text
    assert "SOUND:" not in text
    [row] = sealed.auditor.get("/trail.json?verified=part").document()["trail"]
    assert (row["day"], row["verified_at"] is not None) == (day.isoformat(), True)
    told = [row for row in sealed.stores.rows.rows[ACCESS_LOG.name] if "verify" in row["action"]]
    assert [row["subject_id"] for row in told] == [f"trail:{day}"]


def test_a_day_that_takes_too_long_is_left_to_the_command(sealed: SealedPages) -> None:
    ticks = count(0, step=MOST_SECONDS)
    trail = replace(sealed.stores.stores.trail, seconds=lambda: float(next(ticks)))
    sealed.stores.stores = replace(sealed.stores.stores, trail=trail)
    auditor = WebClient(sealed.stores, (JobRole.AUDITOR,), purpose=Purpose.AUDIT)

    answer = auditor.post(f"/trail/{sealed.days[0]}/verify")

    assert answer.status == 409
    assert "claimtrail audit verify" in answer.text


def test_a_forged_object_is_named(sealed: SealedPages) -> None:
    day = sealed.days[0]
    key = next(one for one in sealed.stores.trail.objects if one.startswith(f"audit/dt={day}"))
    sealed.stores.trail.objects[key] = sealed.stores.trail.objects[key][:-9] + b"forgeries"

    sealed.auditor.post(f"/trail/{day}/verify")

    text = sealed.auditor.get(f"/trail/{day}").text
    assert "NOT SOUND" in text
    assert key in text
    [row] = sealed.auditor.get("/trail.json?verified=faults").document()["trail"]
    assert row["verified"] == "faults"


def test_an_object_that_is_gone_shows_as_a_gap(sealed: SealedPages) -> None:
    day = sealed.days[1]
    for seq in (5, 6):
        copied = sealed.stores.trail.objects[f"audit/dt={sealed.days[2]}/{seq:012d}.ndjson.gz"]
        sealed.stores.trail.objects[f"audit/dt={day}/{seq + 2:012d}.ndjson.gz"] = copied

    assert "missing: 5, 6" in sealed.auditor.get(f"/trail/{day}").text


def test_entries_of_a_day_lead_to_claim_file_and_object(sealed: SealedPages) -> None:
    day = sealed.days[0]
    address = f"/trail-entries.json?day={day}"

    rows = sealed.auditor.get(address).document()["trail-entries"]
    held = sealed.auditor.get(f"{address}&event=claim.held").document()["trail-entries"]

    assert [row["object"].partition("/")[2] for row in rows[:4]] == [
        *[f"dt={day}/000000000001.ndjson.gz"] * 3,
        f"dt={day}/000000000002.ndjson.gz",
    ]
    assert len(held) == 2
    assert {row["actor"] for row in rows} == {"system:publish_changes"}
    page = sealed.auditor.get(f"/trail-entries?day={day}")
    assert f'href="/claims/{CLAIM_ID}"' in page.body
    assert f'href="/files/{FILE_ID}"' in page.body
    assert "Of objects 1 to 2; the day has 2" in page.text
    later = sealed.auditor.get(f"{address}&start=2").document()["trail-entries"]
    assert len(later) == 3


@pytest.mark.capability("C1.6")
@pytest.mark.parametrize("role", JobRole)
def test_only_roles_that_the_table_names_read_the_trail(sealed: SealedPages, role: JobRole) -> None:
    person = WebClient(sealed.stores, (role,), purpose=Purpose.OPERATIONS)
    day = sealed.days[0]
    may = role in {JobRole.AUDITOR, JobRole.OPERATOR}

    for address in ("/trail", f"/trail/{day}", f"/trail-entries?day={day}"):
        assert person.get(address).status == (200 if may else 403), address
    verified = person.post(f"/trail/{day}/verify").status
    assert verified == (303 if role is JobRole.AUDITOR else 403)
    row = person.get(f"/trail-entries.json?day={day}&columns=event,source,object")
    if role is JobRole.OPERATOR:
        assert "source" not in row.document()["trail-entries"][0]


@pytest.mark.parametrize(
    "address",
    [
        "/trail?from=2026-11-31",
        "/trail-entries?day=x",
        "/trail-entries?start=x",
        "/trail/yesterday",
    ],
)
def test_what_is_no_day_or_number_is_refused(sealed: SealedPages, address: str) -> None:
    assert sealed.auditor.get(address).status in {400, 404}
