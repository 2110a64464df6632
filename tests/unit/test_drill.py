"""The recovery drill types the runbook's own commands, and covers every store that it names."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from claimtrail.aws.core.account.clients import client
from infra.local.drill.facts import Facts
from infra.local.drill.shell import CommandFailedError, Shell, run_aws
from infra.local.drill.stores import DRILLS
from infra.settings import REPOSITORY

RUNBOOK = (REPOSITORY / "docs" / "runbooks" / "restore.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", sorted({line for one in DRILLS for line in one.commands}))
def test_every_command_of_the_drill_stands_in_the_runbook(line: str) -> None:
    assert f"    $ {line}\n" in RUNBOOK


def test_every_table_bucket_and_key_is_lost_once_at_least() -> None:
    lost = " ".join(one.store for one in DRILLS)
    tables, buckets = "heads claim operations ticket", "inbox archive quarantine outbox lake"
    for word in f"{tables} {buckets} Glue seal data".split():
        assert word in lost


def facts(**changed: object) -> Facts:
    whole: dict[str, object] = {
        "claims": {"clm_1": "PAID 100 80", "clm_2": "DENIED 50 0"},
        "items": {"claim_table": {"a b": "1"}},
        "objects": {"audit_bucket": {"audit/1": "x"}, "lake_bucket": {"day": "made"}},
    }
    return Facts(**{**whole, **changed})  # type: ignore[arg-type]


def test_what_is_added_or_made_again_is_no_loss() -> None:
    later = facts(
        claims={"clm_1": "PAID 100 80", "clm_2": "DENIED 50 0", "clm_3": "new"},
        objects={"audit_bucket": {"audit/1": "x", "audit/2": "y"}, "lake_bucket": {"day": "again"}},
    )
    assert facts().lost_in(later) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"claims": {"clm_1": "PAID 100 79", "clm_2": "DENIED 50 0"}}, "claim clm_1 is another"),
        ({"claims": {"clm_2": "DENIED 50 0"}}, "claim clm_1 is gone"),
        ({"items": {"claim_table": {}}}, "claim_table item a b is gone"),
        (
            {"objects": {"audit_bucket": {"audit/1": "z"}, "lake_bucket": {"day": ""}}},
            "audit_bucket audit/1 is another",
        ),
        (
            {"objects": {"audit_bucket": {"audit/1": "x"}, "lake_bucket": {}}},
            "lake_bucket day is gone",
        ),
    ],
)
def test_a_cent_an_item_or_an_object_that_is_missing_is_named(
    changed: dict[str, object], said: str
) -> None:
    assert said in facts().lost_in(facts(**changed))


def test_a_command_that_fails_ends_its_drill_with_what_it_said(tmp_path: Path) -> None:
    shell = Shell(folder=tmp_path, variables={"FILE": "nothing.json"})
    with pytest.raises(CommandFailedError, match="does not exist"):
        shell.type("claimtrail claim-key restore $FILE --key a --key b")


@pytest.fixture
def unused_credentials(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Credentials for clients that call nobody."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "unused")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    client.cache_clear()
    yield
    client.cache_clear()


@pytest.mark.usefixtures("unused_credentials")
def test_options_of_the_aws_command_line_are_those_of_the_service_model() -> None:
    with pytest.raises(CommandFailedError, match="no such option"):
        run_aws(["kms", "enable-key", "--key", "k"])
    with pytest.raises(CommandFailedError, match="no operation"):
        run_aws(["kms", "enable-nothing"])
