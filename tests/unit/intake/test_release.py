"""A person releases what is held: it is applied once, in their name, whatever came meanwhile."""

from collections.abc import Callable

import pytest

from claimtrail.claims import documents, keys
from claimtrail.intake.held import KIND_UNKNOWN, TEST_INTERCHANGE, Figures, figures_of
from claimtrail.intake.ingest import ingest_range
from claimtrail.intake.receipt import FileReceipt, FileStatus
from claimtrail.intake.release import Release
from claimtrail.intake.releasing import HeldFile, HeldFiles, ReleaseService
from claimtrail.kernel.errors import ConflictError, NotFoundError
from claimtrail.synthetic.model import SyntheticFile
from tests.support.intake_world import NOW, Crash, Faults
from tests.support.road import Road, run_in_order, work_off
from tests.support.trial_files import changed, trial_file

PAYER = "juniper-medicaid"
SENT, PAID = "rfi227-1.837", "rfi227-2.835"
BY, WHY = "user:dana", "Juniper's EDI desk confirmed the count by phone"

SET_HELD = ("SE*17*0001", "SE*16*0001")
GROUP_HELD = ("GE*1*", "GE*2*")
INTERCHANGE_HELD = ("IEA*1*", "IEA*2*")
UNBALANCED = ("BPR*I*100", "BPR*I*130")


ORDERS = (
    ("sent", "paid", "release"),
    ("paid", "sent", "release"),
    ("paid", "release", "sent"),
)
"""A file is released when it is there."""


def held_files(road: Road) -> HeldFiles:
    """What finds held sets on a road."""
    world = road.world
    return HeldFiles(files=world.files, archive=world.archive, quarantine=world.quarantine)


def service(road: Road, *, by: str = BY, portion_size: int = 1 << 22) -> ReleaseService:
    """A person at the road."""
    return ReleaseService(
        held_files=held_files(road),
        queue=road.world.queue,
        publisher=road.audit,
        by=by,
        at=NOW,
        code_version="test",
        portion_size=portion_size,
    )


def receipt_of(road: Road, partner: str = PAYER) -> FileReceipt:
    """The one receipt of a partner."""
    [receipt] = [one for one in road.receipts() if one.partner_id == partner]
    return receipt


def opened(road: Road) -> HeldFile:
    """The payer's file with what is held in it."""
    [file] = held_files(road).open(receipt_of(road).file_id)
    return file


def release(road: Road, *numbers: int, portion_size: int = 1 << 22) -> Release:
    """Release what is held of the payer's file, and work everything off."""
    made = service(road, portion_size=portion_size).release(opened(road), numbers=numbers, why=WHY)
    work_off(road)
    return made


def claims(road: Road) -> dict[str, str]:
    """The projected claims as they are stored, but for the version and its time."""
    found, _ = road.store.list_claims(payer_id=PAYER, state=None, limit=100)
    return {
        claim.claim_id: documents.dump_claim(
            claim.model_copy(update={"version": 0, "updated_at": NOW})
        )
        for claim in found
    }


def ran(*files: SyntheticFile) -> Road:
    """A road after these files, each to its end before the next."""
    road = Road()
    run_in_order(road, list(files))
    return road


def events(road: Road) -> dict[tuple[str, str], str]:
    """What is stored of each claim, event by event."""
    return {
        (partition, sort): text
        for partition, items in road.store.items.items()
        for sort, text in items.items()
        if sort.startswith(keys.EVENT_PREFIX)
    }


@pytest.mark.parametrize(
    "fault", [SET_HELD, GROUP_HELD, INTERCHANGE_HELD, UNBALANCED], ids=lambda fault: fault[1]
)
@pytest.mark.capability("C7.6")
def test_given_held_money_when_it_is_released_then_it_posts_once_and_says_who(
    fault: tuple[str, str],
) -> None:
    road = ran(trial_file(SENT), changed(PAID, fault))
    before = events(road)
    [held] = opened(road).held
    made = release(road)
    again = service(road, by="user:lee").repeat(opened(road))
    work_off(road)

    [claim] = road.store.list_claims(payer_id=PAYER, state=None, limit=9)[0]
    assert held.why
    assert all(text in events(road).values() for text in before.values())
    assert claim.paid_cents == 10000
    assert len(road.world.payments.copies) == 1
    assert (made.by, made.why, again, opened(road).held) == (BY, WHY, [], ())


@pytest.mark.capability("C7.6")
def test_given_a_held_file_when_it_is_released_then_the_trail_has_event_and_row() -> None:
    road = ran(trial_file(SENT), changed(PAID, SET_HELD))
    made = release(road)

    told = {event.detail_type.value: event for event in road.audit.told.values()}
    [row] = road.recorded("releases")
    [applied] = opened(road).trail.released
    assert told["file.released"].actor == told["file.release_applied"].actor == BY
    assert told["file.released"].detail["why"] == WHY
    assert (row["release_id"], row["released_by"]) == (made.release_id, BY)
    assert row["event_count"] == applied.outcome.event_count == 1
    assert receipt_of(road).status is FileStatus.REJECTED


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.capability("C7.6")
def test_given_any_order_when_a_held_file_is_released_then_the_claims_are_the_same(
    order: tuple[str, ...],
) -> None:
    road = Road()
    steps: dict[str, Callable[[], object]] = {
        "sent": lambda: run_in_order(road, [trial_file(SENT)]),
        "paid": lambda: run_in_order(road, [changed(PAID, SET_HELD)]),
        "release": lambda: release(road),
    }
    for step in order:
        steps[step]()

    expected = ran(trial_file(SENT), changed(PAID, SET_HELD))
    release(expected)
    assert claims(road) == claims(expected)


@pytest.mark.capability("C7.6")
def test_given_two_held_sets_when_one_is_released_then_the_other_stays_held() -> None:
    road = ran(two_sets())
    release(road, 2)

    [left] = opened(road).held
    assert left.number == 1
    assert len(road.world.payments.copies) == 1


def two_sets() -> SyntheticFile:
    """The payment as two sets, both held for their count."""
    text = changed(PAID, SET_HELD).content.decode()
    start, end = text.index("ST*835"), text.index("GE*1*")
    one = text[start:end]
    two = one.replace("*0001", "*0002").replace("TRN*1*", "TRN*1*9")
    changed_text = text[:start] + one + two + text[end:].replace("GE*1*", "GE*2*")
    file = trial_file(PAID)
    return SyntheticFile(
        day=file.day,
        partner_id=file.partner_id,
        name="two.835",
        purpose="trial",
        transaction="835",
        content=changed_text.encode(),
    )


@pytest.mark.parametrize("after", [False, True], ids=["before effect", "after effect"])
@pytest.mark.capability("C7.6")
def test_given_a_crash_at_any_call_when_a_release_is_worked_on_again_then_the_end_is_the_same(
    *, after: bool
) -> None:
    calm = ran(trial_file(SENT), changed(PAID, SET_HELD))
    release(calm)
    crash_at = 1
    while True:
        road = ran(trial_file(SENT), changed(PAID, SET_HELD))
        service(road).release(opened(road), why=WHY)
        [message] = road.world.queue.messages
        faults = Faults(crash_at=crash_at, after=after)
        try:
            ingest_range(message, tools=faults.around(road.world.ingesting))
        except Crash:
            work_off(road)
            assert claims(road) == claims(calm)
            assert events(road) == events(calm)
            assert opened(road).trail.released == opened(calm).trail.released
            crash_at += 1
            continue
        break
    assert crash_at > 3


@pytest.mark.capability("C7.6")
def test_given_a_lost_message_when_released_again_then_what_is_missing_is_sent() -> None:
    road = ran(trial_file(SENT), changed(PAID, SET_HELD))
    service(road).release(opened(road), why=WHY)
    road.world.queue.messages.clear()
    [repeated] = service(road, by="user:lee").repeat(opened(road))
    work_off(road)

    assert repeated.by == BY
    assert len(road.world.payments.copies) == 1


@pytest.mark.parametrize("fault", [SET_HELD, INTERCHANGE_HELD], ids=lambda fault: fault[1])
@pytest.mark.capability("C7.6")
def test_given_a_large_held_set_when_it_is_released_then_it_is_applied_in_portions(
    fault: tuple[str, str],
) -> None:
    small = ran(trial_file(SENT), changed(PAID, fault))
    release(small)
    road = Road(portion_size=300)
    run_in_order(road, [trial_file(SENT), changed(PAID, fault)])
    service(road, portion_size=300).release(opened(road), why=WHY)
    assert len(road.world.queue.messages) > 1
    work_off(road)

    [one], [other] = opened(road).trail.released, opened(small).trail.released
    assert claims(road) == claims(small)
    assert events(road).keys() == events(small).keys()
    assert one.outcome.event_count == other.outcome.event_count
    assert len(road.world.payments.copies) == 1


@pytest.mark.capability("C7.6")
def test_given_a_released_file_when_it_is_dropped_again_then_nothing_is_applied_twice() -> None:
    held = changed(PAID, INTERCHANGE_HELD)
    road = ran(trial_file(SENT), held)
    release(road)
    before = claims(road)
    run_in_order(road, [held])

    assert claims(road) == before
    assert len(road.world.payments.copies) == 1
    assert opened(road).held == ()


@pytest.mark.capability("C2.3")
def test_given_a_held_set_when_it_is_listed_then_its_claims_and_dollars_are_told() -> None:
    road = ran(changed(PAID, SET_HELD))

    file = opened(road)
    [held] = file.held
    assert (held.number, held.obstacle) == (1, "")
    assert held.why == ("X12_SE_COUNT",)
    figures = figures_of(file.source, held.header)
    assert figures.claim_count == 1
    assert figures.paid_cents == 10000
    assert figures.charge_cents == 12000


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ([("*0*P*:", "*0*T*:"), INTERCHANGE_HELD], TEST_INTERCHANGE),
        ([("ST*835*", "ST*LEE*")], KIND_UNKNOWN),
    ],
    ids=["test", "unknown kind"],
)
@pytest.mark.capability("C2.3")
def test_given_what_nobody_can_apply_when_it_is_released_then_that_is_refused(
    changes: list[tuple[str, str]], obstacle: str
) -> None:
    road = ran(changed(PAID, *changes))

    [held] = opened(road).held
    assert held.obstacle == obstacle
    with pytest.raises(ConflictError):
        release(road)


@pytest.mark.capability("C2.3")
def test_given_nothing_held_when_a_release_is_asked_then_that_is_said() -> None:
    road = ran(trial_file(PAID))

    with pytest.raises(NotFoundError):
        release(road)
    assert Figures().plus(Figures(claim_count=1)).claim_count == 1
