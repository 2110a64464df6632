"""The pipeline's trial files: in whatever order they come, the money is on the right claim.

Each row is a situation that payers' files show (`tests/fixtures/trials/pipeline`). The variants are
of the same kinds: other numbers, other order, other amounts.
"""

from itertools import permutations
from random import Random

import pytest

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.reasons import FLAGGED
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.matching.model import MatchVerdict
from simulator.model import SimulatedFile
from tests.harness.effort import times
from tests.harness.files.trial_files import (
    PIPELINE_TRIALS,
    ROWS,
    changed,
    claim_of,
    claims_of,
    ran,
    trial_file,
    trial_files,
    unmatched,
)
from tests.harness.pipelines.pipeline_facts import facts_of

S = State


def money(claim: Claim) -> tuple[S, int, int]:
    """State, paid and the patient's, in cents."""
    return claim.state, claim.paid_cents, claim.patient_responsibility_cents


def flags(claim: Claim) -> list[str]:
    """The reasons for which somebody should look at the claim."""
    return [note.reason for note in claim.notes if note.reason in FLAGGED] + [
        held.reason for held in claim.held
    ]


@pytest.mark.long
@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("row", ROWS)
def test_every_order_of_the_files_ends_in_the_same_claims(row: str) -> None:
    files = trial_files(*ROWS[row])
    expected = facts_of(ran(*files))

    for order in permutations(files):
        found = facts_of(ran(*order))
        assert found.claims == expected.claims, [file.name for file in order]
        assert found == expected, [file.name for file in order]


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("is_later_first", [False, True])
def test_what_waits_for_us_stays_shown_beside_another_payer_claim(*, is_later_first: bool) -> None:
    status = trial_file("rfi2589.277")
    if is_later_first:  # P2 under K2 is dated before P3 under K1
        status = changed("rfi2589.277", ("P2:0*20260919", "P2:0*20260910"))

    claim = claim_of(ran(trial_file("rfi227-1.837"), status), "HL0001")

    assert claim.state is S.PENDED_PROVIDER_INFO
    assert [(one.number, one.state) for one in claim.payer_claims] == [
        *([("K2", S.IN_REVIEW)] if is_later_first else []),
        ("K1", S.PENDED_PROVIDER_INFO),
        *([] if is_later_first else [("K2", S.IN_REVIEW)]),
    ]


@pytest.mark.capability("C3.2")
def test_once_the_waiting_payer_claim_goes_on_so_does_the_claim() -> None:
    answered = changed(
        "rfi2589.277",
        ("STC*P3:123:1P*20260917", "STC*P1:20*20260925"),
        ("*000000123*", "*000000223*"),
        ("IEA*1*000000123", "IEA*1*000000223"),
    )

    claim = claim_of(ran(*trial_files(*ROWS["one of two payer claims waits for us"]), answered),
                     "HL0001")  # fmt: skip

    assert claim.state is S.IN_PROCESS


@pytest.mark.capability("C7.6")
def test_nobodys_number_is_matched_by_the_score_alone() -> None:
    pipeline = ran(*trial_files(*ROWS["two records under nobody's number"]))

    first, second = (
        claim_of(pipeline, "0001234"),
        claim_of(pipeline, "HARBORLIGHT-ENC-0099887766-01"),
    )
    assert money(first) == (S.PAID, 10_000, 2_000)
    assert money(second) == (S.PAID, 15_000, 0)
    assert [match.method for match in (*first.matches, *second.matches)] == ["near", "near"]
    assert not flags(first) + flags(second)


@pytest.mark.capability("C7.6")
@pytest.mark.parametrize("zeros", ["00", "0000000000"])
def test_any_number_of_zeros_is_nobodys_number(zeros: str) -> None:
    paid = changed("rfi535-two-zeros.835", ("CLP*0*", f"CLP*{zeros}*"))

    pipeline = ran(trial_file("rfi504.837"), paid)

    assert money(claim_of(pipeline, "0001234")) == (S.PAID, 10_000, 2_000)


@pytest.mark.capability("C3.6")
def test_two_records_of_nobodys_number_that_fit_two_claims_equally_are_for_a_person() -> None:
    sent = changed("rfi504.837", ("-01*150*", "-01*120*"), ("99213*150", "99213*120"),
                   ("D8*20260905", "D8*20260901"))  # fmt: skip
    paid = changed(
        "rfi535-two-zeros.835",
        ("CLP*0*1*150*150**", "CLP*0*1*120*120**"),
        ("99213*150*150", "99213*120*120"),
        ("472*20260905", "472*20260901"),
        ("BPR*I*250", "BPR*I*220"),
    )

    pipeline = ran(sent, paid)

    assert money(claim_of(pipeline, "0001234"))[1:] == (0, 0)
    assert [match.verdict for match in unmatched(pipeline)] == [MatchVerdict.DOUBTFUL] * 2


@pytest.mark.capability("C7.6")
def test_a_reversal_of_nobodys_number_takes_back_what_it_negates() -> None:
    back = changed(
        "rfi535-two-zeros.835",
        ("CLP*0*1*120*100*20*MC*A1", "CLP*0*22*-120*-100**MC*A1"),
        ("99213*120*100", "99213*-120*-100"),
        ("CAS*PR*2*20", "CAS*PR*2*-20"),
        ("BPR*I*250", "BPR*I*50"),
        ("TRN*1*E10", "TRN*1*E11"),
        ("*000000130*", "*000000131*"),
        ("IEA*1*000000130", "IEA*1*000000131"),
        ("*20261001~\nTRN", "*20261009~\nTRN"),
        ("CLP*0*1*150*150**MC*A2", "CLP*0*1*150*150**MC*A3"),
    )
    files = [*trial_files("rfi504.837", "rfi535-two-zeros.835"), back]

    assert money(claim_of(ran(*files), "0001234")) == (S.REVERSED, 0, 0)


def _late_reversal(first: str, second: str, reversal: str) -> list[SimulatedFile]:
    """The payer's numbers of the payment, of the second payment, and of the reversal."""
    return [
        trial_file("rfi227-1.837"),
        changed("rfi227-2.835", ("MC*P1*", f"MC*{first}*")),
        changed("rfi791-late-reversal-1.835", ("MC*P1*", f"MC*{second}*")),
        changed("rfi791-late-reversal-2.835", ("MC*P1*", f"MC*{reversal}*")),
    ]


@pytest.mark.capability("C7.6")
@pytest.mark.parametrize(
    "numbers",
    [("P1", "P1", "P1"), ("P1", "P2", "P1"), ("P1", "P2", "P2"), ("P1", "P1", "P9")],
    ids=" ".join,
)
def test_a_reversal_takes_back_the_payment_whose_amounts_it_negates(
    numbers: tuple[str, str, str],
) -> None:
    files = _late_reversal(*numbers)

    between, end = ran(*files[:3]), ran(*files)

    assert flags(claim_of(between, "HL0001")) == ["second_payment"]
    assert money(claim_of(between, "HL0001")) == (S.PAID, 8_000, 4_000)
    [note] = [one for one in claim_of(between, "HL0001").notes if one.reason == "second_payment"]
    assert note.codes == ("CLP02=1", "paid=8000", "paid_before=10000")
    assert money(claim_of(end, "HL0001")) == (S.PAID, 8_000, 4_000)
    assert flags(claim_of(end, "HL0001")) == []


@pytest.mark.capability("C7.6")
def test_a_reversal_that_negates_the_second_payment_leaves_the_first() -> None:
    files = _late_reversal("P1", "P1", "P1")
    back = changed(
        "rfi791-late-reversal-2.835",
        ("*22*-120*-100**", "*22*-120*-80**"),
        ("-120*-100**1", "-120*-80**1"),
        ("PR*2*-20", "PR*2*-40"),
        ("WO:P1*-100", "WO:P1*-80"),
    )

    assert money(claim_of(ran(*files[:3], back), "HL0001")) == (S.PAID, 10_000, 2_000)


@pytest.mark.capability("C7.6")
def test_a_reversal_of_another_payers_amounts_takes_nothing_back() -> None:
    back = changed(
        "rfi791-late-reversal-2.835",
        ("JUNIPERFISCAL  ", "CDRMC          "),
        ("ISA*00*          *00*          *ZZ", "ISA*00*          *00*          *28"),
        ("*XV*JNPRX", "*XV*CDRMC"),
        ("1000000303", "1000000202"),
        ("GS*HP*JUNIPERFISCAL", "GS*HP*CDRMC"),
    )

    claim = claim_of(ran(*trial_files("rfi227-1.837", "rfi227-2.835"), back), "HL0001")

    assert money(claim) == (S.PAID, 10_000, 2_000)
    assert flags(claim) == ["other_payer"]


@pytest.mark.capability("C3.7")
def test_a_replacement_gets_the_answers_under_the_originals_number() -> None:
    pipeline = ran(*trial_files(*ROWS["a replacement answered under the original's number"]))

    old, new = claim_of(pipeline, "H767800"), claim_of(pipeline, "H767802")
    assert money(new) == (S.PAID, 13_000, 2_000)
    assert (old.state, old.paid_cents) == (S.REVERSED, 0)
    assert [one.claim_id for one in old.superseded_by] == [new.claim_id]
    assert not flags(old) + flags(new)


@pytest.mark.long
@pytest.mark.capability("C3.7")
@pytest.mark.parametrize("charge", ["120", "150"], ids=["same charge", "other charge"])
def test_the_replacements_answer_may_stand_before_the_reversal_or_in_another_file(
    charge: str,
) -> None:
    """With one charge on both, order and number tell whose answer it is."""
    text = (PIPELINE_TRIALS / "rfi1945-4.835").read_text().replace("\n", "")
    head, rest = text.split("CLP*H767800*22", 1)
    back, rest = rest.split("CLP*H767800*1*150", 1)
    answer, tail = rest.split("SE*", 1)
    back, answer = f"CLP*H767800*22{back}", f"CLP*H767800*1*150{answer}"
    answer = answer.replace("*1*150*", f"*1*{charge}*").replace("99213*150", f"99213*{charge}")
    paid = int(charge) - 20
    answer = answer.replace("*130*20*", f"*{paid}*20*").replace("*130**", f"*{paid}**")
    head = head.replace("BPR*I*30*", f"BPR*I*{paid - 100}*")
    sent = changed("rfi1945-3.837", ("*150***", f"*{charge}***"), ("99213*150", f"99213*{charge}"))
    both = trial_file("turned.835", f"{head}{answer}{back}SE*{tail}".encode())
    first = trial_files("rfi1945-1.837", "rfi1945-2.835")

    for order in permutations([*first, sent, both]):
        pipeline = ran(*order)
        assert money(claim_of(pipeline, "H767802")) == (S.PAID, paid * 100, 2_000)
        assert claim_of(pipeline, "H767800").paid_cents == 0


def _third_version() -> list[SimulatedFile]:
    """A replacement of the replacement, and its answer under the first original's number."""
    sent = changed(
        "rfi1945-3.837",
        ("CLM*H767802*150", "CLM*H767805*170"),
        ("REF*F8*PCC1", "REF*F8*PCC2"),
        ("99213*150", "99213*170"),
        ("20260925", "20261015"),
        ("000000104", "000000304"),
    )
    answer = changed(
        "rfi1945-4.835",
        ("*22*-120*-100**MC*PCC1", "*22*-150*-130**MC*PCC2"),
        ("99213*-120*-100", "99213*-150*-130"),
        ("*1*150*130*20*MC*PCC2", "*1*170*140*30*MC*PCC3"),
        ("99213*150*130", "99213*170*140"),
        ("CAS*PR*2*20", "CAS*PR*2*30"),
        ("BPR*I*30*", "BPR*I*10*"),
        ("TRN*1*E2", "TRN*1*E3"),
        ("20261010", "20261030"),
        ("000000106", "000000306"),
    )
    return [sent, answer]


@pytest.mark.capability("C3.7")
def test_every_version_of_a_lineage_gets_its_own_answers_under_the_first_number() -> None:
    files = trial_files(*ROWS["a replacement answered under the original's number"])
    files += _third_version()
    expected = facts_of(ran(*files))
    chance = Random(5)  # noqa: S311 - an order, no secret

    pipeline = ran(*files)

    versions = [claim_of(pipeline, number) for number in ("H767800", "H767802", "H767805")]
    assert [money(claim) for claim in versions] == [
        (S.REVERSED, 0, 0),
        (S.REVERSED, 0, 0),
        (S.PAID, 14_000, 3_000),
    ]
    assert [len(claim.superseded_by) for claim in versions] == [1, 1, 0]
    assert [flags(claim) for claim in versions] == [[], [], []]
    for _ in range(times(40)):
        order = chance.sample(files, len(files))
        assert facts_of(ran(*order)) == expected, [file.name for file in order]


@pytest.mark.capability("C3.7")
def test_a_status_under_the_originals_number_is_about_the_version_of_its_charge() -> None:
    status = changed(
        "rfi2589.277",
        ("TRN*2*HL0001", "TRN*2*H767800"),
        ("STC*P3:123:1P*20260917**120", "STC*F1:65*20261001**120"),
        ("STC*P2:0*20260919**120", "STC*P3:123*20261001**150"),
        ("REF*1K*K1", "REF*1K*PCC1"),
        ("REF*1K*K2", "REF*1K*PCC2"),
    )

    pipeline = ran(*trial_files("rfi1945-1.837", "rfi1945-2.835", "rfi1945-3.837"), status)

    assert claim_of(pipeline, "H767802").state is S.PENDED_PROVIDER_INFO
    assert money(claim_of(pipeline, "H767800")) == (S.PAID, 10_000, 2_000)


@pytest.mark.capability("C3.7")
def test_a_number_of_another_payer_names_no_claim_of_this_one() -> None:
    replacement = changed(
        "f8-hyphen.837",
        ("*ZZ*JUNIPERMA      *", "*28*CDRMC          *"),
        ("*PI*JNPRX", "*PI*CDRMC"),
    )

    pipeline = ran(*trial_files("rfi227-1.837", "f8-hyphen.835"), replacement)

    assert claim_of(pipeline, "HL0001R").supersedes is None
    assert claim_of(pipeline, "HL0001").superseded_by == ()


@pytest.mark.capability("C7.6")
def test_one_claim_in_several_parts_of_a_payment_is_paid_by_all_of_them() -> None:
    pipeline = ran(*trial_files(*ROWS["one claim in two parts of a payment"]))

    assert money(claim_of(pipeline, "HL0003")) == (S.PAID, 12_000, 3_000)
    assert flags(claim_of(pipeline, "HL0003")) == []


@pytest.mark.capability("C7.6")
def test_equal_parts_of_one_payment_both_count_and_its_copy_does_not() -> None:
    sent = changed("rfi137.837", ("CLM*HL0003*150", "CLM*HL0003*100"),
                   ("99213*100", "87880*50"))  # fmt: skip
    equal = (
        ("CLP*HL0003*1*100*80*20*", "CLP*HL0003*1*50*40*10*"),
        ("99213*100*80", "87880*50*40"),
        ("CAS*PR*2*20", "CAS*PR*2*10"),
        ("BPR*I*120", "BPR*I*80"),
    )
    again = (("*000000119*", "*000000219*"), ("IEA*1*000000119", "IEA*1*000000219"))
    paid = changed("rfi137-same-clp07.835", *equal)
    copy = changed("rfi137-same-clp07.835", *equal, *again, under="copy.835")

    for order in permutations([sent, paid, copy]):
        assert money(claim_of(ran(*order), "HL0003")) == (S.PAID, 8_000, 2_000)


@pytest.mark.capability("C7.6")
def test_two_payers_numbers_never_collide() -> None:
    pipeline = ran(*trial_files(*ROWS["two payers with one number"]))

    claim = claim_of(pipeline, "HL0001")
    assert money(claim) == (S.PAID, 36_500, 0)
    assert [
        (payer_responsibility.payer_sequence, payer_responsibility.paid_cents)
        for payer_responsibility in claim.payer_responsibilities
    ] == [(1, 30_000), (2, 6_500)]
    assert [(one.payer_id, one.number, one.paid_cents) for one in claim.payer_claims] == [
        ("cedar-medicare", "M1", 30_000),
        ("juniper-medicaid", "M1", 6_500),
    ]
    assert flags(claim) == []


@pytest.mark.capability("C3.4")
@pytest.mark.parametrize("group", ["CO", "OA", "PR", "PI"])
@pytest.mark.parametrize("day", ["20261007", "20260915"], ids=["after", "before"])
def test_a_second_copys_denial_denies_nothing(group: str, day: str) -> None:
    denial = changed("dup-denial-after-pay-2.835", ("CAS*CO*18", f"CAS*{group}*18"),
                     ("20261007", day))  # fmt: skip

    claim = claim_of(ran(*trial_files("rfi2143-1.837", "dup-denial-after-pay-1.835"), denial),
                     "HL0001")  # fmt: skip

    assert money(claim) == (S.PAID, 30_000, 7_500)
    assert claim.denial_codes == ()
    assert "duplicate_denial" in [note.reason for note in claim.notes]
    assert claim.payer_claim_control_number == "M1"
    assert flags(claim) == []


@pytest.mark.capability("C3.4")
def test_a_charge_that_moves_within_its_bundle_is_no_denial() -> None:
    claim = claim_of(ran(*trial_files(*ROWS["a bundle"])), "HL0009")

    assert money(claim) == (S.PAID, 12_000, 0)
    assert (claim.denial_codes, flags(claim)) == ((), [])


@pytest.mark.capability("C3.4")
@pytest.mark.parametrize(
    ("change", "state"),
    [
        (("CAS*CO*97*50", "CAS*CO*97*50"), S.PARTIALLY_PAID),
        (("CAS*CO*97*50", "CAS*CO*97*30**45*20"), S.PARTIALLY_PAID),
        (("CAS*CO*97*50", "CAS*CO*97*30**A1*20"), S.PAID),
    ],
    ids=["97 that does not return", "97 beside the contract's share", "97 of less than the line"],
)
def test_a_97_denies_where_it_takes_all_that_is_left(change: tuple[str, str], state: S) -> None:
    not_returned = ("CAS*OA*94*-50~\nCAS*CO*45*30~", "CAS*CO*45*-20~")
    paid = changed("bundled.835", change, not_returned, ("SE*23", "SE*22"))

    claim = claim_of(ran(trial_file("bundled.837"), paid), "HL0009")

    assert claim.state is state


@pytest.mark.capability("C3.7")
@pytest.mark.parametrize("typed", ["2026090177", "2026-0901-77", "2026 0901 77", "2026.090177"])
def test_numbers_are_compared_by_letters_and_digits(typed: str) -> None:
    replacement = changed("f8-hyphen.837", ("REF*F8*2026090177", f"REF*F8*{typed}"))

    pipeline = ran(*trial_files("rfi227-1.837", "f8-hyphen.835"), replacement)

    old, new = claim_of(pipeline, "HL0001"), claim_of(pipeline, "HL0001R")
    assert new.supersedes is not None
    assert new.supersedes.claim_id == old.claim_id
    assert [one.claim_id for one in old.superseded_by] == [new.claim_id]


@pytest.mark.capability("C3.6")
def test_two_numbers_that_become_alike_are_for_a_person() -> None:
    second = changed("rfi227-1.837", ("HL0001", "HL0002"), ("000000112", "000000212"))
    answer = changed(
        "f8-hyphen.835",
        ("HL0001", "HL0002"),
        ("2026-0901-77", "20260901-77"),
        ("000000118", "000000218"),
        ("TRN*1*E1", "TRN*1*E7"),
    )

    pipeline = ran(*trial_files("rfi227-1.837", "f8-hyphen.835"), second, answer,
               trial_file("f8-hyphen.837"))  # fmt: skip

    assert claim_of(pipeline, "HL0001R").supersedes is None
    assert [match.verdict for match in unmatched(pipeline)] == [MatchVerdict.DOUBTFUL]


def test_every_row_leaves_no_claim_of_ours_waiting() -> None:
    for names in ROWS.values():
        for claim in claims_of(ran(*trial_files(*names))):
            assert not claim.held, names
