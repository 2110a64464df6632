"""A partner's profile says how far findings in its files reach."""

import pytest

from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.partners.profile import Partners, read_profile
from tests.harness.files.x12_files import REMITTANCE_835, write_interchange
from tests.harness.intake.intake_fixture import IntakeFixture
from tests.twins.claims.memory import Kept

PROFILE = """
schema_version = 1
id = "north"
name = "North Payer"
role = "payer"
identities = [{ qualifier = "ZZ", sender_id = "NORTHPAY" }]
payer_identifiers = ["NP001"]
transactions = ["835"]
terms = { adjudication_days = 14 }
contact = { name = "North Payer provider line" }
"""
STRICT = """
[rules]
X12_TRAILING_SEPARATOR = "set"
X12_GROUP_ADDRESS = "group"
"""
SOUND = write_interchange([REMITTANCE_835])
TRAILING = SOUND.replace(b"LX*1~", b"LX*1*~")


def drop(data: bytes, rules: str) -> tuple[IntakeFixture, FileReceipt]:
    profile = read_profile(PROFILE + rules, where="north.toml")
    intake = IntakeFixture(partners=Partners([profile]))
    intake.payments.record_dealings(partner_id="billing", payer_ids=["north"])
    return intake, intake.drop_and_ingest("north/remittance.835", data)


def answer(intake: IntakeFixture) -> bytes:
    [data] = [data for key, data in intake.outbox.objects.items() if key.endswith(".999")]
    return data


@pytest.mark.capability("C2.1")
@pytest.mark.parametrize(
    ("rules", "code", "claims", "ik5"),
    [("", "AK9*A*1*1*1", 2, b"IK5*A"), (STRICT, "AK9*R*1*1*0", 0, b"IK5*R")],
    ids=["tolerant", "strict"],
)
def test_a_fault_reaches_as_far_as_the_profile_says(
    rules: str, code: str, claims: int, ik5: bytes
) -> None:
    intake, _ = drop(TRAILING, rules)

    assert len(intake.claims.owners_of(Kept.EVENT)) == claims
    assert code.encode() in answer(intake)
    assert ik5 in answer(intake)
    assert "X12_TRAILING_SEPARATOR" in {row["code"] for row in intake.rows.rows["findings"]}


@pytest.mark.capability("C2.1")
@pytest.mark.parametrize(("rules", "claims"), [("", 0), ('[rules]\nX12_SE_COUNT = "warning"', 2)])
def test_a_set_that_is_held_applies_where_the_profile_loosens_the_rule(
    rules: str, claims: int
) -> None:
    intake, receipt = drop(SOUND.replace(b"~SE*", b"~SE*1"), rules)

    assert (receipt.status is FileStatus.INGESTED) == bool(rules)
    assert len(intake.claims.owners_of(Kept.EVENT)) == claims


def test_a_sound_file_is_taken_under_either() -> None:
    for rules in ("", STRICT):
        intake, receipt = drop(SOUND, rules)
        assert receipt.status is FileStatus.INGESTED
        assert b"AK9*A*1*1*1" in answer(intake)


def test_the_groups_address_is_judged_at_the_door() -> None:
    odd = SOUND.replace(b"GS*HP*NORTHPAY*", b"GS*HP*N*")

    _, tolerated = drop(odd, "")
    _, refused = drop(odd, STRICT)

    assert tolerated.status is FileStatus.INGESTED
    assert [item.code for item in tolerated.findings] == ["X12_GROUP_ADDRESS"]
    assert refused.status is FileStatus.QUARANTINED
