"""The speaker of a record: who delivered it decides, and no name in it can widen that."""

from dataclasses import replace

import pytest

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.store import documents
from claimtrail.intake.model.receipt import FileReceipt
from claimtrail.partners.profile import PartnerProfile, Partners, read_profile
from simulator.model import SimulatedFile
from tests.harness.files.made_files import (
    CEDAR,
    JUNIPER,
    Answer,
    Clp,
    Level,
    Payer,
    Sent,
    acknowledged,
    answered,
    paid,
    sent,
)
from tests.harness.intake.intake_fixture import IntakeFixture, demo_partners
from tests.twins.claims.memory import Kept

CLEARINGHOUSE = """
schema_version = 1
id = "mason-exchange"
name = "Mason Exchange"
role = "clearinghouse"
transactions = ["TA1", "999", "277CA", "277", "835"]
identities = [{ qualifier = "ZZ", sender_id = "MASONEX" }]
contact = { name = "Mason Exchange support" }
[[delivers_for]]
payer = "juniper-medicaid"
transactions = ["835", "999"]
first_day = 2026-11-01
last_day = 2026-11-30
"""
BY_CEDAR = Payer("28", "CDRMC", "CDRMC", JUNIPER.identifier, JUNIPER.company, "MC", "")
BY_BILLER = Payer("ZZ", "HARBORLIGHT", "HARBORLIGHT", JUNIPER.identifier, "1000000303", "MC", "")
UNDELIVERED = "INTAKE_PAYER_NOT_DELIVERED"


def world_with(*more: PartnerProfile, **biller: object) -> IntakeFixture:
    """The demonstration's partners and more, with other fields of the billing partner."""
    known = [
        profile.model_copy(update=biller) if profile.id == "billing" else profile
        for profile in demo_partners()
    ]
    return IntakeFixture(partners=Partners([*known, *more]))


def exchange(**changes: str) -> PartnerProfile:
    """The clearinghouse, received-day 20 November 2026 within its days."""
    text = CLEARINGHOUSE
    for old, new in changes.items():
        text = text.replace(old, new)
    return read_profile(text, where="mason-exchange.toml")


def take(intake: IntakeFixture, file: SimulatedFile, partner_id: str) -> FileReceipt:
    """Drop the file into the partner's dropbox."""
    return intake.drop_and_ingest(f"{partner_id}/{file.name}", file.content)


def events(intake: IntakeFixture) -> list[ClaimEvent]:
    """Every event of every claim."""
    return [documents.load_event(text) for text in intake.claims.documents_of(Kept.EVENT)]


def by_exchange(file: SimulatedFile) -> SimulatedFile:
    """Cedar's file, signed by the clearinghouse."""
    signed = file.content.replace(b"*28*CDRMC          *", b"*ZZ*MASONEX        *")
    return replace(file, content=signed)


def speakers(intake: IntakeFixture) -> set[str]:
    """Under whose ids the events stand."""
    return {event.payer_id for event in events(intake)}


def undelivered(receipt: FileReceipt) -> list[str]:
    """The findings that name an undelivered payer."""
    return [found.text for found in receipt.findings if found.code == UNDELIVERED]


@pytest.fixture
def two_claims() -> list[Clp]:
    return [Clp("HL0001", cas=["CO*45*20"]), Clp("HL0002", cas=["CO*45*20"], icn="P2")]


@pytest.mark.capability("C2.1")
def test_a_payer_that_names_another_payer_speaks_for_itself_and_both_are_named_once(
    two_claims: list[Clp],
) -> None:
    intake = world_with()
    receipt = take(intake, paid(*two_claims, payer=BY_CEDAR), CEDAR.partner)

    assert speakers(intake) == {CEDAR.partner}
    assert len(events(intake)) == len(two_claims)
    assert {copy.payer_id for copy in intake.payments.copies.values()} == {CEDAR.partner}
    [text] = undelivered(receipt)
    assert CEDAR.partner in text
    assert JUNIPER.partner in text


@pytest.mark.capability("C2.1")
def test_a_clearinghouse_speaks_for_the_payers_that_its_profile_lists(
    two_claims: list[Clp],
) -> None:
    intake = world_with(exchange())
    receipt = take(intake, by_exchange(paid(*two_claims, payer=BY_CEDAR)), "mason-exchange")

    assert speakers(intake) == {JUNIPER.partner}
    assert undelivered(receipt) == []


@pytest.mark.capability("C2.1")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("last_day = 2026-11-30", "last_day = 2026-11-19"),
        ("first_day = 2026-11-01", "first_day = 2026-11-21"),
        ('transactions = ["835", "999"]', 'transactions = ["277"]'),
        ('payer = "juniper-medicaid"', 'payer = "cedar-medicare"'),
    ],
)
def test_what_a_clearinghouse_delivers_beyond_its_listing_stands_under_its_own_id(
    old: str, new: str, two_claims: list[Clp]
) -> None:
    intake = world_with(exchange(**{old: new}))
    receipt = take(intake, by_exchange(paid(*two_claims, payer=BY_CEDAR)), "mason-exchange")

    assert speakers(intake) == {"mason-exchange"}
    assert len(undelivered(receipt)) == 1


@pytest.mark.capability("C2.1")
def test_an_835_in_the_billers_dropbox_is_no_payers_word_unless_it_is_listed(
    two_claims: list[Clp],
) -> None:
    file = paid(*two_claims, payer=BY_BILLER)
    unlisted = world_with(transactions=("837P", "835"))
    receipt = take(unlisted, file, "billing")
    listing = exchange().delivers_for
    listed = world_with(transactions=("837P", "835"), delivers_for=listing)
    take(listed, file, "billing")

    assert speakers(unlisted) == {"billing"}
    assert len(undelivered(receipt)) == 1
    assert speakers(listed) == {JUNIPER.partner}


@pytest.mark.capability("C2.1")
def test_a_status_of_an_undelivered_payer_moves_nothing_of_that_payers_batch() -> None:
    intake = world_with()
    level = Level("A3:24:41*20260902*U*120", ["QTY*AA*1", "AMT*YY*120"])
    file = acknowledged(batch=level, payer=BY_CEDAR)
    take(intake, sent(Sent("HL0001"), payer=JUNIPER), "billing")
    take(intake, file, CEDAR.partner)

    assert all(isinstance(event.fact, Submitted) for event in events(intake))
    [result] = intake.claims.list_batch_exceptions(payer_id=CEDAR.partner, limit=5)
    assert result.reason == "no_authority"


@pytest.mark.capability("C2.1")
def test_a_277_of_an_undelivered_payer_stands_under_the_partner() -> None:
    intake = world_with()
    file = answered(Answer("HL0001", "F1:65"), payer=BY_CEDAR)
    changed = world_with()
    changed.partners = Partners(
        profile.model_copy(update={"transactions": ("277",)})
        if profile.id == CEDAR.partner
        else profile
        for profile in intake.partners
    )
    receipt = take(changed, file, CEDAR.partner)

    assert speakers(changed) == {CEDAR.partner}
    assert len(undelivered(receipt)) == 1


@pytest.mark.capability("C2.1")
def test_a_clearinghouse_acknowledges_what_was_addressed_to_it_and_to_its_payers() -> None:
    intake = world_with(exchange())
    addressed = sent(Sent("HL0001", payer=JUNIPER), payer=CEDAR)
    content = addressed.content.replace(b"*28*CDRMC          *", b"*ZZ*MASONEX        *")
    intake.drop_and_ingest("billing/one.837", content)
    intake.drop_and_ingest("mason-exchange/one.999", answer_to(content))

    found = intake.claims.documents_of(Kept.ROSTER)
    assert {documents.load_roster(text).payer_id for text in found} == {"mason-exchange"}
    assert speakers(intake) == {JUNIPER.partner}
    given = intake.claims.documents_of(Kept.ACKNOWLEDGMENT)
    assert {documents.load_acknowledgment(text).payer_id for text in given} == {
        "mason-exchange",
        JUNIPER.partner,
    }


def answer_to(submission: bytes) -> bytes:
    """A 999 of the clearinghouse that accepts the only set of an 837."""
    number, group = "000009991", submission.partition(b"GS*HC*")[2].split(b"*")[4].decode()
    return (
        f"ISA*00*          *00*          *ZZ*MASONEX        *ZZ*HARBORLIGHT    *260902*0815*^*"
        f"00501*{number}*0*P*:~GS*FA*MASONEX*HARBORLIGHT*20260902*0815*9991*X*005010X231A1~"
        f"ST*999*0001*005010X231A1~AK1*HC*{group}*005010X222A1~AK2*837*0001*005010X222A1~"
        f"IK5*A~AK9*A*1*1*1~SE*6*0001~GE*1*9991~IEA*1*{number}~"
    ).encode()


@pytest.mark.capability("C2.1")
def test_a_submitter_that_another_biller_lists_is_named_in_the_fact_and_in_the_receipt() -> None:
    clinic = demo_partners().get("northgate-clinic")
    assert clinic is not None
    intake = IntakeFixture(
        partners=Partners(
            profile.model_copy(update={"submitters": ("HARBORLIGHT",)})
            if profile.id == clinic.id
            else profile
            for profile in demo_partners()
        )
    )
    receipt = take(intake, sent(Sent("HL0001"), Sent("HL0002")), "billing")

    facts = [event.fact for event in events(intake)]
    assert {f.submitter_owner_id for f in facts if isinstance(f, Submitted)} == {clinic.id}
    codes = [found.code for found in receipt.findings]
    assert codes.count("INTAKE_SUBMITTER_OF_OTHER_PARTNER") == 1


@pytest.mark.capability("C2.1")
def test_other_payers_of_a_claim_and_the_crossover_carrier_are_known_by_their_profiles() -> None:
    other = (
        "SBR*S*18*******MC~OI***Y***Y~NM1*IL*1*SORREL*OPAL****MI*ZZT770001~"
        "NM1*PR*2*SECOND*****PI*JNPRX~SBR*T*18*******CI~OI***Y***Y~"
        "NM1*IL*1*SORREL*OPAL****MI*ZZT770001~NM1*PR*2*THIRD*****PI*NOBODY1~"
    )
    intake = world_with()
    file = sent(Sent("HL0001", payer=CEDAR), payer=CEDAR)
    text = file.content.decode().replace("LX*1~", other.replace("~", "~\n") + "LX*1~")
    count = text.partition("SE*")[2].partition("*")[0]
    text = text.replace(f"SE*{count}*", f"SE*{int(count) + 8}*")
    intake.drop_and_ingest("billing/one.837", text.encode())
    take(
        intake,
        paid(Clp("HL0001", "19", cas=["CO*45*20"], extra="NM1*TT*2*X*****PI*JNPRX~"), payer=CEDAR),
        CEDAR.partner,
    )

    by_kind = {type(event.fact): event.fact for event in events(intake)}
    submitted, remitted = by_kind[Submitted], by_kind[Remitted]
    assert isinstance(submitted, Submitted)
    assert isinstance(remitted, Remitted)
    assert submitted.other_payer_identifiers == ("JNPRX", "NOBODY1")
    assert submitted.other_payer_ids == (JUNIPER.partner,)
    assert remitted.crossover_carrier == "JNPRX"
    assert remitted.crossover_payer_id == JUNIPER.partner
