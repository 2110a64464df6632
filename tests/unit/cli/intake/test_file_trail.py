"""`claimtrail trail` of a file of very many sets shows some of them, and says so."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from claimtrail.cli.core import access
from claimtrail.cli.core.output import Output
from claimtrail.cli.intake import file_trail, named_files, uploads
from claimtrail.cli.intake.file_trail import show_trail
from claimtrail.cli.main import cli
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.intake.views import describe_file
from claimtrail.partners.outputs import PartnerOutput
from simulator.bad_days.malformed import Malformation, malformed_files
from tests.harness.aws.access_stage import AccessQueue, FakeStage
from tests.harness.files.bundles import PARTNER, bundle
from tests.harness.intake.intake_fixture import IntakeFixture, demo_partners
from tests.twins.inbox import MemoryInbox

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


SAME = "remittance.835"


class Filed:
    """A stage of twins to which one content came by two partners, under one name."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.intake = IntakeFixture()
        content = self.content = bundle(2).content
        self.first = self.intake.drop_and_ingest(f"{PARTNER}/{SAME}", content)
        other = next(one.id for one in self.intake.partners if one.id != PARTNER)
        second = self.intake.drop_and_ingest(f"{other}/{SAME}", content)
        later = self.first.received_at + timedelta(hours=1)
        self.second = second.model_copy(update={"received_at": later})
        self.intake.files.advance(self.second, expected=frozenset({second.status}))
        FakeStage.access_queue = AccessQueue()
        outputs = {
            PartnerOutput.PAYERS: ",".join(one.id for one in self.intake.partners),
            IntakeOutput.INBOX_BUCKET: "inbox",
        }
        self.inbox = MemoryInbox()
        monkeypatch.setattr(access, "open_stage", lambda _: FakeStage("local", outputs))
        monkeypatch.setattr(file_trail, "files_of", lambda _: self.intake.files)
        monkeypatch.setattr(uploads, "inbox_of", lambda _: self.inbox)
        now = self.now = max(self.first.received_at, self.second.received_at)
        for module in (named_files, uploads):
            monkeypatch.setattr(module, "utc_now", lambda: now)

    def said(self, *words: str) -> str:
        done = CliRunner().invoke(cli, ["trail", *words], env={"COLUMNS": "200"})
        return done.output if done.exit_code == 0 else f"{done.output}{done.exception}"


@pytest.fixture
def filed(monkeypatch: pytest.MonkeyPatch) -> Filed:
    return Filed(monkeypatch)


def test_a_name_under_which_several_files_came_lists_them_and_shows_none(filed: Filed) -> None:
    said = filed.said(SAME)

    newest, oldest = filed.second, filed.first
    assert "2 files are meant; the newest one first" in said
    assert said.index(newest.partner_id) < said.index(oldest.partner_id)
    assert f"`claimtrail trail {newest.file_id} --payer {newest.partner_id}`" in said
    assert "Transaction sets" not in said


def test_one_of_several_files_is_shown_by_its_partner(filed: Filed) -> None:
    said = filed.said(filed.first.file_id, "--payer", PARTNER)

    assert "Transaction sets" in said
    assert "files are meant" not in said
    assert "nobody delivered no such file" in filed.said(SAME, "--payer", "nobody")
    assert "no name of a file that came in the last 31 days" in filed.said("unheard-of.835")


@pytest.mark.parametrize("path", ["again.835", "/inbox/again.835", f"{PARTNER}/again.835"])
def test_a_repeated_file_is_found_by_each_name_and_path_under_which_it_came(
    filed: Filed, path: str
) -> None:
    filed.intake.drop(f"{PARTNER}/again.835", filed.content)

    said = filed.said(path, "--payer", PARTNER)

    assert filed.first.file_id in said
    assert "Dropped more than once; processed once" in said
    assert f"{filed.first.file_id}  {SAME}, again.835" in said
    assert "no name of a file" in filed.said("/inbox/unheard-of.835")
    assert "no name of a file" in filed.said("/outbox/again.835")


@pytest.mark.parametrize("beginning", ["/inbox/", "inbox/"])
def test_a_path_as_its_partner_sees_it_is_a_files_name(filed: Filed, beginning: str) -> None:
    assert "2 files are meant" in filed.said(f"{beginning}{SAME}")
    assert "Transaction sets" in filed.said(f"{PARTNER}/{SAME}", "--payer", PARTNER)


@pytest.mark.capability("C2.3", "C5.4")
@pytest.mark.parametrize(
    ("upload", "asked"),
    [
        ("era.835.part", "era.835.part"),
        ("era.835.filepart", "/inbox/era.835.filepart"),
        ("era.835.TMP", "era.835"),
        (".era.835", f"{PARTNER}/era.835"),
    ],
)
def test_an_upload_under_way_is_found_by_its_name_and_by_the_one_it_will_have(
    filed: Filed, upload: str, asked: str
) -> None:
    begun = filed.now - timedelta(minutes=5)
    arrival = filed.inbox.put(f"{PARTNER}/{upload}", begun)

    said = filed.said(asked)

    assert f"Upload under way since {begun:%Y-%m-%d %H:%M:%SZ}, not renamed yet" in said
    assert f"until {PARTNER} renames it" in said
    assert FakeStage.access_queue.rows[-1]["subject_id"] == arrival.delivery_id


def test_an_upload_that_nobody_renamed_for_an_hour_is_said_to_be_refused_next(
    filed: Filed,
) -> None:
    filed.inbox.put(f"{PARTNER}/era.835.part", filed.now - timedelta(minutes=61))
    filed.inbox.put(f"{PARTNER}/other.835", filed.now)

    assert "INTAKE_UPLOAD_UNFINISHED" in filed.said("era.835.part")
    assert "no name of a file" in filed.said("other.835")
    assert "no name of a file" in filed.said("era.83")


def test_a_999_is_not_said_to_state_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    intake = IntakeFixture()
    acknowledgment = malformed_files(demo_partners(), 7)[Malformation.NONE]
    key = f"{acknowledgment.partner_id}/{acknowledgment.name}"
    receipt = intake.drop_and_ingest(key, acknowledgment.content)
    [trail] = describe_file(receipt.file_id, files=intake.files)

    show_trail(Output(as_json=False), trail)

    assert receipt.event_count == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "facts none of its own: claims move with the sets that it acknowledges" in said
