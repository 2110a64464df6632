"""`claimtrail trail` of a file of very many sets shows some of them, and says so."""

import pytest

from claimtrail.cli.core.output import Output
from claimtrail.cli.intake.file_trail import show_trail
from claimtrail.intake.views import describe_file
from tests.harness.files.bundles import PARTNER, bundle
from tests.harness.intake.intake_fixture import IntakeFixture

INTERCHANGES = 120
FAULTY = b"BND000110"


@pytest.mark.capability("C2.3")
def test_the_sets_of_a_bundle_are_cut_with_a_word_and_faulty_ones_come_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    intake = IntakeFixture()
    content = bundle(INTERCHANGES).content
    place = content.index(FAULTY)
    start = content.rindex(b"BPR*", 0, place)
    receipt = intake.drop_and_ingest(
        f"{PARTNER}/bundle.835", content[:start] + b"BPX" + content[start + 3 :]
    )
    [trail] = describe_file(receipt.file_id, files=intake.files)

    show_trail(Output(as_json=False), trail)

    shown = capsys.readouterr().out
    assert "100 of 120 sets, those with errors first;" in shown
    assert f"claimtrail trail {receipt.file_id} --json" in shown
    rows = [line for line in shown.splitlines() if " 0001 " in line]
    assert len(rows) == 100
    assert "rejected" in rows[0]
    assert not any("rejected" in row for row in rows[1:])
