"""A command whose library is not installed names the extra that brings it."""

import sys

import pytest

from claimtrail.cli import main as command_line
from claimtrail.cli.core.extras import missing_extra


@pytest.mark.parametrize(
    ("module", "extra"),
    [
        ("boto3.s3.transfer", "aws"),
        ("aws_lambda_powertools", "aws"),
        ("sqlglot", "query"),
        ("asyncssh", "sftp"),
        ("duckdb", "parquet"),
    ],
)
def test_a_library_of_an_extra_is_named_with_it(module: str, extra: str) -> None:
    explanation = missing_extra(ModuleNotFoundError(f"No module named {module!r}", name=module))

    assert explanation is not None
    assert explanation.code == "EXTRA_NOT_INSTALLED"
    assert f"claimtrail[{extra}]" in explanation.next_step


@pytest.mark.parametrize("module", ["click", "claimtrail.nowhere", None])
def test_what_no_extra_brings_is_a_fault(module: str | None) -> None:
    assert missing_extra(ModuleNotFoundError("none", name=module)) is None


def test_the_command_line_fails_with_the_explanation(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def without_library() -> None:
        raise ModuleNotFoundError("No module named 'boto3'", name="boto3")

    monkeypatch.setattr(command_line, "cli", without_library)
    monkeypatch.setattr(sys, "argv", ["claimtrail"])

    with pytest.raises(SystemExit) as ended:
        command_line.main()

    assert ended.value.code == command_line.FAILED
    assert "pip install 'claimtrail[aws]'" in capsys.readouterr().err
