"""An incident about refused files says that a TA1 told the partner where one was written alone."""

import pytest

from claimtrail.incidents.causes import occurrence_of, remedies
from simulator.bad_days.malformed import Malformation, malformed_files
from tests.harness.intake.intake_fixture import IntakeFixture, demo_partners

TOO_LARGE, ISA_CUT_OFF, ISA_TOO_SHORT = "too large", "ISA cut off", "ISA too short"
FAULTS = (
    Malformation.EMPTY,
    Malformation.NOT_X12,
    Malformation.TRUNCATED,
    Malformation.WRONG_FOLDER,
    Malformation.UNKNOWN_SENDER,
    Malformation.UNKNOWN_PARTNER,
    TOO_LARGE,
    ISA_CUT_OFF,
    ISA_TOO_SHORT,
)


def refused(fault: Malformation | str) -> IntakeFixture:
    """A stage on which one bad file was refused."""
    files = malformed_files(demo_partners(), 7)
    file = files[fault] if isinstance(fault, Malformation) else files[Malformation.NONE]
    intake = IntakeFixture(size_limit=100 if fault == TOO_LARGE else 1 << 20)
    content = {
        ISA_CUT_OFF: file.content[:60],
        ISA_TOO_SHORT: file.content.replace(b"ISA*00*  ", b"ISA*00*", 1),
    }.get(str(fault), file.content)
    intake.drop_and_ingest(f"{file.partner_id}/{file.name}", content)
    return intake


@pytest.mark.capability("C6.8")
@pytest.mark.parametrize("fault", FAULTS)
def test_the_steps_say_truly_that_a_ta1_told_the_partner(fault: Malformation | str) -> None:
    intake = refused(fault)
    published = intake.publisher.events.values()
    [event] = [each for each in published if each.detail_type.value == "file.quarantined"]

    occurrence = occurrence_of(event)

    assert occurrence
    steps = " ".join(remedies(occurrence.cause))
    assert ("lists the TA1 that told them" in steps) == bool(intake.outbox.objects)
    assert ("no TA1 could be sent" in steps) == (not intake.outbox.objects)
