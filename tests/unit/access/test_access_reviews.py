"""Reviews of access: opened once a period, attested person by person, escalated when late."""

from datetime import date

import pytest

from claimtrail.access.errors import NotAllowedError, UnusableTextError
from claimtrail.access.people.model import AccountStanding, EndCause
from claimtrail.access.reviews.model import AccessReview, Attestation, UseCount, period_of
from claimtrail.access.reviews.uses import LoggedUses
from claimtrail.access.roles import JobRole
from claimtrail.access.sessions import SessionEndedError
from claimtrail.kernel.errors import NotFoundError
from claimtrail.trail.access_log import Purpose
from tests.harness.access.use_cases import (
    ADMIN,
    DANA,
    KIM,
    SAM,
    WHY,
    DiedError,
    Dying,
    UseCases,
    listed,
    someone,
)
from tests.twins.access import MemoryAccessUses, MemoryDirectory

pytestmark = pytest.mark.capability("C5.8", "T6.4")

KEEP, CHANGE, REMOVE = Attestation.KEEP, Attestation.CHANGE, Attestation.REMOVE


def cases_with(*people: object) -> UseCases:
    return UseCases(directory=MemoryDirectory(*people))  # type: ignore[arg-type]


@pytest.fixture
def cases() -> UseCases:
    """Return a cases with a review of two people, kim's to complete."""
    cases = cases_with(listed("dana"), listed("lee", "biller", "finance"))
    cases.sign_in.open(DANA, purpose=Purpose.PAYMENT)
    cases.reviews.open_due()
    return cases


def only(cases: UseCases) -> AccessReview:
    [review] = cases.reviews.open_reviews()
    return review


def attest(
    cases: UseCases, person_id: str, attested: Attestation, *, by: object = KIM
) -> AccessReview:
    [review] = [*cases.reviews.open_reviews(), *cases.reviews_store.completed_since(date.min)]
    return cases.reviews.attest(
        review.review_id,
        person_id,
        by=by,  # type: ignore[arg-type]
        attested=attested,
        words=WHY if attested is REMOVE else "",
    )


def test_a_review_lists_who_has_what_and_when_each_role_was_last_used() -> None:
    cases = cases_with(
        listed("lee", "biller", "finance", "wiki-editors", contract_ends_on=date(2027, 1, 31))
    )
    cases.sign_in.open(someone("lee", JobRole.BILLER), purpose=Purpose.PAYMENT)
    cases.clock.after(days=1)

    [review] = cases.reviews.open_due()

    [lee] = review.items
    assert lee.roles == (JobRole.BILLER, JobRole.FINANCE)
    assert lee.other_groups == ("wiki-editors",)
    assert lee.last_use == {JobRole.BILLER: date(2026, 11, 30)}
    assert lee.unused_roles == (JobRole.FINANCE,)
    assert lee.contract_ends_on == date(2027, 1, 31)
    assert (review.manager_id, review.department) == ("kim", "Billing")
    assert (review.period, review.due_on) == (date(2026, 10, 1), date(2026, 12, 15))


def test_each_manager_and_department_has_one_review_and_who_is_out_is_in_none() -> None:
    cases = cases_with(
        listed("dana"),
        listed("lee", department="Denials"),
        listed("max", manager="sam"),
        listed("gone", is_enabled=False),
    )

    opened = cases.reviews.open_due()

    assert {
        (one.manager_id, one.department): [i.person_id for i in one.items] for one in opened
    } == {
        ("kim", "Billing"): ["dana"],
        ("kim", "Denials"): ["lee"],
        ("sam", "Billing"): ["max"],
    }
    assert len(cases.events("access_review.opened")) == 3


def test_a_period_is_opened_once_and_the_next_one_again(cases: UseCases) -> None:
    cases.directory.known["new"] = listed("new", manager="sam")
    again = cases.reviews.open_due()

    cases.clock.now = cases.clock.now.replace(year=2027, month=1, day=1)
    following = cases.reviews.open_due()

    assert again == []
    assert {one.manager_id for one in following} == {"kim", "sam"}
    assert {one.period for one in following} == {date(2027, 1, 1)}


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (date(2026, 11, 30), 3, date(2026, 10, 1)),
        (date(2026, 12, 31), 3, date(2026, 10, 1)),
        (date(2027, 1, 1), 3, date(2027, 1, 1)),
        (date(2026, 11, 30), 6, date(2026, 7, 1)),
        (date(2026, 11, 30), 1, date(2026, 11, 1)),
        (date(2026, 11, 30), 12, date(2026, 1, 1)),
    ],
)
def test_periods_divide_the_year(day: date, months: int, first: date) -> None:
    assert period_of(day, months) == first


@pytest.mark.parametrize("part", ["reviews_store", "publisher"])
@pytest.mark.parametrize("is_done", [False, True])
@pytest.mark.parametrize("moved", [False, True])
def test_a_run_that_dies_is_completed_by_the_next_and_lists_nobody_twice(
    part: str, *, is_done: bool, moved: bool
) -> None:
    cases = cases_with(listed("dana"), listed("max", manager="sam"))
    call = {"reviews_store": "save", "publisher": "publish"}[part]
    setattr(cases, part, Dying(getattr(cases, part), call, is_done=is_done))

    with pytest.raises(DiedError):
        cases.reviews.open_due()
    if moved:
        cases.directory.known["dana"] = listed("dana", manager="sam")
    cases.clock.after(hours=12)
    cases.reviews.open_due()

    people = [item.person_id for one in cases.reviews.open_reviews() for item in one.items]
    assert sorted(people) == ["dana", "max"]
    assert {one.subject_id for one in cases.events("access_review.opened")} == {
        one.review_id for one in cases.reviews.open_reviews()
    } or moved


def test_a_manager_keeps_each_person_and_the_review_is_complete(cases: UseCases) -> None:
    attest(cases, "dana", KEEP)
    left = only(cases).left
    done = attest(cases, "lee", KEEP)

    assert (left, done.left) == (1, 0)
    assert cases.reviews.open_reviews() == []
    [first, _] = cases.events("access_review.attested")
    assert (first.actor, first.after) == ("user:kim", "KEEP")
    assert first.detail == {
        "period": "2026-10-01",
        "person_id": "dana",
        "roles": ["biller"],
        "last_use": {"biller": "2026-11-30"},
    }
    [completed] = cases.events("access_review.completed")
    assert completed.actor == "user:kim"


def test_a_removal_signs_out_at_once_and_disables_everywhere(cases: UseCases) -> None:
    token, _ = cases.sign_in.open(DANA, purpose=Purpose.PAYMENT)

    attest(cases, "dana", REMOVE)

    with pytest.raises(SessionEndedError):
        cases.sign_in.resume(token)
    assert not cases.directory.known["dana"].is_enabled
    assert cases.people_store.find("dana").end_cause is EndCause.REVIEW
    [event] = cases.events("access_review.attested")
    assert event.after == "REMOVE"


def test_a_removal_needs_a_reason_which_stays_out_of_the_trail(cases: UseCases) -> None:
    review = only(cases)

    with pytest.raises(UnusableTextError):
        cases.reviews.attest(review.review_id, "dana", by=KIM, attested=REMOVE)
    cases.reviews.attest(
        review.review_id, "dana", by=KIM, attested=REMOVE, words="moved to another hospital"
    )

    assert "hospital" not in str(cases.publisher.events)
    item = only(cases).item("dana")
    assert item is not None
    assert item.words == "moved to another hospital"


def test_nobody_but_its_manager_attests_and_nobody_attests_for_themselves() -> None:
    cases = cases_with(listed("dana"), listed("kim", "manager"))
    cases.reviews.open_due()

    for person_id, by in (("dana", SAM), ("dana", DANA), ("dana", ADMIN), ("kim", KIM)):
        with pytest.raises(NotAllowedError):
            attest(cases, person_id, KEEP, by=by)

    assert only(cases).left == 2


def test_a_review_without_a_manager_is_any_managers_but_the_persons_own() -> None:
    cases = cases_with(listed("sam", "manager", manager=""))
    cases.reviews.open_due()

    with pytest.raises(NotAllowedError):
        attest(cases, "sam", KEEP, by=SAM)
    done = attest(cases, "sam", KEEP, by=KIM)

    assert done.completed_at


def test_an_administrator_gives_a_review_to_another_manager(cases: UseCases) -> None:
    review_id = only(cases).review_id

    with pytest.raises(NotAllowedError):
        cases.reviews.reassign(review_id, "sam", by=SAM)
    cases.reviews.reassign(review_id, "sam", by=ADMIN)

    assert cases.reviews.open_reviews(KIM) == []
    assert attest(cases, "dana", KEEP, by=SAM).item("dana").attested is KEEP  # type: ignore[union-attr]
    [event] = cases.events("access_review.reassigned")
    assert event.detail["manager_id"] == "sam"


def test_what_was_kept_may_still_be_removed_and_what_was_removed_is_not_kept(
    cases: UseCases,
) -> None:
    attest(cases, "dana", KEEP)
    attest(cases, "dana", REMOVE)

    with pytest.raises(NotAllowedError, match="ACCESS_REMOVED"):
        attest(cases, "dana", KEEP)

    assert [one.after for one in cases.events("access_review.attested")] == ["KEEP", "REMOVE"]


def test_what_the_review_does_not_list_is_not_attested(cases: UseCases) -> None:
    with pytest.raises(NotFoundError):
        attest(cases, "nobody", KEEP)
    with pytest.raises(NotFoundError):
        cases.reviews.attest("rvw_unknown", "dana", by=KIM, attested=KEEP)


@pytest.mark.parametrize(
    ("part", "call"),
    [
        ("reviews_store", "save"),
        ("publisher", "publish"),
        ("people_store", "save"),
        ("sessions", "revoke_all"),
        ("directory", "disable"),
    ],
)
@pytest.mark.parametrize("is_done", [False, True])
@pytest.mark.parametrize("by_schedule", [False, True])
def test_a_removal_whose_process_dies_is_completed(
    cases: UseCases, part: str, call: str, *, is_done: bool, by_schedule: bool
) -> None:
    token, _ = cases.sign_in.open(DANA, purpose=Purpose.PAYMENT)
    setattr(cases, part, Dying(getattr(cases, part), call, is_done=is_done))

    with pytest.raises(DiedError):
        attest(cases, "dana", REMOVE)
    cases.clock.after(minutes=5)
    is_recorded = bool(only(cases).item("dana").attested)  # type: ignore[union-attr]
    if by_schedule and is_recorded:
        cases.reviews.follow_up()
    else:
        attest(cases, "dana", REMOVE)

    with pytest.raises(SessionEndedError):
        cases.sign_in.resume(token)
    assert not cases.directory.known["dana"].is_enabled
    assert len(cases.events("access_review.attested")) == 1
    assert len(cases.events("person.deactivated")) == 1


def test_the_schedule_does_not_remove_again_whom_an_administrator_restored(cases: UseCases) -> None:
    attest(cases, "dana", REMOVE)
    cases.clock.after(hours=1)
    cases.people.restore("dana", by=ADMIN, why=WHY)

    cases.clock.after(hours=12)
    cases.reviews.follow_up()

    assert cases.people_store.find("dana").is_active


def test_a_late_review_is_escalated_once_with_a_ticket_that_its_end_closes(cases: UseCases) -> None:
    in_time = cases.reviews.follow_up()
    cases.clock.after(days=16)
    late = [cases.reviews.follow_up() for _ in range(2)]

    assert (in_time, late) == (0, [1, 1])
    [event] = cases.events("access_review.overdue")
    assert event.detail == {"period": "2026-10-01", "manager_id": "kim", "due_on": "2026-12-14"}
    [ticket] = cases.tickets.list_open(limit=9)
    assert ticket.origin_id == only(cases).review_id
    assert ticket.assigned_to == "queue:privacy-office"

    attest(cases, "dana", KEEP)
    attest(cases, "lee", KEEP)

    assert cases.tickets.list_open(limit=9) == []
    assert cases.reviews.follow_up() == 0


@pytest.mark.parametrize(
    ("part", "call"),
    [("reviews_store", "save"), ("publisher", "publish"), ("tickets", "put_new")],
)
@pytest.mark.parametrize("is_done", [False, True])
def test_an_escalation_whose_process_dies_is_completed_by_the_next_run(
    cases: UseCases, part: str, call: str, *, is_done: bool
) -> None:
    cases.clock.after(days=16)
    setattr(cases, part, Dying(getattr(cases, part), call, is_done=is_done))

    with pytest.raises(DiedError):
        cases.reviews.follow_up()
    cases.clock.after(hours=12)
    cases.reviews.follow_up()

    assert len(cases.events("access_review.overdue")) == 1
    assert len(cases.tickets.list_open(limit=9)) == 1


def test_uses_are_counted_once_from_the_period_before_and_stay_as_attested(
    cases: UseCases,
) -> None:
    attest(cases, "lee", KEEP)
    uses = MemoryAccessUses({"dana": {"claim.read": UseCount(count=3, last_on=date(2026, 11, 1))}})

    counted = [cases.reviews.count_uses(uses) for _ in range(2)]

    assert counted == [1, 0]
    assert uses.asked == [date(2026, 7, 1)]
    dana, lee = only(cases).items
    assert (dana.use_count, dana.uses_since) == (3, date(2026, 7, 1))
    assert lee.use_count is None


def test_the_access_log_is_asked_once_for_everybody() -> None:
    asked: list[str] = []

    def ask(sql: str) -> list[tuple[object, ...]]:
        asked.append(sql)
        return [
            ("user:dana", "claim.read", 7, "2026-11-08"),
            ("user:dana", "claims.list", "12", "2026-11-09"),
            ("user:partner/max", "file.read", 1, "2026-10-02"),
        ]

    found = LoggedUses(ask=ask).since(date(2026, 7, 1))

    assert found == {
        "dana": {
            "claim.read": UseCount(count=7, last_on=date(2026, 11, 8)),
            "claims.list": UseCount(count=12, last_on=date(2026, 11, 9)),
        },
        "partner/max": {"file.read": UseCount(count=1, last_on=date(2026, 10, 2))},
    }
    [sql] = asked
    assert "dt >= '2026-07-01'" in sql


def test_an_account_of_nobody_and_a_person_without_one_are_reviewed_and_say_so() -> None:
    cases = cases_with(listed("orphan"), listed("off", is_enabled=False))
    cases.sign_in.open(DANA, purpose=Purpose.PAYMENT)
    cases.people.announce("announced")

    [of_kim, of_nobody] = sorted(cases.reviews.open_due(), key=lambda one: one.manager_id == "")

    assert [(one.person_id, one.standing) for one in of_kim.items] == [
        ("orphan", AccountStanding.NEVER_USED)
    ]
    assert [(one.person_id, one.standing) for one in of_nobody.items] == [
        ("dana", AccountStanding.NO_ACCOUNT)
    ]
    assert cases.people.orphans() == 3


@pytest.mark.parametrize("is_done", [False, True])
def test_a_change_whose_ticket_died_is_opened_by_the_schedule(
    cases: UseCases, *, is_done: bool
) -> None:
    cases.tickets = Dying(cases.tickets, "put_new", is_done=is_done)
    [review] = cases.reviews.open_reviews()
    words = "finance goes, biller stays"
    with pytest.raises(DiedError):
        cases.reviews.attest(review.review_id, "dana", by=KIM, attested=CHANGE, words=words)

    cases.clock.after(hours=12)
    cases.reviews.follow_up()

    [ticket] = cases.tickets.list_open(limit=9)
    assert ticket.category == "access/change_requested"
    assert words not in ticket.model_dump_json()
