"""The real CDK command line deploys onto the embedded cloud, once, and after a failed create."""

import json
from pathlib import Path

import pytest

from infra.local.deploy import Deployer
from infra.local.errors import CloudError
from tests.harness.eventually import eventually
from tests.harness.stage.cloud import RunningCloud
from tests.harness.stage.stack import settled

pytestmark = pytest.mark.cloud

APP = """
import os, pathlib, shutil
kept, wanted = pathlib.Path("kept"), os.environ["CDK_OUTDIR"]
if kept.exists():  # what is synthesized again is the same
    shutil.copytree(kept, wanted, dirs_exist_ok=True)
    raise SystemExit
import aws_cdk as cdk
from aws_cdk import aws_kms as kms, aws_secretsmanager as secrets, aws_sqs as sqs

app = cdk.App()
store = cdk.Stack(app, "deployed-store")
key = kms.Key(store, "Key")
generator = secrets.SecretStringGenerator(password_length=64, exclude_punctuation=True)
secrets.Secret(store, "Secret", generate_secret_string=generator, encryption_key=key)
queue = sqs.Queue(store, "Queue", encryption_master_key=key)
work = cdk.Stack(app, "deployed-work")
cdk.CfnOutput(work, "QueueUrl", value=queue.queue_url)
sqs.Queue(work, "Own", dead_letter_queue=sqs.DeadLetterQueue(queue=queue, max_receive_count=3))
app.synth()
shutil.copytree(wanted, kept)
"""
FAILING_APP = """
import aws_cdk as cdk

app = cdk.App()
failing = cdk.Stack(app, "deployed-failing")
cdk.CfnResource(failing, "Broken", type="AWS::Athena::WorkGroup", properties={})
app.synth()
"""
NAMELESS = {"Resources": {"Broken": {"Type": "AWS::Athena::WorkGroup", "Properties": {}}}}
"""A template that fails: a workgroup needs a name."""


@pytest.fixture
def deployer(cloud: RunningCloud, tmp_path: Path) -> Deployer:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "cdk.json").write_text('{"app": "python app.py"}')
    return Deployer(
        cloud=cloud.cloud.status(),
        credentials=cloud.cloud.credentials,
        root=tmp_path,
        app=tmp_path,
    )


def test_stacks_are_deployed_once_and_over_a_failed_create(
    cloud: RunningCloud, deployer: Deployer
) -> None:
    cloud.client("cloudformation").create_stack(
        StackName="deployed-work", TemplateBody=json.dumps(NAMELESS)
    )
    assert eventually(lambda: settled(cloud, "deployed-work"), 20) == "ROLLBACK_COMPLETE"

    first = deployer.deploy("local")
    second = deployer.deploy("local")

    assert first.changed
    assert set(first.stacks) == {"deployed-store", "deployed-work"}
    assert not second.changed
    outputs = json.loads((deployer.root / "outputs.json").read_text())
    url = outputs["deployed-work"]["QueueUrl"]
    cloud.client("sqs").send_message(QueueUrl=url, MessageBody="{}")
    found = cloud.client("cloudformation").describe_stack_resources(StackName="deployed-store")
    [secret] = (
        one["PhysicalResourceId"]
        for one in found["StackResources"]
        if one["ResourceType"] == "AWS::SecretsManager::Secret"
    )
    value = cloud.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]
    assert len(value) == 64


@pytest.mark.long
def test_a_failed_deployment_says_which_resource_why_and_where_the_log_is(
    deployer: Deployer,
) -> None:
    (deployer.root / "app.py").write_text(FAILING_APP)

    with pytest.raises(CloudError) as failed:
        deployer.deploy("local")

    said = failed.value.explanation
    assert said.code == "DEPLOYMENT_FAILED"
    assert said.what.startswith("`cdk deploy` failed: AWS::Athena::WorkGroup in deployed-failing: ")
    assert "Traceback" not in said.what
    assert str(deployer.root / "cdk-deploy.log") in said.next_step
