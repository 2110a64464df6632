"""Asking for exports, their limits, canceling them, and links to their files."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import Principal
from claimtrail.exports.errors import ExportLimitError, ExportRefusedError
from claimtrail.exports.model import KEPT, Export, ExportState
from claimtrail.exports.views import export_view
from claimtrail.kernel.errors import ClaimTrailError, NotFoundError
from tests.harness.exports.export_fixture import DANA, ExportFixture

pytestmark = pytest.mark.capability("C8.6")

LEE = Principal(id="lee", roles=frozenset({JobRole.BILLER}))


def refused(fixture: ExportFixture, export: Export, person: Principal = DANA) -> str:
    with pytest.raises(ClaimTrailError) as raised:
        fixture.service.link(person, export.export_id, 1)
    return raised.value.explanation.code


def test_an_export_waits_is_written_and_can_be_fetched() -> None:
    fixture = ExportFixture()
    export = fixture.ask()
    assert export_view(export).progress == "in the queue"
    assert refused(fixture, export) == "EXPORT_NOT_READY"

    fixture.drain()

    view = export_view(fixture.stored(export))
    assert (view.state, view.progress) == ("ready", "3 rows written")
    assert [(file.name, file.rows) for file in view.files] == [("claims-2026-11-30.csv", "3 rows")]
    link = fixture.service.link(DANA, export.export_id, 1)
    assert "name=claims-2026-11-30.csv&seconds=300" in link


def test_a_message_names_nothing_but_ids() -> None:
    fixture = ExportFixture()
    export = fixture.ask(title="Claims of Jane Doe")

    (message,) = fixture.queue.messages

    assert set(message.model_dump()) == {"schema_version", "person_id", "export_id"}
    fixture.drain()
    (file,) = fixture.stored(export).checkpoint.files
    assert file.key.startswith(f"{export.export_id}/")
    assert "Jane" not in file.key + fixture.service.link(DANA, export.export_id, 1)


def test_nobody_else_has_the_export() -> None:
    fixture = ExportFixture()
    export = fixture.ask()
    fixture.drain()

    assert fixture.service.exports_of("lee") == ()
    assert refused(fixture, export, LEE) == "EXPORT_UNKNOWN"
    with pytest.raises(NotFoundError):
        fixture.service.cancel("lee", export.export_id)


@pytest.mark.parametrize(
    "now",
    [
        replace(DANA, roles=frozenset({JobRole.FINANCE})),
        replace(DANA, facilities=frozenset({"9999999995"})),
        replace(DANA, payers=frozenset({"cedar-medicare"})),
    ],
)
def test_who_may_see_less_than_then_gets_no_file(now: Principal) -> None:
    fixture = ExportFixture()
    export = fixture.ask()
    fixture.drain()

    assert refused(fixture, export, now) == "EXPORT_ACCESS_CHANGED"


def test_who_may_see_more_than_then_gets_the_file() -> None:
    fixture = ExportFixture()
    export = fixture.ask()
    fixture.drain()
    more = replace(DANA, roles=DANA.roles | {JobRole.MANAGER}, facilities=frozenset({"*"}))

    assert fixture.service.link(more, export.export_id, 1)


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_file_that_the_export_has_not_is_unknown(number: int) -> None:
    fixture = ExportFixture()
    export = fixture.ask()
    fixture.drain()

    with pytest.raises(NotFoundError):
        fixture.service.link(DANA, export.export_id, number)


def test_a_person_waits_for_five_exports_at_most() -> None:
    fixture = ExportFixture()
    asked = [fixture.ask() for _ in range(5)]

    with pytest.raises(ExportLimitError, match="EXPORT_LIMIT_REACHED"):
        fixture.ask()

    fixture.ask(person=LEE)
    fixture.service.cancel("dana", asked[0].export_id)
    fixture.ask()
    assert len(fixture.queue.messages) == 7


def test_of_a_hundred_exports_at_once_as_many_are_taken_as_one_person_may_have() -> None:
    fixture = ExportFixture()

    def ask(_: int) -> str:
        try:
            return fixture.ask().export_id
        except ExportLimitError as error:
            return error.explanation.code

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(ask, range(100)))

    assert answers.count("EXPORT_LIMIT_REACHED") == 95
    assert len(fixture.store.of_person("dana").exports) == 5


def test_a_person_keeps_a_hundred_exports_at_most() -> None:
    fixture = ExportFixture()
    for _ in range(100):
        fixture.ask()
        fixture.drain()

    with pytest.raises(ExportLimitError, match="EXPORTS_KEPT_LIMIT_REACHED"):
        fixture.ask()


def test_a_canceled_export_is_not_written() -> None:
    fixture = ExportFixture()
    export = fixture.ask()

    fixture.service.cancel("dana", export.export_id)
    fixture.drain()

    assert fixture.stored(export).state is ExportState.CANCELED
    assert fixture.files.files == {}
    assert fixture.recorded == []
    assert fixture.service.cancel("dana", export.export_id).state is ExportState.CANCELED


def test_a_ready_export_is_not_canceled() -> None:
    fixture = ExportFixture()
    export = fixture.ask()
    fixture.drain()

    assert fixture.service.cancel("dana", export.export_id).state is ExportState.READY


def test_an_export_whose_message_was_lost_is_queued_again_when_its_person_looks() -> None:
    fixture = ExportFixture()
    export = fixture.ask()
    fixture.queue.messages.clear()

    fixture.service.exports_of("dana")
    assert fixture.queue.messages == []
    fixture.clock.now += timedelta(minutes=16)
    fixture.service.exports_of("dana")
    fixture.service.exports_of("dana")

    assert len(fixture.queue.messages) == 1
    fixture.drain()
    assert fixture.stored(export).state is ExportState.READY


def test_an_expired_export_has_no_link() -> None:
    fixture = ExportFixture()
    export = fixture.ask()
    fixture.drain()
    fixture.clock.now += KEPT - timedelta(minutes=5)

    assert refused(fixture, export) == "EXPORT_EXPIRED"


def test_the_latest_export_is_the_first() -> None:
    fixture = ExportFixture()
    asked = []
    for _ in range(3):
        asked.append(fixture.ask().export_id)
        fixture.clock.now += timedelta(seconds=1)

    assert [one.export_id for one in fixture.service.exports_of("dana")] == asked[::-1]


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before"):
        ExportFixture().ask(period_from="2026-11-02", period_through="2026-11-01")


def test_the_error_of_a_limit_is_one_that_asking_again_does_not_change() -> None:
    assert issubclass(ExportLimitError, ExportRefusedError)
