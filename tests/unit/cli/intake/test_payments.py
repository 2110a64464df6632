"""`claimtrail payments` shows what payers paid, and says what does not add up or came twice."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from click.testing import CliRunner

from claimtrail.cli.core import access
from claimtrail.cli.intake import payments
from claimtrail.cli.main import cli
from claimtrail.intake.release.service import HeldFiles, ReleaseService
from claimtrail.kernel.errors import NotFoundError
from claimtrail.partners.outputs import PartnerOutput
from claimtrail.trail.outputs import TrailOutput
from tests.harness.aws.access_stage import AccessQueue, FakeStage
from tests.harness.files.one_set import one_set
from tests.harness.intake.intake_fixture import NOW, IntakeFixture

CLAIMS = 6


@pytest.fixture
def intake(monkeypatch: pytest.MonkeyPatch) -> Iterator[IntakeFixture]:
    """A sound payment that came in two files, and one that does not add up."""
    intake = IntakeFixture()
    sound = one_set("835", CLAIMS)
    again = replace(sound, content=sound.content.replace(b"~IEA*1*", b"~\nIEA*1*"))
    odd = one_set("835", CLAIMS, seed=9)
    start = odd.content.index(b"~TRN*1*") + len(b"~TRN*1*")
    amount = odd.content.index(b"~BPR*I*") + len(b"~BPR*I*")
    content = odd.content[:start] + b"9" + odd.content[start:]
    odd = replace(odd, content=content[:amount] + b"1" + content[amount:])
    for number, file in enumerate((sound, again)):
        receipt = intake.drop_and_ingest(f"{file.partner_id}/{number}.835", file.content)
        assert receipt.event_count == file.content.count(b"~CLP*")
    held = intake.drop_and_ingest(f"{odd.partner_id}/odd.835", odd.content)
    assert held.event_count == 0
    release_all(intake, held.file_id)
    FakeStage.access_queue = AccessQueue()
    opened = FakeStage(
        "local", {TrailOutput.AUDIT_QUEUE: "queue", PartnerOutput.PAYERS: sound.partner_id}
    )
    monkeypatch.setattr(access, "open_stage", lambda _: opened)
    monkeypatch.setattr(payments, "store_of", lambda _: intake.payments)
    return intake


def release_all(intake: IntakeFixture, file_id: str) -> None:
    """Let a person apply what is held of a file: a payment that does not add up is held."""
    held_files = HeldFiles(files=intake.files, archive=intake.archive, quarantine=intake.quarantine)
    service = ReleaseService(
        held_files=held_files,
        queue=intake.queue,
        publisher=intake.publisher,
        by="user:dana",
        at=NOW,
        code_version="test",
    )
    for file in held_files.open(file_id):
        service.release(file, why="the payer confirmed the sum")
    intake.ingest()


@pytest.mark.capability("C3.4")
def test_payments_are_listed_with_the_money_beside_their_claims(intake: IntakeFixture) -> None:
    done = CliRunner().invoke(cli, ["payments", "--json"], catch_exceptions=False)

    rows = json.loads(done.stdout)
    assert (len(rows), len(intake.payments.copies)) == (2, 3), "a payment once, in all its files"
    [sound] = [row for row in rows if row["balanced"]]
    [odd] = [row for row in rows if not row["balanced"]]
    assert (sound["copies"], len(set(sound["file_ids"]))) == (2, 2)
    assert (odd["copies"], len(odd["file_ids"])) == (1, 1)
    assert odd["difference_cents"] > 0
    reasons = {item["reason_code"]: item["amount_cents"] for item in sound["provider_adjustments"]}
    assert reasons == {"L6": -317, "WO": 2500}
    assert sound["amount_cents"] == sound["claims_paid_cents"] - sum(reasons.values())
    assert sound["difference_cents"] == 0
    assert {row["subject_id"] for row in FakeStage.access_queue.rows} == {
        *sound["file_ids"],
        *odd["file_ids"],
    }
    looked = {row["action"] for row in FakeStage.access_queue.rows}
    assert looked == {"payments.list"}


@pytest.mark.capability("C3.4")
@pytest.mark.usefixtures("intake")
def test_what_does_not_add_up_or_came_twice_is_said() -> None:
    done = CliRunner().invoke(cli, ["payments"], catch_exceptions=False, env={"COLUMNS": "200"})

    assert "WO overpayment recovery -$25.00" in done.stdout
    assert "does not balance" in done.stdout
    assert done.stdout.count("came in 2 files; its claims take it once") == 1


@pytest.mark.capability("C3.4")
def test_a_cut_copy_is_named_apart_from_the_payment_that_balances(intake: IntakeFixture) -> None:
    stored = intake.payments.copies
    [key, *_], whole = zip(*[one for one in stored.items() if one[1].balanced], strict=True)
    cut = whole[0].claims_paid_cents - 26_000
    broken = whole[0].model_copy(update={"claims_paid_cents": cut, "balanced": False})
    stored[key] = broken

    done = CliRunner().invoke(cli, ["payments"], catch_exceptions=False, env={"COLUMNS": "300"})
    rows = json.loads(CliRunner().invoke(cli, ["payments", "--json"]).stdout)

    [said] = [line for line in done.stdout.splitlines() if "broken" in line]
    assert "does not balance" not in said
    assert "came in" not in said
    assert f"{broken.source.file_id} ($260.00 unexplained)" in said
    [row] = [one for one in rows if one["broken_file_ids"]]
    assert (row["balanced"], row["difference_cents"]) == (True, 0)


@pytest.mark.usefixtures("intake")
def test_payments_of_one_payer_since_a_day() -> None:
    runner = CliRunner()
    other = runner.invoke(cli, ["payments", "--payer", "nobody"])
    later = runner.invoke(cli, ["payments", "--since", "2030-01-01", "--json"])

    assert isinstance(other.exception, NotFoundError), "no list, but who the partners are"
    assert json.loads(later.stdout) == []
