"""`claimtrail appeal`, `write-off`, `close`, `reopen`: typed by people, refused and recorded."""

import json
import re
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.write_off_limits import dump_limits
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.claims import claim as claim_view
from claimtrail.cli.claims import known_claims
from claimtrail.cli.core import access, local_user
from claimtrail.cli.exceptions import listing
from claimtrail.cli.main import cli, main
from claimtrail.cli.outcomes import decide
from claimtrail.cli.terms import record_status
from claimtrail.partners.profile import Partners
from claimtrail.trail.outputs import TrailOutput
from tests.harness.aws.access_stage import AccessQueue, FakeStage
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    PAYER,
    about,
    accepted_claim,
    day,
    remitted,
    submitted,
)
from tests.harness.claims.lineages import found
from tests.harness.claims.outcomes import LIMITS
from tests.harness.claims.projecting import item_of, project_one, take
from tests.harness.intake.intake_fixture import demo_partners
from tests.twins.claims import MemoryClaimStore
from tests.twins.claims.memory import Kept

pytestmark = pytest.mark.capability("C3.2")


class Commands:
    """A store of one denied claim, and who types."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, charge: int) -> None:
        self.store = MemoryClaimStore()
        accepted = [submitted(1, charge=charge), *accepted_claim()[1:]]
        take(self.store, accepted, [remitted(9, 0, f"CO-29:{charge}", charge=charge)])
        self.monkeypatch = monkeypatch

    def run(self, *words: str, by: str = "anna") -> Result:
        """Return what a command does; the claim is folded again afterwards."""
        self.monkeypatch.setattr(local_user, "account_name", lambda: by)
        result = CliRunner().invoke(cli, [words[0], CLAIM_ID, *words[1:]], env={"COLUMNS": "400"})
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
    for module in (decide, claim_view, record_status, listing):
        monkeypatch.setattr(module, "store_of", lambda _: made.store)
    monkeypatch.setattr(known_claims, "read_claim", lambda *_, **__: found(made.store, CLAIM_ID))
    monkeypatch.setattr(listing, "payers_wanted", lambda *_: [PAYER])
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
    assert "wrote off the balance of $40.00: timely filing" in said
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


def test_an_appeal_that_the_payer_takes_none_of_is_recorded_with_a_warning(
    commands: Commands,
) -> None:
    again = remitted(10, 0, "CO-29:40", charge=40, trace="EFT10")
    take(commands.store, [about(again, remark_codes=("N211",))])
    words = ("--sent", "2026-10-15", "--how", "fax", "--why", "records sent")

    said = commands.said("appeal", *words)

    assert "Warning: recorded, but the payer said N211 (This decision may not be appealed)." in said
    assert data(commands.said("appeal", *words, "--json"))["refusing_remark"] == "N211"


def last_appeal(commands: Commands) -> date:
    """Return the payer's last day for an appeal, as the claim has it."""
    last = found(commands.store, CLAIM_ID).appeal_until
    assert last
    return last


TIMELY_FILING = "timely filing (the payer's last day to file, correct or appeal)"
TOO_LATE = ("write-off", "--amount", "5", "--reason", "timely_filing", "--why", "late")


def test_a_write_off_as_late_before_the_last_day_is_recorded_with_a_warning(
    commands: Commands,
) -> None:
    last = last_appeal(commands)

    said = commands.said(*TOO_LATE)

    assert "Decision 1 by user:anna: wrote off $5.00" in said
    assert f"Warning: recorded, but the payer's last day is still to come: {last}." in said
    said_again = data(commands.said(*TOO_LATE, "--json"))
    assert said_again["open_until"] == said_again["write_off"]["open_until"] == str(last)
    kept = f"wrote off $5.00: {TIMELY_FILING}; that day, {last}, had not passed"
    assert kept in commands.said("claim")
    assert "has passed" not in f"{said}{commands.said('claim')}"
    assert data(commands.said("claim", "--json"))["people"][0]["what"].endswith(kept)


@pytest.mark.parametrize("commands", [150], indirect=True)
def test_the_approvers_list_says_how_much_why_and_that_the_last_day_is_still_to_come(
    commands: Commands,
) -> None:
    last = last_appeal(commands)
    commands.said("write-off", "--balance", "--reason", "timely_filing", "--why", "late")
    asked = "user:anna asked to write off the balance of $150.00"
    early = f"{TIMELY_FILING}; that day, {last}, had not passed"

    listed = CliRunner().invoke(cli, ["exceptions"], env={"COLUMNS": "400"}).output
    [row] = json.loads(CliRunner().invoke(cli, ["exceptions", "--json"]).stdout)

    for said in (listed, row["says"], commands.said("claim")):
        assert asked in said
        assert early in said


def test_a_write_off_after_the_last_day_or_for_another_reason_has_no_warning(
    commands: Commands,
) -> None:
    assert "Warning" not in commands.said(
        *("write-off", "--amount", "3", "--reason", "small_balance", "--why", "too small")
    )
    after = datetime.combine(last_appeal(commands) + timedelta(1), time(12), UTC)
    commands.monkeypatch.setattr(decide, "utc_now", lambda: after)
    assert "Warning" not in commands.said(*TOO_LATE)


@pytest.mark.parametrize("commands", [150], indirect=True)
def test_who_approves_a_write_off_as_late_is_warned_as_well(commands: Commands) -> None:
    last = last_appeal(commands)
    commands.said("write-off", "--balance", "--reason", "timely_filing", "--why", "late")

    said = commands.said("write-off", "--approve", "--why", "agreed", by="maria")

    assert f"the payer's last day is still to come: {last}." in said


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


@pytest.mark.parametrize("commands", [150], indirect=True)
def test_the_head_says_who_asked_for_which_write_off_and_how_to_decide_about_it(
    commands: Commands,
) -> None:
    assert "awaits approval" not in commands.said("claim")

    commands.said("write-off", "--balance", "--reason", "bad_debt", "--why", "no answer")

    head = commands.said("claim").partition("Day ")[0]
    asked = "user:anna asked to write off the balance of $150.00: not collected after"
    assert asked in " ".join(head.split())
    for way in ("--approve", "--decline"):
        assert f"`claimtrail write-off {CLAIM_ID} {way} --why TEXT`" in head
    told = data(commands.said("claim", "--json"))["head"]["awaits_approval"]
    assert told.startswith("user:anna asked to write off the balance of $150.00")

    commands.said("write-off", "--approve", "--why", "agreed", by="bert")
    assert "awaits approval" not in commands.said("claim")


@pytest.mark.parametrize("commands", [150], indirect=True)
def test_another_name_in_the_environment_makes_no_second_person(
    commands: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CLAIMTRAIL_STATE_FOLDER", str(tmp_path))
    said = commands.said("write-off", "--balance", "--reason", "bad_debt", "--why", "no answer")
    assert "The local stage authenticates nobody: user:anna is an account of this machine" in said
    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.setenv(name, "bert")

    refused = commands.run("write-off", "--approve", "--why", "agreed")

    assert "SELF_APPROVAL" in str(refused.exception)
    assert "authenticates nobody" not in refused.output
    # Who says that somebody is played gets on, and the trail keeps both names.
    monkeypatch.setenv("CLAIMTRAIL_PLAY", "anna")
    assert "SELF_APPROVAL" in str(commands.run("write-off", "--approve", "--why", "x").exception)
    monkeypatch.setenv("CLAIMTRAIL_PLAY", "bert")
    said = commands.said("write-off", "--approve", "--why", "agreed")
    assert "by user:anna/as/bert" in said
    assert FakeStage.access_queue.rows[-1]["actor"] == "user:anna/as/bert"


def test_a_refusal_comes_before_what_the_name_is_worth(
    commands: Commands,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    commands.said("close", "--why", "small")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("CLAIMTRAIL_STATE_FOLDER", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["claimtrail", "close", CLAIM_ID, "--why", "again"])

    with pytest.raises(SystemExit) as ended:
        main()

    shown = capsys.readouterr()
    assert (ended.value.code, shown.out) == (1, "")
    lines = shown.err.splitlines()
    assert lines[0].startswith("ALREADY_CLOSED")
    assert lines[-1].startswith("The local stage authenticates nobody: user:anna")
    assert "play the second one: CLAIMTRAIL_PLAY=NAME" in lines[-1]


@pytest.mark.parametrize("commands", [150], indirect=True)
def test_what_a_name_is_worth_is_said_once_a_day_and_when_a_second_person_is_needed(
    commands: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CLAIMTRAIL_STATE_FOLDER", str(tmp_path))
    asked = ("write-off", "--balance", "--reason", "bad_debt", "--why", "no answer")

    first = commands.said(*asked)
    refused = commands.run("write-off", "--approve", "--why", "agreed").exception
    declined = commands.said("write-off", "--decline", "--why", "was paid")

    assert "authenticates nobody" in first
    assert any("authenticates nobody" in one for one in getattr(refused, "__notes__", ()))
    assert "authenticates nobody" not in declined


def test_what_cannot_be_decided_is_said_in_the_words_of_the_trade(commands: Commands) -> None:
    commands.said("close", "--why", "small")

    refused = commands.run("appeal", "--sent", "2026-10-15", "--how", "fax", "--why", "records")

    said = str(refused.exception)
    assert "a claim at 'Closed' cannot be appealed" in said
    assert "It can be appealed at: " in said
    assert "Partially paid" in said
    assert f"`claimtrail claim {CLAIM_ID}`" in said
    assert not re.search(r"[A-Z]{3,}_[A-Z]+", said.removeprefix("OUTCOME_NOT_POSSIBLE"))


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


def test_a_claim_that_an_earlier_version_stored_says_so_until_it_is_folded_again(
    commands: Commands,
) -> None:
    assert "earlier version" not in commands.said("claim")
    [(name, text)] = commands.store.items[Kept.CHANGE, CLAIM_ID].items()
    change = json.loads(text)
    for field in ("denied_cents", "appeal_until"):
        del change["claim"][field]
    commands.store.items[Kept.CHANGE, CLAIM_ID][name] = json.dumps(change)

    said = " ".join(CliRunner().invoke(cli, ["claim", CLAIM_ID]).output.split())

    assert "An earlier version stored this claim, without: appeal until, denied cents." in said
    assert f"`claimtrail reproject {CLAIM_ID}` brings it up to date." in said
    assert project_one(commands.store) is not None
    assert "earlier version" not in commands.said("claim")
    assert project_one(commands.store) is None


def know_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the claim's payer words of its own."""
    payer = demo_partners().get("cedar-medicare")
    assert payer is not None
    words = {"Processed": "F1", "P1": "F2"}
    profile = payer.model_copy(update={"id": PAYER, "status_terms": words})
    monkeypatch.setattr(record_status, "partners_of", lambda _: Partners([profile]))


def test_a_status_that_moves_the_claim_says_where_it_stands(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    know_words(monkeypatch)
    commands.said("appeal", "--sent", "2026-10-15", "--how", "fax", "--why", "records sent")
    seen = ("--seen-on", "2026-10-16", "--seen-in", "portal")

    said = commands.said("record-status", "--term", "F1", *seen)

    assert "which leads to: Finalized, remit pending." in said
    assert commands.state is State.ADJUDICATED


STAYS = (
    "It moves nothing: lower priority than what the payer said already. The claim stays at Denied."
)


@pytest.mark.parametrize(
    ("term", "seen_on", "says"),
    [
        ("Processed", "2026-10-12", f"It means F1 (Finalized: paid). {STAYS}"),
        ("f1", "2026-10-12", f"It means F1 (Finalized: paid). {STAYS}"),
        ("P1", "2026-10-12", "It means F2"),
        (
            "f1",
            "2026-10-05",
            "is in the history as: Finalized, remit pending. Later evidence counts: the claim is",
        ),
        (
            "Sent to Mars",
            "2026-10-12",
            "Nobody has said what granite-health means by it: it moves nothing",
        ),
    ],
)
def test_a_status_that_was_seen_says_what_becomes_of_it(
    commands: Commands, monkeypatch: pytest.MonkeyPatch, term: str, seen_on: str, says: str
) -> None:
    know_words(monkeypatch)

    said = commands.said(
        *("record-status", "--term", term, "--seen-on", seen_on, "--seen-in", "portal")
    )

    assert says in said
    for hint in (
        f"`claimtrail terms decide '{term}' --payer {PAYER} --means",
        "P1 = Pending: in process; ",
        "F1 = Finalized: paid; ",
    ):
        assert (hint in " ".join(said.split())) is ("Nobody" in says)


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
        "written off $12.50, balance $27.50", "Decided by people, no change in status",
    ):  # fmt: skip
        assert words in text, words
    assert text.index("Decided by people") < text.index("Received, no change in status")
    shown = data(commands.said("claim", "--json"))
    assert [(one["by"], one["words"], one["effective_on"]) for one in shown["people"]] == [
        ("user:anna", "Mika, call 4711", "2026-10-12"),
        ("user:bert", "the manager's list", str(day(20))),
    ]
    assert '"seen_in": "phone"' in shown["people"][0]["statement"]
    assert (shown["balance_cents"], shown["written_off_cents"]) == (2_750, 1_250)
