"""Where a guide can be read in two ways, the strict reading refuses and the tolerant one warns."""

import pytest

import claimtrail.x12.reading
from claimtrail.x12.envelope import scan_envelopes
from claimtrail.x12.findings import Severity
from claimtrail.x12.plan import SetResult, plan_ranges
from claimtrail.x12.read import check_set, read_range, read_set, stream_records
from claimtrail.x12.readings import READINGS, STRICT, TOLERANT, Reading, Readings
from claimtrail.x12.records import Payment, RemittanceClaim, SetHeader, Verdict
from claimtrail.x12.source import MemorySource
from tests.support.parts import in_parts
from tests.support.x12_files import REMITTANCE_835, write_interchange

SOUND = write_interchange([REMITTANCE_835])
ODD: dict[Reading, tuple[bytes, bytes]] = {
    Reading.TRAILING_SEPARATORS: (b"LX*1~", b"LX*1*~"),
    Reading.PADDED_VALUES: (b"CLP*PCN-7001*", b"CLP*PCN-7001  *"),
    Reading.UNUSED_ELEMENTS: (b"ST*835*0001~", b"ST*835*0001*005010X221A1~"),
    Reading.UNKNOWN_CODES: (b"CAS*CO*45*600", b"CAS*CO*Z99*600"),
    Reading.STOPPED_CODES: (b"CAS*CO*45*600", b"CAS*CO*63*600"),
    Reading.EMPTY_SEGMENTS: (b"~LX*1~", b"~~LX*1~"),
    Reading.BLANKS_BETWEEN_SEGMENTS: (b"~LX*1~", b"~ LX*1~"),
    Reading.GROUP_ADDRESS: (b"GS*HP*NORTHPAY*", b"GS*HP*N*"),
    Reading.LAST_TERMINATOR: (b"IEA*1*000000041~", b"IEA*1*000000041"),
}
"""What each reading is about."""
BOTH = (TOLERANT, STRICT)


@pytest.fixture(autouse=True, params=[0, 1 << 30], ids=["proven", "judged"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claimtrail.x12.reading, "LOOPS_BEFORE_PROVER", request.param)


def odd(reading: Reading) -> MemorySource:
    old, new = ODD[reading]
    assert old in SOUND
    return MemorySource(SOUND.replace(old, new, 1))


def opened(source: MemorySource, readings: Readings) -> SetHeader:
    [header] = scan_envelopes(source, readings).sets
    return header


def read(source: MemorySource, readings: Readings) -> SetResult:
    """The set, read in all ways, which agree."""
    header = opened(source, readings)
    result = read_set(source, header)
    assert check_set(source, header).findings == result.findings
    _, joined = in_parts(source, header, 1)
    assert joined == result
    for part in plan_ranges(scan_envelopes(source, TOLERANT), target_bytes=10):
        assert list(read_range(source, part, readings)) == [result]
    return result


WITHIN_SETS = [rule.reading for rule in READINGS if rule.refused is Severity.SET]


@pytest.mark.capability("C2.1")
@pytest.mark.parametrize("reading", WITHIN_SETS)
def test_the_tolerant_reading_warns_and_delivers(reading: Reading) -> None:
    [rule] = [rule for rule in READINGS if rule.reading is reading]
    result = read(odd(reading), TOLERANT)

    assert {item.code for item in result.findings} == {rule.code.value}
    assert {item.severity for item in result.findings} == {Severity.WARNING}
    assert result.verdict is not Verdict.REJECTED
    claims = [item for item in result.records if isinstance(item, RemittanceClaim)]
    assert [item.patient_control_number for item in claims] == ["PCN-7001", "PCN-7002"]


@pytest.mark.capability("C2.1")
@pytest.mark.parametrize("reading", WITHIN_SETS)
def test_the_strict_reading_refuses_and_no_other_one_does(reading: Reading) -> None:
    source = odd(reading)
    result = read(source, Readings(frozenset({reading})))

    assert {item.severity for item in result.findings} == {Severity.SET}
    assert result.verdict is Verdict.REJECTED
    assert result.records == ()
    others = Readings(frozenset(Reading) - {reading})
    tolerated = read(source, TOLERANT)._replace(header=opened(source, others))
    assert read(source, others) == tolerated


def test_a_stream_ends_where_the_strict_reading_refuses() -> None:
    source = odd(Reading.PADDED_VALUES)

    assert list(stream_records(source, opened(source, STRICT))) == []
    assert len(list(stream_records(source, opened(source, TOLERANT)))) == 3


@pytest.mark.parametrize(
    ("reading", "code", "severity"),
    [
        (Reading.GROUP_ADDRESS, "X12_GROUP_ADDRESS", Severity.GROUP),
        (Reading.LAST_TERMINATOR, "X12_TERMINATOR_MISSING", Severity.INTERCHANGE),
    ],
)
def test_an_envelope_is_refused_under_the_strict_reading_only(
    reading: Reading, code: str, severity: Severity
) -> None:
    tolerant, strict = (scan_envelopes(odd(reading), readings) for readings in BOTH)

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


@pytest.mark.parametrize("readings", BOTH)
def test_a_sound_set_is_sound_under_either_reading(readings: Readings) -> None:
    assert read(MemorySource(SOUND), readings).findings == ()
    assert scan_envelopes(MemorySource(SOUND), readings).findings == ()


def test_the_table_has_one_row_for_each_reading() -> None:
    assert [rule.reading for rule in READINGS] == list(Reading)
    assert set(ODD) == set(Reading)
    assert all(STRICT.severity(rule.code) is rule.refused for rule in READINGS)


def test_values_are_read_without_the_blanks_at_their_end() -> None:
    data = SOUND.replace(b"NORTH PAYER*XV*NP001~", b"NORTH PAYER  *XV*NP001 ~")
    payment = read(MemorySource(data), TOLERANT).records[0]

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
    tolerant, strict = (scan_envelopes(source, readings) for readings in BOTH)

    assert [item.code for item in tolerant.findings] == ["X12_TRAILING_SEPARATOR"]
    assert len(tolerant.readable_sets()) == 1
    assert len(strict.refused_groups()) == refused
    assert len(tolerant.interchange_acknowledgments) == 1 - refused
