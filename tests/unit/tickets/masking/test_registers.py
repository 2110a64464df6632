"""Names as registers write them: the family's first, often in capitals."""

import pytest

from claimtrail.tickets.masking.guarding import guarded_alone
from claimtrail.tickets.masking.mask import mask

pytestmark = pytest.mark.capability("T6.1")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Called about LOPEZ, TAMSIN member W1234567", "Called about [name] member [member id]"),
        ("Called re GARCIA, MARK member id W1234567", "Called re [name] member id [member id]"),
        ("Eligibility for GARCIA, TAMSIN J member", "Eligibility for [name] member"),
        ("Payer lists NGUYEN, BROOK as termed", "Payer lists [name] as termed"),
        ("Chart of SMITH JR, ZEPHYRA dob 3/7/58", "Chart of [name] dob [date 1958]"),
        ("Payer has OKAFOR,AMARA LINNEA on file", "Payer has [name] on file"),
        ("Garcia, Mark member of the plan", "[name] member of the plan"),
        ("GARCIA, TAMSIN MEMBER NOT FOUND", "[name] MEMBER NOT FOUND"),
        ("Payer finds PRICE, MARIA member no more", "Payer finds [name] member no more"),
    ],
)
def test_both_parts_of_a_registered_name_are_masked(text: str, masked: str) -> None:
    assert mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "DENIED, REBILL AS CORRECTED",
        "No EOB, ERA or CLM came. STAT, please.",
        "Sent EOB, COB form and ABN.",
        "AETNA, CIGNA and HUMANA answered",
    ],
)
def test_words_in_capitals_beside_a_comma_stay(text: str) -> None:
    assert mask(text).text == text


def test_a_name_before_a_comma_takes_no_plain_word_with_it() -> None:
    assert mask("Spoke with GARCIA, PLEASE call back").text.endswith(", PLEASE call back")
    assert mask("Told Garcia, will call back").text.endswith(", will call back")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("CO-27 for LOPEZ, TAMSIN member since May", "CO-27 for [name] member since May"),
        ("per Maria Lopez, our patient", "per [name], our patient"),
        ("Maria Lopez of member services said so", "Maria Lopez of member services said so"),
        ("Maria Lopez, member services", "Maria Lopez, member services"),
    ],
)
def test_a_reason_loses_the_patient_that_stands_before_its_label(text: str, masked: str) -> None:
    assert guarded_alone(text) == masked
