"""Runs of exports: whatever crashes, overtakes or ends in the middle, the file is the same."""

import csv
import io
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from claimtrail.exports.columns import ExportPlace, ExportRow
from claimtrail.exports.composing import FileSizes
from claimtrail.exports.model import (
    KEPT,
    Export,
    ExportFormat,
    ExportState,
    ExportUpload,
    UploadedPart,
)
from claimtrail.exports.views import export_view
from tests.harness.exports.export_fixture import (
    COLUMNS,
    DANA,
    NOW,
    ExportFixture,
    SteppingClock,
    claim_rows,
)
from tests.harness.overtaken import Overtaken
from tests.harness.pipelines.pipeline import SimulatedCrash
from tests.twins.exports import MemorySource

pytestmark = pytest.mark.capability("C8.6")

SMALL = FileSizes(part_bytes=600, least_part_bytes=300, pdf_rows=10)
FORMATS = list(ExportFormat)
ROWS = 60


def fixture_of(**given: Any) -> ExportFixture:
    return ExportFixture(**{"rows": claim_rows(ROWS), "page": 4, "sizes": SMALL, **given})


def text_of(fixture: ExportFixture, export: Export) -> str:
    """The rows of an export's files, one after another."""
    if export.format is ExportFormat.CSV:
        (data,) = fixture.contents(export)
        return data.decode("utf-8-sig")
    return "".join(data.decode() for data in fixture.contents(export))


def claims_in(text: str) -> list[str]:
    """The numbers of claims in a text, in their order, each as often as it stands there."""
    return [part[:8] for part in text.split("clm_")[1:]]


EVERY_CLAIM = [f"{number:08}" for number in range(1, ROWS + 1)]


class Crashing:
    """A port whose call of a number is a process's last, before or after it is carried out."""

    def __init__(self, twin: object, *, at: int, is_done: bool) -> None:
        self._twin, self._at, self._is_done = twin, at, is_done
        self.calls = 0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._twin, name)
        return self._struck(found) if callable(found) else found

    def _struck(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def struck(*given: Any, **named: Any) -> Any:
            number, self.calls = self.calls, self.calls + 1
            if number != self._at:
                return call(*given, **named)
            if self._is_done:
                call(*given, **named)
            raise SimulatedCrash

        return struck


@pytest.mark.parametrize("kind", FORMATS)
def test_an_export_in_parts_has_every_row_once(kind: ExportFormat) -> None:
    fixture = fixture_of()
    export = fixture.ask(kind)

    fixture.drain()

    assert claims_in(text_of(fixture, export)) == EVERY_CLAIM
    assert fixture.stored(export).checkpoint.rows == ROWS
    assert fixture.files.uploads == {}


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("port", ["store", "files", "queue", "trail"])
@pytest.mark.parametrize("is_done", [False, True])
def test_a_crash_at_any_call_changes_nothing_of_the_file(
    kind: ExportFormat, port: str, *, is_done: bool
) -> None:
    at = 0
    while True:
        fixture = fixture_of(clock=SteppingClock(step=timedelta(milliseconds=500)))
        export = fixture.ask(kind)
        twin = Crashing(getattr(fixture, port), at=at, is_done=is_done)
        deadline = short_runs()
        while fixture.queue.messages:
            with suppress(SimulatedCrash):
                fixture.run(deadline=deadline, **{port: twin})
        if twin.calls <= at:
            break

        where = f"{port} call {at}, done {is_done}"
        stored = fixture.stored(export)
        assert stored.state is ExportState.READY, where
        assert claims_in(text_of(fixture, export)) == EVERY_CLAIM, where
        assert {row["claim_id"] for row in fixture.recorded} == {
            f"clm_{one}" for one in EVERY_CLAIM
        }, where
        assert len(fixture.files.uploads) <= 1, where
        at += 1
    assert at >= 1


def short_runs() -> Callable[[], float]:
    """Let every run have time for a few pages of the list."""
    calls = 0

    def deadline() -> float:
        nonlocal calls
        calls += 1
        return 30.0 if calls % 9 == 0 else 300.0

    return deadline


@pytest.mark.parametrize("kind", FORMATS)
def test_runs_that_end_early_go_on_in_further_messages(kind: ExportFormat) -> None:
    fixture = fixture_of()
    export = fixture.ask(kind)

    fixture.drain(deadline=short_runs())

    stored = fixture.stored(export)
    assert stored.run > 2
    assert claims_in(text_of(fixture, export)) == EVERY_CLAIM
    assert stored.rows_written == ROWS


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("port", ["store", "files", "trail"])
def test_a_message_that_is_delivered_twice_does_no_harm(kind: ExportFormat, port: str) -> None:
    for at in range(60):
        fixture = fixture_of()
        export = fixture.ask(kind)
        (message,) = fixture.queue.messages
        again = Overtaken(getattr(fixture, port), lambda: fixture.writer().write(message), at=at)  # noqa: B023 - used at once

        fixture.run(**{port: again})
        fixture.writer().write(message)

        assert fixture.stored(export).state is ExportState.READY
        assert claims_in(text_of(fixture, export)) == EVERY_CLAIM, f"{port} call {at}"
        assert fixture.files.uploads == {}


@pytest.mark.parametrize("kind", FORMATS)
def test_an_export_that_is_canceled_while_it_is_written_stops_and_leaves_no_upload(
    kind: ExportFormat,
) -> None:
    for at in range(1, 30):
        fixture = fixture_of()
        export = fixture.ask(kind)

        def cancel() -> None:
            fixture.service.cancel("dana", export.export_id)  # noqa: B023 - used at once

        fixture.run(store=Overtaken(fixture.store, cancel, at=at))
        stored = fixture.stored(export)
        if stored.state is ExportState.READY:
            break

        assert stored.state is ExportState.CANCELED
        assert export_view(stored).files == ()
        assert fixture.files.uploads == {}
    assert at > 3


def test_progress_is_seen_while_rows_are_written() -> None:
    fixture = ExportFixture(rows=claim_rows(3_000))
    fixture.clock.step = timedelta(seconds=1)
    export = fixture.ask()
    seen: list[str] = []

    class Watched:
        def __getattr__(self, name: str) -> Any:
            return getattr(fixture.store, name)

        def save(self, export: Export) -> bool:
            seen.append(export_view(export).progress)
            return fixture.store.save(export)

    fixture.run(store=Watched())

    assert "1,000 rows written" in seen
    assert export_view(fixture.stored(export)).progress == "3,000 rows written"


def test_access_is_recorded_before_anything_with_the_claim_is_saved() -> None:
    fixture = fixture_of()
    export = fixture.ask()

    class Checked:
        def __getattr__(self, name: str) -> Any:
            return getattr(fixture.files, name)

        def _check(self, data: bytes) -> None:
            recorded = {row["claim_id"] for row in fixture.recorded}
            assert {f"clm_{one}" for one in claims_in(data.decode())} <= recorded

        def add_part(self, upload: Any, number: int, data: bytes) -> Any:
            self._check(data)
            return fixture.files.add_part(upload, number, data)

        def put(self, key: str, data: bytes) -> None:
            self._check(data)
            fixture.files.put(key, data)

    fixture.run(files=Checked())

    assert fixture.stored(export).state is ExportState.READY
    row = fixture.recorded[0]
    assert (row["action"], row["actor"], row["purpose"]) == ("claim.export", "user:dana", "payment")
    assert row["fields"] == "claim_id patient since balance"
    assert row["correlation_id"] == export.export_id


@pytest.mark.long
def test_memory_does_not_grow_with_the_rows() -> None:
    def peak(rows: int) -> int:
        fixture = fixture_of(rows=(), sizes=FileSizes(part_bytes=40_000, least_part_bytes=20_000))
        fixture.source_of = lambda _: EndlessList(rows)  # type: ignore[method-assign]
        fixture.ask()
        tracemalloc.start()
        fixture.run(files=NoFiles(), trail=NoTrail())
        reached = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return reached

    peak(100)
    few, many = peak(1_500), peak(6_000)

    assert many < few * 1.2


class EndlessList(MemorySource):
    """A list whose rows are made as they are read."""

    def __init__(self, count: int) -> None:
        super().__init__(COLUMNS, ())
        self._count = count

    def rows(self, after: str | None) -> Iterator[ExportRow | ExportPlace]:
        for number in range(int(after or 0) + 1, self._count + 1):
            (row,) = claim_rows(1)
            yield ExportRow(row.values, f"clm_{number}", str(number))


class NoFiles:
    """Takes files, and keeps nothing of them."""

    def begin(self, key: str) -> ExportUpload:
        return ExportUpload(key=key, upload_id="upload")

    def add_part(self, _upload: ExportUpload, number: int, data: bytes) -> UploadedPart:
        return UploadedPart(number=number, etag="", size=len(data))

    def put(self, key: str, data: bytes) -> None:
        pass

    def complete(self, upload: ExportUpload) -> None:
        pass

    def sha256_of(self, key: str) -> str:
        return key


class NoTrail:
    """Takes rows, and keeps none."""

    def send(self, dataset: str, rows: Any) -> None:
        pass


def test_columns_are_those_that_were_chosen_in_their_order() -> None:
    fixture = ExportFixture()
    export = fixture.ask(columns=("balance", "claim_id", "unseen"), has_byte_order_mark=False)

    fixture.drain()

    (data,) = fixture.contents(export)
    assert list(csv.reader(io.StringIO(data.decode())))[:2] == [
        ["Balance", "Claim"],
        ["0.01", "clm_00000001"],
    ]
    assert fixture.recorded[0]["fields"] == "balance claim_id"


def test_a_heading_stands_above_the_columns_where_it_is_wanted() -> None:
    fixture = ExportFixture()
    export = fixture.ask(
        title="Unpaid claims",
        period_from="2026-10-01",
        period_through="2026-10-31",
        has_heading=True,
        has_banner=False,
    )

    fixture.drain()

    lines = text_of(fixture, export).split("\r\n")
    assert lines[0] == '"Unpaid claims"'
    assert lines[1] == '"2026-10-01 to 2026-10-31"'
    assert lines[2].startswith('"CONFIDENTIAL')
    assert lines[3] == '"Made by dana on 2026-11-30 08:15 UTC"'
    assert lines[4:6] == ["", '"Claim","Patient","Since","Balance"']


def test_the_banner_may_be_left_out_where_no_column_names_a_person() -> None:
    fixture = ExportFixture()
    export = fixture.ask(columns=("claim_id", "since"), has_heading=True, has_banner=False)

    fixture.drain()

    assert "CONFIDENTIAL" not in text_of(fixture, export)


def test_no_file_is_made_for_a_person_whose_sessions_were_revoked() -> None:
    fixture = ExportFixture()
    export = fixture.ask()
    fixture.revoked["dana"] = NOW + timedelta(seconds=1)

    fixture.drain()

    view = export_view(fixture.stored(export))
    assert view.state == "failed"
    assert view.failure is not None
    assert view.failure.code == "EXPORT_SESSIONS_REVOKED"
    assert fixture.files.files == {}
    assert fixture.recorded == []


def test_an_export_of_no_column_that_the_person_may_see_fails() -> None:
    fixture = ExportFixture()
    export = fixture.ask(columns=("unseen",))

    fixture.drain()

    failure = fixture.stored(export).failure
    assert failure is not None
    assert failure.code == "EXPORT_WITHOUT_COLUMNS"
    assert fixture.recorded == []


def test_an_export_that_waited_until_its_end_fails() -> None:
    fixture = ExportFixture()
    export = fixture.ask()
    fixture.clock.now += KEPT

    fixture.drain()

    failure = fixture.stored(export).failure
    assert failure is not None
    assert failure.code == "EXPORT_EXPIRED"


def test_a_list_that_gives_no_place_to_stop_fails_before_time_is_up() -> None:
    fixture = fixture_of(page=1_000)
    export = fixture.ask()

    fixture.drain(deadline=lambda: 10.0)

    failure = fixture.stored(export).failure
    assert failure is not None
    assert failure.code == "EXPORT_TOO_SLOW"


def test_an_error_is_tried_again_and_fails_the_export_at_the_last_attempt() -> None:
    fixture = fixture_of()
    export = fixture.ask()
    (message,) = fixture.queue.messages

    class Broken:
        def __getattr__(self, name: str) -> Any:
            return getattr(fixture.files, name)

        def add_part(self, *_: Any) -> Any:
            raise RuntimeError("clm_phi")

    writer = fixture.writer(files=Broken())
    with pytest.raises(RuntimeError):
        writer.write(message)
    assert fixture.stored(export).state is ExportState.RUNNING
    with pytest.raises(RuntimeError):
        writer.write(message, is_last_attempt=True)

    stored = fixture.stored(export)
    assert stored.failure is not None
    assert stored.failure.code == "EXPORT_FAILED"
    assert "clm_phi" not in stored.failure.model_dump_json()
    assert fixture.files.uploads == {}


def test_an_empty_list_is_a_file_without_rows() -> None:
    fixture = ExportFixture(rows=[])
    exports = [fixture.ask(kind, has_byte_order_mark=False) for kind in FORMATS]

    fixture.drain()

    text, pages = (fixture.contents(one)[0].decode() for one in exports)
    assert text == '"Claim","Patient","Since","Balance"\r\n'
    assert "'rows': []" in pages
    assert fixture.recorded == []


def test_pdfs_of_a_long_list_are_numbered_and_the_last_has_the_totals() -> None:
    fixture = ExportFixture(rows=claim_rows(25), sizes=SMALL)
    export = fixture.ask(ExportFormat.PDF)

    fixture.drain()

    files = export_view(fixture.stored(export)).files
    assert [file.name for file in files] == [
        f"claims-2026-11-30-part-{number:02}-of-3.pdf" for number in (1, 2, 3)
    ]
    assert [file.rows for file in files] == ["rows 1 to 10", "rows 11 to 20", "rows 21 to 25"]
    pages = [data.decode() for data in fixture.contents(export)]
    assert ["'totals': []" in page for page in pages] == [True, True, False]
    assert "'3.25'" in pages[2]
    assert "Part 2: rows 11 to 20" in pages[1]


@pytest.mark.parametrize("form", ExportFormat)
@pytest.mark.parametrize("rows", [3, 60])
def test_each_file_is_stated_with_the_digest_of_its_bytes(form: ExportFormat, rows: int) -> None:
    fixture = ExportFixture(rows=claim_rows(rows), sizes=SMALL)
    export = fixture.ask(form)

    fixture.drain()

    stated = [one.sha256 for one in export_view(fixture.stored(export)).files]
    assert stated == [sha256(data).hexdigest() for data in fixture.contents(export)]
    assert stated


def test_an_export_whose_next_message_was_lost_goes_on_when_its_person_looks() -> None:
    fixture = fixture_of()
    first = fixture.ask()
    fixture.run(deadline=short_runs())
    fixture.queue.messages.clear()
    fixture.clock.now += timedelta(hours=3)

    fixture.service.exports_of(DANA.id)
    fixture.drain()

    assert fixture.stored(first).state is ExportState.READY
    assert claims_in(text_of(fixture, first)) == EVERY_CLAIM
