"""A stage is a folder: its settings, its partners, and what is said when one is missing."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from claimtrail.bootstrap.registry.retention import RETENTION
from claimtrail.bootstrap.stacks import STACK_NAMES
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import ConfigurationError
from claimtrail.kernel.retention import Store
from infra.accounts.commands import teardown
from infra.app import STAGE_CONTEXT
from infra.local.commands import stages
from infra.settings import REPOSITORY, Settings
from infra.stage import (
    STAGES_ROOT,
    read_public_keys,
    read_stage,
    settings_for,
    stage_names,
)
from tests.harness.templates.synthesis import (
    OWN_STAGES,
    STAGES,
    storage_stack,
    synthesize_into,
)

FICTITIOUS = "harborlight"
"""The demo's organization."""
OWN = (
    'organization_id = "acme"\naccount = "111122223333"\n'
    "first_day = 2026-03-01\ncompliance_from = 2026-06-01\n"
    'alarms.mail = ["on-call@acme.example"]\n'
)
"""The settings that a stage in AWS has of its own."""


def make_stage(root: Path, name: str, settings: str, *, with_partners: bool = True) -> Path:
    """A stage of its own; its partners are those of a test's stage."""
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text(settings, encoding="utf-8")
    if with_partners:
        shutil.copytree(OWN_STAGES / "prod" / "partners", folder / "partners")
    return folder


def test_stages_are_found_by_their_folders(tmp_path: Path) -> None:
    assert stage_names() == ("dev", "local", "prod")
    make_stage(tmp_path, "acme", 'based_on = "prod"\n')
    (tmp_path / "notes").mkdir()
    assert stage_names(tmp_path) == ("acme",)


@pytest.mark.parametrize(("stage", "root"), STAGES.items())
def test_every_stage_has_settings_that_cannot_be_changed(stage: str, root: Path) -> None:
    settings = settings_for(stage, root)
    assert settings.stage == stage
    with pytest.raises(ValidationError):
        settings.region = "elsewhere"  # type: ignore[misc]


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_in_aws_functions_run_python_3_13_on_arm64(stage: str) -> None:
    settings = settings_for(stage)
    assert (settings.python, settings.architecture) == ("3.13", "arm64")


def test_the_local_stage_is_for_the_machine_that_it_is_on() -> None:
    settings = settings_for("local")
    assert settings.python == f"{sys.version_info.major}.{sys.version_info.minor}"
    assert settings.wheel_platform is None


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_the_demos_organization_and_partners_are_the_local_stages_alone(stage: str) -> None:
    assert read_stage("local").settings.organization_id == FICTITIOUS
    assert not (STAGES_ROOT / stage / "partners").exists()
    with pytest.raises(ConfigurationError) as raised:
        read_stage(stage)
    explanation = raised.value.explanation
    assert explanation.code == "STAGE_INCOMPLETE"
    lacking = "no organization_id, no account, no first_day"
    for_good = ", no compliance_from, no alarms" if stage == "prod" else ""
    assert explanation.what == f"stage {stage!r} has {lacking}{for_good} and no partners of its own"
    assert explanation.where == f"infra/stages/{stage}"
    for step in (
        f"infra/stages/{stage}/settings.toml",
        f"infra/stages/{stage}/partners/<id>.toml",
        "docs/deploying.md",
        f"`claimtrail stages {stage}`",
    ):
        assert step in explanation.next_step


def test_a_stage_takes_anothers_settings_and_changes_what_differs(tmp_path: Path) -> None:
    make_stage(
        tmp_path,
        "acme",
        f'based_on = "prod"\n{OWN}region = "us-west-2"\n[escalation]\nremind_after = 3600\n',
    )
    prod, acme = settings_for("prod"), read_stage("acme", tmp_path).settings
    assert acme.escalation == prod.escalation.model_copy(update={"remind_after": 3600})
    own = {"organization_id", "account", "first_day", "compliance_from", "alarms"}
    changed = {"stage", "region", "escalation", *own}
    assert acme.model_dump(exclude=changed) == prod.model_dump(exclude=changed)


def test_an_organization_is_not_taken_from_another_stage(tmp_path: Path) -> None:
    make_stage(tmp_path, "acme", 'based_on = "local"\n')
    with pytest.raises(ConfigurationError, match="no organization_id, no account"):
        read_stage("acme", tmp_path)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('based_on = "prod"\nschedule_minutes = 0\n', "schedule_minutes: Input should be greater"),
        ('based_on = "prod"\nschedule = 1\n', "schedule: Extra inputs are not permitted"),
        ('based_on = "prod"\nregion = "this machine"\n', "region: nothing that this machine"),
        ('based_on = "staging"\n', "there is no stage 'staging'"),
        ('organization_id = "acme"\n', "region: Field required"),
        ("organization_id = acme\n", "Invalid value"),
    ],
)
def test_what_is_wrong_with_settings_is_said_by_field_and_file(
    tmp_path: Path, settings: str, said: str
) -> None:
    folder = make_stage(tmp_path, "acme", settings)
    with pytest.raises(ConfigurationError) as raised:
        read_stage("acme", tmp_path)
    assert said in raised.value.explanation.what
    assert raised.value.explanation.where == str(folder / "settings.toml")


@pytest.mark.parametrize(
    ("waits", "receives", "said"),
    [
        ((60, 240, 900), 3, "fewer times than max_receives"),
        ((), 5, "retry_seconds"),
        ((0,), 5, "retry_seconds"),
        ((43_201,), 5, "43200 seconds at most"),
    ],
)
def test_waiting_times_that_no_message_would_wait_are_refused(
    waits: tuple[int, ...], receives: int, said: str
) -> None:
    given = read_stage("local", STAGES["local"]).settings.model_dump()

    with pytest.raises(ValidationError, match=said):
        Settings.model_validate(given | {"retry_seconds": waits, "max_receives": receives})


def test_an_unknown_stage_is_refused_with_the_stages_that_there_are() -> None:
    with pytest.raises(ConfigurationError, match=r"STAGE_UNKNOWN.*dev, local, prod"):
        settings_for("staging")


def test_an_unknown_stage_is_told_how_folders_outside_of_the_checkout_are_named() -> None:
    with pytest.raises(ConfigurationError) as refused:
        settings_for("acme")
    assert "`--in FOLDER`" in refused.value.explanation.next_step
    assert "`STAGES=FOLDER`" in refused.value.explanation.next_step


def test_synthesis_of_a_stage_without_partners_stops_with_what_to_do() -> None:
    context = {"CDK_CONTEXT_JSON": json.dumps({STAGE_CONTEXT: "prod"})}
    done = subprocess.run(
        [sys.executable, "-m", "infra.app"],
        cwd=REPOSITORY,
        env=os.environ | context,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    said = done.stderr
    assert said.startswith("STAGE_INCOMPLETE: stage 'prod' has no organization_id, no account")
    assert "infra/stages/prod/partners/<id>.toml" in said


def test_a_stage_that_stands_elsewhere_is_composed_from_there(tmp_path: Path) -> None:
    make_stage(tmp_path / "stages", "acme", f'based_on = "prod"\n{OWN}')
    synthesize_into("acme", tmp_path / "out", stages=tmp_path / "stages")
    templates = {path.name for path in (tmp_path / "out").glob("*.template.json")}
    assert templates == {f"claimtrail-acme-{name}.template.json" for name in STACK_NAMES}
    storage = json.loads((tmp_path / "out" / "claimtrail-acme-storage.template.json").read_text())
    (audit,) = (
        one["Properties"]["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
        for name, one in storage["Resources"].items()
        if name.startswith("AuditBucket") and one["Type"] == "AWS::S3::Bucket"
    )
    lock = RETENTION.rule_of(Store.AUDIT).lock["prod"]
    assert audit == {"Mode": lock.mode.value, "Days": lock.days}


@pytest.mark.parametrize(
    ("day", "mode"), [(utc_now().date(), "COMPLIANCE"), (date(2999, 1, 1), "GOVERNANCE")]
)
def test_the_trails_lock_is_for_good_from_the_day_that_the_stage_names(
    tmp_path: Path, day: date, mode: str
) -> None:
    own = OWN.replace("2026-06-01", day.isoformat())
    make_stage(tmp_path / "stages", "acme", f'based_on = "prod"\n{own}')
    _, template = storage_stack(read_stage("acme", tmp_path / "stages").settings)
    locks = {
        name: one["Properties"]["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]["Mode"]
        for name, one in template.find_resources("AWS::S3::Bucket").items()
        if name.startswith("AuditBucket")
    }
    assert list(locks.values()) == [mode]


def test_the_command_lists_stages_and_checks_one(tmp_path: Path) -> None:
    make_stage(tmp_path, "acme", f'based_on = "prod"\n{OWN}')
    make_stage(tmp_path, "trial", 'based_on = "dev"\n')
    options = ["--in", str(tmp_path), "--json"]
    listed = json.loads(CliRunner().invoke(stages, options).stdout)
    assert listed == [
        {"stage": "acme", "organization_id": "acme", "partners": ["elm-clinic", "elm-mutual"]},
        {
            "stage": "trial",
            "code": "STAGE_INCOMPLETE",
            "what": "stage 'trial' has no organization_id, no account and no first_day of its own",
        },
    ]
    checked = CliRunner().invoke(stages, ["acme", *options])
    assert json.loads(checked.stdout) == listed[0]
    refused = CliRunner().invoke(stages, ["trial", *options])
    assert isinstance(refused.exception, ConfigurationError)


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        ('based_on = "prod"\n', "infra/stages/prod/settings.toml"),
        ('based_on = "prod"\nkeep_data = true\n', "{root}/acme/settings.toml"),
        ('based_on = "dev"\nkeep_data = true\n', "{root}/acme/settings.toml"),
    ],
)
def test_a_stage_that_keeps_its_data_is_not_taken_down_and_the_file_that_says_so_is_named(
    tmp_path: Path, settings: str, where: str
) -> None:
    make_stage(tmp_path, "acme", settings + OWN)
    refused = CliRunner().invoke(teardown, ["acme", "--in", str(tmp_path)]).exception
    assert isinstance(refused, ConfigurationError)
    assert refused.explanation.code == "STAGE_KEPT"
    assert refused.explanation.where == where.format(root=tmp_path)


def test_the_example_of_the_page_is_a_stage_that_can_be_deployed(tmp_path: Path) -> None:
    page = (REPOSITORY / "docs" / "deploying.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n# infra/stages/(\S+)\n(.*?)```", page, re.DOTALL)
    assert [path for path, _ in examples] == [
        "acme/settings.toml",
        "acme/partners/elm-mutual.toml",
    ]
    for path, text in examples:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    further = re.findall(r"```toml\n# \S+, further down\n(.*?)```", page, re.DOTALL)
    with (tmp_path / "acme" / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.writelines(further)
    stage = read_stage("acme", tmp_path)
    assert stage.settings.sftp.addresses
    assert stage.settings.sftp.host_name == "files.acme-health.example"
    assert stage.settings.web.domain == "claims.acme-health.example"
    assert stage.settings.object_lock == "prod"
    assert [partner.id for partner in stage.partners] == ["elm-mutual"]


def test_given_keys_of_partners_when_read_then_comments_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "cedar-medicare.pub").write_text(
        "# made here\nssh-ed25519 AAAAC3Nz someone@laptop\n\n", encoding="ascii"
    )
    assert read_public_keys(tmp_path) == {"cedar-medicare": ("ssh-ed25519 AAAAC3Nz",)}


def test_given_no_folder_of_keys_then_there_are_none(tmp_path: Path) -> None:
    assert read_public_keys(tmp_path / "missing") == {}
