"""Each limit of intake ends in its finding, and the rest of the file goes on."""

import pytest

from claimtrail.aws.core.dynamo.packing import stored_size
from claimtrail.intake.model.findings import CATALOG, IntakeFindingCode
from claimtrail.intake.model.limits import LIMITS, Bounded
from claimtrail.intake.model.receipt import KEPT_FINDINGS, FileStatus
from claimtrail.intake.receive.plan_messages import MESSAGE_RANGES
from claimtrail.x12.model.limits import LIMITS as X12_LIMITS
from claimtrail.x12.model.limits import Counted, Limit
from tests.harness.files.floods import FLOODS
from tests.harness.files.hostile_files import KINDS, body_of, group, interchange, one_set
from tests.harness.files.x12_files import ACKNOWLEDGMENT_999, CLAIM_837P, REMITTANCE_835
from tests.harness.intake.intake_fixture import IntakeFixture

ITEM_BYTES = 380_000
MESSAGE_BYTES = 256 * 1024
PAYER, BILLER = "larkspur-commercial", "billing"


def of_payer(data: bytes) -> bytes:
    return data.replace(b"NORTHPAY       ", b"LARKSPUR       ")


def of_biller(data: bytes) -> bytes:
    return data.replace(b"NORTHPAY       ", b"HARBORLIGHT    ")


def lowered(
    bounded: Bounded, number: int, monkeypatch: pytest.MonkeyPatch
) -> Limit[IntakeFindingCode]:
    limit = LIMITS[bounded]._replace(most=number)
    monkeypatch.setitem(LIMITS, bounded, limit)
    return limit


def reported_codes(intake: IntakeFixture) -> list[str]:
    return [row["code"] for row in intake.rows.rows.get("findings", [])]


@pytest.mark.capability("C2.3")
def test_a_remittance_larger_than_an_item_is_withheld_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lowered(Bounded.FACT_BYTES, 10_000, monkeypatch)
    intake = IntakeFixture()
    lines = "".join(
        f"SVC*HC:{at * 7919 % 99_991:05}*{at % 977}.{at % 83:02}*0**1~REF*6R*{hash_of(at)}~"
        f"CAS*CO*45*{at % 977}.{at % 83:02}~"
        for at in range(900)
    )
    body = body_of(REMITTANCE_835)
    place = body.index("SVC*")
    data = of_payer(one_set(REMITTANCE_835, body[:place] + lines + body[place:]))

    receipt = intake.drop_and_ingest(f"{PAYER}/big.835", data)

    assert IntakeFindingCode.RECORD_TOO_LARGE in reported_codes(intake)
    assert receipt.withheld_count == 1
    assert receipt.event_count == 1
    assert receipt.status is FileStatus.PARTLY_REJECTED
    assert list(intake.archive.objects.values()) == [data]


def hash_of(number: int) -> str:
    return f"{number * 2_654_435_761 % (1 << 62):030}"


def test_a_set_that_cannot_be_cut_and_is_too_large_is_held_without_being_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lowered(Bounded.WHOLE_SET_BYTES, 500, monkeypatch)
    intake = IntakeFixture(chunk_size=300)
    data = of_biller(one_set(CLAIM_837P, body_of(CLAIM_837P)))

    receipt = intake.drop_and_ingest(f"{BILLER}/big.837", data)

    assert receipt.rejected_set_count == 1
    assert receipt.event_count == 0
    assert reported_codes(intake) == [IntakeFindingCode.SET_TOO_LARGE]
    assert [detail["finding_codes"] for detail in intake.details_of("transaction.rejected")] == [
        [IntakeFindingCode.SET_TOO_LARGE]
    ]


def test_an_835_that_is_cut_at_its_claims_has_no_such_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lowered(Bounded.WHOLE_SET_BYTES, 500, monkeypatch)
    intake = IntakeFixture(chunk_size=300)
    data = of_payer(one_set(REMITTANCE_835, body_of(REMITTANCE_835)))

    receipt = intake.drop_and_ingest(f"{PAYER}/cut.835", data)

    assert receipt.event_count == 2


def test_findings_of_one_message_become_rows_up_to_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lowered(Bounded.RANGE_FINDINGS, 20, monkeypatch)
    intake = IntakeFixture()
    sets = "ST*835*0001~ZZ1*A~ZZ2*A~SE*4*0001~" * 50
    data = of_payer(interchange(group(sets, count=50)).encode())

    receipt = intake.drop_and_ingest(f"{PAYER}/faults.835", data)

    codes = reported_codes(intake)
    assert codes.count(IntakeFindingCode.FINDINGS_LEFT_OUT) == 1
    assert len(codes) < 60
    assert receipt.finding_count > 100


def test_an_acknowledgment_of_a_number_that_is_none_is_withheld() -> None:
    intake = IntakeFixture()
    body = body_of(ACKNOWLEDGMENT_999).replace("AK1*HC*17*", f"AK1*HC*{'1' * 5_000}*")
    data = of_payer(one_set(ACKNOWLEDGMENT_999, body))

    receipt = intake.drop_and_ingest(f"{PAYER}/odd.999", data)

    assert IntakeFindingCode.RECORD_UNUSABLE in reported_codes(intake)
    assert receipt.withheld_count == 2


@pytest.mark.long
def test_what_is_kept_of_a_hostile_file_fits_its_item_and_its_messages() -> None:
    long = "9" * 500_000
    for name, data in {
        "elements": of_payer(
            one_set(REMITTANCE_835, body_of(REMITTANCE_835)).replace(
                b"GS*HP*NORTHPAY", b"GS*HP*" + long.encode()
            )
        ),
        "groups": of_payer(KINDS["groups"](2_000)),
        "sets": of_payer(KINDS["sets of one number"](3_000)),
        "interchanges": of_payer(KINDS["interchanges of one number"](1_000)),
    }.items():
        intake = IntakeFixture()
        received = intake.drop(f"{PAYER}/hostile", data)
        sent = list(intake.queue.messages)
        intake.ingest()
        receipt = intake.files.find(file_id=received.file_id, partner_id=PAYER)
        assert receipt is not None, name
        documents = [receipt.model_dump_json()]
        documents += [result.model_dump_json() for result in intake.files.ranges.values()]
        assert max(map(stored_size, documents)) < ITEM_BYTES, name
        assert all(len(message.model_dump_json()) < MESSAGE_BYTES for message in sent), name


def test_findings_kept_for_the_999_are_shared_out_among_many_messages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lowered(Bounded.KEPT_FINDINGS, 600, monkeypatch)
    intake = IntakeFixture()
    sets = group("ST*835*0001~SE*2*0001~", count=1)
    number = 350
    content = "".join(
        sets.replace("*1*X*", f"*{at}*X*").replace("GE*1*1~", f"GE*1*{at}~")
        for at in range(1, number + 1)
    )
    intake.drop(f"{PAYER}/many.835", of_payer(interchange(content, groups=number).encode()))

    messages = -(-number // MESSAGE_RANGES)
    assert len(intake.queue.messages) == messages
    assert {message.findings_room for message in intake.queue.messages} == {600 // messages}


def test_every_row_says_why_and_every_code_is_in_the_catalog() -> None:
    assert set(LIMITS) == set(Bounded)
    assert all(row.most > 0 and row.reason and row.real and row.then for row in LIMITS.values())
    assert {row.finding for row in LIMITS.values() if row.finding} <= set(CATALOG)
    # The messages of a file are numbers in one item; few ranges that are long make many of them.
    assert X12_LIMITS[Counted.GROUPS].most // 20 * 10 < ITEM_BYTES


def test_the_limit_that_ended_the_reading_stands_in_the_receipt_among_many_other_findings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limit = X12_LIMITS[Counted.INTERCHANGES]._replace(most=500)
    monkeypatch.setitem(X12_LIMITS, Counted.INTERCHANGES, limit)
    [flood] = [one for one in FLOODS if one.name == "interchanges"]
    file = flood.make("FLD001")

    receipt = IntakeFixture().drop_and_ingest(f"{file.partner_id}/{file.name}", file.content)

    assert receipt.finding_count > len(receipt.findings) == KEPT_FINDINGS
    assert "X12_TOO_MANY_INTERCHANGES" in {finding.code for finding in receipt.findings}
