"""A person in a role, on a deployed stage that enforces IAM, and the calls of what is typed."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from uuid import uuid4

import boto3
import botocore.client
from click.testing import CliRunner, Result

from claimtrail.cli.main import cli
from claimtrail.kernel.outputs import PERSON_POLICY_OUTPUT_SUFFIX
from infra.people.roles import ROLES
from tests.harness.stage.cloud import CLIENT_CONFIG
from tests.harness.stage.command_environment import commands_reach
from tests.harness.stage.deployed import Deployed

AUTHORIZED_BY = {
    "s3:ListObjectsV2": ("s3:ListBucket",),
    "s3:ListObjectVersions": ("s3:ListBucketVersions",),
    "s3:HeadObject": ("s3:GetObject",),
    "lambda:Invoke": ("lambda:InvokeFunction",),
    "dynamodb:TransactWriteItems": ("dynamodb:PutItem",),
    "sqs:SendMessageBatch": ("sqs:SendMessage",),
    "sqs:DeleteMessageBatch": ("sqs:DeleteMessage",),
}
"""Calls whose IAM action has another name ("Actions, resources, and condition keys")."""
NEEDS_NONE = frozenset({"sts:GetCallerIdentity"})
_WORD = re.compile(r"[A-Z][A-Z_-]+")


class Person:
    """A person with a role's policy and no other right."""

    def __init__(self, deployed: Deployed, role: str) -> None:
        self._deployed = deployed
        self.role = role
        iam = deployed.client("iam")
        name = f"person-{uuid4().hex}"
        iam.create_user(UserName=name)
        self.policy_arns = [
            deployed.stage.outputs[policy + PERSON_POLICY_OUTPUT_SUFFIX]
            for policy in (ROLES[role].policies if role in ROLES else (role,))
        ]
        for arn in self.policy_arns:
            iam.attach_user_policy(UserName=name, PolicyArn=arn)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        self.credentials = {
            "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
        }
        self.actions: set[str] = set()
        """IAM actions of all calls so far."""

    def types(self, command: str, **words: str) -> Result:
        """Run a command with its words in capitals replaced, as this person."""
        typed = [_WORD.sub(lambda found: words[found[0].lower()], one) for one in command.split()]
        with self._signed_in():
            return CliRunner().invoke(cli, typed[1:])

    def client(self, service: str) -> Any:
        """Return a client of a service with this person's credentials."""
        session = boto3.Session(*self.credentials.values(), region_name="us-east-1")
        endpoint = self._deployed.cloud.endpoint
        known: Any = session.client(service, endpoint_url=endpoint, config=CLIENT_CONFIG)  # type: ignore[call-overload]
        return closing(known)

    @contextmanager
    def calls(self, service: str) -> Iterator[Any]:
        """Give a client whose calls count as those of commands do."""
        with self._signed_in(), self.client(service) as known:
            yield known

    @contextmanager
    def _signed_in(self) -> Iterator[None]:
        with commands_reach(self.credentials) as patched:
            call = botocore.client.BaseClient._make_api_call  # type: ignore[attr-defined]

            def record(this: Any, operation: str, parameters: Any) -> Any:
                signed_for = this.meta.service_model.signing_name
                named = f"{signed_for}:{operation}"
                if named == "s3:GetObject" and "VersionId" in parameters:
                    named = "s3:GetObjectVersion"
                self.actions.update(AUTHORIZED_BY.get(named, (named,)))
                return call(this, operation, parameters)

            patched.setattr(botocore.client.BaseClient, "_make_api_call", record)
            yield
