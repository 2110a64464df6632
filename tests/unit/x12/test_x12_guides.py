"""Entries of the guides' tables where pyx12's maps say something else (docs/x12-guides.md)."""

from dataclasses import replace

import pytest

from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import SetResult
from claimtrail.x12.guides.guide import load_guide
from claimtrail.x12.guides.segment_shapes import CompositeRule
from claimtrail.x12.model.findings import Finding
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_set
from tests.harness.files.x12_files import (
    ACKNOWLEDGMENT_277CA,
    ACKNOWLEDGMENT_999,
    CLAIM_837I,
    CLAIM_837P,
    REMITTANCE_835,
    STATUS_277,
    Set,
    write_interchange,
)
from tools.guide_build.corrections import CORRECTIONS
from tools.guide_build.dictionary import read_map
from tools.guide_build.guide_text import read_guide_text
from tools.guide_build.model import Element, SegmentNode

pytestmark = pytest.mark.capability("C2.3")

TRIGGER = "CTX*SITUATIONAL TRIGGER*CLM*24*2300*11:1"
LINE = "SVC*HC:99213*900*****1\nSTC*A7:562**U\nREF*FJ*7"
"""A service line of the second claim of the 277CA."""


def result_of(item: Set) -> SetResult:
    source = MemorySource(write_interchange([item]))
    return read_set(source, scan_envelopes(source).sets[0])


def found(item: Set) -> set[str]:
    return {finding.code for finding in result_of(item).findings}


def at(item: Set, code: str) -> list[tuple[str, str]]:
    """Segment and element of the findings with this code."""
    return [(one.segment_id, one.element_position) for one in findings(item) if one.code == code]


def findings(item: Set) -> tuple[Finding, ...]:
    return tuple(result_of(item).findings)


def after(item: Set, line: str, *lines: str) -> Set:
    """The set with lines put in after the first one that starts so."""
    body = item.body.splitlines()
    place = next(index for index, text in enumerate(body) if text.startswith(line)) + 1
    return replace(item, body="\n".join([*body[:place], *lines, *body[place:]]))


def less(item: Set, *starts: str) -> Set:
    for start in starts:
        item = item.without(start)
    return item


PROVIDER = ("STC*A1:19**WQ*1050.5", "QTY*QA", "QTY*QC")
NO_2200C = replace(
    less(ACKNOWLEDGMENT_277CA, "TRN*1*0", *PROVIDER),
    body=less(ACKNOWLEDGMENT_277CA, "TRN*1*0", *PROVIDER).body.replace(
        "XX*1234567893\nAMT*YU*150.5\nAMT*YY*900", "XX*1234567893"
    ),
)
LINES = after(ACKNOWLEDGMENT_277CA, "DTP*472*D8*20260210", *LINE.splitlines())
REFUSED = ACKNOWLEDGMENT_277CA.changed("STC*A1:19*20260303*WQ*1050.5", "STC*A3:24:41*20260303*U*9")
WITH_HEAD = "\n".join(REFUSED.body.splitlines()[:10])
BATCH_REFUSED = replace(
    REFUSED, body=WITH_HEAD.replace("HL*2*1*21*1", "HL*2*1*21*0") + "\nQTY*AA*3\nAMT*YY*9"
)
PROVIDER_REFUSED = replace(
    REFUSED,
    body=WITH_HEAD.replace("A3:24:41*20260303*U*9", "A1:19*20260303*WQ*9")
    + "\nHL*3*2*19*0\nNM1*85*2*HILL CLINIC*****XX*1234567893\nTRN*1*0\nSTC*A8:496:85**U*9"
    + "\nQTY*QC*3\nAMT*YY*9",
)


@pytest.mark.parametrize(
    "item",
    [
        NO_2200C,
        ACKNOWLEDGMENT_277CA.without("STC*A1:19**WQ"),
        after(ACKNOWLEDGMENT_277CA, "STC*A1:19**WQ", "REF*0B*A1", "REF*G2*B2", "REF*LU*C3"),
        LINES,
        after(LINES, "STC*A7:562**U", "STC*A7:21**U", "STC*A3:153:82**U*******A3:21:85"),
        LINES.changed("STC*A7:562**U", "STC*A7:562**U*********WRONG UNIT"),
        LINES.changed("SVC*HC:99213", "SVC*N4:00093015001"),
        LINES.without("REF*FJ"),
        BATCH_REFUSED,
        PROVIDER_REFUSED,
        ACKNOWLEDGMENT_277CA.changed("STC*A2:20*", "STC*A2:20:PR*"),
        ACKNOWLEDGMENT_277CA.changed("STC*A2:20*", "STC*E1:689*"),
        ACKNOWLEDGMENT_277CA.changed("*WQ*150.5\nREF", "*WQ*150.5******A2:21:PR\nREF"),
    ],
    ids=[
        "no 2200C",
        "2200C without STC",
        "three REF in 2200C",
        "a line status without a date",
        "three line statuses",
        "a line status with a text",
        "a line with an NDC",
        "a line without REF*FJ",
        "a batch refused as a whole",
        "a provider refused as a whole",
        "an entity",
        "a system that is down",
        "the payer in a second status",
    ],
)
def test_a_277ca_may_say_so(item: Set) -> None:
    assert found(item) == set()


@pytest.mark.parametrize(
    ("item", "code", "place"),
    [
        (
            after(ACKNOWLEDGMENT_277CA, "STC*A1:19**WQ", *[f"REF*0B*A{n}" for n in range(4)]),
            "X12_SEGMENT_REPEATED",
            ("REF", ""),
        ),
        (
            LINES.changed("STC*A7:562**U", "STC*A7:562*20260303*U"),
            "X12_ELEMENT_NOT_USED",
            ("STC", "02"),
        ),
        (LINES.without("STC*A7:562**U"), "X12_SEGMENT_MISSING", ("STC", "")),
        (
            ACKNOWLEDGMENT_277CA.changed("STC*A2:20*", "STC*F2:20*"),
            "X12_CODE_MISPLACED",
            ("STC", "01-1"),
        ),
        (
            ACKNOWLEDGMENT_277CA.changed("STC*A2:20*", "STC*E0:20*"),
            "X12_CODE_MISPLACED",
            ("STC", "01-1"),
        ),
        (
            ACKNOWLEDGMENT_277CA.changed("STC*A2:20*", "STC*A2:20::RX*"),
            "X12_ELEMENT_NOT_USED",
            ("STC", "01-4"),
        ),
    ],
    ids=["four REF", "line date", "line without status", "F2", "E0", "RX"],
)
def test_a_277ca_may_not_say_so(item: Set, code: str, place: tuple[str, str]) -> None:
    assert place in at(item, code)


def plb(*lines: str) -> Set:
    return replace(REMITTANCE_835, body="\n".join([*REMITTANCE_835.body.splitlines()[:-1], *lines]))


@pytest.mark.parametrize(
    "item",
    [
        plb("PLB*1234567893*20261231*WO:ICN800*20", "PLB*1234567893*20261231*L6:ICN801*30"),
        plb(*[f"PLB*123456789{n}*20261231*WO:ICN80{n}*10" for n in range(5)]),
        plb("PLB*1*20261231" + "*WO:A*5" * 6, "PLB*1*20261231*WO:B*20"),
        REMITTANCE_835.changed("*60**1\n", "*60**1*N6:00093015001\n"),
        REMITTANCE_835.changed("*60**1\n", "*60**1*UI:00093015001\n"),
    ],
    ids=["two PLB of a provider", "five PLB", "six adjustments and one", "SVC06 N6", "SVC06 UI"],
)
def test_an_835_may_say_so(item: Set) -> None:
    assert found(item) == set()


BLANKS = sorted(
    code
    for node in load_guide("999", "005010X231A1").nodes
    if node.id == "CTX" and node.key
    for code in node.key
)


def context(*lines: str) -> Set:
    return after(ACKNOWLEDGMENT_999, "IK3*CLM", *lines)


def test_the_codes_of_a_context_hold_blanks() -> None:
    assert "SITUATIONAL TRIGGER" in BLANKS
    assert "SUBSCRIBER NAME NM109" in BLANKS


@pytest.mark.parametrize("version", ["005010X231A1", "005010X231"])
@pytest.mark.parametrize("name", [name for name in BLANKS if name != "SITUATIONAL TRIGGER"])
def test_a_999_may_name_a_business_unit(name: str, version: str) -> None:
    assert found(replace(context(f"CTX*{name}:MEM004"), version=version)) == set()


@pytest.mark.parametrize("version", ["005010X231A1", "005010X231"])
@pytest.mark.parametrize(
    "item",
    [
        context(TRIGGER),
        context(TRIGGER, "CTX*CLM01:ACCT77"),
        context("CTX*CLM01:ACCT77", TRIGGER, TRIGGER),
        context(f"{TRIGGER}*1325"),
        context("CTX*SITUATIONAL TRIGGER*CLM*43**5:3*1:1325"),
        after(ACKNOWLEDGMENT_999, "IK4*5:3", TRIGGER, TRIGGER),
        ACKNOWLEDGMENT_999.changed("IK4*1**1", "IK4*1**I12"),
        ACKNOWLEDGMENT_999.changed("IK5*R*5", "IK5*R*I5"),
        ACKNOWLEDGMENT_999.changed("IK3*REF*24**5", "IK3*REF*24*2300*I9"),
        ACKNOWLEDGMENT_999.changed("AK1*HC*", "AK1*PI*").changed("AK2*837*", "AK2*275*"),
    ],
    ids=[
        "trigger",
        "trigger, unit",
        "unit, two triggers",
        "trigger of a simple element",
        "trigger of a component",
        "triggers of an element",
        "IK403 I12",
        "IK502 I5",
        "IK304 I9",
        "of an attachment",
    ],
)
def test_a_999_may_say_so(item: Set, version: str) -> None:
    assert found(replace(item, version=version)) == set()
    assert len(result_of(item).records) == 2


@pytest.mark.parametrize("name", ["TRIGGER", "SITUATIONAL", "NAME", "SUBSCRIBER NAME"])
def test_half_a_code_is_no_code(name: str) -> None:
    item = context(TRIGGER.replace("SITUATIONAL TRIGGER", name))
    assert found(item) == {"X12_CODE_INVALID"}
    assert at(item, "X12_CODE_INVALID") == [("CTX", "01-1")]
    assert len(result_of(item).records) == 2


@pytest.mark.parametrize(
    "item",
    [
        STATUS_277.changed("STC*F2:88*", "STC*F2:85::RX*"),
        STATUS_277.changed("STC*F2:88*", "STC*F2:88:QC*"),
        STATUS_277.changed("STC*F2:88*", "STC*F2:88:13*"),
        after(STATUS_277, "STC*P1:20*20260318", "STC*P1:20:1P*20260318"),
        replace(
            STATUS_277,
            body="\n".join(STATUS_277.body.splitlines()[:7]).replace("19*1", "19*0")
            + "\nTRN*1*INQ5\nSTC*E0:24:1P*20260601",
        ),
        replace(
            STATUS_277,
            body="\n".join(STATUS_277.body.splitlines()[:5]).replace("21*1", "21*0")
            + "\nTRN*2*INQ5\nSTC*E0:24:41*20260601",
        ),
    ],
    ids=["NCPDP", "entity QC", "entity 13", "two line statuses", "provider", "receiver"],
)
def test_a_277_may_say_so(item: Set) -> None:
    assert found(item) - {"X12_CODE_UNKNOWN"} == set()
    assert not at(item, "X12_CODE_INVALID")


@pytest.mark.parametrize(
    ("item", "version"),
    [
        (REMITTANCE_835, "005010X221"),
        (CLAIM_837P, "005010X222"),
        (CLAIM_837P, "005010X222A2"),
        (CLAIM_837I, "005010X223"),
        (CLAIM_837I, "005010X223A1"),
        (CLAIM_837I, "005010X223A3"),
    ],
)
def test_a_guide_without_its_addenda_is_read_and_reported(item: Set, version: str) -> None:
    result = result_of(replace(item, version=version))
    assert {finding.code for finding in result.findings} == {"X12_VERSION_TOLERATED"}
    assert [type(record) for record in result.records] == [
        type(record) for record in result_of(item).records
    ]


def test_another_guide_is_still_not_read() -> None:
    assert "X12_VERSION_UNSUPPORTED" in found(replace(REMITTANCE_835, version="005010X229"))


def test_the_zip_of_a_billing_provider_has_nine_digits() -> None:
    item = CLAIM_837I.changed("SPRINGFIELD*IL*627010000", "SPRINGFIELD*IL*62701")
    [finding] = findings(item)
    assert (finding.code, finding.segment_id) == ("X12_ZIP_CODE", "N4")
    assert (finding.element_position, finding.element_error) == ("03", "I12")


def test_a_social_security_number_is_no_zip_code() -> None:
    item = after(CLAIM_837P, "DMG*D8*19510704*F", "REF*SY*12345")
    assert at(item, "X12_CODE_INVALID") == [("REF", "02")]
    assert "X12_ZIP_CODE" not in found(item)


@pytest.mark.parametrize("name", ["999.5010X231.A1.xml", "999.5010.xml"])
def test_no_code_of_a_map_is_split_at_its_blanks(name: str) -> None:
    texts = [part.partition("</code>")[0] for part in read_map(name).split("<code>")[1:]]
    with_blanks = {text for text in texts if " " in text}
    version = "005010X231A1" if "A1" in name else "005010X231"
    codes = {
        code
        for node in load_guide("999", version).nodes
        for part in (node.shape.parts if node.shape else ())
        for rule in (part.parts if isinstance(part, CompositeRule) else (part,))
        for code in rule.codes
    }
    assert with_blanks
    assert with_blanks <= codes


def test_a_guide_of_our_own_may_have_codes_with_blanks() -> None:
    text = 'guide 005010X1 999 FA\nloop ST_LOOP 1 R 1\n  segment CTX 1 R 1\n    01 ID R = "A B" C'
    [segment] = read_guide_text(text.replace(" ID ", " AN(1,35) ")).root.children
    assert isinstance(segment, SegmentNode)
    [element] = segment.elements
    assert isinstance(element, Element)
    assert element.codes == ("A B", "C")


def test_each_correction_names_its_place_its_reason_and_its_sources() -> None:
    alone = [item.place for item in CORRECTIONS if len(item.sources) < 2]
    assert alone == ["2220D STC12"]
    assert all(item.reason and item.place for item in CORRECTIONS)
