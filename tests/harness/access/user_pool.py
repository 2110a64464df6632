"""The user pool of the local stage alone on an embedded cloud, as its constructs create it."""

import json
from dataclasses import dataclass
from functools import cache

from aws_cdk import App, CfnOutput, Stack
from aws_cdk import aws_kms as kms
from aws_cdk.assertions import Template

from claimtrail.access.sign_in.model import SignInSettings
from claimtrail.access.sign_in.people import PEOPLE_FILE, read_people
from infra.constructs.sign_in import CommandLineClient, PagesClient, SignIn
from infra.local.identity.configuration import SIGN_IN as SIGN_IN_FILE
from infra.settings import Settings
from infra.settings import SignIn as SignInModel
from infra.stage import STAGES_ROOT, settings_for
from tests.harness.eventually import eventually
from tests.harness.stage.cloud import RunningCloud
from tests.harness.stage.stack import settled

PAGES_URL = "http://pages.localhost:8080"
STACK = "user-pool"


@dataclass(frozen=True, slots=True)
class UserPool:
    """A deployed user pool, and how the pages use it."""

    pool_id: str
    settings: SignInSettings
    secret: str


def template_of(settings: Settings) -> dict[str, object]:
    """Return the template of a user pool and of the client of its pages, in one stack."""
    app = App()
    stack = Stack(app, STACK)
    people = read_people(STAGES_ROOT / "local" / PEOPLE_FILE)
    sign_in = SignIn(stack, settings=settings, people=people)
    client = PagesClient(
        stack,
        command_line=CommandLineClient(stack, sign_in=sign_in, settings=settings),
        sign_in=sign_in,
        settings=settings,
        pages_url=PAGES_URL,
        key=kms.Key(stack, "Key"),
    )
    for name, value in (
        ("Pool", sign_in.pool.user_pool_id),
        ("Settings", client.value),
        ("Secret", client.secret.secret_arn),
    ):
        CfnOutput(stack, name, value=value)
    template: dict[str, object] = Template.from_stack(stack).to_json()
    # The CDK's bootstrap is not there.
    template.pop("Parameters", None)
    template.pop("Rules", None)
    return template


@cache
def deploy_user_pool(cloud: RunningCloud) -> UserPool:
    """Deploy the user pool with the cloud's own identity provider; once a cloud."""
    said = json.loads((cloud.cloud.settings.identity / SIGN_IN_FILE).read_text(encoding="utf-8"))
    return deploy_user_pool_of(cloud, SignInModel.model_validate(said))


def deploy_user_pool_of(cloud: RunningCloud, sign_in: SignInModel) -> UserPool:
    """Deploy the user pool with the identity providers of these settings."""
    settings = settings_for("local").model_copy(update={"sign_in": sign_in})
    cloudformation = cloud.client("cloudformation")
    cloudformation.create_stack(StackName=STACK, TemplateBody=json.dumps(template_of(settings)))
    assert eventually(lambda: settled(cloud, STACK), 60) == "CREATE_COMPLETE"
    [stack] = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
    secrets = cloud.client("secretsmanager")
    return UserPool(
        pool_id=outputs["Pool"],
        settings=SignInSettings.model_validate_json(outputs["Settings"]),
        secret=secrets.get_secret_value(SecretId=outputs["Secret"])["SecretString"],
    )
