"""CLP01 that is nobody's number, later payers, and payers' numbers as people type them."""

from collections.abc import Callable

import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.matching.model import MatchVerdict
from simulator.model import SimulatedFile
from tests.harness.files.made_files import (
    CEDAR,
    FERN,
    FOXGLOVE,
    JUNIPER,
    OPAL,
    Clp,
    Payer,
    Payment,
    Person,
    Sent,
    paid,
    remittance,
    sent,
)
from tests.harness.files.trial_files import unmatched
from tests.harness.pipelines.played import Money, flags, played, standing

S = State
Files = Callable[[], list[SimulatedFile]]

OPALS, FERNS = (S.PAID, 100, 20), (S.PAID, 90, 30)
BOTH = {"HLA": OPALS, "HLB": FERNS}


def two() -> SimulatedFile:
    """Two claims that differ in the patient alone."""
    return sent(Sent("HLA"), Sent("HLB", patient=FERN))


def clp(number: str, patient: Person | None = OPAL, cents: int = 100, icn: str = "A1") -> Clp:
    """A payment under a number."""
    share = 120 - cents
    return Clp(number, "1", 120, cents, share, [f"PR*2*{share}"], icn=icn, patient=patient)


def ferns(number: str) -> Clp:
    """The other patient's."""
    return clp(number, FERN, 90, "A2")


def back(number: str) -> SimulatedFile:
    """The reversal of the first patient's payment, under a number."""
    reversal = Clp(number, "22", -120, -100, 0, ["PR*2*-20"], icn="A1")
    return paid(reversal, on="20261010", plb=[("WO:A1", -100)])


ONE_VALUE: dict[str, tuple[Files, dict[str, Money]]] = {
    "zeros on two patients": (lambda: [two(), paid(clp("0"), ferns("0"))], BOTH),
    "a word on two patients": (lambda: [two(), paid(clp("NONE"), ferns("NONE"))], BOTH),
    "a value of the payer's own on two patients": (
        lambda: [two(), paid(clp("Q77"), ferns("Q77"))],
        BOTH,
    ),
    "the number of one of them on both": (lambda: [two(), paid(clp("HLA"), ferns("HLA"))], BOTH),
    "a value of the payer's own in two sets": (
        lambda: [two(), remittance(Payment([clp("Q77")]), Payment([ferns("Q77")]))],
        BOTH,
    ),
    "nines in two sets": (
        lambda: [two(), remittance(Payment([clp("9999")]), Payment([ferns("9999")]))],
        BOTH,
    ),
    "nines in two files": (lambda: [two(), paid(clp("9999")), paid(ferns("9999"))], BOTH),
    "a word in two files": (lambda: [two(), paid(clp("none")), paid(ferns("None"))], BOTH),
    "a reversal under zero": (
        lambda: [two(), paid(clp("0"), ferns("0")), back("0")],
        {"HLA": (S.REVERSED, 0, 0), "HLB": FERNS},
    ),
    "a reversal under the claim's own number": (
        lambda: [two(), paid(clp("0"), ferns("0")), back("HLA")],
        {"HLA": (S.REVERSED, 0, 0), "HLB": FERNS},
    ),
}


@pytest.mark.capability("C7.6")
@pytest.mark.parametrize("name", ONE_VALUE)
def test_one_value_on_several_patients_is_nobodys_number(name: str) -> None:
    files, expected = ONE_VALUE[name]

    pipeline = played(files())

    assert standing(pipeline) == expected
    assert flags(pipeline) == []


@pytest.mark.capability("C7.6")
def test_a_unknown_number_of_two_patients_in_two_files_pays_neither_of_them() -> None:
    pipeline = played([two(), paid(clp("Q77")), paid(ferns("Q77"))])

    assert standing(pipeline) == dict.fromkeys(BOTH, (S.SUBMITTED, 0, 0))
    assert flags(pipeline) == ["no_submission"] * 2


@pytest.mark.capability("C3.6")
def test_two_records_of_nobodys_number_that_fit_two_equal_claims_are_for_a_person() -> None:
    records = paid(clp("0"), clp("0", icn="A2"))

    pipeline = played([sent(Sent("HLA"), Sent("HLB")), records])

    assert standing(pipeline) == dict.fromkeys(BOTH, (S.SUBMITTED, 0, 0))
    assert [match.verdict for match in unmatched(pipeline)] == [MatchVerdict.DOUBTFUL] * 2


def first_payers() -> SimulatedFile:
    """Return what the first payer paid."""
    cas = ["PR*1*75", "CO*45*125"]
    return paid(Clp("HL0001", "1", 500, 300, 75, cas, icn="M1"), payer=CEDAR, on="20260920")


def later(number: str, status: str, cents: int, payer: Payer) -> SimulatedFile:
    """Return what a later payer paid, under the first one's number for the claim."""
    clp = Clp(number, status, 500, cents, 0, [f"OA*23*{500 - cents}"], icn="M1")
    return paid(clp, payer=payer, on=f"202610{status:0>2}")


def juniper(number: str, status: str = "2") -> SimulatedFile:
    """Return what the second payer paid."""
    clp = Clp(number, status, 500, 65, 0, ["OA*23*435"], icn="M1")
    return paid(clp, on="20261005")


@pytest.mark.capability("C3.4")
def test_three_payers_with_one_number_of_theirs_keep_their_shares() -> None:
    pipeline = played(
        [
            sent(Sent("HL0001", 500, others=[JUNIPER, FOXGLOVE]), payer=CEDAR),
            first_payers(),
            juniper("HL0001"),
            later("HL0001", "3", 10, FOXGLOVE),
        ]
    )

    assert standing(pipeline) == {"HL0001": (S.PAID, 375, 0)}


@pytest.mark.capability("C3.6")
@pytest.mark.parametrize("number", ["0", " ", "UNKNOWN"])
def test_a_later_payers_record_without_a_number_finds_the_claim(number: str) -> None:
    submission = sent(Sent("HL0001", 500, others=[JUNIPER]), payer=CEDAR)

    pipeline = played([submission, first_payers(), juniper(number)])

    assert standing(pipeline) == {"HL0001": (S.PAID, 365, 0)}
    assert flags(pipeline) == []


@pytest.mark.capability("C3.6")
def test_a_first_payers_record_without_a_number_means_no_claim_of_another_payer() -> None:
    submission = sent(Sent("HL0001", 500, others=[JUNIPER]), payer=CEDAR)

    pipeline = played([submission, juniper("0", status="1")])

    assert standing(pipeline) == {"HL0001": (S.SUBMITTED, 0, 0)}
    assert flags(pipeline) == ["no_submission"]


@pytest.mark.capability("C3.6")
def test_a_claim_that_was_sent_to_the_payer_itself_goes_before_one_that_was_not() -> None:
    passed_on = sent(Sent("HL0001", 500, others=[JUNIPER]), payer=CEDAR)
    files = [passed_on, sent(Sent("HL0077", 500)), juniper("0")]

    assert standing(played(files)) == {
        "HL0001": (S.SUBMITTED, 0, 0),
        "HL0077": (S.PAID, 65, 0),
    }


def replacement(names: str, number: str = "H2", charge: int = 150) -> SimulatedFile:
    """A replacement with a number of its own."""
    claim = Sent(number, charge, frequency="7", replaces=names)
    return sent(claim, on="20260925")


def originals(*numbers: str) -> list[SimulatedFile]:
    """Claims that were paid under these numbers of the payer's."""
    names = [f"H1{'B' * place}" for place in range(len(numbers))]
    remitted = [
        paid(clp(name, icn=number), on="20260920")
        for name, number in zip(names, numbers, strict=True)
    ]
    return [sent(*map(Sent, names)), *remitted]


@pytest.mark.capability("C3.7")
@pytest.mark.parametrize(
    ("given", "typed"),
    [
        ("P100A", "p1-00a"),
        ("P100A", " P1 00A"),
        ("P100A", "P1.00/A"),
        ("P100A", "0P100A"),
        ("00123456", "123456"),
        ("123456", "00-123456"),
    ],
)
def test_a_number_is_found_however_it_is_typed(given: str, typed: str) -> None:
    reversal = Clp("H1", "22", -120, -100, 0, ["PR*2*-20"], icn=given)
    answer = Clp("H1", "1", 150, 130, 20, ["PR*2*20"], icn="P2", frequency="7")

    pipeline = played([*originals(given), replacement(typed), paid(reversal, answer)], orders=1)

    assert standing(pipeline) == {"H1": (S.REVERSED, 0, 0), "H2": (S.PAID, 130, 20)}


@pytest.mark.capability("C3.6")
@pytest.mark.parametrize("numbers", [("12-3456", "123-456"), ("00123456", "123456")])
def test_numbers_that_are_alike_are_for_a_person(numbers: tuple[str, str]) -> None:
    pipeline = played([*originals(*numbers), replacement("123456")])

    assert [match.verdict for match in unmatched(pipeline)] == [MatchVerdict.DOUBTFUL]
    assert standing(pipeline)["H2"] == (S.SUBMITTED, 0, 0)


@pytest.mark.capability("C3.7")
def test_two_replacements_that_name_one_number_both_replace_it() -> None:
    """A third version may name the number of the first, which the payer kept."""
    third = sent(Sent("H3", 170, frequency="7", replaces="P1"), on="20261012")
    answer = Clp("H1", "1", 170, 140, 30, ["PR*2*30"], icn="P3", frequency="7")
    files = [*originals("P1"), replacement("P1"), third, paid(answer, on="20261020")]

    pipeline = played(files, orders=6)

    assert standing(pipeline)["H3"] == (S.PAID, 140, 30)
    assert unmatched(pipeline) == []
