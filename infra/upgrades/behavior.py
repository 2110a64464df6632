"""The effect of changing each property, by the data that `cdk diff` uses.

The CDK's command line ships AWS's specification of all resource types as `db.json.gz`. A property
says there whether changing it replaces the resource, and a type whether it holds state. The tables
below add what the pages of AWS say and that data does not.
"""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from claimtrail.kernel.errors import ConfigurationError, Explanation
from infra.settings import REPOSITORY

SPECIFICATION = REPOSITORY / "node_modules" / "aws-cdk" / "db.json.gz"
REPLACES = ("yes", "maybe")
"""The words by which a property says that changing it replaces its resource, always or at times."""

STATEFUL: Mapping[str, str] = MappingProxyType(
    {
        "AWS::EC2::EIP": "partners' firewalls know the address",
        "AWS::DynamoDB::Table": "its items",
        "AWS::DynamoDB::GlobalTable": "its items",
        "AWS::S3::Bucket": "its objects",
        "AWS::KMS::Key": "what it encrypted or signed",
        "AWS::SecretsManager::Secret": "its value",
        "AWS::SSM::Parameter": "its value",
        "AWS::SQS::Queue": "its messages",
        "AWS::Logs::LogGroup": "its log",
        "AWS::Transfer::Server": "the address and the host key that partners know",
        "AWS::Transfer::User": "a partner's account",
        "AWS::Cognito::UserPool": "its people",
        "AWS::Cognito::UserPoolClient": "the sign-ins that it gave out",
        "AWS::Events::Archive": "its events",
        "AWS::Backup::BackupVault": "its backups",
        "AWS::StepFunctions::StateMachine": "its running executions",
    }
)
"""Type to what is lost with a resource of it."""
ALSO_REPLACES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        # TemplateReference: AWS::DynamoDB::Table, LocalSecondaryIndexes.
        ("AWS::DynamoDB::Table", "LocalSecondaryIndexes"): "a table's local indexes are for good",
        # TemplateReference: AWS::Glue::Table and AWS::Glue::Database are found by these names.
        ("AWS::Glue::Table", "TableInput.Name"): "a table is found by its name",
        ("AWS::Glue::Database", "DatabaseInput.Name"): "a database is found by its name",
    }
)
"""Type and property to the reason for which changing it replaces the resource."""
UNCHANGEABLE: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        # TemplateReference, AWS::KMS::Key: the update request fails.
        ("AWS::KMS::Key", "KeySpec"): "KMS refuses the update",
        ("AWS::KMS::Key", "KeyUsage"): "KMS refuses the update",
        ("AWS::KMS::Key", "Origin"): "KMS refuses the update",
        ("AWS::KMS::Key", "MultiRegion"): "KMS refuses the update",
        # TemplateReference, AWS::SecretsManager::Secret, GenerateSecretString.
        ("AWS::SecretsManager::Secret", "GenerateSecretString"): "a new value is generated, and "
        "all that was keyed by the old one is orphaned",
        # TemplateReference, AWS::Logs::LogGroup: the class of a log group is for good.
        ("AWS::Logs::LogGroup", "LogGroupClass"): "CloudWatch Logs refuses the update",
        # S3 user guide, Object Lock: it cannot be switched off once it is on.
        ("AWS::S3::Bucket", "ObjectLockEnabled"): "S3 keeps Object Lock for good",
        # TemplateReference, AWS::Cognito::UserPool, Schema: attributes are added, never changed.
        ("AWS::Cognito::UserPool", "UsernameAttributes"): "Cognito refuses the update",
        ("AWS::Cognito::UserPool", "AliasAttributes"): "Cognito refuses the update",
    }
)
"""Type and property that cannot change while the resource keeps its state, with the reason."""
_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "AWS::Glue::Table": ("DatabaseName", "TableInput.Name"),
        "AWS::Glue::Database": ("DatabaseInput.Name",),
        "AWS::Transfer::User": ("ServerId", "UserName"),
        # Lambda refuses a second mapping of the same source and function.
        "AWS::Lambda::EventSourceMapping": ("EventSourceArn", "FunctionName"),
        # Deleting the old policy takes the new one of the same bucket, queue or topic along.
        "AWS::S3::BucketPolicy": ("Bucket",),
        "AWS::SQS::QueuePolicy": ("Queues",),
        "AWS::SNS::TopicPolicy": ("Topics",),
    }
)
"""The properties by which there can be one resource only, where the specification has others."""


@dataclass(frozen=True, slots=True)
class TypeBehavior:
    """The behavior of one resource type."""

    type: str
    replacing: frozenset[str]
    """Properties whose change replaces the resource, always or at times."""
    is_stateful: bool
    names: tuple[str, ...]
    """Properties that together tell a resource from all others, where its template has them."""

    def replaces(self, path: str) -> bool:
        """Return whether a change at a path, such as `TableInput.Name`, replaces the resource."""
        return path.partition(".")[0] in self.replacing or (self.type, path) in ALSO_REPLACES


@dataclass(frozen=True, slots=True)
class Behaviors:
    """The behavior of every resource type, from the specification."""

    types: Mapping[str, Mapping[str, Any]]

    def of(self, type_: str) -> TypeBehavior:
        """Return the behavior of a type; of an unknown one, nothing replaces it."""
        known = self.types.get(type_, {})
        properties = known.get("properties", {})
        replacing = frozenset(
            name for name, each in properties.items() if each.get("causesReplacement") in REPLACES
        )
        identifier = tuple(known.get("primaryIdentifier", ()))
        return TypeBehavior(
            type=type_,
            replacing=replacing | {name for kind, name in ALSO_REPLACES if kind == type_},
            is_stateful=type_ in STATEFUL or bool(known.get("isStateful")),
            names=_NAMES.get(type_, identifier if set(identifier) <= replacing else ()),
        )

    def knows(self, type_: str) -> bool:
        """Return whether the specification has a type."""
        return type_ in self.types


@cache
def specified(path: Path = SPECIFICATION) -> Behaviors:
    """Return the behaviors that the installed CDK knows.

    Raises:
        ConfigurationError: the CDK's command line is not installed, or is another one.
    """
    try:
        document = json.loads(gzip.decompress(path.read_bytes()))
        entities = document["schema"]["resource"]["entities"]
        return Behaviors({each["cloudFormationType"]: each for each in entities})
    except (OSError, ValueError, KeyError) as error:
        raise _unknown(path, type(error).__name__) from None


def _unknown(path: Path, error: str) -> ConfigurationError:
    return ConfigurationError(
        Explanation(
            code="SPECIFICATION_MISSING",
            what=f"AWS's specification of resource types cannot be read ({error})",
            where=str(path),
            next_step="Run `make setup`: it is a part of the CDK's command line.",
        )
    )
