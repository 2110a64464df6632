"""HL7 v2 acknowledgments through the dropbox: to the claims of what they acknowledge."""

from datetime import date

import pytest

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.evidence_codes import HL7_CODES
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.projection import policies
from claimtrail.claims.projection.projector import Projector
from claimtrail.claims.store import documents
from claimtrail.claims.store.rosters import Roster
from claimtrail.intake.acknowledgments.hl7_messages import SIZE_LIMIT
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from simulator.generator import generate
from tests.harness.claims.projecting import Never
from tests.harness.intake.intake_fixture import NOW, IntakeFixture, demo_partners
from tests.twins.claims.memory import Kept

PAYER = "foxglove-plan"


class Submitted:
    """A world in which claims were sent to the payer, and one of the sets that carried them."""

    def __init__(self) -> None:
        self.intake = IntakeFixture()
        files = generate(
            partners=demo_partners(),
            seed=3,
            first_day=date(2026, 11, 9),
            last_day=date(2026, 11, 17),
            claims_per_day=4,
        )
        for file in files:
            if file.transaction == "837":
                self.intake.drop_and_ingest(f"{file.partner_id}/{file.name}", file.content)
        self.roster = next(one for one in self._rosters() if one.payer_id == PAYER)

    def _rosters(self) -> list[Roster]:
        return [
            documents.load_roster(text) for text in self.intake.claims.documents_of(Kept.ROSTER)
        ]

    def acknowledge(self, *answers: str, head: str = "ACK") -> FileReceipt:
        """Drop a file with a message for each answer (an MSA without its name), and settle."""
        day = f"{self.roster.submitted_on:%Y%m%d}"
        text = "".join(
            rf"MSH|^~\&|EDI|F|PA|H|{day}2300||{head}|M-{number}|P|2.5.1" + f"\rMSA|{answer}\r"
            for number, answer in enumerate(answers)
        )
        return self.drop(text.encode())

    def drop(self, content: bytes, *, partner: str = PAYER) -> FileReceipt:
        receipt = self.intake.drop_and_ingest(f"{partner}/answers.hl7", content)
        projector = Projector(
            store=self.intake.claims,
            reader=self.intake.claims,
            policy=policies(self.intake.partners),
            clock=lambda: NOW,
        )
        for _ in range(2):  # What acknowledgments hand out is projected like all else.
            projector.take_items(self.intake.claims.stored_items(), deferral=Never())
        return receipt

    @property
    def interchange(self) -> str:
        return self.roster.interchange_control_number

    @property
    def claims(self) -> list[Claim]:
        found = [self.intake.claims.find(claim_id) for claim_id in self.roster.claim_ids]
        assert all(found)
        return [claim for claim in found if claim]


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize(("code", "state"), HL7_CODES.items())
def test_every_code_moves_the_claims_of_the_interchange_by_the_published_table(
    code: str, state: State
) -> None:
    sent = Submitted()

    receipt = sent.acknowledge(f"{code}|{sent.interchange}")

    assert receipt.status is FileStatus.INGESTED
    assert {claim.state for claim in sent.claims} == {state}
    for claim in sent.claims:
        step = claim.steps[-1]
        assert step.codes == (f"MSA-1={code}",)
        assert step.rule.endswith(f"/ACK-{code}")
        data = sent.intake.archive.objects[receipt.stored_key]
        assert data[step.source.start : step.source.end].startswith(b"MSH|")
        assert code.encode() in data[step.source.start : step.source.end]


@pytest.mark.capability("C1.8")
def test_a_set_is_named_by_its_group_and_its_own_number() -> None:
    sent = Submitted()
    number = f"{sent.roster.group_control_number}-{sent.roster.set_control_number}"

    sent.acknowledge(f"AE|{number}")

    assert {claim.state for claim in sent.claims} == {State.TRANSMISSION_REJECTED}


@pytest.mark.capability("C1.8")
def test_an_acknowledgment_that_comes_before_the_837_waits_for_it() -> None:
    sent = Submitted()
    content = sent.acknowledge(f"AA|{sent.interchange}")
    early = Submitted.__new__(Submitted)
    early.intake, early.roster = IntakeFixture(), sent.roster
    early.drop(sent.intake.archive.objects[content.stored_key])
    for key, data in sent.intake.archive.objects.items():
        if key.startswith("billing/"):
            early.intake.drop_and_ingest(f"billing/{key.rsplit('/', 1)[-1]}", data)

    early.drop(b"\r", partner="nobody")

    assert {claim.state for claim in early.claims} == {State.SYNTAX_ACCEPTED}


@pytest.mark.capability("C1.8")
def test_the_same_acknowledgment_again_changes_nothing() -> None:
    sent = Submitted()
    sent.acknowledge(f"AA|{sent.interchange}")
    before = [claim.event_count for claim in sent.claims]

    sent.acknowledge(f"AA|{sent.interchange}")

    assert [claim.event_count for claim in sent.claims] == before


@pytest.mark.capability("C1.8")
def test_a_code_that_is_none_is_noted_and_found_and_moves_nothing() -> None:
    sent = Submitted()

    receipt = sent.acknowledge(f"OK|{sent.interchange}")

    assert [found.code for found in receipt.findings] == ["INTAKE_MESSAGE_CODE_UNKNOWN"]
    for claim in sent.claims:
        assert claim.state is State.SUBMITTED
        assert [note.reason for note in claim.notes] == ["unknown_code"]


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize(
    ("answers", "head", "reason"),
    [
        (("AA|7",), "ACK", "INTAKE_MESSAGE_NUMBER_UNKNOWN"),
        (("AA|123456789",), "ADT^A01", "INTAKE_MESSAGE_UNEXPECTED"),
        (("AA",), "ACK", "INTAKE_MESSAGE_WITHOUT_ANSWER"),
    ],
)
def test_a_file_without_any_usable_acknowledgment_is_quarantined_with_its_reason(
    answers: tuple[str, ...], head: str, reason: str
) -> None:
    receipt = Submitted().acknowledge(*answers, head=head)

    assert (receipt.status, receipt.reason) == (FileStatus.QUARANTINED, reason)
    assert receipt.findings[0].next_step


@pytest.mark.capability("C1.8")
def test_one_bad_message_does_not_lose_the_others() -> None:
    sent = Submitted()

    receipt = sent.acknowledge("AA|7", f"AA|{sent.interchange}")

    assert receipt.status is FileStatus.PARTLY_REJECTED
    assert [found.code for found in receipt.findings] == ["INTAKE_MESSAGE_NUMBER_UNKNOWN"]
    assert {claim.state for claim in sent.claims} == {State.SYNTAX_ACCEPTED}


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize("partner", ["billing", "cedar-medicare"])
def test_only_a_payer_whose_profile_says_so_may_acknowledge_so(partner: str) -> None:
    sent = Submitted()
    content = f"MSH|^~\\&|A|B|C|D|20261117||ACK|1|P|2.5\rMSA|AR|{sent.interchange}\r".encode()

    receipt = sent.drop(content, partner=partner)

    assert (receipt.status, receipt.reason) == (
        FileStatus.QUARANTINED,
        "INTAKE_TRANSACTION_UNEXPECTED",
    )
    assert {claim.state for claim in sent.claims} == {State.SUBMITTED}


def test_a_file_that_is_too_large_to_be_read_as_a_whole_is_refused() -> None:
    content = b"MSH|^~\\&|" + b"x" * SIZE_LIMIT

    receipt = Submitted().drop(content)

    assert receipt.reason == "INTAKE_FILE_TOO_LARGE"
