"""A partner's rules tighten and loosen how far a finding reaches."""

import pytest

import claimtrail.x12.read.set_reader
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import SetResult, plan_ranges
from claimtrail.x12.model import Payment, RemittanceClaim, SetAcceptance, SetHeader
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.findings import Severity
from claimtrail.x12.model.rules import FIXED, GUIDE_OPTIONS, STANDARD, STRICT, Rules, allowed
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import check_set, read_range, read_set
from tests.harness.files.x12_files import REMITTANCE_835, write_interchange
from tests.harness.intake.chunks import in_parts

SOUND = write_interchange([REMITTANCE_835])
ODD: dict[FindingCode, tuple[bytes, bytes]] = {
    FindingCode.TRAILING_SEPARATOR: (b"LX*1~", b"LX*1*~"),
    FindingCode.VALUE_PADDED: (b"CLP*PCN-7001*", b"CLP*PCN-7001  *"),
    FindingCode.ELEMENT_NOT_USED: (b"ST*835*0001~", b"ST*835*0001*005010X221A1~"),
    FindingCode.CODE_UNKNOWN: (b"CAS*CO*45*600", b"CAS*CO*Z99*600"),
    FindingCode.CODE_INACTIVE: (b"CAS*CO*45*600", b"CAS*CO*63*600"),
    FindingCode.SEGMENT_EMPTY: (b"~LX*1~", b"~~LX*1~"),
    FindingCode.SEGMENT_BLANKS: (b"~LX*1~", b"~ LX*1~"),
    FindingCode.GROUP_ADDRESS: (b"GS*HP*NORTHPAY*", b"GS*HP*N*"),
    FindingCode.TERMINATOR_MISSING: (b"IEA*1*000000041~", b"IEA*1*000000041"),
}
"""The subject of each reading."""
BOTH = (STANDARD, STRICT)


@pytest.fixture(autouse=True, params=[0, 1 << 30], ids=["proven", "judged"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claimtrail.x12.read.set_reader, "LOOPS_BEFORE_PROVER", request.param)


def odd(code: FindingCode) -> MemorySource:
    old, new = ODD[code]
    assert old in SOUND
    return MemorySource(SOUND.replace(old, new, 1))


def opened(source: MemorySource, rules: Rules) -> SetHeader:
    [header] = scan_envelopes(source, rules).sets
    return header


def read(source: MemorySource, rules: Rules) -> SetResult:
    """The set, read in all ways, which agree."""
    header = opened(source, rules)
    result = read_set(source, header)
    assert check_set(source, header).findings == result.findings
    _, joined = in_parts(source, header, 1)
    assert joined == result
    for part in plan_ranges(scan_envelopes(source, STANDARD), target_bytes=10):
        assert list(read_range(source, part, rules)) == [result]
    return result


WITHIN_SETS = [item.code for item in GUIDE_OPTIONS if item.refused is Severity.SET]


@pytest.mark.capability("C2.1")
@pytest.mark.parametrize("code", WITHIN_SETS)
def test_the_tolerant_reading_warns_and_delivers(code: FindingCode) -> None:
    result = read(odd(code), STANDARD)

    assert {item.code for item in result.findings} == {code.value}
    assert {item.severity for item in result.findings} == {Severity.WARNING}
    assert result.verdict is not SetAcceptance.REJECTED
    claims = [item for item in result.records if isinstance(item, RemittanceClaim)]
    assert [item.patient_control_number for item in claims] == ["PCN-7001", "PCN-7002"]


@pytest.mark.capability("C2.1")
@pytest.mark.parametrize("code", WITHIN_SETS)
def test_the_strict_reading_refuses_and_no_other_one_does(code: FindingCode) -> None:
    source = odd(code)
    result = read(source, Rules.of({code: Severity.SET}))

    assert {item.severity for item in result.findings} == {Severity.SET}
    assert result.verdict is SetAcceptance.REJECTED
    assert result.records == read(source, STANDARD).records
    others = Rules.of({x.code: x.refused for x in GUIDE_OPTIONS if x.code is not code})
    tolerated = read(source, STANDARD)._replace(header=opened(source, others))
    assert read(source, others) == tolerated


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        (FindingCode.GROUP_ADDRESS, Severity.GROUP),
        (FindingCode.TERMINATOR_MISSING, Severity.INTERCHANGE),
    ],
)
def test_an_envelope_is_refused_under_the_strict_reading_only(
    code: FindingCode, severity: Severity
) -> None:
    tolerant, strict = (scan_envelopes(odd(code), rules) for rules in BOTH)

    assert [(x.code, x.severity) for x in tolerant.findings] == [(code, Severity.WARNING)]
    assert [(x.code, x.severity) for x in strict.findings] == [(code, severity)]
    assert (len(tolerant.readable_sets()), len(strict.readable_sets())) == (1, 0)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"*NORTHPAY*HILLCLINIC*2", b"*NORTHPAY*H*2"),
        (b"*NORTHPAY*HILLCLINIC*2", b"*NORTHPAY *HILLCLINIC*2"),
        (b"*NORTHPAY*HILLCLINIC*2", b"*NORTHPAY12345678*HILLCLINIC*2"),
        (b"*20260302*0815*1*X*", b"*260302*0815*1*X*"),
        (b"*20260302*0815*1*X*", b"*20260232*0815*1*X*"),
        (b"*20260302*0815*1*X*", b"*20260302*2515*1*X*"),
        (b"*20260302*0815*1*X*", b"*20260302*0815*1*T*"),
    ],
)
def test_every_element_of_the_group_address_counts(old: bytes, new: bytes) -> None:
    assert old in SOUND
    findings = scan_envelopes(MemorySource(SOUND.replace(old, new))).findings

    assert [item.code for item in findings] == ["X12_GROUP_ADDRESS"]


@pytest.mark.parametrize("rules", BOTH)
def test_a_sound_set_is_sound_under_either_reading(rules: Rules) -> None:
    assert read(MemorySource(SOUND), rules).findings == ()
    assert scan_envelopes(MemorySource(SOUND), rules).findings == ()


def test_the_table_of_two_readings_has_one_row_for_each_point() -> None:
    assert [item.code for item in GUIDE_OPTIONS] == list(ODD)
    assert all(STRICT.reach(item.code) is item.refused for item in GUIDE_OPTIONS)


@pytest.mark.capability("C2.1")
@pytest.mark.parametrize("reach", [Severity.CLAIM, Severity.VALUE, Severity.WARNING])
def test_a_count_that_holds_the_set_is_loosened(reach: Severity) -> None:
    source = MemorySource(SOUND.replace(b"~SE*", b"~SE*1"))
    rules = Rules.of({FindingCode.SE_COUNT: reach})

    assert read(source, STANDARD).verdict is SetAcceptance.REJECTED
    verdict = (
        SetAcceptance.ACCEPTED if reach is Severity.WARNING else SetAcceptance.ACCEPTED_WITH_ERRORS
    )
    assert read(source, rules).verdict is verdict


@pytest.mark.capability("C2.1")
def test_a_rule_that_holds_the_claim_holds_that_claim_alone() -> None:
    source = odd(FindingCode.CODE_UNKNOWN)

    result = read(source, Rules.of({FindingCode.CODE_UNKNOWN: Severity.CLAIM}))

    assert result.verdict is SetAcceptance.ACCEPTED_WITH_ERRORS
    held = {
        item.patient_control_number: item.faults
        for item in result.records
        if isinstance(item, RemittanceClaim)
    }
    assert held == {"PCN-7001": (), "PCN-7002": ("X12_CODE_UNKNOWN",)}


@pytest.mark.parametrize(
    ("code", "reach"),
    [
        (FindingCode.NOT_X12, Severity.WARNING),
        (FindingCode.SET_UNSUPPORTED, Severity.WARNING),
        (FindingCode.SE_COUNT, Severity.INTERCHANGE),
        (FindingCode.IEA_COUNT, Severity.SET),
        (FindingCode.GE_COUNT, Severity.INTERCHANGE),
        (FindingCode.ISA_DATE, Severity.SET),
    ],
)
def test_a_reach_that_a_code_cannot_have_is_refused(code: FindingCode, reach: Severity) -> None:
    assert reach not in allowed(code)
    with pytest.raises(ValueError, match=f"{code} cannot be {reach}"):
        Rules.of({code: reach})


def test_every_code_but_the_fixed_ones_can_be_a_warning() -> None:
    assert {code for code in FindingCode if Severity.WARNING not in allowed(code)} == FIXED


def test_values_are_read_without_the_blanks_at_their_end() -> None:
    data = SOUND.replace(b"NORTH PAYER*XV*NP001~", b"NORTH PAYER  *XV*NP001 ~")
    payment = read(MemorySource(data), STANDARD).records[0]

    assert isinstance(payment, Payment)
    assert (payment.payer_name, payment.payer_identifier) == ("NORTH PAYER", "NP001")


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [(b"*005010X221A1~", b"*005010X221A1**~", 1), (b"~GS*", b"~TA1*7*260302*0815*A*000*~GS*", 0)],
    ids=["GS", "TA1"],
)
def test_a_trailing_separator_of_an_envelope_loses_nothing(
    old: bytes, new: bytes, refused: int
) -> None:
    source = MemorySource(SOUND.replace(old, new, 1))
    tolerant, strict = (scan_envelopes(source, rules) for rules in BOTH)

    assert [item.code for item in tolerant.findings] == ["X12_TRAILING_SEPARATOR"]
    assert len(tolerant.readable_sets()) == 1
    assert len(strict.refused_groups()) == refused
    assert len(tolerant.interchange_acknowledgments) == 1 - refused
