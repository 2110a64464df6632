"""Ours against pyx12 on sound and damaged files: one verdict, or a listed difference."""

from collections import Counter

import pytest

from tests.fuzz.corpus import generated_files
from tests.fuzz.differential import (
    ACCEPTS,
    BOTH,
    OURS,
    REFUSES,
    Difference,
    agreed,
    is_listed,
    listed,
    mutations,
    read_ours,
    rows,
    unlisted,
)
from tests.fuzz.oracle import ask
from tests.harness.effort import times
from tests.harness.files.x12_files import ACKNOWLEDGMENT_277CA, CLAIM_837P, REMITTANCE_835
from tests.harness.files.x12_files import write_interchange as write

SEED = "test"
PARTS = 8
MUTATIONS = times(400, least=20 * PARTS)


def agreement(files: list[bytes]) -> Counter[str]:
    return sum((agreed(read_ours(data), ask(data)) for data in files), Counter[str]())


@pytest.mark.capability("C2.3")
def test_generated_files_get_one_verdict() -> None:
    files = generated_files()

    assert {index: unlisted(data) for index, data in enumerate(files) if unlisted(data)} == {}
    assert agreement(files)["both accept"] > len(files) // 2
    assert not agreement(files)["both refuse"]


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize("part", range(PARTS))
def test_damaged_files_get_one_verdict(part: int) -> None:
    numbers = range(part * MUTATIONS // PARTS, (part + 1) * MUTATIONS // PARTS)
    damaged = list(mutations(generated_files(), SEED, numbers))

    assert {name: unlisted(data) for name, data in damaged if unlisted(data)} == {}
    assert agreement([data for _, data in damaged])["both refuse"] > len(damaged) // 4


def test_a_mutation_can_be_made_again() -> None:
    first = list(mutations(generated_files(), SEED, range(20)))

    assert list(mutations(generated_files(), SEED, range(20))) == first


def test_the_comparison_notices_what_is_not_listed() -> None:
    assert not is_listed(Difference(REFUSES, ("X12_SEGMENT_MISSING",), "835"))
    assert not is_listed(Difference(ACCEPTS, ("SEG 3 CLP",), "835"))
    assert not is_listed(Difference(ACCEPTS, ("SEG 3 CLP", "ELE 7 STC01-2"), "277"))
    assert is_listed(Difference(ACCEPTS, ("SEG 1 AK2", "SEG 1 IK5"), "999"))
    assert not is_listed(Difference(ACCEPTS, ("SEG 1 AK2", "ELE 7 IK501"), "999"))
    assert is_listed(Difference(ACCEPTS, ("SEG 3 HL",), "277"))
    assert not is_listed(Difference(ACCEPTS, ("SEG 3 HL",), "837"))
    assert all(listed().values())


def test_no_listed_difference_says_that_pyx12_is_right() -> None:
    assert len(rows()) > 25
    assert [row for row in rows() if row.right not in {OURS, BOTH}] == []
    assert [row for row in rows() if not (row.reason and row.source)] == []


@pytest.mark.parametrize(
    "faulty",
    [
        REMITTANCE_835.without("BPR"),
        REMITTANCE_835.changed("CLP*PCN-7001*1*", "CLP*PCN-7001*77*"),
        REMITTANCE_835.changed("DTM*405*20260310", "DTM*405*20260231"),
        ACKNOWLEDGMENT_277CA.without("STC"),
        ACKNOWLEDGMENT_277CA.changed("HL*2*1*21*1", "HL*2*7*21*1"),
        CLAIM_837P.without("SBR"),
        CLAIM_837P.changed("DMG*D8*19510704*F", "DMG*D8*19510704*Q"),
        CLAIM_837P.changed("NM1*40*2*NORTH PAYER", "NM1*40*2*" + "N" * 70),
    ],
)
def test_both_refuse_a_plain_fault(faulty) -> None:  # noqa: ANN001 - a set of the hand-written ones
    assert agreement([write([faulty])]) == Counter({"both refuse": 1})
