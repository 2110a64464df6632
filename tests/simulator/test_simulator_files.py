import gc
import io
import json
import logging
import re
import tracemalloc
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

import pytest
import pyx12.params
import pyx12.x12n_document

from claimtrail.claims.lifecycle.states import State
from claimtrail.partners.profile import Partners, Role
from simulator.bad_days.malformed import (
    UNLISTED_PARTNER,
    Malformation,
    malformed_files,
    miscounted_remittance,
)
from simulator.bad_days.variants import Variant
from simulator.generator import CLAIMS_A_FILE, generate
from simulator.model import ClaimOutcome, Expectation, SimulatedFile
from simulator.partners import SimulatorError
from simulator.provider.fake_people import SURNAMES
from tests.harness.files.segments import segments, sets

Month = tuple[list[SimulatedFile], list[Expectation]]
FIRST_DAY = date(2026, 10, 18)
LAST_DAY = date(2026, 11, 21)
FILES_OF_EACH_TYPE = 8
"""For pyx12, which needs a tenth of a second for each."""


def of_type(files: list[SimulatedFile], transaction: str) -> list[SimulatedFile]:
    return [file for file in files if file.transaction == transaction]


def passes_luhn(npi: str) -> bool:
    digits = [int(digit) for digit in reversed("80840" + npi)]
    doubled = [digit * 2 if place % 2 else digit for place, digit in enumerate(digits)]
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0


@pytest.mark.parametrize("transaction", ["837", "999", "277CA", "835"])
def test_given_a_type_that_pyx12_knows_when_it_reads_the_files_then_it_finds_no_fault(
    month: Month, transaction: str
) -> None:
    logging.disable(logging.CRITICAL)
    # pyx12 knows no other variants: its maps differ from the guides (docs/x12-guides.md).
    known = {None, Variant.MANY_ENTITIES, Variant.BUNDLED, Variant.IN_PARTS, Variant.NO_NUMBER}
    files = [file for file in of_type(month[0], transaction) if file.variant in known]
    # From the first, from the middle and from the end: refused, corrected, reversed claims.
    step = max(1, len(files) // FILES_OF_EACH_TYPE)
    try:
        for file in files[::step]:
            findings = io.StringIO()
            valid = pyx12.x12n_document.x12n_document(
                pyx12.params.ParamsBase(),
                io.StringIO(file.content.decode("ascii")),
                io.StringIO(),
                None,
                fd_json=findings,
            )
            assert valid is True, (file.name, findings.getvalue())
    finally:
        logging.disable(logging.NOTSET)


def test_given_a_277_when_its_hierarchy_is_walked_then_parents_and_counts_are_right(
    month: Month,
) -> None:
    parents_of = {"20": {""}, "21": {"20"}, "19": {"21"}, "22": {"19"}, "23": {"22"}}
    for file in of_type(month[0], "277"):
        for inside in sets(file.content):
            levels = {"": ""}
            for segment in inside:
                if segment[0] == "HL":
                    assert int(segment[1]) == len(levels)
                    assert levels[segment[2]] in parents_of[segment[3]]
                    levels[segment[1]] = segment[3]
            assert int(inside[-1][1]) == len(inside)


def test_given_any_835_when_it_is_added_up_then_lines_claims_and_payment_balance(
    month: Month,
) -> None:
    provider_adjustments = 0
    for file in of_type(month[0], "835"):
        for inside in sets(file.content):
            payment = Decimal(next(part[2] for part in inside if part[0] == "BPR"))
            paid = sum(Decimal(part[4]) for part in inside if part[0] == "CLP")
            plb = sum(
                Decimal(amount) for part in inside if part[0] == "PLB" for amount in part[4::2]
            )
            provider_adjustments += bool(plb)
            assert payment == paid - plb
            assert payment >= 0
            due = Decimal(0)
            line = Decimal(0)
            for part in [*inside, ["CLP", "", "", "0", "0"]]:
                if part[0] in {"CLP", "SVC"}:
                    assert line == 0
                if part[0] == "CLP":
                    assert due == 0
                    due = Decimal(part[3]) - Decimal(part[4])
                elif part[0] == "SVC":
                    line = Decimal(part[2]) - Decimal(part[3])
                elif part[0] == "CAS":
                    amount = sum(Decimal(value) for value in part[3::3])
                    due -= amount
                    line -= amount if line else 0
    assert provider_adjustments


def test_given_the_same_arguments_when_generated_again_then_every_byte_is_the_same(
    month: Month, partners: Partners
) -> None:
    again = generate(
        partners=partners, seed=7, first_day=FIRST_DAY, last_day=LAST_DAY, claims_per_day=12
    )
    assert list(again) == month[0]


def test_given_another_seed_when_generated_then_the_claims_are_others(
    month: Month, partners: Partners
) -> None:
    other = generate(
        partners=partners, seed=8, first_day=FIRST_DAY, last_day=FIRST_DAY, claims_per_day=12
    )
    assert not {file.content for file in other} & {file.content for file in month[0]}


def test_given_a_small_month_when_it_ends_then_every_outcome_occurred(month: Month) -> None:
    files, expectations = month
    assert {expectation.outcome for expectation in expectations} == set(ClaimOutcome)
    complete = {item.outcome for item in expectations if item.complete}
    assert complete == set(ClaimOutcome)
    stuck = [item for item in expectations if item.outcome is ClaimOutcome.STUCK and item.overdue]
    assert stuck
    contents = Counter(file.content for file in files)
    assert max(contents.values()) == 2
    assert any("days late" in file.purpose for file in files)


def test_given_a_month_when_files_are_delivered_then_days_never_go_back(month: Month) -> None:
    days = [file.day for file in month[0]]
    assert days == sorted(days)
    assert days[-1] <= LAST_DAY
    for file in month[0]:
        header = segments(file.content)[0]
        assert header[9] <= f"{file.day:%y%m%d}"


def test_given_an_overtaken_claim_when_files_arrive_then_the_835_comes_before_its_277ca(
    month: Month,
) -> None:
    files, expectations = month
    overtaken = [
        item.patient_control_number
        for item in expectations
        if item.outcome is ClaimOutcome.OVERTAKEN and item.complete
    ]
    assert overtaken
    for number in overtaken:
        carrying = [file.transaction for file in files if number.encode() in file.content]
        assert carrying.index("835") < carrying.index("277CA")


def test_given_a_payer_that_sends_no_277ca_when_a_month_passes_then_there_is_none(
    month: Month, partners: Partners
) -> None:
    sent = defaultdict(set)
    for file in month[0]:
        sent[file.partner_id].add(file.transaction)
    for profile in partners:
        if profile.role is Role.PAYER:
            # The generator writes X12 alone.
            assert sent[profile.id] == set(profile.transactions) - {"HL7-ACK"}


def test_given_a_payer_that_sends_remittances_only_when_a_month_passes_then_claims_end_all_the_same(
    partners: Partners,
) -> None:
    silent = Partners(
        profile
        if profile.role is Role.BILLING
        else profile.model_copy(update={"transactions": ("835",)})
        for profile in partners
    )
    expectations: list[Expectation] = []
    files = list(
        generate(
            partners=silent,
            seed=7,
            first_day=FIRST_DAY,
            last_day=LAST_DAY,
            claims_per_day=4,
            on_expectation=expectations.append,
        )
    )
    assert {file.transaction for file in files} == {"837", "835"}
    states = {item.state for item in expectations}
    assert State.PAID in states
    assert State.SYNTAX_ACCEPTED not in states


def test_given_a_partner_when_it_numbers_its_envelopes_then_no_number_comes_twice(
    month: Month,
) -> None:
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for content, partner_id in {file.content: file.partner_id for file in month[0]}.items():
        for segment in segments(content):
            position = {"ISA": 13, "GS": 6, "ST": 2}.get(segment[0])
            if position:
                number = segment[position]
                assert number not in seen[partner_id, segment[0]]
                seen[partner_id, segment[0]].add(number)


def test_given_a_999_or_ta1_when_it_names_a_submission_then_that_was_sent_to_the_same_payer(
    month: Month, partners: Partners
) -> None:
    sent = set()
    for file in month[0]:
        parts = segments(file.content)
        if file.transaction == "837":
            receiver = partners.by_identity(qualifier=parts[0][7], sender_id=parts[0][8].strip())
            assert receiver is not None
            sent.add((receiver.id, "TA1", parts[0][13]))
            sent |= {(receiver.id, "AK1", part[6]) for part in parts if part[0] == "GS"}
            sent |= {(receiver.id, "AK2", part[2]) for part in parts if part[0] == "ST"}
        for part in parts:
            if part[0] in {"TA1", "AK1", "AK2"}:
                number = part[1 if part[0] == "TA1" else 2]
                assert (file.partner_id, part[0], number) in sent


def test_given_any_file_when_it_is_searched_for_people_then_all_are_of_our_making(
    month: Month,
) -> None:
    for file in month[0]:
        for part in segments(file.content):
            if part[0] == "NM1" and part[2] == "1":
                assert part[3] in SURNAMES
                if len(part) > 9:
                    identifier = part[9]
                    assert identifier.startswith("ZZT" if part[8] == "MI" else "29")
            if part[0] == "NM1" and "XX" in part:
                assert part[9].startswith("29")
                assert passes_luhn(part[9])
            if part[0] in {"CLM", "CLP"} and part[1].strip("0"):
                assert part[1].startswith("ZT")
            if part[0] == "N4":
                assert re.fullmatch(r"00[1-4]\d\d(0001)?", part[3])
            if part[0] == "PER":
                assert re.fullmatch(r"\d{3}55501\d\d", part[4])
            if part[:2] in (["REF", "EI"], ["REF", "TJ"]):
                assert part[2].startswith("00")


def test_given_a_period_three_times_as_long_when_it_streams_then_memory_stays_flat(
    partners: Partners,
) -> None:
    def peak(last_day: date) -> int:
        tracemalloc.start()
        try:
            files = generate(
                partners=partners,
                seed=3,
                first_day=date(2026, 1, 1),
                last_day=last_day,
                claims_per_day=2,
            )
            for number, _ in enumerate(files):
                if number % 60 == 0:
                    gc.collect()  # Empties the interpreter's free lists, which are not ours.
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(date(2026, 4, 30)) < 1.5 * peak(date(2026, 2, 10))


def test_given_a_busy_day_when_it_is_written_then_no_file_holds_more_than_its_share(
    partners: Partners,
) -> None:
    day = date(2026, 3, 4)
    files = list(
        generate(partners=partners, seed=3, first_day=day, last_day=day, claims_per_day=2600)
    )
    counts = [file.content.count(b"~CLM*") for file in of_type(files, "837")]
    assert sum(counts) == 2600
    assert max(counts) == CLAIMS_A_FILE


def test_given_no_payer_when_asked_for_files_then_the_refusal_says_what_is_missing(
    partners: Partners,
) -> None:
    billing_only = Partners(profile for profile in partners if profile.role is Role.BILLING)
    files = generate(
        partners=billing_only, seed=1, first_day=FIRST_DAY, last_day=LAST_DAY, claims_per_day=1
    )
    with pytest.raises(SimulatorError, match="no profile has the role payer"):
        next(files)


def test_given_a_period_that_ends_before_it_begins_when_asked_for_files_then_it_is_refused(
    partners: Partners,
) -> None:
    files = generate(
        partners=partners, seed=1, first_day=LAST_DAY, last_day=FIRST_DAY, claims_per_day=1
    )
    with pytest.raises(ValueError, match="a period needs"):
        next(files)


def test_given_odd_files_when_they_are_made_then_each_has_its_fault_and_a_name_of_its_own(
    partners: Partners,
) -> None:
    odd = malformed_files(partners, 5)
    assert set(odd) == set(Malformation)
    assert len({file.name for file in odd.values()}) == len(odd)
    assert odd[Malformation.SAME_CONTENT].content == odd[Malformation.NONE].content
    assert odd[Malformation.EMPTY].content == b""
    assert not odd[Malformation.NOT_X12].content.startswith(b"ISA")
    assert b"IEA" not in odd[Malformation.TRUNCATED].content
    assert odd[Malformation.UNKNOWN_PARTNER].partner_id == UNLISTED_PARTNER
    assert partners.get(UNLISTED_PARTNER) is None
    astray = odd[Malformation.WRONG_FOLDER]
    owner = partners.by_identity(
        qualifier=astray.content[32:34].decode(), sender_id=astray.content[35:50].decode().strip()
    )
    assert owner is not None
    assert owner.id != astray.partner_id
    assert b"NOBODYKNOWN    " in odd[Malformation.UNKNOWN_SENDER].content
    broken = list(sets(odd[Malformation.BROKEN_SET].content))
    assert [inside[1][0] for inside in broken] == ["BHT"] * (len(broken) - 1) + ["NM1"]
    assert len(broken) > 1


def test_given_odd_files_when_described_then_no_text_holds_a_value_from_a_file(
    partners: Partners, month: Month
) -> None:
    texts = [
        file.purpose + file.name for file in (*malformed_files(partners, 5).values(), *month[0])
    ]
    canary = re.compile(r"ZT\d|ZZT|" + "|".join(SURNAMES))
    assert not [text for text in texts if canary.search(text)]
    assert json.dumps(texts).isascii()


def test_given_a_claim_that_is_forwarded_then_its_submission_names_that_payer(
    month: Month,
) -> None:
    named: dict[str, set[str]] = {}
    forwarded: dict[str, str] = {}
    for file in month[0]:
        number, is_other = "", False
        for part in segments(file.content):
            if part[0] in {"CLM", "CLP"}:
                number, is_other = part[1], False
            is_other = is_other or part[0] == "SBR"
            if part[:2] == ["NM1", "PR"] and is_other and number:
                named.setdefault(number, set()).add(part[9])
            if part[0] == "HL":
                number = ""
            if part[:2] == ["NM1", "TT"]:
                forwarded[number] = part[9]

    assert forwarded
    for number, carrier in forwarded.items():
        [found] = [names for known, names in named.items() if number in {known, f"{known}00"}]
        assert carrier in found


def test_a_miscounted_remittance_is_another_interchange_whose_set_cannot_be_posted() -> None:
    content = (
        b"ISA*00*          *00*          *ZZ*PAYER          *ZZ*PROVIDER       *261106*0530*^*00501"
        b"*249600024*0*P*:~GS*HP*P*Q*20261106*0530*1*X*005010X221A1~ST*835*0001~SE*20*0001~GE*1*1~"
        b"IEA*1*249600024~"
    )
    sound = SimulatedFile(
        day=date(2026, 11, 6), partner_id="p", name="one.835", content=content, transaction="835",
        purpose="paid",
    )  # fmt: skip

    wrong = miscounted_remittance(sound)

    assert wrong.content == content.replace(b"SE*20", b"SE*21").replace(b"249600024", b"250100024")
    assert wrong.name != sound.name
