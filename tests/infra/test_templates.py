"""Templates of every stage as a whole: outputs, marks, limits, and what CloudFormation takes."""

import json

from claimtrail.access.front.outputs import FrontOutput
from claimtrail.access.outputs import AccessOutput
from claimtrail.bootstrap.registry.outputs import OUTPUTS
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.outputs import (
    DEAD_LETTER_OUTPUT_SUFFIX,
    PERSON_POLICY_OUTPUT_SUFFIX,
    QUEUE_OUTPUT_SUFFIX,
    SCHEDULED_OUTPUT_SUFFIX,
)
from infra.constructs.alarm_topic import NOTICES
from infra.functions.registry import declared_functions
from infra.people.roles import ROLES
from tests.harness.templates.templates import Synthesized

DECLARED = {one.name: one for one in declared_functions()}
WORKERS = {one.queue.name for one in DECLARED.values() if one.queue}
MOST_TEMPLATE_BYTES, MOST_VIEW_BYTES = 1_000_000, 409_600

OF_PAGES = (FrontOutput.PAGES_ADDRESS, AccessOutput.LEAVER_FEED_SECRET)
"""Outputs of stages that have an address for the pages."""
BEHIND_NAMES = (FrontOutput.PAGES_TARGET, FrontOutput.ORIGIN_NAME, FrontOutput.ORIGIN_TARGET)
"""Outputs of stages in front of whose pages CloudFront stands."""


def test_every_output_that_the_commands_read_is_there(stage: Synthesized) -> None:
    queues = {
        worker + suffix
        for worker in WORKERS
        for suffix in (QUEUE_OUTPUT_SUFFIX, DEAD_LETTER_OUTPUT_SUFFIX)
    }
    sftp = stage.settings.sftp
    absent = {
        *(() if sftp.enabled else (IntakeOutput.SFTP_SERVER_ID, IntakeOutput.SFTP_HOST)),
        *(() if sftp.addresses else (IntakeOutput.SFTP_ADDRESSES,)),
        *(() if stage.settings.web.domain else OF_PAGES),
        *(() if stage.settings.web.is_public else BEHIND_NAMES),
    }
    policies = {"Analyst", "MaskedAnalyst"}.union(*(role.policies for role in ROLES.values()))
    people = {one + PERSON_POLICY_OUTPUT_SUFFIX for one in policies}
    schedules = {
        schedule + suffix
        for schedule in stage.schedules()
        for suffix in (SCHEDULED_OUTPUT_SUFFIX, DEAD_LETTER_OUTPUT_SUFFIX)
    }
    notices = {NOTICES + DEAD_LETTER_OUTPUT_SUFFIX}
    assert stage.outputs() == set(OUTPUTS) - absent | queues | schedules | people | notices


def test_a_stage_is_pinned_to_its_account_and_region(stage: Synthesized) -> None:
    manifest = json.loads((stage.folder / "manifest.json").read_text(encoding="utf-8"))
    places = {
        one["environment"]
        for one in manifest["artifacts"].values()
        if one["type"] == "aws:cloudformation:stack"
    }
    assert places == {f"aws://{stage.settings.account}/{stage.settings.region}"}


def test_a_new_account_has_room_for_every_function(stage: Synthesized) -> None:
    """A new account's ten concurrent executions cannot be reserved: all must be left unreserved."""
    for function in stage.resources("AWS::Lambda::Function"):
        assert "ReservedConcurrentExecutions" not in function.properties
    recorder = stage.function("record_audit")
    (source,) = (
        one
        for one in stage.resources("AWS::Lambda::EventSourceMapping")
        if one.properties["FunctionName"] == {"Ref": recorder.logical_id}
    )
    assert source.properties["ScalingConfig"] == {"MaximumConcurrency": 2}


def test_everything_says_whose_it_is_and_what_it_holds(prod: Synthesized) -> None:
    manifest = json.loads((prod.folder / "manifest.json").read_text(encoding="utf-8"))
    for one in manifest["artifacts"].values():
        if one["type"] == "aws:cloudformation:stack":
            assert one["properties"]["tags"] == {
                "application": "claimtrail",
                "stage": "prod",
                "owner": "revenue-cycle-systems",
                "cost-center": "4100",
                "data-classification": "phi",
            }


def test_a_boundary_bounds_every_role(prod: Synthesized, local: Synthesized) -> None:
    for role in prod.resources("AWS::IAM::Role"):
        assert role.properties["PermissionsBoundary"] == prod.settings.permissions_boundary
    assert not any(
        "PermissionsBoundary" in one.properties for one in local.resources("AWS::IAM::Role")
    )


def test_every_template_is_one_that_cloudformation_takes(stage: Synthesized) -> None:
    """A template in S3 may have 1 MB (CloudFormation quotas); a view may have 400 KiB (Glue)."""
    for path in stage.folder.glob("*.template.json"):
        assert path.stat().st_size < MOST_TEMPLATE_BYTES, path.name
    for table in stage.resources("AWS::Glue::Table"):
        text = table.properties["TableInput"].get("ViewOriginalText", "")
        assert len(json.dumps(text)) < MOST_VIEW_BYTES
