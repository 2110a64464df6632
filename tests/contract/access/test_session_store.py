"""One suite for both stores of sessions, through the service that uses them."""

from datetime import UTC, datetime, timedelta

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.access.sessions import (
    SessionEnd,
    SessionEndedError,
    SessionLimits,
    SessionService,
    SessionStore,
    session_id_of,
)
from claimtrail.access.subjects import Principal
from claimtrail.aws.access.sessions import DynamoSessionStore
from claimtrail.kernel.retention import Store
from claimtrail.trail.access_log import Purpose
from tests.harness.aws.tables import make_table
from tests.twins.sessions import MemorySessionStore

pytestmark = pytest.mark.capability("T2.2")

DYNAMO = pytest.param("dynamodb", marks=pytest.mark.cloud)
START = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
DANA = Principal(id="dana", roles=frozenset({JobRole.BILLER}), facilities=frozenset({"*"}))
LIMITS = SessionLimits()


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def after(self, pause: timedelta) -> None:
        self.now += pause


@pytest.fixture(params=["memory", DYNAMO])
def store(request: pytest.FixtureRequest) -> SessionStore:
    if request.param == "memory":
        return MemorySessionStore()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoSessionStore(dynamodb, make_table(dynamodb, Store.OPERATIONS_TABLE))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(store: SessionStore, clock: Clock) -> SessionService:
    return SessionService(store=store, clock=clock)


def end_of(sessions: SessionService, token: str) -> SessionEnd | None:
    """Return why a token opens nothing; None when it does."""
    try:
        sessions.resume(token)
    except SessionEndedError as error:
        return error.end
    return None


def test_a_token_resumes_the_session_of_its_person(sessions: SessionService) -> None:
    token, opened = sessions.open(DANA, purpose=Purpose.PAYMENT)

    assert sessions.resume(token) == opened
    assert opened.principal == DANA
    assert token not in opened.model_dump_json()


def test_a_token_that_nobody_was_given_opens_nothing(sessions: SessionService) -> None:
    sessions.open(DANA, purpose=Purpose.PAYMENT)

    assert end_of(sessions, "guessed") is SessionEnd.UNKNOWN


def test_a_session_that_is_used_lasts_until_its_latest_end(
    sessions: SessionService, clock: Clock
) -> None:
    token, _ = sessions.open(DANA, purpose=Purpose.PAYMENT)
    while clock.now + timedelta(minutes=29) < START + LIMITS.absolute:
        clock.after(timedelta(minutes=29))
        assert end_of(sessions, token) is None

    clock.after(timedelta(minutes=29))

    assert end_of(sessions, token) is SessionEnd.EXPIRED


def test_a_session_that_is_not_used_ends(sessions: SessionService, clock: Clock) -> None:
    token, _ = sessions.open(DANA, purpose=Purpose.PAYMENT)

    clock.after(LIMITS.idle)

    assert end_of(sessions, token) is SessionEnd.IDLE
    assert end_of(sessions, token) is SessionEnd.UNKNOWN


def test_a_person_who_leaves_is_out_at_once_and_may_come_back_later(
    sessions: SessionService, clock: Clock
) -> None:
    tokens = [sessions.open(DANA, purpose=Purpose.PAYMENT)[0] for _ in range(2)]
    other, _ = sessions.open(
        Principal(id="lee", roles=frozenset({JobRole.FINANCE})), purpose=Purpose.PAYMENT
    )

    sessions.revoke_all("dana")

    assert [end_of(sessions, token) for token in tokens] == [SessionEnd.REVOKED] * 2
    assert end_of(sessions, other) is None
    clock.after(timedelta(seconds=1))
    again, _ = sessions.open(DANA, purpose=Purpose.PAYMENT)
    assert end_of(sessions, again) is None


def test_who_signed_out_is_not_signed_in_again_by_a_request_under_way(
    sessions: SessionService, clock: Clock
) -> None:
    token, opened = sessions.open(DANA, purpose=Purpose.PAYMENT)
    clock.after(timedelta(minutes=5))
    sessions.close(opened)

    with pytest.raises(SessionEndedError):
        sessions.state_purpose(opened, Purpose.AUDIT)

    assert end_of(sessions, token) is SessionEnd.UNKNOWN


def test_changes_at_the_same_time_are_both_kept(sessions: SessionService) -> None:
    token, opened = sessions.open(DANA, purpose=Purpose.PAYMENT)

    sessions.break_glass(opened, "clm_vip")
    sessions.state_purpose(opened, Purpose.LEGAL)

    resumed = sessions.resume(token)
    assert resumed.purpose is Purpose.LEGAL
    assert resumed.has_broken_glass("clm_vip", now=START)


def test_broken_glass_closes_by_itself(sessions: SessionService, clock: Clock) -> None:
    token, opened = sessions.open(DANA, purpose=Purpose.PAYMENT)
    sessions.break_glass(opened, "clm_vip")

    clock.after(timedelta(minutes=29))
    assert sessions.resume(token).has_broken_glass("clm_vip", now=clock.now)
    clock.after(timedelta(minutes=29))
    sessions.resume(token)
    clock.after(timedelta(minutes=2))

    assert not sessions.resume(token).has_broken_glass("clm_vip", now=clock.now)


def test_the_table_has_no_token(store: SessionStore, sessions: SessionService) -> None:
    token, _ = sessions.open(DANA, purpose=Purpose.PAYMENT)

    stored = store.find(session_id_of(token))

    assert stored is not None
    assert token not in stored.model_dump_json()
