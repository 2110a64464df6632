"""A person releases what is held: it is applied once, in their name, whatever came meanwhile."""

from collections.abc import Callable

import pytest

from claimtrail.claims.store import documents
from claimtrail.claims.store.items import ItemKind
from claimtrail.intake.ingest.ingest_range import ingest_range
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.intake.model.release import Release
from claimtrail.intake.release.held_sets import KIND_UNKNOWN, TEST_INTERCHANGE, Figures, figures_of
from claimtrail.intake.release.service import HeldFile, HeldFiles, ReleaseService
from claimtrail.kernel.errors import ConflictError, NotFoundError
from simulator.model import SimulatedFile
from tests.harness.files.trial_files import changed, trial_file
from tests.harness.intake.intake_fixture import NOW, Crash, Faults
from tests.harness.pipelines.pipeline import Pipeline, run_in_order, work_off

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


def held_files(pipeline: Pipeline) -> HeldFiles:
    """Return what finds held sets on a pipeline."""
    intake = pipeline.intake
    return HeldFiles(files=intake.files, archive=intake.archive, quarantine=intake.quarantine)


def service(pipeline: Pipeline, *, by: str = BY, chunk_size: int = 1 << 22) -> ReleaseService:
    """A person at the pipeline."""
    return ReleaseService(
        held_files=held_files(pipeline),
        queue=pipeline.intake.queue,
        publisher=pipeline.audit,
        by=by,
        at=NOW,
        code_version="test",
        chunk_size=chunk_size,
    )


def receipt_of(pipeline: Pipeline, partner: str = PAYER) -> FileReceipt:
    """The one receipt of a partner."""
    [receipt] = [one for one in pipeline.receipts() if one.partner_id == partner]
    return receipt


def opened(pipeline: Pipeline) -> HeldFile:
    """The payer's file with what is held in it."""
    [file] = held_files(pipeline).open(receipt_of(pipeline).file_id)
    return file


def release(pipeline: Pipeline, *numbers: int, chunk_size: int = 1 << 22) -> Release:
    """Release what is held of the payer's file, and work everything off."""
    made = service(pipeline, chunk_size=chunk_size).release(
        opened(pipeline), numbers=numbers, why=WHY
    )
    work_off(pipeline)
    return made


def claims(pipeline: Pipeline) -> dict[str, str]:
    """The projected claims as they are stored, but for the version and its time."""
    found, _ = pipeline.store.list_claims(payer_id=PAYER, state=None, limit=100)
    return {
        claim.claim_id: documents.dump_claim(
            claim.model_copy(update={"version": 0, "updated_at": NOW})
        )
        for claim in found
    }


def ran(*files: SimulatedFile) -> Pipeline:
    """A pipeline after these files, each to its end before the next."""
    pipeline = Pipeline()
    run_in_order(pipeline, list(files))
    return pipeline


def events(pipeline: Pipeline) -> dict[tuple[str, str], str]:
    """Return what is stored of each claim, event by event."""
    stored = pipeline.store.stored_items(ItemKind.EVENT)
    return {(item.partition, item.sort): item.document for item in stored}


@pytest.mark.parametrize(
    "fault", [SET_HELD, GROUP_HELD, INTERCHANGE_HELD, UNBALANCED], ids=lambda fault: fault[1]
)
@pytest.mark.capability("C7.6")
def test_given_held_money_when_it_is_released_then_it_posts_once_and_says_who(
    fault: tuple[str, str],
) -> None:
    pipeline = ran(trial_file(SENT), changed(PAID, fault))
    before = events(pipeline)
    [held] = opened(pipeline).held
    made = release(pipeline)
    again = service(pipeline, by="user:lee").repeat(opened(pipeline))
    work_off(pipeline)

    [claim] = pipeline.store.list_claims(payer_id=PAYER, state=None, limit=9)[0]
    assert held.why
    assert all(text in events(pipeline).values() for text in before.values())
    assert claim.paid_cents == 10000
    assert len(pipeline.intake.payments.copies) == 1
    assert (made.by, made.why, again, opened(pipeline).held) == (BY, WHY, [], ())


@pytest.mark.capability("C7.6")
def test_given_a_held_file_when_it_is_released_then_the_trail_has_event_and_row() -> None:
    pipeline = ran(trial_file(SENT), changed(PAID, SET_HELD))
    made = release(pipeline)

    published = {event.detail_type.value: event for event in pipeline.audit.published.values()}
    [row] = pipeline.recorded("releases")
    [applied] = opened(pipeline).trail.released
    assert published["file.released"].actor == published["file.release_applied"].actor == BY
    assert published["file.released"].detail["why"] == WHY
    assert (row["release_id"], row["released_by"]) == (made.release_id, BY)
    assert row["event_count"] == applied.outcome.event_count == 1
    assert receipt_of(pipeline).status is FileStatus.REJECTED


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.capability("C7.6")
def test_given_any_order_when_a_held_file_is_released_then_the_claims_are_the_same(
    order: tuple[str, ...],
) -> None:
    pipeline = Pipeline()
    steps: dict[str, Callable[[], object]] = {
        "sent": lambda: run_in_order(pipeline, [trial_file(SENT)]),
        "paid": lambda: run_in_order(pipeline, [changed(PAID, SET_HELD)]),
        "release": lambda: release(pipeline),
    }
    for step in order:
        steps[step]()

    expected = ran(trial_file(SENT), changed(PAID, SET_HELD))
    release(expected)
    assert claims(pipeline) == claims(expected)


@pytest.mark.capability("C7.6")
def test_given_two_held_sets_when_one_is_released_then_the_other_stays_held() -> None:
    pipeline = ran(two_sets())
    release(pipeline, 2)

    [left] = opened(pipeline).held
    assert left.number == 1
    assert len(pipeline.intake.payments.copies) == 1


def two_sets() -> SimulatedFile:
    """The payment as two sets, both held for their count."""
    text = changed(PAID, SET_HELD).content.decode()
    start, end = text.index("ST*835"), text.index("GE*1*")
    one = text[start:end]
    two = one.replace("*0001", "*0002").replace("TRN*1*", "TRN*1*9")
    changed_text = text[:start] + one + two + text[end:].replace("GE*1*", "GE*2*")
    file = trial_file(PAID)
    return SimulatedFile(
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
        pipeline = ran(trial_file(SENT), changed(PAID, SET_HELD))
        service(pipeline).release(opened(pipeline), why=WHY)
        [message] = pipeline.intake.queue.messages
        faults = Faults(crash_at=crash_at, after=after)
        try:
            ingest_range(message, deps=faults.around(pipeline.intake.ingesting))
        except Crash:
            work_off(pipeline)
            assert claims(pipeline) == claims(calm)
            assert events(pipeline) == events(calm)
            assert opened(pipeline).trail.released == opened(calm).trail.released
            crash_at += 1
            continue
        break
    assert crash_at > 3


@pytest.mark.capability("C7.6")
def test_given_a_lost_message_when_released_again_then_what_is_missing_is_sent() -> None:
    pipeline = ran(trial_file(SENT), changed(PAID, SET_HELD))
    service(pipeline).release(opened(pipeline), why=WHY)
    pipeline.intake.queue.messages.clear()
    [repeated] = service(pipeline, by="user:lee").repeat(opened(pipeline))
    work_off(pipeline)

    assert repeated.by == BY
    assert len(pipeline.intake.payments.copies) == 1


@pytest.mark.parametrize("fault", [SET_HELD, INTERCHANGE_HELD], ids=lambda fault: fault[1])
@pytest.mark.capability("C7.6")
def test_given_a_large_held_set_when_it_is_released_then_it_is_applied_in_chunks(
    fault: tuple[str, str],
) -> None:
    small = ran(trial_file(SENT), changed(PAID, fault))
    release(small)
    pipeline = Pipeline(chunk_size=300)
    run_in_order(pipeline, [trial_file(SENT), changed(PAID, fault)])
    service(pipeline, chunk_size=300).release(opened(pipeline), why=WHY)
    assert len(pipeline.intake.queue.messages) > 1
    work_off(pipeline)

    [one], [other] = opened(pipeline).trail.released, opened(small).trail.released
    assert claims(pipeline) == claims(small)
    assert events(pipeline).keys() == events(small).keys()
    assert one.outcome.event_count == other.outcome.event_count
    assert len(pipeline.intake.payments.copies) == 1


@pytest.mark.capability("C7.6")
def test_given_a_released_file_when_it_is_dropped_again_then_nothing_is_applied_twice() -> None:
    held = changed(PAID, INTERCHANGE_HELD)
    pipeline = ran(trial_file(SENT), held)
    release(pipeline)
    before = claims(pipeline)
    run_in_order(pipeline, [held])

    assert claims(pipeline) == before
    assert len(pipeline.intake.payments.copies) == 1
    assert opened(pipeline).held == ()


@pytest.mark.capability("C2.3")
def test_given_a_held_set_when_it_is_listed_then_its_claims_and_dollars_are_reported() -> None:
    pipeline = ran(changed(PAID, SET_HELD))

    file = opened(pipeline)
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
    pipeline = ran(changed(PAID, *changes))

    [held] = opened(pipeline).held
    assert held.obstacle == obstacle
    with pytest.raises(ConflictError):
        release(pipeline)


@pytest.mark.capability("C2.3")
def test_given_nothing_held_when_a_release_is_asked_then_that_is_said() -> None:
    pipeline = ran(trial_file(PAID))

    with pytest.raises(NotFoundError):
        release(pipeline)
    assert Figures().plus(Figures(claim_count=1)).claim_count == 1
