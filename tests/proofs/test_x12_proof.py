"""Proving whole claims gives what judging every segment gives, on sound and on broken input."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

import claimtrail.x12.read.set_reader
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.fast_path import claim_837, columns
from claimtrail.x12.fast_path.loops import Captures, compile_loop, find_loop, loop_expression
from claimtrail.x12.guides.guide import load_guide
from claimtrail.x12.guides.segment_shapes import CompositeRule
from claimtrail.x12.model import ByteRange, Payment, RemittanceClaim, SetHeader
from claimtrail.x12.model.catalog import FindingLog
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import check_set, read_set, stream_records
from claimtrail.x12.read.set_reader import SetReader
from tests.harness.files.x12_files import (
    ACKNOWLEDGMENT_277CA,
    CLAIM_837I,
    CLAIM_837P,
    REMITTANCE_835,
    Set,
    write_interchange,
)

CLAIM = "CLP*"
EXOTIC = """\
CLP*PCN-7003*22*-150.5*-80.5*-20*12*ICN905*11*1
CAS*OA*23*1**94*-1*2
NM1*QC*1*QUILL*HENRY****MI*MBR77012
NM1*IL*1*ABERNATHY*WINIFRED****MI*MBR77012
NM1*82*1*STONE*PETER****XX*1497758544
NM1*TT*2*LAKE PAYER*****PI*LP1
MIA*0****N130
REF*1L*GRP
REF*EA*MR1
DTM*232*20240229
DTM*233*20240229
AMT*AU*80.5
QTY*CA*1
SVC*HC:99213:25:59*-100*-60*0450*1*HC:99214:25
DTM*150*20260220
DTM*151*20260221
CAS*PR*2*-20
CAS*CO*45*-20
REF*6R*L1
REF*LU*11
AMT*B6*60
LQ*HE*N130
LQ*HE*M15
SVC*NU:0450*-50.5*-20.5**2
DTM*472*20260221
CAS*CO*45*-30
CLP*000*1*10*10**12*ICN906*11*1
NM1*QC*1*QUILL
CLP*PCN-7001*1*10*10**12*ICN907*11*1
NM1*QC*1*STONE*PETER"""
PATIENT = """\
HL*5*3*PT
NM1*QC*1*ABERNATHY*WINIFRED****MI*MBR77012
TRN*2*PCN-7003
STC*A7:562:85*20260303*U*900******A7:128:IL
STC*A3:21*20260303*U*900
REF*1K*ICN9
DTP*472*D8*20260210
SVC*HC:99213:25*100*****1
STC*A7:454*20260303*U*******A7:21:85
REF*FJ*L1
DTP*472*D8*20260210
SVC*NU:0450*100**0451
STC*A7:455*20260303*U
TRN*2*PCN-7004
STC*A2:20*20260303*WQ*90********AS SENT
DTP*472*RD8*20260210-20260211"""

PROFESSIONAL = """\
HL*4*2*23*0
PAT*01
NM1*QC*1*ABERNATHY*ROSE
N3*2 LAKE ROAD
N4*SPRINGFIELD*IL*627010000
DMG*D8*20240229*F
CLM*PCN-7004*320***11:B:7*Y*A*Y*Y**AA:::IL
DTP*439*D8*20260218
PWK*OZ*EL***AC*AT1
AMT*F5*20
REF*F8*ICN904
REF*D9*CL1
NTE*ADD*SEEN AT HOME
HI*ABK:I10*ABF:R079
NM1*DN*1*REED*ANN****XX*1497758544
REF*G2*UPIN1
NM1*82*1*STONE*PETER****XX*1497758544
PRV*PE*PXC*207Q00000X
SBR*S*18*******MB
CAS*CO*45*20
AMT*D*80
OI***Y***Y
NM1*IL*1*ABERNATHY*ROSE****MI*MBR9
NM1*PR*2*LAKE PAYER*****PI*LP1
DTP*573*D8*20260225
REF*F8*OTHER1
LX*1
SV1*HC:99213:25:59*300*UN*1***1:2
DTP*472*D8*20240229
REF*6R*L1
LIN**N4*00054352763
CTP****2*UN
NM1*82*1*STONE*PETER****XX*1497758544
SVD*LP1*80*HC:99213**1
CAS*CO*45*20
DTP*573*D8*20260225
LX*2
SV1*HC:J0120*20*UN*.5***1
DTP*472*RD8*20260220-20260221
CLM*PCN-7005*75***11:B:1*Y*A*Y*Y
HI*ABK:I10
LX*1
SV1*HC:99212*75*UN*1***1
DTP*472*D8*20260221"""
INSTITUTIONAL = """\
HL*3**20*1
NM1*85*2*LAKE HOSPITAL*****XX*1497758544
N3*2 HILL ROAD
N4*SPRINGFIELD*IL*627010000
REF*EI*123456780
NM1*87*2
N3*PO BOX 2
N4*SPRINGFIELD*IL*627010000
HL*4*3*22*0
SBR*P*18*******MA
NM1*IL*1*ABERNATHY*WINIFRED****MI*MBR77012
NM1*PR*2*NORTH PAYER*****PI*NP001
CLM*PCN-7006*900.5***11:A:1**A*Y*Y
DTP*434*RD8*20260210-20260212
DTP*435*DT*202602101015
CL1*1*1*01
REF*EA*MR1
HI*BK:4019
HI*BF:25000*BF:2724
HI*BH:11:D8:20260209
HI*BE:A1:::100
NM1*71*1*STONE*PETER****XX*1497758544
LX*1
SV2*0300*HC:80053*500.5*UN*2
DTP*472*D8*20260210
LX*2
SV2*0120**400*DA*2"""


@pytest.fixture(autouse=True)
def _provers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claimtrail.x12.read.set_reader, "LOOPS_BEFORE_PROVER", 0)


def with_more_claims(item: Set, more: str) -> Set:
    before = "\nPLB*" if item is REMITTANCE_835 else "\nHL*5*"
    body, mark, rest = item.body.partition(before)
    if item is not REMITTANCE_835:
        return replace(item, body=f"{body}\n{more}")
    return replace(item, body=f"{body}\n{more}{mark}{rest}")


SETS = (
    REMITTANCE_835,
    with_more_claims(REMITTANCE_835, EXOTIC),
    ACKNOWLEDGMENT_277CA,
    with_more_claims(ACKNOWLEDGMENT_277CA, PATIENT),
    CLAIM_837P,
    with_more_claims(CLAIM_837P, PROFESSIONAL),
    CLAIM_837I,
    with_more_claims(CLAIM_837I, INSTITUTIONAL),
)


def mutations(data: bytes, seed: int, count: int) -> Iterator[bytes]:
    """The set's bytes with one or two small changes each."""
    chance = random.Random(seed)  # noqa: S311 - a seed makes it repeatable
    for _ in range(count):
        body = bytearray(data)
        for _ in range(chance.choice((1, 1, 2))):
            _change(body, chance)
        yield bytes(body)


def _change(body: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(body))
    segment = body.find(b"~", place)
    following = body.find(b"~", segment + 1)
    match chance.randrange(6):
        case 0:
            body[place] = chance.randrange(256)
        case 1:
            del body[place : place + chance.randrange(1, 12)]
        case 2:
            body[place:place] = bytes(chance.choice(b"*~:0A9 \n") for _ in range(3))
        case 3 if following > 0:
            body[segment:segment] = body[segment:following]
        case 4 if following > 0:
            del body[segment:following]
        case _:
            parts = body.split(b"~")
            first, second = chance.randrange(len(parts)), chance.randrange(len(parts))
            parts[first], parts[second] = parts[second], parts[first]
            body[:] = b"~".join(parts)


def set_of(item: Set, line_break: bytes = b"") -> tuple[bytes, SetHeader]:
    data = write_interchange([item], line_break=line_break)
    [header] = scan_envelopes(MemorySource(data)).sets
    return data[header.span.start : header.span.end], header


def assert_same(body: bytes, header: SetHeader) -> None:
    here = header._replace(span=ByteRange(0, len(body)))
    source = MemorySource(body)
    exact = read_set(source, here, fast=False)
    assert read_set(source, here) == exact
    assert exact._replace(records=()) == check_set(source, here)


@pytest.mark.parametrize("item", SETS)
@pytest.mark.parametrize("line_break", [b"", b"\r\n"])
def test_sound_sets_are_read_alike(item: Set, line_break: bytes) -> None:
    body, header = set_of(item, line_break)
    assert read_set(MemorySource(body), header._replace(span=ByteRange(0, len(body)))).records
    assert_same(body, header)


@pytest.mark.parametrize("item", SETS)
@pytest.mark.parametrize("block", [64, 1 << 18])
def test_broken_sets_are_judged_alike(
    item: Set, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claimtrail.x12.read.set_reader, "BLOCK_SIZE", block)
    body, header = set_of(item)
    for broken in mutations(body, seed=block, count=120):
        assert_same(broken, header)


@pytest.mark.parametrize("item", SETS[-4:])
@pytest.mark.parametrize("line_break", [b"", b"\r\n"])
def test_places_whose_expression_is_compiled_at_once_are_judged_alike(
    item: Set, line_break: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "USES_BEFORE_EXPRESSION", 1)
    claim_837._graph.cache_clear()
    body, header = set_of(item, line_break)
    try:
        for broken in (body, *mutations(body, seed=5, count=80)):
            assert_same(broken, header)
    finally:
        claim_837._graph.cache_clear()


def submission_of(subscribers: int, *, biller: int = 1) -> Set:
    """A set with so many subscribers beneath HL `biller`, each with a claim of one line."""
    head = CLAIM_837P.body.partition("\nHL*2*")[0].replace("HL*1*", f"HL*{biller}*")
    people = "".join(
        f"\nHL*{number}*{biller}*22*0\nSBR*P*18*GRP{number}******CI\nNM1*IL*1*WREN*ADA****MI*M{number}"
        f"\nNM1*PR*2*NORTH PAYER*****PI*NP001\nCLM*PCN-{number}*{number}***11:B:1*Y*A*Y*Y"
        f"\nHI*ABK:J0190\nLX*1\nSV1*HC:99213*{number}*UN*1***1\nDTP*472*D8*20260220"
        for number in range(biller + 1, biller + 1 + subscribers)
    )
    return replace(CLAIM_837P, body=head + people)


def test_what_one_biller_lacks_excuses_nothing_beneath_the_next() -> None:
    """A missing REF of the first 2000A, then a stray one beneath a second that is proven."""
    first = submission_of(3).changed("\nREF*EI*123456789", "").body
    second = submission_of(3, biller=5).body.partition("HL*5*")
    body = f"{first}\n{second[1]}{second[2]}\nHL*9*5*22*0\nREF*6R*9"

    assert_same(*set_of(replace(CLAIM_837P, body=body)))


@pytest.mark.parametrize("line_break", [b"", b"\r\n"])
def test_faults_among_many_levels_cost_their_own_levels_alone(
    line_break: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = (
        ("CLM*PCN-9*9*", "CLM*PCN-9*9.01*"),
        ("GRP20******CI", "GRP20******Q9"),
        ("HL*33*1*22*0", "HL*34*1*22*0"),
        ("M40\n", "M40*\n"),
        ("PCN-41*41***11:B", "PCN-41*41***00:B"),
    )
    item = submission_of(60)
    for old, new in faults:
        item = item.changed(old, new)
    body, header = set_of(item, line_break)
    assert_same(body, header)
    for broken in mutations(body, seed=11, count=12):
        assert_same(broken, header)

    judged = judged_one_by_one(item, monkeypatch, sound=False)

    claims = [text for text in judged if text.startswith("CLM")]
    assert len(claims) == len(faults)


@pytest.mark.parametrize("more", [b"", b"HL*4*1*99*0~LX*52~SV1*HC:87880*0*UN*1***1~"])
@pytest.mark.parametrize("lines", [50, 51])
def test_more_lines_than_a_claim_may_have_are_reported(lines: int, more: bytes) -> None:
    body, header = set_of(CLAIM_837P)
    added = b"".join(
        b"LX*%d~SV1*HC:99213*0*UN*1***1~DTP*472*D8*20260220~" % number
        for number in range(body.count(b"~LX*") + 1, lines + 1)
    )
    longer = body.replace(b"~SE*", b"~" + added + more + b"SE*")
    here = header._replace(span=ByteRange(0, len(longer)))
    found = {item.code for item in read_set(MemorySource(longer), here).findings}

    assert_same(longer, header)
    assert lines == 50 or "X12_LOOP_REPEATED" in found
    assert more or lines == 51 or "X12_LOOP_REPEATED" not in found


def judged_one_by_one(
    item: Set, monkeypatch: pytest.MonkeyPatch, *, sound: bool = True
) -> list[str]:
    """The segments of the set that no prover took."""
    data = write_interchange([item])
    [header] = scan_envelopes(MemorySource(data)).sets
    log = FindingLog(9)
    reading = SetReader(header, log)
    judged: list[str] = []
    judge = reading._segment

    def watch(text: str, start: int, end: int) -> None:
        judged.append(text)
        judge(text, start, end)

    monkeypatch.setattr(reading, "_segment", watch)
    assert list(reading.records(MemorySource(data)))
    assert sound is not bool(log.findings())
    return judged


@pytest.mark.parametrize("item", [REMITTANCE_835, ACKNOWLEDGMENT_277CA, *SETS[-4:]])
def test_the_prover_takes_what_is_sound(item: Set, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = judged_one_by_one(item, monkeypatch)

    assert not [text for text in judged if "PCN-" in text]


def entities_of_a_claim_status() -> list[str]:
    """STC01-3 in loop 2200D, as the guide lists it."""
    guide = load_guide("277", "005010X214")
    [shape] = [
        guide.nodes[number].shape
        for number in find_loop(guide, "2200D").children
        if guide.nodes[number].id == "STC"
    ]
    assert shape is not None
    composite = shape.parts[0]
    assert isinstance(composite, CompositeRule)
    return sorted(composite.parts[2].codes)


@pytest.mark.parametrize("entity", entities_of_a_claim_status())
def test_a_status_is_proven_whatever_entity_the_guide_lets_it_name(
    entity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = ACKNOWLEDGMENT_277CA.changed("STC*A2:20*", f"STC*A2:20:{entity}*")

    assert not [text for text in judged_one_by_one(item, monkeypatch) if "PCN-" in text]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("*20260220-20260221", "*20240229-20240301"),
        ("REF*1K*ICN901", "REF*D9*CL1\nREF*BLT*131\nREF*1K*ICN901"),
        ("REF*1K*ICN901\n", ""),
        ("NM1*QC*1*QUILL*HENRY****MI", "NM1*QC*1*QUILL*HENRY*J**JR*MI"),
        ("******A7:128:IL", "******A7:128:IL**ASK THE SUBSCRIBER"),
    ],
)
def test_a_status_is_proven_with_what_the_guide_leaves_open(
    old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = judged_one_by_one(ACKNOWLEDGMENT_277CA.changed(old, new), monkeypatch)

    assert not [text for text in judged if "PCN-" in text]


def test_a_stream_delivers_the_claims_and_then_the_payment() -> None:
    data = write_interchange([REMITTANCE_835])
    source = MemorySource(data)
    [header] = scan_envelopes(source).sets
    *claims, payment = stream_records(source, header)
    assert isinstance(payment, Payment)
    assert [
        item.patient_control_number for item in claims if isinstance(item, RemittanceClaim)
    ] == [
        "PCN-7001",
        "PCN-7002",
    ]


def test_a_segment_is_used_no_more_often_than_the_guide_allows() -> None:
    guide = load_guide("835", "005010X221A1")
    expression = compile_loop(loop_expression(guide, find_loop(guide, "2110"), Captures()).text)
    line = "SVC*HC:99213*1*1~"
    control = "REF*6R*1~"

    def takes(text: str) -> bool:
        text = text.translate(str.maketrans("*:~", "\x1d\x1f\x1c"))
        return expression.fullmatch(text) is not None

    assert takes(line + control)
    assert takes(line + "REF*LU*1~" + control)
    assert not takes(line + control + control)
    assert takes(line + "DTM*150*20260101~DTM*151*20260101~")
    assert not takes(line + "DTM*472*20260101~" * 3)
    assert not takes(line + "CAS*CO*45*1~DTM*472*20260101~")
