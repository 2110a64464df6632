"""Variants of payers' files: how many there are, and what is in a file that has one."""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.partners.profile import Partners
from simulator.bad_days.variants import OF_TYPE, Variant
from simulator.generator import generate
from simulator.model import Expectation, SimulatedFile
from tests.harness.files.segments import segments, sets

Month = tuple[list[SimulatedFile], list[Expectation]]
Segment = list[str]


class Sent(NamedTuple):
    """A claim of an 837."""

    number: str
    charge: Decimal
    npi: str


def with_variant(month: Month, variant: Variant) -> list[SimulatedFile]:
    files = [file for file in month[0] if file.variant is variant]
    assert files, variant
    return files


def sent_by_reference(month: Month) -> dict[str, list[Sent]]:
    """The claims that went to payers under each BHT03."""
    found: dict[str, list[Sent]] = defaultdict(list)
    for file in month[0]:
        for inside in sets(file.content) if file.transaction == "837" else ():
            reference = inside[1][3]
            npi = ""
            for part in inside:
                if part[:2] == ["NM1", "85"]:
                    npi = part[9]
                if part[0] == "CLM":
                    found[reference].append(Sent(part[1], Decimal(part[2]), npi))
    return found


def levels(inside: list[Segment]) -> Iterator[list[Segment]]:
    """The segments of each hierarchical level."""
    level: list[Segment] = []
    for part in inside:
        if part[0] == "HL":
            if level:
                yield level
            level = []
        if level or part[0] == "HL":
            level.append(part)
    yield level


def first(level: list[Segment], *start: str) -> Segment:
    return next(part for part in level if tuple(part[: len(start)]) == start)


def test_given_a_month_in_which_all_files_vary_then_each_variant_occurs(
    partners: Partners,
) -> None:
    for seed in (1, 7, 20):
        files = generate(
            partners=partners,
            seed=seed,
            first_day=date(2026, 10, 18),
            last_day=date(2026, 11, 21),
            claims_per_day=12,
            variants_in_hundred=100,
        )
        assert {file.variant for file in files} - {None} == set(Variant), seed


def test_given_usual_files_then_about_two_in_a_hundred_have_a_variant(partners: Partners) -> None:
    files = [
        file
        for seed in range(4)
        for file in generate(
            partners=partners,
            seed=seed,
            first_day=date(2026, 1, 5),
            last_day=date(2026, 4, 3),
            claims_per_day=15,
        )
        if file.transaction in OF_TYPE
    ]
    share = sum(file.variant is not None for file in files) / len(files)
    assert 0.01 < share < 0.03


def test_given_a_rate_of_nothing_then_no_file_has_a_variant(partners: Partners) -> None:
    files = generate(
        partners=partners,
        seed=7,
        first_day=date(2026, 10, 18),
        last_day=date(2026, 11, 6),
        claims_per_day=12,
        variants_in_hundred=0,
    )
    assert {file.variant for file in files} == {None}


def test_given_a_refused_batch_then_the_277ca_counts_exactly_what_was_sent(
    month_of_variants: Month,
) -> None:
    sent = sent_by_reference(month_of_variants)
    refused = set()
    for file in with_variant(month_of_variants, Variant.BATCH_REFUSED):
        for inside in sets(file.content):
            _, receiver = levels(inside)
            assert receiver[0][3:] == ["21", "0"]
            claims = sent[first(receiver, "TRN", "2")[2]]
            status = first(receiver, "STC")
            assert status[1].replace(">", ":") == "A3:24:41"
            assert status[3] == "U"
            assert first(receiver, "QTY", "AA")[2] == str(len(claims))
            total = sum(claim.charge for claim in claims)
            assert {Decimal(first(receiver, "AMT", "YY")[2]), Decimal(status[4])} == {total}
            refused |= {claim.number for claim in claims}
    assert refused == {
        item.patient_control_number
        for item in month_of_variants[1]
        if Variant.BATCH_REFUSED in item.variants
    }


def test_given_a_refused_provider_then_the_277ca_counts_its_claims_and_lists_the_others(
    month_of_variants: Month,
) -> None:
    sent = sent_by_reference(month_of_variants)
    refused, listed = set(), 0
    for file in with_variant(month_of_variants, Variant.PROVIDER_REFUSED):
        for inside in sets(file.content):
            _, receiver, *below = levels(inside)
            claims = sent[first(receiver, "TRN", "2")[2]]
            for level in below:
                if level[0][3] == "PT":
                    number = first(level, "TRN", "2")[2]
                    assert number in {claim.number for claim in claims}
                    assert number not in refused
                    listed += 1
                elif level[0][4] == "0":
                    npi = first(level, "NM1", "85")[9]
                    mine = [claim for claim in claims if claim.npi == npi]
                    status = first(level, "STC")
                    assert status[1].replace(">", ":") == "A3:24:85"
                    assert status[3] == "U"
                    assert first(level, "QTY", "QC")[2] == str(len(mine))
                    total = sum(claim.charge for claim in mine)
                    assert Decimal(first(level, "AMT", "YY")[2]) == total
                    refused |= {claim.number for claim in mine}
    assert listed
    assert refused == {
        item.patient_control_number
        for item in month_of_variants[1]
        if Variant.PROVIDER_REFUSED in item.variants
    }


def test_given_claims_refused_as_a_whole_then_some_are_left_lying_and_others_are_paid_later(
    month_of_variants: Month,
) -> None:
    whole = {Variant.BATCH_REFUSED, Variant.PROVIDER_REFUSED}
    states = {item.state for item in month_of_variants[1] if whole & set(item.variants)}
    assert {State.FRONT_END_REJECTED, State.PAID} <= states


def test_given_refused_lines_then_the_277ca_has_reasons_and_texts(month_of_variants: Month) -> None:
    files = with_variant(month_of_variants, Variant.LINES_REFUSED)
    texts = 0
    for file in files:
        for inside in sets(file.content):
            for before, part in itertools.pairwise(inside):
                if before[0] == "SVC":
                    assert part[0] == "STC"
                    assert part[2:4] == ["", "U"]
                texts += part[0] == "STC" and len(part) > 12
    assert texts


def test_given_line_statuses_then_a_line_may_stand_elsewhere_than_its_claim(
    month_of_variants: Month,
) -> None:
    found = set()
    for file in with_variant(month_of_variants, Variant.LINE_STATUSES):
        for inside in sets(file.content):
            level_status = ""
            for before, part in itertools.pairwise(inside):
                status = part[1].replace(">", ":") if part[0] == "STC" else ""
                if before[0] == "TRN" and status:
                    level_status = status
                elif before[0] == "SVC":
                    assert status
                    found.add((level_status, status))
    assert ("P1:20", "P2:46") in found
    assert any(claim == line for claim, line in found)


def test_given_wrapped_files_then_all_lines_but_the_last_have_eighty_bytes(
    month_of_variants: Month,
) -> None:
    files = with_variant(month_of_variants, Variant.WRAPPED)
    assert {file.transaction for file in files} == set(OF_TYPE)
    for file in files:
        *full, _, end = file.content.split(b"\n")
        assert {len(line) for line in full} == {80}
        assert end == b""


def test_given_several_plbs_then_a_payment_has_two_at_least(month_of_variants: Month) -> None:
    for file in with_variant(month_of_variants, Variant.SEVERAL_PLBS):
        for inside in sets(file.content):
            assert sum(part[0] == "PLB" for part in inside) >= 2


def test_given_claims_without_a_number_then_clp01_is_only_zeros(month_of_variants: Month) -> None:
    zeros = 0
    for file in with_variant(month_of_variants, Variant.NO_NUMBER):
        zeros += sum(part[0] == "CLP" and not part[1].strip("0") for part in segments(file.content))
    assert zeros == sum(item.variants.count(Variant.NO_NUMBER) for item in month_of_variants[1]), (
        "each touched claim once"
    )


def test_given_a_claim_in_parts_then_its_clps_share_numbers_and_add_up_to_its_charge(
    month_of_variants: Month,
) -> None:
    charges = {
        claim.number: claim.charge
        for claims in sent_by_reference(month_of_variants).values()
        for claim in claims
    }
    together = 0
    for file in with_variant(month_of_variants, Variant.IN_PARTS):
        parts: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
        for part in segments(file.content):
            if part[0] == "CLP":
                parts[part[1], part[7]].append(Decimal(part[3]))
        for (number, _), amounts in parts.items():
            if len(amounts) > 1:
                together += 1
                assert sum(amounts) == charges[number]
    assert together


def test_given_a_bundle_then_what_one_line_loses_the_other_gains(month_of_variants: Month) -> None:
    bundles = 0
    for file in with_variant(month_of_variants, Variant.BUNDLED):
        moved: dict[str, Decimal] = {}
        for part in segments(file.content):
            if part[:3] == ["CAS", "OA", "94"]:
                moved["to"] = Decimal(part[3])
            if part[:3] == ["CAS", "CO", "97"] and "to" in moved:
                assert Decimal(part[3]) == -moved.pop("to")
                bundles += 1
    assert bundles


def test_given_a_denied_duplicate_then_it_follows_a_payment_under_another_number(
    month_of_variants: Month,
) -> None:
    files = month_of_variants[0]
    denied = [item for item in month_of_variants[1] if Variant.DENIED_AS_DUPLICATE in item.variants]
    assert denied
    for expected in denied:
        answers = [
            part
            for content in dict.fromkeys(file.content for file in files)
            for part in segments(content)
            if part[0] == "CLP" and expected.patient_control_number in part[1]
        ]
        assert expected.state == State.PAID
        assert len({part[7] for part in answers}) >= 2
        assert Decimal(answers[-1][4]) == 0


def test_given_triggers_then_a_999_names_the_segment_and_accepted_sets_have_errors(
    month_of_variants: Month,
) -> None:
    for file in with_variant(month_of_variants, Variant.TRIGGER):
        parts = segments(file.content)
        assert any(part[:2] == ["CTX", "SITUATIONAL TRIGGER"] for part in parts)
        assert not any(part[:2] == ["IK5", "A"] for part in parts)


@pytest.mark.parametrize(
    ("variant", "start"),
    [
        (Variant.NO_CONTACT, ["PER", "BL"]),
        (Variant.NO_ADDENDUM, ["GS", "HP", "005010X221A1"]),
    ],
)
def test_given_an_835_that_lacks_something_then_it_lacks_it(
    month_of_variants: Month, variant: Variant, start: list[str]
) -> None:
    for file in with_variant(month_of_variants, variant):
        for part in segments(file.content):
            assert not set(start) <= set(part)


def test_given_no_provider_status_then_a_277ca_has_claims_below_the_provider_at_once(
    month_of_variants: Month,
) -> None:
    for file in with_variant(month_of_variants, Variant.NO_PROVIDER_STATUS):
        for inside in sets(file.content):
            for level in levels(inside):
                if level[0][3] == "19":
                    assert [part[0] for part in level] == ["HL", "NM1"]


def test_given_many_entities_then_the_277ca_speaks_of_more_than_the_payer(
    month_of_variants: Month,
) -> None:
    entities = {
        part[1].replace(">", ":").split(":")[2]
        for file in with_variant(month_of_variants, Variant.MANY_ENTITIES)
        for part in segments(file.content)
        if part[0] == "STC"
    }
    assert len(entities) > 5


def test_given_a_payment_dated_ahead_then_the_same_with_the_right_day_follows(
    month_of_variants: Month,
) -> None:
    files = with_variant(month_of_variants, Variant.DATED_AHEAD)
    days: dict[tuple[str, date], list[list[str]]] = defaultdict(list)
    for file in files:
        if not file.name.endswith("-again.x12"):
            paid = [part[16] for part in segments(file.content) if part[0] == "BPR"]
            days[file.partner_id, file.day].append(paid)

    for wrong, right in days.values():
        assert [f"{int(one[:4]) + 1}{one[4:]}" for one in right] == wrong
    assert {mistake for one in month_of_variants[1] for mistake in one.mistakes} == {
        Variant.DATED_AHEAD,
        Variant.OF_OTHER_PAYER,
    }
