"""People: their last use by role, and the end of their access at once and everywhere."""

from datetime import date

import pytest

from claimtrail.access.errors import NotAllowedError, UnusableTextError
from claimtrail.access.people.last_use import PersonInactiveError
from claimtrail.access.people.leavers import Leaver, LeaverFileError, read_leavers
from claimtrail.access.people.model import EndCause
from claimtrail.access.roles import JobRole
from claimtrail.access.sessions import SessionEndedError
from claimtrail.kernel.errors import NotFoundError
from claimtrail.trail.access_log import Purpose
from tests.harness.access.use_cases import (
    ADMIN,
    DANA,
    KIM,
    WHY,
    DiedError,
    Dying,
    UseCases,
    listed,
    someone,
)
from tests.twins.access import MemoryDirectory

pytestmark = pytest.mark.capability("C5.8")


def signed_in(cases: UseCases, person: object = DANA) -> str:
    token, _ = cases.sign_in.open(person, purpose=Purpose.PAYMENT)  # type: ignore[arg-type]
    return token


def test_the_last_use_is_kept_by_role() -> None:
    cases = UseCases()
    signed_in(cases, someone("dana", JobRole.BILLER, JobRole.FINANCE))
    cases.clock.after(days=3)
    signed_in(cases, someone("dana", JobRole.BILLER))

    dana = cases.people_store.find("dana")

    assert dana.roles == (JobRole.BILLER,)
    assert dana.last_use == {JobRole.BILLER: date(2026, 12, 3), JobRole.FINANCE: date(2026, 11, 30)}
    assert dana.last_used_on == date(2026, 12, 3)
    assert dana.last_sign_in_at == cases.clock()


def test_a_session_that_lasts_into_the_next_day_is_a_use_of_that_day() -> None:
    cases = UseCases()
    cases.clock.after(hours=15, minutes=45)
    token = signed_in(cases)

    for _ in range(2):
        cases.clock.after(minutes=20)
        cases.sign_in.resume(token)

    dana = cases.people_store.find("dana")
    assert dana.last_used_on == date(2026, 12, 1)
    assert dana.version == 2


def test_a_session_that_no_revocation_reached_ends_with_its_day() -> None:
    cases = UseCases()
    cases.clock.after(hours=15, minutes=45)
    token = signed_in(cases)
    ended = cases.people_store.find("dana").ended(EndCause.LEFT, at=cases.clock(), by="user:ada")
    cases.people_store.save(ended.model_copy(update={"version": ended.version + 1}))
    cases.clock.after(minutes=20)

    with pytest.raises(SessionEndedError):
        cases.sign_in.resume(token)

    assert cases.sessions.sessions == {}


def test_who_leaves_is_out_at_once_and_signs_in_no_more() -> None:
    cases = UseCases(directory=MemoryDirectory(listed("dana")))
    token = signed_in(cases)

    cases.people.deactivate("dana", cause=EndCause.LEFT, by="system:personnel")

    with pytest.raises(SessionEndedError):
        cases.sign_in.resume(token)
    cases.clock.after(hours=1)
    with pytest.raises(PersonInactiveError):
        signed_in(cases)
    assert not cases.directory.known["dana"].is_enabled
    [event] = cases.events("person.deactivated")
    assert (event.subject_id, event.actor, event.detail) == (
        "dana",
        "system:personnel",
        {"cause": "left"},
    )


@pytest.mark.parametrize("part", ["people_store", "sessions", "directory", "publisher"])
@pytest.mark.parametrize("is_done", [False, True])
def test_an_end_whose_process_dies_is_completed_by_doing_it_again(
    part: str, *, is_done: bool
) -> None:
    cases = UseCases(directory=MemoryDirectory(listed("dana")))
    token = signed_in(cases)
    call = {
        "people_store": "save",
        "sessions": "revoke_all",
        "directory": "disable",
        "publisher": "publish",
    }[part]
    setattr(cases, part, Dying(getattr(cases, part), call, is_done=is_done))

    with pytest.raises(DiedError):
        cases.people.deactivate("dana", cause=EndCause.LEFT, by="system:personnel")
    cases.clock.after(minutes=1)
    cases.people.deactivate("dana", cause=EndCause.ADMINISTRATOR, by="user:ada")

    with pytest.raises(SessionEndedError):
        cases.sign_in.resume(token)
    assert not cases.directory.known["dana"].is_enabled
    assert len(cases.events("person.deactivated")) == 1


def test_the_trail_keeps_why_an_administrator_ended_signed_out_and_restored() -> None:
    cases = UseCases(directory=MemoryDirectory(listed("dana")))
    signed_in(cases)

    cases.people.sign_out("dana", by=ADMIN, why=WHY)
    cases.people.end("dana", by=ADMIN, why=f"{WHY} of patient Maria Lopez")
    cases.people.restore("dana", by=ADMIN, why=WHY)

    kinds = ("person.signed_out", "person.deactivated", "person.reactivated")
    details = [cases.events(kind)[0].detail for kind in kinds]
    assert details == [
        {"why": WHY},
        {"cause": "administrator", "why": f"{WHY} of patient [name]"},
        {"why": WHY},
    ]


def test_an_administrator_restores_access_and_each_end_is_told() -> None:
    cases = UseCases(directory=MemoryDirectory(listed("dana")))
    signed_in(cases)
    cases.people.deactivate("dana", cause=EndCause.LEFT, by="system:personnel")

    cases.people.restore("dana", by=ADMIN, why=WHY)
    signed_in(cases)
    cases.people.deactivate("dana", cause=EndCause.ADMINISTRATOR, by="user:ada")

    assert cases.directory.known["dana"].is_enabled is False
    assert [one.detail["cause"] for one in cases.events("person.deactivated")] == [
        "left",
        "administrator",
    ]
    assert len(cases.events("person.reactivated")) == 1


def test_only_an_administrator_restores_and_signs_out() -> None:
    cases = UseCases()
    token = signed_in(cases)

    with pytest.raises(NotAllowedError):
        cases.people.sign_out("dana", by=KIM, why=WHY)
    with pytest.raises(NotAllowedError):
        cases.people.restore("dana", by=KIM, why=WHY)
    with pytest.raises(UnusableTextError):
        cases.people.sign_out("dana", by=ADMIN, why="")
    with pytest.raises(NotFoundError):
        cases.people.restore("nobody", by=ADMIN, why=WHY)

    assert cases.sign_in.resume(token).person_id == "dana"


def test_a_person_who_is_signed_out_may_sign_in_again() -> None:
    cases = UseCases()
    token = signed_in(cases)

    cases.people.sign_out("dana", by=ADMIN, why=WHY)

    with pytest.raises(SessionEndedError):
        cases.sign_in.resume(token)
    cases.clock.after(minutes=1)
    assert cases.sign_in.resume(signed_in(cases)).person_id == "dana"
    [event] = cases.events("person.signed_out")
    assert (event.subject_id, event.actor) == ("dana", "user:ada")


def test_contracts_end_the_day_after_their_last_and_once() -> None:
    cases = UseCases(
        directory=MemoryDirectory(
            listed("over", contract_ends_on=date(2026, 11, 29)),
            listed("today", contract_ends_on=date(2026, 11, 30)),
            listed("staff"),
        )
    )

    ended = [cases.people.end_due(by="system:review_access") for _ in range(2)]

    assert ended == [["over"], []]
    [event] = cases.events("person.deactivated")
    assert event.detail == {"cause": "contract_ended"}


def test_a_leaver_file_ends_access_now_or_after_the_last_day() -> None:
    cases = UseCases()
    signed_in(cases)
    signed_in(cases, KIM)

    gone = cases.people.take_leavers(
        [
            Leaver(person_id="dana", left_on=None),
            Leaver(person_id="kim", left_on=date(2026, 12, 1)),
        ],
        by="user:ada",
    )
    before = cases.people.end_due(by="system:review_access")
    cases.clock.after(days=2)
    after = cases.people.end_due(by="system:review_access")

    assert (gone, before, after) == (["dana"], [], ["kim"])
    assert cases.people_store.find("kim").end_cause is EndCause.LEFT
    assert cases.people.end_due(by="system:review_access") == []


def test_a_leaver_whom_nobody_knows_cannot_sign_in_either() -> None:
    cases = UseCases()

    cases.people.take_leavers([Leaver(person_id="dana", left_on=None)], by="user:ada")

    with pytest.raises(PersonInactiveError):
        signed_in(cases)


def test_a_leaver_file_is_read_by_its_columns() -> None:
    lines = ["name,left_on,person_id\n", "Dana D,,dana\n", "Kim K,2026-12-31,kim \n"]

    assert read_leavers(lines) == [
        Leaver(person_id="dana", left_on=None),
        Leaver(person_id="kim", left_on=date(2026, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("lines", "where"),
    [
        ([], "line 1"),
        (["who,left_on\n", "dana,\n"], "line 1"),
        (["person_id\n", "dana\n", '""\n'], "line 3"),
        (["person_id,left_on\n", "dana,31.12.2026\n"], "line 2"),
    ],
)
def test_a_leaver_file_that_cannot_be_used_changes_nobody(lines: list[str], where: str) -> None:
    with pytest.raises(LeaverFileError, match=where):
        read_leavers(lines)
