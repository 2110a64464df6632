"""The trail of a file, for people."""

import pytest

from claimtrail.intake.describe import describe_file
from claimtrail.intake.findings import CATALOGUE, Code, finding
from claimtrail.kernel.errors import NotFoundError
from claimtrail.synthetic.odd import Fault, odd_files
from tests.support.intake_world import DROPPED_AT, World, demo_partners


def test_given_a_file_in_work_when_described_then_its_open_ranges_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("claimtrail.intake.planning.RANGE_SIZE", 1)
    file = odd_files(demo_partners(), 7)[Fault.BROKEN_SET]
    world = World()
    received = world.drop(f"{file.partner_id}/{file.name}", file.content)
    starts = [message.start for message in world.queue.messages]

    [before] = describe_file(received.file_id, files=world.files)
    world.ingest()
    world.drop(f"{file.partner_id}/again.x12", file.content)
    [after] = describe_file(received.file_id, files=world.files)

    assert (before.missing_ranges, before.sets) == (tuple(starts), ())
    assert after.missing_ranges == ()
    assert len(after.sets) == file.content.count(b"~ST*")
    assert len(after.deliveries) == 2
    assert "X12_SEGMENT_MISSING" in {found.code for found in after.findings}
    assert after.acknowledgment_keys == (f"{file.partner_id}/{received.file_id}.999",)
    assert world.files.list_by_day(day=DROPPED_AT.date(), limit=5) == [after.receipt]


def test_given_an_unknown_id_when_described_then_it_is_said() -> None:
    with pytest.raises(NotFoundError, match="FILE_UNKNOWN"):
        describe_file("fil_nothing", files=World().files)


@pytest.mark.parametrize("code", Code)
def test_every_finding_says_what_and_what_to_do(code: Code) -> None:
    found = finding(code, offset=3, partner_id="payer-a", other_id="payer-b")

    assert set(CATALOGUE) == set(Code)
    assert "{" not in found.text + found.next_step
    assert found.text.endswith(".")
    assert found.next_step.endswith(".")
