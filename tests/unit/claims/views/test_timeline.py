"""One claim's way as people read it."""

import pytest

from claimtrail.claims.views.code_words import code_words, remark_words
from claimtrail.claims.views.timeline import timeline
from tests.harness.claims.claim_events import (
    accepted_claim,
    answer,
    day,
    folded,
    remitted,
    submitted,
)


@pytest.mark.capability("C3.3")
def test_each_step_has_its_evidence_its_meaning_and_its_place() -> None:
    events = [*accepted_claim(), answer(9, "P1")]

    rows = timeline(folded(events))

    assert [(row.transaction, row.before, row.after) for row in rows] == [
        ("837", "DRAFT", "SUBMITTED"),
        ("999", "SUBMITTED", "SYNTAX_ACCEPTED"),
        ("277CA", "SYNTAX_ACCEPTED", "ACCEPTED"),
        ("277", "ACCEPTED", "IN_PROCESS"),
    ]
    last = rows[-1]
    assert (last.effective_on, last.codes, last.meaning) == (
        day(9),
        ("P1:20",),
        "Pending: in process: Accepted for processing",
    )
    source = events[-1].source
    assert (last.file_id, last.start, last.end) == (source.file_id, source.start, source.end)


def test_inferred_steps_are_marked() -> None:
    rows = timeline(folded([submitted(1), remitted(16, 0, "CO-16:100")]))

    assert [row.inferred for row in rows] == [False, *[True] * 5, False]
    assert "Contractual obligation: Information missing or wrong" in rows[-1].meaning


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("CLM05-3=7", "replacement of an earlier claim"),
        ("TA104=R", "Rejected"),
        ("IK5=E", "Accepted, with errors noted"),
        ("CLP02=22", "reversal of an earlier payment"),
        ("PR-1", "Patient responsibility: Deductible"),
        ("F2:65", "Finalized: denied: Paid"),
        ("A6:33", "Rejected: information missing: Subscriber and subscriber ID not found"),
        ("A7:562:85", "Rejected: information invalid: NPI (billing provider)"),
        ("F2:RX-85", "Finalized: denied: NCPDP reject code 85"),
        (
            "A3:607",
            "Returned as unprocessable: claim status 607 of X12 list 508, without words here",
        ),
        ("differs=charge", "differs from the claim on file: charge"),
        ("CLP02=99", "CLP02 99, which no list here has"),
        ("XX=1", ""),
        (
            "ZZ:1",
            "status category ZZ, which X12 list 507 does not have here: See the remittance advice",
        ),
        ("X12_SE_COUNT", ""),
        ("P3:317", "Pending: provider asked for information: Medical record of the patient"),
        (
            "A1:704",
            f"{code_words('A1:20').rpartition(': ')[0]}: Wording of the note on the claim",
        ),
        (
            "CO-ZZZ",
            "Contractual obligation: reason ZZZ, which X12 list 139 does not have here",
        ),
    ],
)
def test_codes_have_a_short_meaning(code: str, meaning: str) -> None:
    assert code_words(code) == meaning


def test_a_remark_has_words_or_names_its_list() -> None:
    assert remark_words("N290") == "Rendering provider's primary identifier is missing or invalid"
    assert remark_words("N14") == "Paid by contract or fee schedule"
    assert remark_words("N570") == "Credentials of the provider are missing or wrong"
    assert remark_words("N700") == "remark N700 of X12 list 411, without words here"
    assert remark_words("QQ1") == "remark QQ1, which X12 list 411 does not have here"
