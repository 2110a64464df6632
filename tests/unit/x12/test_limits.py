"""Each limit of the table ends in its finding, and what is sound before it stays."""

import gc
from collections.abc import Callable

import pytest

from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import EnvelopeScan, SetResult
from claimtrail.x12.extract import record_buffer
from claimtrail.x12.fast_path import walk_states
from claimtrail.x12.model import Payment, RemittanceClaim, SetAcceptance, SetAcknowledgment
from claimtrail.x12.model.catalog import FindingCode, catalog
from claimtrail.x12.model.findings import Severity
from claimtrail.x12.model.limits import LIMITS, Counted, Limit, most
from claimtrail.x12.model.rules import FIXED
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import check_set, read_set
from tests.harness.files.hostile_files import KINDS, body_of, group, interchange, one_set
from tests.harness.files.x12_files import (
    ACKNOWLEDGMENT_277CA,
    ACKNOWLEDGMENT_999,
    CLAIM_837P,
    REMITTANCE_835,
)

SOUND = one_set(REMITTANCE_835, body_of(REMITTANCE_835))


def scanned(data: bytes) -> EnvelopeScan:
    return scan_envelopes(MemorySource(data))


def checked(data: bytes) -> SetResult:
    source = MemorySource(data)
    [header] = scan_envelopes(source).sets
    return check_set(source, header)


def read(data: bytes) -> SetResult:
    source = MemorySource(data)
    [header] = scan_envelopes(source).sets
    return read_set(source, header)


def groups(n: int) -> bytes:
    content = "".join(group("", count=0).replace("*1*X*", f"*{at}*X*") for at in range(1, n + 1))
    return interchange(content, groups=n, number=2).encode()


def lowered(counted: Counted, monkeypatch: pytest.MonkeyPatch) -> Limit[FindingCode]:
    """Lower a limit, so that a test need not make so much."""
    limit = LIMITS[counted]._replace(most=300)
    monkeypatch.setitem(LIMITS, counted, limit)
    monkeypatch.setattr(record_buffer, "_SEGMENTS", most(Counted.RECORD_SEGMENTS))
    return limit


BEYOND: dict[Counted, Callable[[int], bytes]] = {
    Counted.INTERCHANGES: KINDS["interchanges"],
    Counted.GROUPS: groups,
    Counted.SETS: lambda n: interchange(
        group("ST*835*0001~SE*2*0001~" * n, count=n), number=2
    ).encode(),
    Counted.INTERCHANGE_GROUPS: groups,
    Counted.INTERCHANGE_SETS: lambda n: interchange(
        group("ST*835*0001~SE*2*0001~" * n, count=n), number=2
    ).encode(),
    Counted.ACKNOWLEDGMENTS: lambda n: interchange(
        "TA1*000000001*260302*0815*A*000~" * n, groups=0, number=2
    ).encode(),
    Counted.ENVELOPE_FINDINGS: lambda n: interchange("ge*~" * n, groups=0, number=2).encode(),
}


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize("counted", BEYOND)
def test_an_interchange_beyond_a_limit_is_refused_and_the_one_before_it_stays(
    counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = lowered(counted, monkeypatch)
    data = BEYOND[counted](limit.most + 2)

    scan = scanned(SOUND + data + SOUND)

    [found] = [item for item in scan.findings if item.code == limit.finding]
    assert found.severity is Severity.INTERCHANGE
    assert found.text
    assert found.next_step
    assert found.offset > len(SOUND)
    assert scan.readable_sets()[0].span.end < len(SOUND)
    assert len(scan.readable_sets()) == 1
    [refused] = [item for item in scan.refused_interchanges() if item.span.end == scan.size]
    assert refused.span.start < found.offset + 1


@pytest.mark.parametrize("counted", BEYOND)
def test_a_file_at_a_limit_is_read_to_its_end(
    counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = lowered(counted, monkeypatch)
    number = limit.most - 1 if counted is not Counted.ENVELOPE_FINDINGS else limit.most // 2

    scan = scanned(BEYOND[counted](number) + SOUND)

    assert limit.finding not in {item.code for item in scan.findings}
    assert scan.readable_sets()[-1].span.end < scan.size


def test_an_element_of_an_envelope_is_cut_where_no_guide_has_so_long_a_one() -> None:
    long = "9" * 1_000_000
    data = SOUND.replace(b"GS*HP*NORTHPAY", b"GS*HP*" + long.encode())
    data = data.replace(b"*0001~", b"*" + long.encode() + b"~")

    [header] = scanned(data).sets

    assert len(header.group.sender_code) == most(Counted.HEADER_LETTERS)
    assert len(header.control_number) == most(Counted.HEADER_LETTERS)
    assert {item.code for item in header.findings} == {FindingCode.SET_CONTROL_NUMBER}


def test_levels_nested_deeper_than_any_guide_hold_the_set() -> None:
    result = checked(KINDS["nested levels of providers"](most(Counted.LEVELS) + 10))

    assert result.verdict is SetAcceptance.REJECTED
    [found] = [item for item in result.findings if item.code == FindingCode.LEVELS_TOO_DEEP]
    assert found.segment_id == "HL"


def test_levels_nested_as_deep_as_the_limit_are_not_reported() -> None:
    result = checked(KINDS["nested levels of providers"](most(Counted.LEVELS) - 10))

    assert FindingCode.LEVELS_TOO_DEEP not in {item.code for item in result.findings}


def test_a_claim_with_too_many_segments_is_held_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lowered(Counted.RECORD_SEGMENTS, monkeypatch)
    body = body_of(REMITTANCE_835)
    more = "REF*1L*X~" * most(Counted.RECORD_SEGMENTS)
    place = body.index("~", body.index("CLP*PCN-7001")) + 1

    result = read(one_set(REMITTANCE_835, body[:place] + more + body[place:]))

    first, second = (item for item in result.records if isinstance(item, RemittanceClaim))
    assert FindingCode.CLAIM_TOO_LARGE in first.faults
    assert second.faults == ()
    assert result.verdict is SetAcceptance.ACCEPTED_WITH_ERRORS


@pytest.mark.parametrize("before", ["TRN*2*PCN-7001~", "TRN*2*B0001~"])
def test_a_status_with_too_many_segments_is_reported(
    before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lowered(Counted.RECORD_SEGMENTS, monkeypatch)
    body = body_of(ACKNOWLEDGMENT_277CA)
    more = "STC*A2:20**WQ*1~" * (most(Counted.RECORD_SEGMENTS) + 1)

    result = checked(one_set(ACKNOWLEDGMENT_277CA, body.replace(before, before + more)))

    late = [item.code for item in result.findings if item.severity is Severity.CLAIM]
    assert FindingCode.CLAIM_TOO_LARGE in late


def test_a_999_that_answers_for_too_many_sets_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    lowered(Counted.ACKNOWLEDGED_SETS, monkeypatch)
    answers = "AK2*837*0001*005010X222A1~IK5*A~" * (most(Counted.ACKNOWLEDGED_SETS) + 1)
    number = most(Counted.ACKNOWLEDGED_SETS) + 1
    body = f"AK1*HC*17*005010X222A1~{answers}AK9*A*{number}*{number}*{number}~"

    result = read(one_set(ACKNOWLEDGMENT_999, body))

    assert result.verdict is SetAcceptance.REJECTED
    assert FindingCode.ACKNOWLEDGMENT_TOO_LARGE in {item.code for item in result.findings}
    assert len(result.records) == most(Counted.ACKNOWLEDGED_SETS)


def test_a_note_of_a_999_may_have_any_position() -> None:
    body = body_of(ACKNOWLEDGMENT_999).replace("IK3*CLM*22*", f"IK3*CLM*{'9' * 10_000}*")

    result = read(one_set(ACKNOWLEDGMENT_999, body))

    assert FindingCode.CHECK_FAILED not in {item.code for item in result.findings}
    notes = [
        note
        for item in result.records
        if isinstance(item, SetAcknowledgment)
        for note in item.notes
    ]
    assert 0 in {note.segment_position for note in notes}


def test_a_payment_with_too_many_adjustments_is_held() -> None:
    most_adjustments = most(Counted.PROVIDER_ADJUSTMENTS)
    body = body_of(REMITTANCE_835) + "PLB*1234567893*20261231*WO:1*0.01~" * most_adjustments

    result = read(one_set(REMITTANCE_835, body))

    assert result.verdict is SetAcceptance.REJECTED
    assert FindingCode.TOO_MANY_ADJUSTMENTS in {item.code for item in result.findings}
    [payment] = [item for item in result.records if isinstance(item, Payment)]
    assert len(payment.provider_adjustments) == most_adjustments


def test_findings_of_a_set_are_kept_up_to_the_limit_and_the_verdict_knows_all() -> None:
    result = checked(KINDS["unknown segments"](1_000))

    assert len(result.findings) <= most(Counted.SET_FINDINGS) + 2
    assert result.findings[-1].code == FindingCode.TOO_MANY_FINDINGS
    assert result.verdict is not SetAcceptance.ACCEPTED


def test_segments_without_content_in_a_row_are_one_finding() -> None:
    body = body_of(CLAIM_837P)
    place = body.index("~", body.index("CLM*")) + 1
    result = checked(one_set(CLAIM_837P, body[:place] + "~" * 1_000 + body[place:]))

    codes = [item.code for item in result.findings]
    assert codes.count(FindingCode.SEGMENT_EMPTY) == 1


def test_codes_of_limits_are_in_the_catalog_and_no_rule_changes_them() -> None:
    bound = {limit.finding for limit in LIMITS.values() if limit.finding}

    assert bound <= set(catalog())
    assert bound - FIXED <= {FindingCode.SEGMENT_TOO_LONG}


def test_every_row_says_why_and_what_real_files_have() -> None:
    assert set(LIMITS) == set(Counted)
    assert all(row.most > 0 and row.reason and row.real and row.then for row in LIMITS.values())


def test_what_a_process_remembers_of_files_is_bounded() -> None:
    """Texts of a file are keys of what the fast way remembers from file to file."""
    number = walk_states.MOST_HEADS + 500
    body = body_of(CLAIM_837P)
    place = body.index("HL*2")
    level = body[place : body.index("HL*3")]
    levels = "".join(
        level.replace("HL*2*1*22*1", f"HL*{at}*1*22*0").replace("SBR*P", f"REF*{at}*X~SBR*P")
        for at in range(2, number + 2)
    )
    for _ in range(2):
        checked(one_set(CLAIM_837P, body[:place] + levels))

    graphs = [one for one in gc.get_objects() if isinstance(one, walk_states.WalkState)]
    assert max(len(one) + len(one._refused) for one in graphs) <= walk_states.MOST_HEADS
