"""A request shows that it came through the front, also while the secret rotates."""

from datetime import UTC, datetime, timedelta

import pytest

from claimtrail.access.front.origin import (
    ASKED_AGAIN_AFTER,
    KEPT_FOR,
    ORIGIN_HEADER,
    OpenOrigin,
    SecretOrigin,
    is_one_of,
    viewer_address,
)
from claimtrail.access.front.rotation import CURRENT, PREVIOUS, VALUE_LENGTH, OriginRotation
from claimtrail.kernel.errors import ConfigurationError
from tests.twins.front import MemoryFront, MemorySecret

pytestmark = pytest.mark.capability("T2.2")

OLD, NEW, NEXT = (letter * VALUE_LENGTH for letter in "abc")
STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")


class Fixture:
    """The pages, their secret, and the front, at an instant that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 30, 8, tzinfo=UTC)
        self.secret = MemorySecret.of(OLD)
        self.front = MemoryFront({ORIGIN_HEADER: OLD})
        self.reads = 0
        self.pages = SecretOrigin(self._read, lambda: self.now)

    def _read(self) -> frozenset[str]:
        self.reads += 1
        return self.secret.values()

    def rotate(self, version: str, value: str, *steps: str) -> None:
        """Take steps of a rotation, all of them by default."""
        rotation = OriginRotation(self.secret, self.front, lambda: value)
        self.secret.begin(version)
        for step in steps or STEPS:
            rotation.run(step, version, header=ORIGIN_HEADER)

    def later(self, pause: timedelta) -> None:
        self.now += pause


def test_given_a_request_past_the_front_then_it_is_refused() -> None:
    fixture = Fixture()

    assert fixture.pages.accepts(OLD)
    for shown in (None, "", NEW, OLD[:-1], OLD + "a", OLD.upper()):
        assert not fixture.pages.accepts(shown)


def test_given_each_step_of_a_rotation_then_what_any_edge_sends_is_accepted() -> None:
    fixture = Fixture()
    assert fixture.pages.accepts(OLD)
    for number, step in enumerate(STEPS):
        fixture.later(ASKED_AGAIN_AFTER)
        fixture.rotate("second", NEW, step)
        assert fixture.pages.accepts(OLD), step
        assert fixture.pages.accepts(fixture.front.sent[ORIGIN_HEADER]), step
        assert fixture.pages.accepts(NEW), step
        assert (fixture.front.sent[ORIGIN_HEADER] == NEW) is (number > 0)
    assert fixture.secret.value(CURRENT) == NEW
    assert fixture.secret.value(PREVIOUS) == OLD


def test_given_two_rotations_then_the_oldest_value_is_refused_within_minutes() -> None:
    fixture = Fixture()
    assert fixture.pages.accepts(OLD)
    fixture.rotate("second", NEW)
    fixture.rotate("third", NEXT)

    fixture.later(KEPT_FOR)

    assert fixture.pages.accepts(NEXT)
    assert fixture.pages.accepts(NEW)
    assert not fixture.pages.accepts(OLD)


def test_given_a_flood_of_forged_headers_then_the_secret_is_asked_for_now_and_then() -> None:
    fixture = Fixture()
    for _ in range(1_000):
        assert not fixture.pages.accepts("forged")
        fixture.later(timedelta(milliseconds=20))
    assert fixture.reads <= 20 // ASKED_AGAIN_AFTER.seconds + 1
    assert fixture.pages.accepts(OLD)


def test_given_requests_as_usual_then_the_secret_is_read_every_ten_minutes() -> None:
    fixture = Fixture()
    for _ in range(60):
        assert fixture.pages.accepts(OLD)
        fixture.later(timedelta(minutes=1))
    assert fixture.reads == 6


@pytest.mark.parametrize("step", STEPS)
def test_given_a_step_that_is_called_again_then_it_changes_nothing(step: str) -> None:
    fixture = Fixture()
    done = STEPS[: STEPS.index(step) + 1]
    fixture.rotate("second", NEW, *done)
    changes, values = fixture.front.changes, fixture.secret.values()

    if step == "finishSecret":
        OriginRotation(fixture.secret, fixture.front, lambda: NEXT).run(
            step, "second", header=ORIGIN_HEADER
        )
    else:
        fixture.rotate("second", NEXT, step)

    assert (fixture.front.changes, fixture.secret.values()) == (changes, values)


def test_given_a_schedule_that_is_taken_on_then_its_trial_needs_no_value() -> None:
    fixture = Fixture()
    fixture.rotate("second", NEW, "testSecret")
    assert fixture.front.changes == 0


@pytest.mark.parametrize(
    ("step", "version", "value"),
    [
        ("dropSecret", "second", NEW),
        ("setSecret", "unknown", NEW),
        ("setSecret", "second", "short"),
        ("setSecret", "second", "line\r\nbreak".ljust(VALUE_LENGTH, "a")),
    ],
)
def test_given_a_rotation_that_makes_no_sense_then_it_says_so_without_the_value(
    step: str, version: str, value: str
) -> None:
    fixture = Fixture()
    fixture.rotate("second", value, "createSecret")
    rotation = OriginRotation(fixture.secret, fixture.front, lambda: value)

    with pytest.raises(ConfigurationError) as refused:
        rotation.run(step, version, header=ORIGIN_HEADER)

    assert refused.value.explanation.code == "ORIGIN_ROTATION_REFUSED"
    assert value not in str(refused.value)
    assert fixture.front.sent == {ORIGIN_HEADER: OLD}


def test_given_no_front_then_every_request_is_accepted() -> None:
    assert OpenOrigin().accepts(None)
    assert not is_one_of("", {""})


@pytest.mark.parametrize(
    ("forwarded_for", "is_behind_front", "address"),
    [
        ("203.0.113.9, 130.176.1.1", True, "203.0.113.9"),
        # What the viewer wrote stands on the left.
        ("10.0.0.1, 203.0.113.9, 130.176.1.1", True, "203.0.113.9"),
        ("2001:db8::7,130.176.1.1", True, "2001:db8::7"),
        ("203.0.113.9, 130.176.1.1", False, "127.0.0.1"),
        ("130.176.1.1", True, "127.0.0.1"),
        (None, True, "127.0.0.1"),
    ],
)
def test_a_viewer_is_known_by_the_address_that_cloudfront_saw(
    *, forwarded_for: str | None, is_behind_front: bool, address: str
) -> None:
    found = viewer_address(forwarded_for, "127.0.0.1", is_behind_front=is_behind_front)
    assert found == address
