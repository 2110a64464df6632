"""Stores of every stage: private, encrypted, restorable, kept where the stage says so."""

import pytest

from tests.harness.templates.templates import Synthesized

TABLES = {
    "Claim": dict.fromkeys(("by_state", "by_due", "by_submitted"), "KEYS_ONLY"),
    "Operations": {"by_status": "ALL"},
    "Ticket": dict.fromkeys(("by_claim", "by_status", "by_owner"), "ALL"),
}
KEPT = (
    "AWS::S3::Bucket",
    "AWS::DynamoDB::Table",
    "AWS::KMS::Key",
    "AWS::SecretsManager::Secret",
)


@pytest.mark.capability("C5.1")
def test_every_bucket_is_private_versioned_encrypted_and_logged(stage: Synthesized) -> None:
    for bucket in stage.resources("AWS::S3::Bucket"):
        properties = bucket.properties
        access_log = bucket.path.startswith("AccessLog/")
        (rule,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        algorithm = rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"]
        assert algorithm == ("AES256" if access_log else "aws:kms"), bucket.path
        assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
        assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
        # The inbox's keys are names of files, which may hold PHI.
        unlogged = access_log or bucket.path.startswith("Inbox/")
        assert ("LoggingConfiguration" in properties) is not unlogged
        assert "BucketName" not in properties


def test_every_bucket_queue_and_topic_refuses_plain_http(stage: Synthesized) -> None:
    for type_, target in (
        ("AWS::S3::BucketPolicy", "AWS::S3::Bucket"),
        ("AWS::SQS::QueuePolicy", "AWS::SQS::Queue"),
        ("AWS::SNS::TopicPolicy", "AWS::SNS::Topic"),
    ):
        policies = stage.resources(type_)
        assert len(policies) == len(stage.resources(target))
        for policy in policies:
            assert any(
                statement["Effect"] == "Deny"
                and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
                for statement in policy.properties["PolicyDocument"]["Statement"]
            ), policy.path


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_on_demand_encrypted_restorable_and_indexed(
    stage: Synthesized, name: str
) -> None:
    properties = stage.resource("AWS::DynamoDB::Table", name).properties
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert properties["SSESpecification"]["SSEType"] == "KMS"
    assert properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    indexes = {
        index["IndexName"]: index["Projection"]["ProjectionType"]
        for index in properties["GlobalSecondaryIndexes"]
    }
    assert indexes == TABLES[name]
    for index in properties["GlobalSecondaryIndexes"]:
        stem = index["IndexName"].removeprefix("by_")
        assert [key["AttributeName"] for key in index["KeySchema"]] == [f"{stem}_pk", f"{stem}_sk"]
    stream = properties.get("StreamSpecification")
    assert stream == ({"StreamViewType": "NEW_IMAGE"} if name == "Claim" else None)


def test_only_production_keeps_its_data_when_a_stack_goes(
    prod: Synthesized, dev: Synthesized
) -> None:
    """Resources that a failed first deployment has created go with it: they hold nothing yet."""
    for synthesized, policy in ((prod, "RetainExceptOnCreate"), (dev, "Delete")):
        for type_ in KEPT:
            for resource in synthesized.resources(type_):
                assert resource.body["DeletionPolicy"] == policy, resource.path
                replaced = "Retain" if synthesized is prod else "Delete"
                assert resource.body["UpdateReplacePolicy"] == replaced, resource.path


def test_the_claim_keys_secret_is_long_and_generated(stage: Synthesized) -> None:
    secret = stage.resource("AWS::SecretsManager::Secret", "ClaimKey")
    assert secret.properties["GenerateSecretString"]["PasswordLength"] == 64
    assert "SecretString" not in secret.properties
