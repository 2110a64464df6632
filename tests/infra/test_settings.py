"""One typed model per stage."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from claimtrail.kernel.errors import ConfigurationError
from infra.settings import STAGES, read_public_keys, settings_for


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_settings_that_cannot_be_changed(stage: str) -> None:
    settings = settings_for(stage)
    assert settings.stage == stage
    with pytest.raises(ValidationError):
        settings.region = "elsewhere"  # type: ignore[misc]


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_in_aws_functions_run_python_3_13_on_arm64(stage: str) -> None:
    settings = settings_for(stage)
    assert (settings.python, settings.architecture) == ("3.13", "arm64")


def test_an_unknown_stage_is_refused_with_the_stages_that_there_are() -> None:
    with pytest.raises(ConfigurationError, match=r"STAGE_UNKNOWN.*local, dev, prod"):
        settings_for("staging")


def test_given_keys_of_partners_when_read_then_comments_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "cedar-medicare.pub").write_text(
        "# made here\nssh-ed25519 AAAAC3Nz someone@laptop\n\n", encoding="ascii"
    )
    assert read_public_keys(tmp_path) == {"cedar-medicare": ("ssh-ed25519 AAAAC3Nz",)}


def test_given_no_folder_of_keys_then_there_are_none(tmp_path: Path) -> None:
    assert read_public_keys(tmp_path / "missing") == {}
