"""An answer in the outbox is named after the control number of what it answers, never a file."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from claimtrail.intake.receive.receive_file import receive_file
from tests.harness.files.bundles import PARTNER, bundle
from tests.harness.intake.intake_fixture import NOW, IntakeFixture

PATIENTS_NAME = "DOE_JANE_19510704_bundle.835"
STRANGER = (b"JUNIPERFISCAL  ", b"NOBODYATALL    ")


def answers_to(data: bytes) -> list[str]:
    intake = IntakeFixture()
    intake.drop_and_ingest(f"{PARTNER}/{PATIENTS_NAME}", data)
    return sorted(intake.outbox.objects)


@pytest.mark.capability("C2.3")
def test_answers_carry_isa13_when_they_were_made_and_the_files_id() -> None:
    names = answers_to(bundle(1, ask_for_ta1=True).content)

    assert len(names) == 2
    for name, kind in zip(names, ("999", "ta1"), strict=True):
        form = rf"{PARTNER}/000000001_20261120T143000Z_fil_[0-9a-f]{{24}}\.{kind}"
        assert re.fullmatch(form, name)


def test_answers_to_a_bundle_say_how_many_interchanges_they_answer() -> None:
    [name] = answers_to(bundle(12).content)

    assert name.startswith(f"{PARTNER}/000000001_and_11_more_")


@pytest.mark.parametrize("number", [b"DOE JANE ", b"../../x/y", b"12345678A"])
def test_what_is_no_control_number_is_no_part_of_a_key(number: bytes) -> None:
    content = bundle(1).content.replace(b"000000001", number)

    names = answers_to(content)

    assert names
    assert all(name.startswith(f"{PARTNER}/unnumbered_") for name in names)
    assert all(number.decode().strip() not in name for name in names)


def test_content_that_is_judged_again_gets_an_answer_beside_the_first() -> None:
    intake = IntakeFixture()
    data = bundle(1).content.replace(*STRANGER)
    intake.drop(f"{PARTNER}/one.835", data)
    arrival = intake.arrive(f"{PARTNER}/two.835", data)
    later = NOW + timedelta(hours=1)
    receive_file(arrival, deps=replace(intake.receiving, clock=lambda: later))

    assert [name.split("_")[1] for name in sorted(intake.outbox.objects)] == [
        "20261120T143000Z",
        "20261120T153000Z",
    ]
