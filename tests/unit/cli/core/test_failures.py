"""Failures of a command are explained, without a traceback and without anybody's data."""

import sys
from pathlib import Path

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ProfileNotFound,
)

from claimtrail.cli import main as program
from claimtrail.cli.core import stage as stages
from claimtrail.cli.core.failures import TRACEBACK, explained
from claimtrail.cli.core.stage import open_stage
from claimtrail.cli.core.typed import WITHOUT_STAGE, as_typed
from claimtrail.kernel.errors import ConfigurationError, Explanation
from tests.harness.command_line import commands_of

DENIED = ClientError({"Error": {"Code": "AccessDenied", "Message": "EMBERLY, ROSE"}}, "GetItem")


@pytest.mark.parametrize(
    ("error", "code", "what"),
    [
        (EndpointConnectionError(endpoint_url="http://x"), "CLOUD_UNREACHABLE", "Endpoint"),
        (ConnectTimeoutError(endpoint_url="http://x"), "CLOUD_UNREACHABLE", "ConnectTimeout"),
        (NoCredentialsError(), "CREDENTIALS_MISSING", "NoCredentials"),
        (ProfileNotFound(profile="x"), "PROFILE_UNKNOWN", "ProfileNotFound"),
        (DENIED, "AWS_REFUSED", "GetItem with AccessDenied"),
        (PermissionError(13, "Permission denied", "/root/x"), "FILE_UNUSABLE", "Permission denied"),
        (IsADirectoryError(21, "Is a directory", "folder"), "FILE_UNUSABLE", "Is a directory"),
        (OSError(28, "No space left on device"), "SYSTEM_REFUSED", "No space left"),
        (ConnectionRefusedError(111, "Connection refused"), "SYSTEM_REFUSED", "refused"),
        (ValueError("EMBERLY, ROSE"), "UNEXPECTED", "ValueError"),
    ],
)
def test_an_error_is_explained_by_its_kind_and_never_by_its_text(
    error: Exception, code: str, what: str
) -> None:
    found = explained(error)

    assert found is not None
    assert found.code == code
    assert what in found.what
    assert "EMBERLY" not in f"{found.what} {found.where} {found.next_step}"


def test_a_traceback_is_shown_to_whoever_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TRACEBACK, "1")

    assert explained(ValueError("text")) is None


@pytest.mark.parametrize("error", [DENIED, ValueError("EMBERLY, ROSE"), OSError(13, "no", "here")])
def test_the_program_ends_with_1_and_an_explanation(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(program, "cli", fail)

    with pytest.raises(SystemExit) as ended:
        program.main()

    said = capsys.readouterr().err
    assert ended.value.code == program.FAILED
    assert "next:" in said
    assert "EMBERLY" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (["claimtrail", "claims"], "See `claimtrail claim CLAIM`."),
        ([".venv/bin/claimtrail", "claims"], "See `.venv/bin/claimtrail claim CLAIM`."),
        (["/opt/claimtrail", "claims", "--stage", "prod"],
         "See `/opt/claimtrail claim CLAIM --stage prod`."),
        (["claimtrail", "claims", "--stage=prod"], "See `claimtrail claim CLAIM --stage prod`."),
    ],
)  # fmt: skip
def test_a_hint_is_shown_as_it_can_be_typed_here(
    typed: list[str], shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    assert as_typed("See `claimtrail claim CLAIM`.", arguments=typed) == shown


def test_a_program_on_the_path_needs_no_folder_and_some_commands_no_stage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "claimtrail").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    typed = [str(tmp_path / "claimtrail"), "claims", "--stage", "prod"]

    assert as_typed("Run `claimtrail up`.", arguments=typed) == "Run `claimtrail up`."


def test_the_commands_without_a_stage_are_those_of_the_table() -> None:
    takes = {
        words[0]
        for words, command in commands_of(program.cli)
        if any(param.name == "stage" for param in command.params)
    }
    every = {words[0] for words, _ in commands_of(program.cli)}

    assert every - takes == WITHOUT_STAGE


@pytest.mark.parametrize(
    ("stage", "plugins", "said"),
    [
        ("local", ("a checkout's",), "`claimtrail up`"),
        ("local", (), "Only a checkout has a local one"),
        ("prod", ("a checkout's",), "credentials, account and region"),
    ],
)
def test_a_stage_that_does_not_answer_is_met_with_what_helps_there(
    stage: str,
    plugins: tuple[str, ...],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    from claimtrail.bootstrap import stages as bootstrap  # noqa: PLC0415 - replaced for this test

    def unreachable(_name: str) -> dict[str, str]:
        raise ConfigurationError(
            Explanation(code="CLOUD_UNREACHABLE", what="it", where="there", next_step="none")
        )

    monkeypatch.setattr(bootstrap, "outputs_of", unreachable)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **_: plugins)

    with pytest.raises(ConfigurationError) as failed:
        open_stage(stage)

    assert said in failed.value.explanation.next_step
    assert failed.value.explanation.where.startswith(f"stage {stage}")


def test_a_damaged_record_of_the_cloud_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMTRAIL_CLOUD_ROOT", str(tmp_path))
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    (tmp_path / "credentials.json").write_text("{")

    with pytest.raises(ConfigurationError) as failed:
        stages.use_local_cloud()

    assert failed.value.explanation.code == "CLOUD_RECORD_UNREADABLE"
    assert sys.exc_info()[0] is None
