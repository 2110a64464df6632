"""Faults that pyx12 4.0.0 lets pass, raises on, or refuses without a reason: ours names them."""

from datetime import UTC, datetime

import pytest

from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import EnvelopeScan, SetResult
from claimtrail.x12.model import Delimiters, SetAcceptance
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_set
from claimtrail.x12.write.acknowledgments import write_999
from claimtrail.x12.write.set_summary import summarize
from tests.fuzz.oracle import ask
from tests.harness.files.x12_files import PHI, REMITTANCE_835, STATUS_277, Set, write_interchange

INQUIRY_276 = Set(
    "276",
    "HR",
    "005010X212",
    """\
BHT*0010*13*Q0001*20260320*0900
HL*1**20*1
NM1*PR*2*NORTH PAYER*****PI*NP001
HL*2*1*21*1
NM1*41*2*HILL CLINIC*****46*HILLCLINIC
HL*3*2*19*1
NM1*1P*2*HILL CLINIC*****XX*1234567893
HL*4*3*22*0
DMG*D8*19510704*F
NM1*IL*1*ABERNATHY*WINIFRED****MI*MBR77012
TRN*1*TRACE1
DTP*472*RD8*20260210-20260212""",
)
SOUND = write_interchange([REMITTANCE_835])
OTHER_MARKS = write_interchange(
    [REMITTANCE_835],
    control_number="43",
    delimiters=Delimiters(element=b"+", component=b">", repetition=b"^", segment=b"'"),
)
SECOND = write_interchange([REMITTANCE_835], control_number="42")


def scan(data: bytes) -> EnvelopeScan:
    return scan_envelopes(MemorySource(data))


def results(data: bytes) -> list[SetResult]:
    source = MemorySource(data)
    return [read_set(source, header) for header in scan_envelopes(source).sets]


def codes(data: bytes) -> set[str]:
    """Of the whole file: envelopes and sets."""
    found = {item.code for item in scan(data).findings}
    return found | {item.code for result in results(data) for item in result.findings}


def test_a_277_in_an_835_group_is_refused() -> None:
    data = SOUND.replace(b"ST*835*", b"ST*277*")
    assert "X12_SET_NOT_IN_GROUP" in codes(data)
    assert [item.verdict for item in results(data)] == [SetAcceptance.REJECTED]


def test_what_follows_an_empty_segment_is_read() -> None:
    [sound], [gapped] = results(SOUND), results(SOUND.replace(b"~LX*1~", b"~~LX*1~"))
    assert len(gapped.records) == len(sound.records) == 3
    assert {item.code for item in gapped.findings} == {"X12_SEGMENT_EMPTY"}


def test_an_interchange_after_an_iea_is_read() -> None:
    assert len(scan(SOUND + SECOND).interchanges) == 2
    assert [item.verdict for item in results(SOUND + SECOND)] == [SetAcceptance.ACCEPTED] * 2


def test_junk_after_an_iea_is_named() -> None:
    assert codes(SOUND + b"\x00\x01junk") == {"X12_JUNK"}


def test_what_follows_a_segment_of_20_kb_is_read() -> None:
    data = write_interchange([REMITTANCE_835.changed("EDI DESK", "D" * 20_000)])
    assert codes(data) == {"X12_ELEMENT_TOO_LONG"}


def test_an_835_gets_a_whole_999() -> None:
    source = MemorySource(SOUND)
    [header] = scan(SOUND).sets
    answer = write_999(
        header.group,
        header.interchange,
        [summarize(read_set(source, header))],
        prepared_at=datetime(2026, 3, 4, tzinfo=UTC),
        control_number="7",
    )
    assert b"AK2*835*0001~IK5*A~AK9*A*1*1*1~" in answer
    assert codes(answer) == set()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("CAS*CO*45*600", "CAS*CO*Z9*600", "X12_CODE_UNKNOWN"),
        ("MOA***MA01", "MOA***ZZ99", "X12_CODE_UNKNOWN"),
        ("CAS*CO*45*600", "CAS*CO*45*601", "X12_CLAIM_UNBALANCED"),
        ("CAS*PR*2*20", "CAS*PR*2*21", "X12_LINE_UNBALANCED"),
        ("BPR*I*230.5", "BPR*I*231.5", "X12_PAYMENT_UNBALANCED"),
        ("XX*1234567893", "XX*1234567890", "X12_NPI_INVALID"),
    ],
)
def test_codes_balances_and_check_digits_are_checked(old: str, new: str, code: str) -> None:
    assert code in codes(write_interchange([REMITTANCE_835.changed(old, new)]))


def without(start: bytes) -> bytes:
    return b"~".join(part for part in SOUND.split(b"~") if not part.strip().startswith(start))


def doubled(start: bytes) -> bytes:
    parts = SOUND.split(b"~")
    place = next(index for index, part in enumerate(parts) if part.strip().startswith(start))
    return b"~".join([*parts[: place + 1], *parts[place:]])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (without(b"GS*"), "X12_INTERCHANGE_CONTENT"),
        (without(b"ST*"), "X12_GROUP_CONTENT"),
        (doubled(b"SE*"), "X12_GROUP_CONTENT"),
        (doubled(b"IEA*"), "X12_JUNK"),
        (SOUND.replace(b"005010X221A1", b"005010X999"), "X12_VERSION_UNSUPPORTED"),
        (SOUND + b"ISA*00*short~", "X12_ISA_TRUNCATED"),
        (SOUND.replace(b"NORTH PAYER", "NÖRTH PAYER".encode()), "X12_CHARACTER_FOREIGN"),
    ],
    ids=["no GS", "no ST", "extra SE", "extra IEA", "unknown GS08", "short ISA", "not ASCII"],
)
def test_what_pyx12_raises_on_is_a_finding(data: bytes, code: str) -> None:
    assert ask(data).raised
    assert code in codes(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "X12_EMPTY_FILE"),
        (bytes(range(256)) * 4, "X12_NOT_X12"),
        (SOUND[:60], "X12_ISA_TRUNCATED"),
        (b"\xef\xbb\xbf" + SOUND, "X12_BYTE_ORDER_MARK"),
        (b"\n" + SOUND, "X12_LEADING_BLANKS"),
        (SOUND.replace(b"*00501*", b"*00401*"), "X12_INTERCHANGE_VERSION"),
    ],
    ids=["empty", "binary", "truncated ISA", "byte order mark", "leading newline", "odd ISA12"],
)
def test_what_pyx12_refuses_without_a_reason_has_one(data: bytes, code: str) -> None:
    assert code in codes(data)


def test_no_finding_and_no_999_repeats_a_value() -> None:
    data = write_interchange([REMITTANCE_835.changed("MI*MBR77012", "QQ*MBR77012")])
    [result] = results(data)
    answer = write_999(
        result.header.group,
        result.header.interchange,
        [summarize(result)],
        prepared_at=datetime(2026, 3, 4, tzinfo=UTC),
        control_number="7",
    )
    assert "X12_CODE_INVALID" in {item.code for item in result.findings}
    assert not any(value in repr(result.findings) for value in PHI)
    assert b"IK4*8**7~" in answer
    assert not any(value.encode() in answer for value in PHI)


@pytest.mark.parametrize("item", [STATUS_277, INQUIRY_276], ids=["277 X212", "276 X212"])
def test_guides_that_pyx12_has_no_map_for_are_validated(item: Set) -> None:
    sound, faulty = write_interchange([item]), write_interchange([item.without("NM1*41")])
    assert ask(sound).raised == "EngineError"
    assert codes(sound) == set()
    assert codes(faulty) == {"X12_SEGMENT_MISSING"}


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("CAS*CO*45*600", None),
        ("CAS*CO*302*600", None),
        ("CAS*CO*63*600", "X12_CODE_INACTIVE"),
        ("CAS*CO*306*600", "X12_CODE_NEWER"),
        ("CAS*CO*Y9*600", "X12_CODE_UNKNOWN"),
    ],
)
def test_code_lists_go_on_after_2015_and_know_days(reason: str, code: str | None) -> None:
    data = write_interchange([REMITTANCE_835.changed("CAS*CO*45*600", reason)])
    assert codes(data) == ({code} if code else set())


@pytest.mark.parametrize(
    "data",
    [
        SOUND.replace(b"ST*835*", b"ST*277*"),
        SOUND + OTHER_MARKS.replace(b"CLP+PCN-7001+1+", b"CLP+PCN-7001+77+"),
        SOUND + b"~~junk~",
        write_interchange([REMITTANCE_835.changed("CAS*CO*45*600", "CAS*CO*999*600")]),
        write_interchange([REMITTANCE_835.changed("CAS*CO*45*600", "CAS*CO*45*601")]),
        write_interchange([REMITTANCE_835.changed("XX*1234567893", "XX*1234567890")]),
    ],
    ids=["ST01", "second interchange", "junk", "reason code", "balance", "check digit"],
)
def test_pyx12_accepts_in_silence_what_is_reported_here(data: bytes) -> None:
    assert ask(data).accepted
    assert codes(data)
