"""`claimtrail appeal`, `write-off`, `close`, `reopen`: typed by people, refused and recorded."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner, Result

from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.write_off_limits import dump_limits
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.claims import claim as claim_view
from claimtrail.cli.core import access
from claimtrail.cli.main import cli
from claimtrail.cli.outcomes import decide
from claimtrail.cli.terms import record_status
from claimtrail.trail.outputs import TrailOutput
from tests.harness.aws.access_stage import AccessQueue, FakeStage
from tests.harness.claims.claim_events import CLAIM_ID, accepted_claim, day, remitted, submitted
from tests.harness.claims.lineages import found
from tests.harness.claims.outcomes import LIMITS
from tests.harness.claims.projecting import item_of, take
from tests.twins.claims import MemoryClaimStore

pytestmark = pytest.mark.capability("C3.2")


class Commands:
    """A store of one denied claim, and who types."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, charge: int) -> None:
        self.store = MemoryClaimStore()
        accepted = [submitted(1, charge=charge), *accepted_claim()[1:]]
        take(self.store, accepted, [remitted(9, 0, f"CO-29:{charge}", charge=charge)])
        self.monkeypatch = monkeypatch

    def run(self, *words: str, by: str = "anna") -> Result:
        """What a command does; the claim is folded again afterwards."""
        self.monkeypatch.setenv("LOGNAME", by)
        result = CliRunner().invoke(cli, [words[0], CLAIM_ID, *words[1:]], env={"COLUMNS": "200"})
        take(self.store, [event for event in self.store.events_of(CLAIM_ID) if item_of(event)])
        return result

    def said(self, *words: str, by: str = "anna") -> str:
        result = self.run(*words, by=by)
        assert result.exit_code == 0, (result.output, result.exception)
        return result.output

    @property
    def state(self) -> State:
        return found(self.store, CLAIM_ID).state

    @property
    def recorded(self) -> list[tuple[str, str | None]]:
        return [(row["action"], row["statement"]) for row in FakeStage.access_queue.rows]


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Commands:
    made = Commands(monkeypatch, getattr(request, "param", 40))
    FakeStage.access_queue = AccessQueue()
    outputs: dict[str, str] = {
        TrailOutput.AUDIT_QUEUE: "queue",
        ClaimOutput.WRITE_OFF_LIMITS: dump_limits(LIMITS),
    }
    monkeypatch.setattr(access, "open_stage", lambda _: FakeStage("local", outputs))
    for module in (decide, claim_view, record_status):
        monkeypatch.setattr(module, "store_of", lambda _: made.store)
    for module in (claim_view, record_status):
        monkeypatch.setattr(module, "read_claim", lambda *_, **__: found(made.store, CLAIM_ID))
    for listed in ("escalations_of", "tickets_of"):
        monkeypatch.setattr(claim_view, listed, lambda *_: [])
    for module in (decide, record_status):
        monkeypatch.setattr(module, "utc_now", lambda: datetime(2026, 10, 20, 12, tzinfo=UTC))
    return made


def data(text: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(text)
    return read


def test_an_appeal_a_write_off_a_close_and_what_undoes_them(commands: Commands) -> None:
    said = commands.said("appeal", "--sent", "2026-10-15", "--how", "fax", "--why", "records sent")
    assert "Decision 1 by user:anna: appealed at level 1, sent 2026-10-15 by fax." in said
    assert commands.state is State.APPEALED

    said = commands.said("write-off", "--balance", "--reason", "timely_filing", "--why", "late")
    assert "wrote off the balance of $40.00: the payer's last day" in said
    assert f"`claimtrail claim {CLAIM_ID}` shows what follows." in said
    commands.said("close", "--why", "nothing open")
    assert commands.state is State.CLOSED
    commands.said("reopen", "--why", "too early")
    assert commands.state is State.WRITTEN_OFF
    commands.said("reopen", "--why", "found the proof")
    assert commands.state is State.APPEALED
    assert commands.recorded == [
        ("claim.appeal", None), ("claim.write_off", None), ("claim.close", None),
        ("claim.reopen", None), ("claim.reopen", None),
    ]  # fmt: skip


def test_an_appeal_that_skips_a_level_is_recorded_with_a_warning(commands: Commands) -> None:
    def sent(level: int, *more: str) -> str:
        words = ("--sent", "2026-10-15", "--how", "fax", "--why", "records sent", *more)
        return commands.said("appeal", "--level", str(level), *words)

    said = sent(3)
    assert "appealed at level 3" in said
    assert "Warning: recorded, but no appeal at level 2 is on file." in said
    assert data(sent(3, "--json"))["missing_level"] == 2
    assert "Warning" not in sent(1)
    assert "Warning" not in sent(2)
    assert "Warning" not in sent(3)
    assert data(sent(2, "--json"))["missing_level"] is None


@pytest.mark.parametrize("commands", [150], indirect=True)
def test_a_large_balance_takes_two_people_and_a_refusal_is_in_the_trail(commands: Commands) -> None:
    asked = ("write-off", "--balance", "--reason", "bad_debt", "--why", "no answer")
    said = data(commands.said(*asked, "--json"))
    assert (said["awaits_approval"], said["by"]) == (True, "user:anna")
    assert said["write_off"]["amount_cents"] == 15_000
    assert f"claimtrail write-off {CLAIM_ID} --approve --why TEXT" in commands.said(*asked)
    assert commands.state is State.DENIED

    refused = commands.run("write-off", "--approve", "--why", "mine")
    assert refused.exit_code != 0
    assert "SELF_APPROVAL" in str(refused.exception or refused.output)
    assert commands.recorded[-1] == ("claim.decision_refused", "SELF_APPROVAL")

    commands.said("write-off", "--approve", "--why", "agreed", by="bert")
    assert commands.state is State.WRITTEN_OFF
    again = commands.run(*asked)
    assert (again.exit_code, "approved by user:bert" in str(again.exception)) == (1, True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("write-off", "--why", "x"), "Say one of"),
        (
            ("write-off", "--balance", "--approve", "--why", "x"),
            "--balance and --approve cannot be combined",
        ),
        (
            ("write-off", "--amount", "5", "--approve", "--why", "x"),
            "--amount and --approve cannot be combined",
        ),
        (("write-off", "--balance", "--why", "x"), "Say --reason: timely_filing,"),
        (("write-off", "--approve", "--reason", "bad_debt", "--why", "x"), "leave it out"),
        (("write-off", "--amount", "1.5", "--reason", "bad_debt", "--why", "x"), "as 12.34"),
        (("write-off", "--amount", "-1", "--reason", "bad_debt", "--why", "x"), "as 12.34"),
        (("close",), "Missing option '--why'"),
        (("record-status", "--term", "x", "--seen-on", "2026-10-12"), "option '--seen-in'"),
        (("appeal", "--how", "fax", "--why", "x"), "Missing option '--sent'"),
    ],
)
def test_wrong_usage_is_refused_before_anything_is_opened(
    commands: Commands, words: tuple[str, ...], says: str
) -> None:
    result = commands.run(*words)
    assert result.exit_code == 2
    assert says in " ".join(result.output.split())
    assert commands.recorded == []


@pytest.mark.parametrize(
    ("typed", "cents"), [("12.34", 1_234), ("$1,234", 123_400), ("5", 500), ("0.05", 5)]
)
def test_dollars_are_whole_cents(typed: str, cents: int) -> None:
    from claimtrail.cli.core.options import Dollars  # noqa: PLC0415

    assert Dollars().convert(typed, None, None) == cents


def test_a_claim_shows_each_persons_words_who_said_them_and_where_from(commands: Commands) -> None:
    commands.said(
        *("record-status", "--term", "Under review", "--seen-on", "2026-10-12"),
        *("--seen-in", "phone", "--said", "Mika, call 4711"),
    )
    commands.said(
        *("write-off", "--amount", "12.50", "--reason", "small_balance"),
        *("--why", "the manager's list", "--json"),
        by="bert",
    )
    text = commands.said("claim")
    for words in (
        "What people saw and decided", "user:anna", "phone call with the payer",
        "Mika, call 4711", "user:bert", "wrote off $12.50", "the manager's list",
        "written off $12.50, balance $27.50",
    ):  # fmt: skip
        assert words in text, words
    shown = data(commands.said("claim", "--json"))
    assert [(one["by"], one["words"], one["effective_on"]) for one in shown["people"]] == [
        ("user:anna", "Mika, call 4711", "2026-10-12"),
        ("user:bert", "the manager's list", str(day(20))),
    ]
    assert '"seen_in": "phone"' in shown["people"][0]["statement"]
    assert (shown["balance_cents"], shown["written_off_cents"]) == (2_750, 1_250)
