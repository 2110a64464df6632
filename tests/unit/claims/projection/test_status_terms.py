"""Payers' own words: known by profile, or reviewed by a person; never guessed."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from rich.console import Console

from claimtrail.aws.claims import keys
from claimtrail.claims.detail_types import TermDetailType
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.decisions.recorded_statuses import reported, statement
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.status_categories import CATEGORIES
from claimtrail.claims.lifecycle.status_terms import TermStatus, meaning_of, normalized
from claimtrail.claims.projection.projection import policies
from claimtrail.claims.projection.projector import Projector
from claimtrail.claims.projection.term_review import PayerTermReview, as_toml
from claimtrail.claims.publishing.events import events_of_change
from claimtrail.claims.publishing.publication import outgoing
from claimtrail.cli.core.output import Output
from claimtrail.cli.terms import review as view
from claimtrail.kernel.errors import ClaimTrailError, ConfigurationError, NotFoundError
from claimtrail.partners.profile import InferencePolicy, Partners, read_profile
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    CLOCKS,
    NOW,
    PAYER,
    accepted_claim,
    answer,
    day,
    folded,
    front_end,
    remitted,
    submitted,
)
from tests.harness.claims.projecting import item_of
from tests.twins.claims import MemoryClaimStore
from tests.twins.kernel import MemoryPublisher

KNOWING = PayerPolicy(
    inference=InferencePolicy.INFER,
    clocks=CLOCKS,
    name="Granite Health",
    terms={"PROCESSED": "F1", "SUSPENDED": "P5", "DENIED": "F2", "NO RECORD": "D0"},
)
SEEN_ON = date(2026, 10, 12)


class Queue:
    def __init__(self) -> None:
        self.messages: list[str] = []

    def defer(self, message: str) -> None:
        self.messages.append(message)


class Office:
    """A claim store, its projector, and the desk at which words are decided."""

    def __init__(self, policy: PayerPolicy = KNOWING) -> None:
        self.store = MemoryClaimStore()
        self.publisher = MemoryPublisher()
        self.again = Queue()
        self.projector = Projector(
            store=self.store, reader=self.store, policy=lambda _: policy, clock=lambda: NOW
        )
        self.review = PayerTermReview(store=self.store, publisher=self.publisher, again=self.again)

    def take(self, *events: ClaimEvent) -> Claim:
        self.store.append_events(list(events))
        for event in events:
            self.projector.take_items([item_of(event)], deferral=self.again)
        assert self.again.messages == []
        return self.claim()

    def claim(self, claim_id: str = CLAIM_ID) -> Claim:
        claim = self.store.find(claim_id)
        assert claim is not None
        return claim

    def decide(self, term: str, means: str, *, by: str = "user:jane") -> None:
        self.review.decide(
            term, payer_id=PAYER, means=means, by=by, at=NOW, why="Granite's portal guide"
        )
        for message in self.again.messages:
            self.projector.take_message(message)
        self.again.messages.clear()

    def report(
        self,
        term: str,
        *,
        on: date = SEEN_ON,
        claim_id: str = CLAIM_ID,
        at: datetime = NOW,
    ) -> ClaimEvent:
        return reported(
            self.claim(claim_id),
            term=term,
            seen_in="portal",
            seen_on=on,
            by="user:jane",
            at=at,
            code_version="test",
        )


@pytest.mark.capability("C3.1")
@pytest.mark.parametrize(
    ("term", "state", "row"),
    [
        ("Processed", State.ADJUDICATED, "term-F1"),
        ("  suspended ", State.PAYER_HOLD, "term-P5"),
        ("DENIED", State.DENIED, "term-F2"),
        ("no  record", State.ACCEPTED, ""),
        ("f1", State.ADJUDICATED, "term-F1"),
    ],
)
def test_a_word_of_the_profile_or_a_status_category_moves_the_claim_as_its_category_does(
    term: str, state: State, row: str
) -> None:
    office = Office()
    office.take(*accepted_claim())

    claim = office.take(office.report(term))

    assert claim.state is state
    assert not row or claim.steps[-1].rule.endswith(row)
    assert office.store.terms_of(PAYER) == []


@pytest.mark.capability("C3.1")
def test_a_day_before_the_claim_was_sent_is_refused_and_moves_no_claim() -> None:
    office = Office()
    draft = office.take(answer(2, "A2"))
    early = office.report("Denied", on=draft.state_since - timedelta(1))

    claim = office.take(early, submitted(9))
    assert claim.state is State.SUBMITTED
    assert [note.reason for note in claim.notes if note.event_id == early.event_id] == [
        "before_submission"
    ]

    with pytest.raises(ClaimTrailError, match="REPORT_BEFORE_SUBMISSION"):
        office.report("Denied", on=day(8))
    assert office.take(office.report("Denied", on=day(9))).state is State.DENIED


@pytest.mark.capability("C3.1")
def test_a_report_of_a_day_before_the_money_on_file_is_no_step() -> None:
    office = Office()
    office.take(*accepted_claim(), remitted(20, 80, "CO-45:20"))

    claim = office.take(office.report("Denied", at=NOW + timedelta(hours=1)))

    assert claim.state is State.PAID
    assert State.DENIED not in [step.after for step in claim.steps]
    assert "weaker" in [note.reason for note in claim.notes]

    before = Office()
    before.take(*accepted_claim())
    before.take(before.report("Denied", at=NOW - timedelta(hours=1)))
    claim = before.take(remitted(20, 80, "CO-45:20"))
    assert State.DENIED in [step.after for step in claim.steps]


@pytest.mark.capability("C3.1")
def test_a_payers_own_category_code_in_a_277_is_read_by_the_same_table() -> None:
    claim = folded([*accepted_claim(), answer(9, "SUSPENDED")], KNOWING)

    assert claim.state is State.PAYER_HOLD
    assert claim.steps[-1].rule.endswith("277-P5")
    assert [note.reason for note in claim.notes] == []


@pytest.mark.capability("C3.1")
def test_a_word_that_nobody_knows_moves_nothing_and_waits_for_a_person() -> None:
    office = Office()
    office.take(*accepted_claim())

    claim = office.take(office.report("Finalized-ish"), answer(10, "WHATEVER"))

    assert claim.state is State.ACCEPTED
    reasons = {note.reason for note in claim.notes}
    assert reasons == {"unknown_term", "unknown_code"}
    found = office.store.terms_of(PAYER)
    assert [(review.term, review.status) for review in found] == [
        ("FINALIZED-ISH", TermStatus.OPEN),
        ("WHATEVER", TermStatus.OPEN),
    ]
    assert office.store.claims_saying("WHATEVER", payer_id=PAYER) == [CLAIM_ID]


@pytest.mark.capability("C3.1")
def test_a_stopped_or_misplaced_standard_code_is_no_word_to_be_explained() -> None:
    office = Office()

    office.take(*accepted_claim(), answer(9, "F5"), front_end(10, "P1"))

    assert office.store.terms_of(PAYER) == []


@pytest.mark.capability("C3.1")
def test_what_a_person_decides_heals_every_claim_that_bears_the_word() -> None:
    office = Office()
    for claim_id in (CLAIM_ID, "clm_other"):
        events = [event.model_copy(update={"claim_id": claim_id}) for event in accepted_claim()]
        office.take(*events)
        office.take(office.report("Paid in part", claim_id=claim_id))

    office.decide("paid in  PART", "F1")

    for claim_id in (CLAIM_ID, "clm_other"):
        claim = office.claim(claim_id)
        assert claim.state is State.ADJUDICATED
        assert [note for note in claim.notes if note.reason == "unknown_term"] == []
        change = office.store.find_change(claim_id)
        assert change is not None
        assert change.unflagged
    [event] = [
        event
        for event in office.publisher.events.values()
        if event.detail_type is TermDetailType.TERM_DECIDED
    ]
    assert (event.actor, event.after, event.detail["why"]) == (
        "user:jane",
        "F1",
        "Granite's portal guide",
    )


@pytest.mark.capability("C3.1")
def test_a_word_decided_before_counts_for_claims_that_come_later() -> None:
    office = Office()
    office.take(*accepted_claim())
    office.take(office.report("Paid in part"))
    office.decide("Paid in part", "F1")
    late = [event.model_copy(update={"claim_id": "clm_late"}) for event in accepted_claim()]
    office.take(*late)

    office.take(office.report("PAID IN PART", claim_id="clm_late"))

    assert office.claim("clm_late").state is State.ADJUDICATED


@pytest.mark.capability("C3.1")
def test_a_decision_can_be_changed_and_repeating_it_tells_nothing_new() -> None:
    office = Office()
    office.take(*accepted_claim())
    office.take(office.report("Odd"))
    office.decide("Odd", "F1")
    office.decide("Odd", "F1")
    assert office.store.terms_of(PAYER)[0].version == 2

    office.decide("Odd", "P3", by="user:joe")

    assert office.claim().state is State.PENDED_PROVIDER_INFO
    actors = [
        event.actor
        for event in office.publisher.events.values()
        if event.detail_type is TermDetailType.TERM_DECIDED
    ]
    assert actors == ["user:jane", "user:joe"]


@pytest.mark.capability("C3.1")
def test_a_decision_at_the_moment_in_which_a_claim_is_folded_is_not_missed() -> None:
    """The desk reads the claims of the word just before the fold writes that it bears it."""
    office = Office()
    office.take(*accepted_claim())
    office.take(office.report("Odd"))
    other = [event.model_copy(update={"claim_id": "clm_other"}) for event in accepted_claim()]
    office.take(*other)
    event = office.report("Odd", claim_id="clm_other")
    append = office.store.append_terms

    def overtaken(*args: Any, **kwargs: Any) -> None:
        office.store.append_terms = append  # type: ignore[method-assign]
        office.decide("Odd", "F1")
        append(*args, **kwargs)

    office.store.append_terms = overtaken  # type: ignore[method-assign]

    office.take(event)

    assert office.claim("clm_other").state is State.ADJUDICATED


@pytest.mark.capability("C3.1")
@pytest.mark.parametrize("means", ["", "F9", "RQ", "PAID"])
def test_a_word_can_only_mean_a_category_in_use(means: str) -> None:
    office = Office()
    office.take(*accepted_claim())
    office.take(office.report("Odd"))

    with pytest.raises(ClaimTrailError, match="CATEGORY_UNKNOWN") as refused:
        office.decide("Odd", means or "??")

    assert "P1 = Pending: in process; " in refused.value.explanation.next_step


def test_a_word_that_no_claim_bears_cannot_be_decided() -> None:
    with pytest.raises(NotFoundError, match="TERM_UNKNOWN"):
        Office().decide("Never seen", "F1")


@pytest.mark.capability("C3.1")
def test_every_category_in_use_can_be_meant() -> None:
    assert {code for code in CATEGORIES if meaning_of(code) is None} == {"X0", "F5", "RQ"}


@pytest.mark.capability("C3.1")
def test_decided_words_become_the_table_of_the_profile_and_need_no_decision_any_more() -> None:
    office = Office(KNOWING)
    office.take(*accepted_claim())
    office.take(office.report("In limbo"))
    office.decide("In limbo", "P5")
    text = as_toml({review.term: review.means for review in office.store.terms_of(PAYER)})
    assert text == '[status_terms]\n"IN LIMBO" = "P5"\n'

    profile = read_profile(PROFILE + text, where="granite.toml")
    policy = policies(Partners([profile]))(PAYER)

    assert folded([*accepted_claim(), office.report("In limbo")], policy).state is State.PAYER_HOLD


PROFILE = f"""
id = "{PAYER}"
name = "Granite Health"
role = "payer"
payer_identifiers = ["GRNT1"]
transactions = ["277"]
identities = [{{ qualifier = "ZZ", sender_id = "GRANITE" }}]
terms = {{ adjudication_days = 30 }}
contact = {{ name = "Granite" }}
"""


@pytest.mark.capability("C3.1")
@pytest.mark.parametrize("code", ["PAID", "F5"])
def test_a_profile_whose_word_means_no_category_in_use_is_refused(code: str) -> None:
    with pytest.raises(ConfigurationError, match="'Odd' means no status category in use"):
        read_profile(PROFILE + f'[status_terms]\n"Odd" = "{code}"\n', where="granite.toml")


@pytest.mark.capability("C3.1")
@pytest.mark.capability("C3.3")
def test_a_report_is_evidence_in_the_name_of_who_saw_it() -> None:
    office = Office()
    office.take(*accepted_claim())
    event = office.report("Processed")
    again = office.report("Processed")

    claim = office.take(event, again)

    assert again.event_id == event.event_id
    step = claim.steps[-1]
    assert (step.source.channel, step.source.partner_id) == ("person", "user:jane")
    assert json.loads(statement(event)) == {
        "by": "user:jane",
        "claim": CLAIM_ID,
        "seen_in": "portal",
        "seen_on": "2026-10-12",
        "term": "Processed",
    }
    change = office.store.find_change(CLAIM_ID)
    assert change is not None
    assert [one.actor for one in events_of_change(change)] == ["user:jane"]


@pytest.mark.capability("C3.1")
def test_a_payers_remittance_outweighs_what_somebody_saw() -> None:
    office = Office()
    office.take(*accepted_claim(), remitted(11, 80, "CO-45:20"))

    claim = office.take(office.report("Denied"))

    assert claim.state is State.PAID
    assert claim.notes[-1].reason == "weaker"


@pytest.mark.parametrize(
    ("term", "on"),
    [
        ("", SEEN_ON),
        ("7 days", SEEN_ON),
        ("a" * 41, SEEN_ON),
        ("Paid; DROP", SEEN_ON),
        ("Paid", NOW.date() + timedelta(days=1)),
    ],
)
def test_a_report_that_cannot_be_is_refused(term: str, on: date) -> None:
    office = Office()
    office.take(*accepted_claim())

    with pytest.raises(ClaimTrailError, match="REPORT_INVALID"):
        office.report(term, on=on)


@pytest.mark.capability("C5.1")
def test_a_word_that_nobody_has_explained_stays_in_the_claim_table() -> None:
    """Words that people type may hold a name: neither keys nor the bus nor the trail repeat it."""
    office = Office()
    office.take(*accepted_claim())
    claim = office.take(office.report("See Secretperson"))

    published = list(map(outgoing, office.store.stored_items()))
    assert claim.notes
    assert "SECRETPERSON" not in repr(published).upper()
    word = "SEE SECRETPERSON"
    places = keys.term_keys(claim.claim_id, payer_id=PAYER, word=word)
    assert "SECRETPERSON" not in repr((places, keys.term_seen_prefix(word)))


@pytest.mark.capability("C3.1")
def test_the_review_shows_words_meanings_and_claims(capsys: pytest.CaptureFixture[str]) -> None:
    office = Office()
    office.take(*accepted_claim())
    office.take(office.report("Odd"))
    wide = Output(console=Console(width=200))

    view.show_reviews(wide, [(review, [CLAIM_ID]) for review in office.store.terms_of(PAYER)])

    text = capsys.readouterr().out
    assert "ODD" in text
    assert CLAIM_ID in text


def test_words_are_compared_without_case_and_spare_blanks() -> None:
    assert normalized("  In\tlimbo ") == normalized("IN LIMBO")
