"""The generator's truth, held against what the readers and the fold make of the files."""

import hashlib
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta

import pytest

from claimtrail.claims.events import ClaimEvent
from claimtrail.claims.fold import PayerPolicy, fold
from claimtrail.claims.match_up import match_up, tied
from claimtrail.claims.matching import Verdict as Matching
from claimtrail.claims.matching import is_waiting
from claimtrail.claims.memory import MemoryClaimStore
from claimtrail.claims.model import Claim
from claimtrail.claims.ports import Roster, SubmissionAcknowledgment
from claimtrail.intake.claim_key import ClaimKey
from claimtrail.intake.extract import Extract, FileContext, interchange_acknowledged
from claimtrail.kernel.ids import claim_id, file_id
from claimtrail.payers.profile import Partners
from claimtrail.synthetic.generator import generate
from claimtrail.synthetic.model import Expectation, Outcome, SyntheticFile
from claimtrail.x12.envelope import scan_envelopes
from claimtrail.x12.read import read_set
from claimtrail.x12.records import Verdict
from claimtrail.x12.source import MemorySource

FIRST_DAY = date(2026, 9, 13)
LAST_DAY = date(2026, 10, 17)
KEY = ClaimKey(organization_id="fictitious", secret=b"0" * 32)


class Ledger:
    """Everything that the files append, and the claims that it folds into."""

    def __init__(self, partners: Partners) -> None:
        self.partners = partners
        self.events: dict[str, list[ClaimEvent]] = defaultdict(list)
        self.rosters: list[Roster] = []
        self.acknowledgments: list[SubmissionAcknowledgment] = []
        self.store = MemoryClaimStore()

    def take(self, file: SyntheticFile) -> None:
        profile = self.partners.get(file.partner_id)
        assert profile is not None
        sha256 = hashlib.sha256(file.content).hexdigest()
        arrived = datetime.combine(file.day, time(23), UTC)
        context = FileContext(
            file_id=file_id(sha256),
            sha256=sha256,
            profile=profile,
            partners=self.partners,
            channel="s3",
            received_at=arrived,
            code_version="",
            recorded_at=arrived,
        )
        source = MemorySource(file.content)
        scan = scan_envelopes(source)
        assert not scan.findings, file.name
        for record in scan.interchange_acknowledgments:
            self.acknowledgments.append(
                interchange_acknowledged(record, interchange=scan.interchanges[0], context=context)
            )
        for header in scan.sets:
            result = read_set(source, header)
            assert result.verdict is Verdict.ACCEPTED, (file.name, result.findings)
            assert not result.findings, file.name
            extract = Extract()
            for record in result.records:
                extract.take(record, header, context=context, key=KEY)
            assert not extract.findings, file.name
            self.rosters += extract.rosters(header, context)
            self.acknowledgments += extract.acknowledgments
            for event in extract.events:
                self.events[event.claim_id].append(event)

    def close(self) -> None:
        """Give each claim the acknowledgments of the submissions that carried it."""
        for acknowledgment in self.acknowledgments:
            wanted = (
                acknowledgment.payer_id,
                acknowledgment.interchange_control_number,
                acknowledgment.group_control_number,
                acknowledgment.set_control_number,
            )
            for roster in self.rosters:
                named = (
                    (roster.payer_id, roster.interchange_control_number, None, None)
                    if acknowledgment.interchange_control_number
                    else (
                        roster.payer_id,
                        None,
                        roster.group_control_number,
                        roster.set_control_number,
                    )
                )
                if named == wanted:
                    for claim in roster.claim_ids:
                        event = acknowledgment.event.model_copy(update={"claim_id": claim})
                        self.events[claim].append(event)
        for events in self.events.values():
            self.store.append_events(events)
        for number in self.events:
            match_up(number, self.store.partition_of(number), store=self.store)

    def claim(self, control_number: str) -> Claim:
        number = claim_id(
            secret=KEY.secret,
            organization_id=KEY.organization_id,
            patient_control_number=control_number,
        )
        now = datetime.combine(LAST_DAY, time(), UTC)
        events, _ = tied(number, self.store.partition_of(number), store=self.store)
        return fold(events, claim_id=number, policy=self.policy, now=now)

    def policy(self, payer_id: str) -> PayerPolicy:
        profile = self.partners.get(payer_id)
        assert profile is not None
        assert profile.terms is not None
        return PayerPolicy(
            inference=profile.inference,
            adjudication_days=profile.terms.adjudication_days,
            name=profile.name,
        )


@pytest.fixture(scope="module")
def truth(partners: Partners) -> tuple[Ledger, list[Expectation]]:
    ledger = Ledger(partners)
    expectations: list[Expectation] = []
    files = generate(
        partners=partners,
        seed=11,
        first_day=FIRST_DAY,
        last_day=LAST_DAY,
        claims_per_day=30,
        on_expectation=expectations.append,
    )
    for file in files:
        ledger.take(file)
    ledger.close()
    return ledger, expectations


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize("outcome", list(Outcome))
def test_given_a_month_of_files_when_they_are_read_and_folded_then_claims_stand_as_the_truth_says(
    truth: tuple[Ledger, list[Expectation]], outcome: Outcome
) -> None:
    ledger, expectations = truth
    of_outcome = [item for item in expectations if item.outcome is outcome]
    assert of_outcome
    for expected in of_outcome:
        claim = ledger.claim(expected.patient_control_number)
        steps = [(step.after, step.evidence, step.effective_on) for step in claim.steps]
        assert claim.state is expected.state, (expected, steps, claim.held)
        assert claim.paid_cents == expected.paid_cents, (expected, steps)
        assert claim.payer_id == expected.payer_id
        due = claim.escalate_on is not None and claim.escalate_on <= LAST_DAY + timedelta(days=1)
        assert due is expected.overdue, (expected, claim.accepted_on, steps)


def test_given_a_month_of_files_when_claims_are_counted_then_none_is_missing_and_none_is_extra(
    truth: tuple[Ledger, list[Expectation]],
) -> None:
    ledger, expectations = truth
    strange = [number for number, events in ledger.events.items() if is_waiting(events)]
    assert len(ledger.events) - len(strange) == len(expectations)
    decided = [ledger.store.find_match(number) for number in strange]
    assert {match.verdict for match in decided if match} == {Matching.MATCHED}
    assert len(strange) > 5
