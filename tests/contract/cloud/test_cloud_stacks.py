"""Stacks that read one another's outputs: what the first puts out is there for the second."""

import json
from itertools import count
from typing import Any

import pytest

from tests.harness.eventually import eventually
from tests.harness.stage.cloud import RunningCloud
from tests.harness.stage.stack import delete_stack, settled

pytestmark = pytest.mark.cloud

QUEUE = {"Queue": {"Type": "AWS::SQS::Queue"}}
ADDRESS = {"Address": {"Value": {"Fn::GetAtt": ["Queue", "Arn"]}}}
NUMBERS = count()
"""Of change sets: each has a name of its own."""
READ = {"Fn::GetStackOutput": {"StackName": "written", "OutputName": "Address"}}


def deploy(cloud: RunningCloud, name: str, **template: Any) -> dict[str, str]:
    """Deploy by a change set, as the CDK does; returns the outputs."""
    cloudformation = cloud.client("cloudformation")
    exists = settled(cloud, name) != "DELETED"
    set_name = {"StackName": name, "ChangeSetName": f"set-{next(NUMBERS)}"}
    cloudformation.create_change_set(
        **set_name,
        TemplateBody=json.dumps(template),
        ChangeSetType="UPDATE" if exists else "CREATE",
    )
    described = cloudformation.describe_change_set(**set_name)
    assert described["ExecutionStatus"] == "AVAILABLE", described["StatusReason"]
    cloudformation.execute_change_set(**set_name)
    wanted = "UPDATE_COMPLETE" if exists else "CREATE_COMPLETE"
    assert eventually(lambda: settled(cloud, name), 30) == wanted
    [stack] = cloudformation.describe_stacks(StackName=name)["Stacks"]
    return {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])}


@pytest.mark.patch("stacks.output_changes")
def test_an_output_that_is_added_alone_can_be_read_by_the_next_stack(cloud: RunningCloud) -> None:
    assert deploy(cloud, "written", Resources=QUEUE) == {}

    address = deploy(cloud, "written", Resources=QUEUE, Outputs=ADDRESS)["Address"]
    topic = {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": READ}}
    read = deploy(cloud, "reading", Resources={"Topic": topic}, Outputs={"Read": {"Value": READ}})

    assert address.startswith("arn:aws:sqs:")
    assert read == {"Read": address}
    delete_stack(cloud, "reading")
    delete_stack(cloud, "written")


def test_a_change_set_without_any_change_still_fails(cloud: RunningCloud) -> None:
    deploy(cloud, "unchanged", Resources=QUEUE, Outputs=ADDRESS)

    with pytest.raises(AssertionError, match="didn't contain changes"):
        deploy(cloud, "unchanged", Resources=QUEUE, Outputs=ADDRESS)

    delete_stack(cloud, "unchanged")
