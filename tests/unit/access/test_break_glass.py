"""Breaking the glass: recorded before it opens, reviewed by another person, escalated when late."""

from datetime import date

import pytest

from claimtrail.access.break_glass.model import BreakState, GlassReason
from claimtrail.access.errors import NotAllowedError, UnusableTextError
from claimtrail.access.resources import Resource
from claimtrail.access.roles import JobRole
from claimtrail.access.sessions import Session
from claimtrail.access.subjects import AccessRestriction, AccessTarget
from claimtrail.kernel.errors import NotFoundError
from claimtrail.trail.access_log import Purpose
from claimtrail.trail.datasets.rows import audit_row
from tests.harness.access.use_cases import DANA, KIM, SAM, DiedError, Dying, UseCases, someone

pytestmark = pytest.mark.capability("C1.6")

CLAIM = AccessTarget(resource=Resource.CLAIM, restrictions=frozenset({AccessRestriction.VIP}))
WORDS = "the payer called about this claim"


def session_of(cases: UseCases, person: object = DANA) -> Session:
    _, session = cases.sign_in.open(person, purpose=Purpose.PAYMENT)  # type: ignore[arg-type]
    return session


def opened(cases: UseCases, session: Session, words: str = WORDS) -> Session:
    return cases.glass.break_glass(
        session,
        CLAIM,
        "clm_vip",
        reason=GlassReason.PAYER_ASKS,
        words=words,
        origin="203.0.113.7 /claims/clm_vip",
    )


def test_an_opening_is_for_one_claim_and_an_hour() -> None:
    cases = UseCases()

    session = opened(cases, session_of(cases))

    assert session.has_broken_glass("clm_vip", now=cases.clock())
    assert not session.has_broken_glass("clm_other", now=cases.clock())
    cases.clock.after(hours=1)
    assert not session.has_broken_glass("clm_vip", now=cases.clock())


def test_the_trail_and_the_access_log_have_who_why_and_what_without_the_words() -> None:
    cases = UseCases()

    opened(cases, session_of(cases))

    [event] = cases.events("glass.broken")
    row = audit_row(event)
    assert (row["claim_id"], row["actor"]) == ("clm_vip", "user:dana")
    assert event.detail["restrictions"] == ["vip"]
    assert event.detail["reason"] == "payer_asks"
    [access] = cases.rows.rows["access_log"]
    assert access["action"] == "claim.break_glass"
    assert access["claim_id"] == "clm_vip"
    assert access["origin"] == "203.0.113.7 /claims/clm_vip"
    assert access["purpose"] == "payment"
    assert "called" not in f"{row} {access}"


@pytest.mark.parametrize("part", ["breaks", "publisher", "rows"])
@pytest.mark.parametrize("is_done", [False, True])
def test_nothing_is_open_before_it_is_recorded(part: str, *, is_done: bool) -> None:
    cases = UseCases()
    session = session_of(cases)
    call = {"breaks": "save", "publisher": "publish", "rows": "send"}[part]
    setattr(cases, part, Dying(getattr(cases, part), call, is_done=is_done))

    with pytest.raises(DiedError):
        opened(cases, session)

    [stored] = cases.sessions.sessions.values()
    assert not stored.broken_glass
    again = opened(cases, session)
    assert again.has_broken_glass("clm_vip", now=cases.clock())


def test_an_opening_that_lasts_is_not_recorded_twice() -> None:
    cases = UseCases()
    session = opened(cases, session_of(cases))

    opened(cases, session)

    assert len(cases.glass_reviews.awaiting_review()) == 1


def test_what_is_not_restricted_needs_no_opening() -> None:
    cases = UseCases()
    session = session_of(cases)

    same = cases.glass.break_glass(
        session,
        AccessTarget(resource=Resource.CLAIM),
        "clm_plain",
        reason=GlassReason.OTHER,
        words=WORDS,
        origin="here",
    )

    assert same == session
    assert not cases.glass_reviews.awaiting_review()


def test_who_could_not_act_on_the_claim_cannot_open_it() -> None:
    cases = UseCases()
    session = session_of(cases, someone("otto", JobRole.OPERATOR))

    with pytest.raises(NotAllowedError):
        opened(cases, session)

    assert not cases.publisher.events


@pytest.mark.parametrize("words", ["", "need it", "account 1234567 of the patient"])
def test_an_opening_has_a_reason_in_words(words: str) -> None:
    cases = UseCases()

    with pytest.raises(UnusableTextError):
        opened(cases, session_of(cases), words)

    assert not cases.glass_reviews.awaiting_review()


@pytest.mark.parametrize(
    ("is_justified", "state"), [(True, BreakState.JUSTIFIED), (False, BreakState.UNJUSTIFIED)]
)
def test_another_manager_finds_that_it_was_justified_or_not(
    state: BreakState, *, is_justified: bool
) -> None:
    cases = UseCases()
    opened(cases, session_of(cases))
    [waiting] = cases.glass_reviews.awaiting_review()

    reviewed = cases.glass_reviews.review(
        waiting.break_id, by=KIM, is_justified=is_justified, finding="the call is in the notes"
    )

    assert reviewed.state is state
    assert not cases.glass_reviews.awaiting_review()
    [event] = cases.events("glass.reviewed")
    assert (event.actor, event.after) == ("user:kim", state.value)
    assert event.detail == {"person_id": "dana"}


def test_nobody_reviews_an_opening_of_their_own() -> None:
    cases = UseCases()
    opened(cases, session_of(cases, KIM))
    [waiting] = cases.glass_reviews.awaiting_review()

    with pytest.raises(NotAllowedError, match="OWN_ACCESS"):
        cases.glass_reviews.review(
            waiting.break_id, by=KIM, is_justified=True, finding="I know that I needed it"
        )

    with pytest.raises(NotAllowedError):
        cases.glass_reviews.review(
            waiting.break_id, by=DANA, is_justified=True, finding="a biller reviews nobody"
        )
    assert cases.glass_reviews.awaiting_review()


def test_the_first_review_stands() -> None:
    cases = UseCases()
    opened(cases, session_of(cases))
    [waiting] = cases.glass_reviews.awaiting_review()
    cases.glass_reviews.review(
        waiting.break_id, by=KIM, is_justified=False, finding="no call is in the notes"
    )

    again = cases.glass_reviews.review(
        waiting.break_id, by=SAM, is_justified=True, finding="I think that it was fine"
    )

    assert (again.state, again.reviewed_by) == (BreakState.UNJUSTIFIED, "user:kim")


def test_an_opening_that_nobody_made_is_not_reviewed() -> None:
    with pytest.raises(NotFoundError):
        UseCases().glass_reviews.review(
            "brk_unknown", by=KIM, is_justified=True, finding="there is none of this"
        )


def test_a_late_review_is_escalated_once_with_a_ticket_that_the_review_closes() -> None:
    cases = UseCases()
    opened(cases, session_of(cases))

    in_time = cases.glass_reviews.follow_up()
    cases.clock.after(days=4)
    late = [cases.glass_reviews.follow_up() for _ in range(2)]

    assert (in_time, late) == (0, [1, 1])
    [event] = cases.events("glass.review_overdue")
    assert event.detail == {"review_by": "2026-12-03", "person_id": "dana"}
    [ticket] = cases.tickets.list_open(limit=9)
    assert ticket.assigned_to == "queue:privacy-office"
    assert ticket.category == "access/review_overdue"
    [waiting] = cases.glass_reviews.awaiting_review()
    assert waiting.review_by == date(2026, 12, 3)

    cases.glass_reviews.review(
        waiting.break_id, by=KIM, is_justified=True, finding="the call is in the notes"
    )

    assert not cases.tickets.list_open(limit=9)
    assert cases.glass_reviews.follow_up() == 0


@pytest.mark.parametrize("part", ["breaks", "publisher", "tickets"])
@pytest.mark.parametrize("is_done", [False, True])
def test_an_escalation_whose_process_dies_is_completed_by_the_next_run(
    part: str, *, is_done: bool
) -> None:
    cases = UseCases()
    opened(cases, session_of(cases))
    cases.clock.after(days=4)
    call = {"breaks": "save", "publisher": "publish", "tickets": "put_new"}[part]
    setattr(cases, part, Dying(getattr(cases, part), call, is_done=is_done))

    with pytest.raises(DiedError):
        cases.glass_reviews.follow_up()
    cases.clock.after(hours=12)
    cases.glass_reviews.follow_up()

    assert len(cases.events("glass.review_overdue")) == 1
    assert len(cases.tickets.list_open(limit=9)) == 1


def test_an_opening_whose_request_died_before_the_trail_had_it_is_told_by_the_schedule() -> None:
    cases = UseCases()
    session = session_of(cases)
    cases.publisher = Dying(cases.publisher, "publish", is_done=False)
    with pytest.raises(DiedError):
        opened(cases, session)

    cases.clock.after(hours=12)
    cases.glass_reviews.follow_up()

    assert len(cases.events("glass.broken")) == 1
