"""The bytes behind a step: marked, explained, masked by group, and compared with the archive."""

import html
from dataclasses import replace
from typing import Any

import pytest

from claimtrail.access.fields import FieldGroup
from claimtrail.access.roles import JobRole
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.lifecycle.states import State
from claimtrail.web.claims.segments.marks import Mark, marks_of_codes, marks_of_place
from claimtrail.web.claims.segments.record_view import record_view, statement_view
from claimtrail.x12 import record_segments
from tests.harness.claims.claim_events import CLAIM_ID
from tests.harness.web.claim_stores import denied, fold_again
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores

pytestmark = pytest.mark.capability("C8.4")
RECORD = (
    b"CLP*SECRET-1*1*833*636.41*5*12*ICN-9*13*1~NM1*QC*1*DOE*JANE****MI*M-77~"
    b"SVC*HC:G0009*90*64.3*0771*1~CAS*CO*45*20.7~CAS*PR*3*5~"
    b"SVC*HC:G0328*123*94.71*0300*2~CAS*CO*45*28.29~"
)
ALL = frozenset(FieldGroup)


@pytest.fixture(scope="module")
def auditor() -> WebClient:
    return WebClient(PageStores(), (JobRole.AUDITOR,))


def paid(person: WebClient) -> dict[str, Any]:
    row = person.get(f"/claims.json?state={State.PAID.value}").document()["claims"][0]
    found: dict[str, Any] = person.get(f"/claims/{row['claim_id']}.json").document()
    return found


def step_page(person: WebClient, number: int = 0) -> str:
    claim = paid(person)
    last = claim["steps"][number - 1]
    answer = person.get(last["link"])
    assert answer.status == 200
    return answer.body


def test_the_segments_that_say_it_are_marked_and_explained(auditor: WebClient) -> None:
    claim = paid(auditor)
    last = claim["steps"][-1]

    page = auditor.get(last["link"])

    assert f"Step {last['number']}: Paid" in page.text
    assert "<mark>CLP*" in html.unescape(page.body)
    assert "<mark>CAS*CO*<b>45</b>" in html.unescape(page.body)
    assert "Above the fee schedule or contracted amount" in page.text
    assert "Proven: the file in the archive is, byte for byte, the one that was read" in page.text
    assert last["file_id"] in page.text
    assert f"{last['start']:,} to {last['end']:,}" in page.text


def test_the_bytes_are_those_of_the_file(auditor: WebClient) -> None:
    last = paid(auditor)["steps"][-1]
    stores = auditor.page_stores.stores
    [receipt] = stores.files.receipts_of(last["file_id"])
    record = stores.archive.read(receipt.stored_key, last["start"], last["end"]).decode()

    shown = html.unescape(auditor.get(last["link"]).body)
    inside = shown.partition('<pre class="segment"')[2].partition(">")[2].partition("</pre>")[0]
    for tag in (
        "<mark>",
        "</mark>",
        "<b>",
        "</b>",
        "</span>",
        '<span class="line">',
        '<span class="line dim">',
        "\n",
    ):
        inside = inside.replace(tag, "")

    assert inside.strip() == record.replace("\n", "").strip()


def test_looking_at_bytes_is_recorded_with_the_file_and_the_place(auditor: WebClient) -> None:
    last = paid(auditor)["steps"][-1]
    before = len(auditor.recorded)

    auditor.get(last["link"])

    rows = auditor.recorded[before:]
    assert {row["action"] for row in rows} == {"claim.bytes", "claim.provenance"}
    assert {row["subject_id"] for row in rows if row["action"] == "claim.bytes"} > {last["file_id"]}
    assert f"bytes {last['start']}-{last['end']}" in {row["statement"] for row in rows}


def test_a_file_that_changed_in_the_archive_is_not_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    person = WebClient(PageStores(), (JobRole.AUDITOR,))
    link = paid(person)["steps"][-1]["link"]
    archive = person.page_stores.stores.archive
    monkeypatch.setattr(archive, "sha256", lambda _: "0" * 64)

    text = person.get(link).text

    assert "Not proven: something is not as it was read." in text
    assert "The archived bytes are not those that were read." in text
    assert "Proven: the file" not in text


def test_an_implied_step_says_that_the_payer_never_sent_it(auditor: WebClient) -> None:
    implied = next(step for step in paid(auditor)["steps"] if step["inferred"])

    assert "Implied: the payer never sent this status." in auditor.get(implied["link"]).text


def test_a_figure_marks_its_own_element(auditor: WebClient) -> None:
    part = paid(auditor)["money"]["parts"][-1]

    page = html.unescape(auditor.get(f"{part['link']}?mark=CLP04").body)

    assert f"<b>{float(part['paid']):.10g}</b>" in page
    assert page.count("<mark>") == 1


@pytest.mark.parametrize("mark", ["<script>", "CLP04#99999", "' or 1=1", "clp04"])
def test_a_mark_that_is_none_is_refused_and_not_repeated(auditor: WebClient, mark: str) -> None:
    part = paid(auditor)["money"]["parts"][-1]

    answer = auditor.send(
        "GET", f"{part['link']}?mark=" + mark.replace("#", "%23").replace(" ", "+")
    )

    assert answer.status == 400
    assert "<script>" not in answer.body


@pytest.mark.parametrize("number", ["0", "99", "x", "-1", "1e3", "٣"])
def test_a_step_that_there_is_none_of_is_not_found(auditor: WebClient, number: str) -> None:
    claim = paid(auditor)["head"]["claim_id"]

    assert auditor.get(f"/claims/{claim}/steps/{number}/segment").status == 404
    assert auditor.get(f"/claims/{claim}/events/evt_{number}/segment").status == 404


@pytest.mark.capability("C5.3")
def test_who_may_not_read_segments_gets_none(auditor: WebClient) -> None:
    claim = paid(auditor)["head"]["claim_id"]
    for role in (JobRole.SUPPORT_1, JobRole.OPERATOR, JobRole.CLINICIAN, JobRole.ADMINISTRATOR):
        person = WebClient(auditor.page_stores, (role,))
        before = len(person.recorded)

        answer = person.get(f"/claims/{claim}/steps/1/segment")

        assert answer.status == 403
        assert "CLM" not in answer.body
        assert len(person.recorded) == before


@pytest.mark.capability("C5.3")
@pytest.mark.parametrize("role", [JobRole.FINANCE, JobRole.SUPPORT_2, JobRole.PAYER_LIAISON])
def test_who_traces_a_payment_sees_the_money_of_a_segment_and_not_the_patient(
    auditor: WebClient, role: JobRole
) -> None:
    claim = paid(auditor)
    person = WebClient(auditor.page_stores, (role,))

    page = person.get(claim["steps"][-1]["link"])

    assert page.status == 200
    assert claim["head"]["patient"].partition(",")[0] not in page.body
    assert claim["head"]["member_id"] not in page.body
    assert "NM1*QC*1*\N{BULLET}" in "".join(
        html.unescape(page.body).replace('<span class="masked">', "").replace("</span>", "")
    )
    assert f"{float(claim['money']['paid']):.10g}" in page.body


def test_a_persons_statement_stands_in_place_of_a_file() -> None:
    stores = denied()
    anna = WebClient(stores, (JobRole.BILLER,), person_id="anna")
    form: Any = {"term": "Processed", "seen_in": "phone", "seen_on": "2026-11-03", "said": "ref 5"}
    anna.post(f"/claims/{CLAIM_ID}/record-status", **form)
    fold_again(stores)
    [word] = anna.get(f"/claims/{CLAIM_ID}.json").document()["people"]

    text = anna.get(word["link"]).text

    assert "A person's fact has no file" in text
    assert "Processed" in text
    assert "ref 5" in text


def test_the_words_of_a_statement_are_masked_for_who_reads_no_notes() -> None:
    said = statement_view(b'{"term": "Done", "said": "Zelda"}', frozenset({FieldGroup.STATUS}))

    assert [(one.value, one.is_masked) for one in said] == [("Done", False), ("••••", True)]
    assert statement_view(b"no json", ALL) == ()


@pytest.mark.parametrize(
    ("codes", "marked"),
    [
        (("CLP02=1",), {Mark(0, 2)}),
        (("CO-45",), {Mark(3, 2), Mark(3, 3), Mark(6, 2), Mark(6, 3)}),
        (("PR-3",), {Mark(4, 2), Mark(4, 3)}),
        (("A2:20",), {Mark(0)}),
        ((), {Mark(0)}),
    ],
)
def test_codes_mark_the_elements_that_say_them(codes: tuple[str, ...], marked: set[Mark]) -> None:
    assert marks_of_codes(codes, record_segments(RECORD)) == marked


@pytest.mark.parametrize(
    ("place", "marked"),
    [
        ("CLP04", {Mark(0, 4)}),
        ("SVC#2", {Mark(5)}),
        ("CO-45#2", {Mark(6, 2), Mark(6, 3)}),
        ("SVC#3", set()),
        ("ZZZ", set()),
    ],
)
def test_places_mark_one_segment(place: str, marked: set[Mark]) -> None:
    assert marks_of_place(place, record_segments(RECORD)) == marked


@pytest.mark.parametrize(
    ("record", "code", "segment"),
    [
        (b"TRN*2*X~STC*A2:20*20261009*WQ*833~", "A2:20", "STC"),
        (b"TRN*2*X~STC*F2:88:QC*20261009**833~", "F2:88:QC", "STC"),
        (b"AK2*837*0001~IK5*R*5~AK9*P*1*1*0~", "IK5=R", "IK5"),
        (b"TA1*000000001*261008*0900*R*001~", "TA104=R", "TA1"),
        (b"CLM*X*100***11:B:7*Y~", "CLM05-3=7", "CLM"),
        (b"MSH|^~\\&|A|B\rMSA|AE|77|no\r", "MSA-1=AE", "MSA"),
    ],
)
def test_each_transaction_marks_its_own_code(record: bytes, code: str, segment: str) -> None:
    found = record_segments(record)

    [mark] = marks_of_codes([code], found)

    assert found[mark.segment].identifier == segment
    assert mark.element > 0


def test_a_line_as_billed_is_found_by_its_place() -> None:
    record = record_segments(b"CLM*A*100~LX*1~SV1*HC:99213*60~LX*2~SV1*HC:99214*40~")

    assert marks_of_place("SV1#2", record) == {Mark(4)}
    assert marks_of_place("SV1#3", record) == frozenset()


def test_the_charge_of_a_line_leads_to_the_service_that_bills_it(auditor: WebClient) -> None:
    for line in paid(auditor)["lines"]:
        page = html.unescape(auditor.get(line["charge_link"]).body)
        marked = page.partition("<mark>")[2].partition("</mark>")[0]

        assert line["procedure"].partition(" ")[0] in marked
        assert f"*{float(line['charge']):.10g}*" in marked


def test_a_999_leaves_out_segments_that_may_be_about_other_claims() -> None:
    record = record_segments(
        b"AK2*837*0001~IK3*NM1*9**8~CTX*CLM01:OTHER-CLAIM~IK4*9*67*7*BADMEMBER~IK5*E*5~"
    )

    view = record_view(record, (), ALL, kind=EventKind.SET_ACKNOWLEDGED)

    assert [one.identifier for one in view.segments] == ["AK2", "IK5"]
    assert view.left_out == 3


@pytest.mark.capability("C5.3")
@pytest.mark.parametrize("group", FieldGroup)
def test_without_a_group_its_values_are_replaced(group: FieldGroup) -> None:
    seen = {
        FieldGroup.ACCOUNT: ("SECRET-1", "ICN-9"),
        FieldGroup.PATIENT: ("DOE", "JANE", "M-77"),
        FieldGroup.MONEY: ("833", "636.41", "20.7", "28.29"),
        FieldGroup.CLINICAL: ("G0009", "G0328"),
    }

    view = record_view(record_segments(RECORD), (), ALL - {group}, kind=EventKind.REMITTED)

    values = " ".join(element.value for one in view.segments for element in one.elements)
    for own, texts in seen.items():
        for text in texts:
            assert (text in values) is (own is not group), (own, text)
    assert [len(one.elements) for one in view.segments] == [
        len(one.elements) - 1 for one in record_segments(RECORD)
    ]


def test_nothing_of_a_record_is_shown_without_any_group() -> None:
    odd = replace(record_segments(RECORD)[0], elements=("SMITH", "JOHN"))

    view = record_view([odd], (), frozenset(), kind=EventKind.REMITTED)

    assert "SMITH" not in str(view)
    assert "JOHN" not in str(view)
