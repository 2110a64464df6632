"""A stage goes in an order in which nothing is in the way; one that keeps its data stays."""

from datetime import UTC, date, datetime

import pytest

from claimtrail.kernel.errors import ConfigurationError, ConflictError
from infra.accounts.removal.model import BucketContents, DeployedStack
from infra.accounts.removal.rules import require_account, require_removable, require_unlocked
from infra.accounts.removal.service import find, take_down
from infra.settings import Settings
from infra.stage import read_stage
from tests.harness.templates.synthesis import OWN_STAGES
from tests.twins.accounts import Interrupted, MemoryStage

STAGE = "dev"
TODAY = date(2026, 11, 30)


def settings(name: str = STAGE, **changed: object) -> Settings:
    found = read_stage(name, OWN_STAGES).settings
    return Settings.model_validate(found.model_dump() | changed)


def stack(name: str, **own: object) -> DeployedStack:
    return DeployedStack(
        name=f"claimtrail-{STAGE}-{name}",
        status="CREATE_COMPLETE",
        is_protected=True,
        **own,  # type: ignore[arg-type]
    )


def deployed(**locks: object) -> MemoryStage:
    """A stage of three stacks, with a locked trail where the test says so."""
    stacks = (
        stack("storage", buckets=("audit", "access-log"), tables=("claims",), vaults=("vault",)),
        stack("intake"),
        stack("workflow"),
    )
    return MemoryStage(
        found={one.name: one for one in stacks},
        buckets={
            "audit": BucketContents(name="audit", versions=3, markers=1, size=900, **locks),  # type: ignore[arg-type]
            "access-log": BucketContents(name="access-log", versions=2, markers=0, size=20),
        },
        groups=["claimtrail-dev-intake-ReceiveFileLog", "claimtrail-dev2-intake-Log"],
    )


def said_in(key: str) -> str:
    """The file that says a setting."""
    return f"files/{key}.toml"


def ignored(_: str) -> None:
    """Progress that nobody watches."""


def test_given_a_stage_when_it_goes_then_workers_go_first_and_full_buckets_never() -> None:
    stage = deployed()
    removal = find(stage, STAGE)
    assert sum(one.versions for one in removal.contents) == 5
    assert removal.log_groups == ("claimtrail-dev-intake-ReceiveFileLog",)

    take_down(stage, removal, ignored)

    deleted = [name for step, name in stage.done if step == "delete"]
    assert deleted == [f"claimtrail-dev-{one}" for one in ("intake", "workflow", "storage")]
    order = [each for each in stage.done if each[1] in {"audit", "access-log", "vault"}]
    assert order == [
        ("open", "audit"),
        ("open", "access-log"),
        ("empty", "audit"),
        ("empty", "access-log"),
        ("empty vault", "vault"),
    ]
    assert find(stage, STAGE).is_empty
    assert stage.groups == ["claimtrail-dev2-intake-Log"]


@pytest.mark.parametrize(
    "breaks_at",
    [
        ("delete", "claimtrail-dev-intake"),
        ("empty", "audit"),
        ("empty", "access-log"),
        ("unprotect", "claimtrail-dev-storage"),
        ("delete", "claimtrail-dev-storage"),
        ("delete group", "claimtrail-dev-intake-ReceiveFileLog"),
    ],
)
def test_given_a_run_that_broke_off_when_it_is_run_again_then_it_goes_on(
    breaks_at: tuple[str, str],
) -> None:
    stage = deployed()
    stage.breaks_at = breaks_at
    with pytest.raises(Interrupted):
        take_down(stage, find(stage, STAGE), ignored)
    before = list(stage.done)

    take_down(stage, find(stage, STAGE), ignored)

    assert find(stage, STAGE).is_empty
    deletions = [each for each in stage.done if each[0] == "delete"]
    assert len(deletions) == len(set(deletions)) == 3
    assert stage.done[: len(before)] == before


def test_given_objects_in_compliance_mode_when_asked_then_the_last_day_is_named() -> None:
    until = datetime(2032, 11, 30, tzinfo=UTC)
    removal = find(deployed(locked=2, locked_until=until), STAGE)
    with pytest.raises(ConflictError) as stopped:
        require_unlocked(removal)
    explanation = stopped.value.explanation
    assert explanation.code == "OBJECTS_LOCKED"
    assert "audit: 2 until 2032-11-30" in explanation.what
    assert "Nothing was deleted" in explanation.next_step


def test_given_objects_on_hold_when_asked_then_the_way_to_the_holds_is_named() -> None:
    with pytest.raises(ConflictError) as stopped:
        require_unlocked(find(deployed(held=1), STAGE))
    assert stopped.value.explanation.code == "OBJECTS_HELD"
    assert "claimtrail hold list --stage dev" in stopped.value.explanation.next_step


def test_given_governance_mode_alone_when_asked_then_nothing_is_in_the_way() -> None:
    require_unlocked(find(deployed(), STAGE))


@pytest.mark.parametrize(
    ("name", "changed", "code"),
    [
        ("prod", {}, "STAGE_KEPT"),
        ("prod", {"keep_data": False}, "STAGE_KEPT"),
        ("dev", {"keep_data": True}, "STAGE_KEPT"),
        ("dev", {"object_lock": "prod", "compliance_from": TODAY}, "STAGE_LOCKED"),
    ],
)
def test_given_a_stage_that_keeps_its_data_when_asked_then_it_is_refused(
    name: str, changed: dict[str, object], code: str
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        require_removable(settings(name, **changed), TODAY, said_in)
    assert refused.value.explanation.code == code


def test_given_a_stage_that_keeps_its_data_when_refused_then_both_wishes_have_a_way() -> None:
    with pytest.raises(ConfigurationError) as refused:
        require_removable(settings(keep_data=True), TODAY, said_in)
    told = refused.value.explanation
    assert told.where == "files/keep_data.toml"
    assert "To keep the data" in told.next_step
    assert "cdk destroy --all --context stage=dev`" in told.next_step
    assert "to delete all of it, set `keep_data = false`" in told.next_step


@pytest.mark.parametrize("keep_data", [True, False])
def test_given_production_when_refused_then_no_command_is_promised_that_deletes_all(
    keep_data: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        require_removable(settings("prod", keep_data=keep_data), TODAY, said_in)
    assert "keep_data = false" not in refused.value.explanation.next_step
    assert "no command deletes all" in refused.value.explanation.next_step


def test_given_a_stage_of_trial_when_asked_then_it_may_go() -> None:
    require_removable(settings(), TODAY, said_in)
    later = date(2027, 1, 1)
    require_removable(settings(object_lock="prod", compliance_from=later), TODAY, said_in)


def test_given_another_accounts_credentials_when_asked_then_both_are_named() -> None:
    with pytest.raises(ConfigurationError, match="999900001111, the stage is of 111122223333"):
        require_account(settings(), "999900001111")
    require_account(settings(), "111122223333")
