"""Gap: time to live and point-in-time recovery of a table are dropped from its template.

`TimeToLiveSpecification` and `PointInTimeRecoverySpecification` of AWS::DynamoDB::Table, and of
AWS::DynamoDB::GlobalTable, where recovery stands in each replica.
"""

import inspect

from ministack.services import dynamodb
from ministack.services.cloudformation import provisioners

from patched_ministack import cloudformation, seam

FOLLOWS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html"


def needed() -> bool:
    """Return whether the provisioner still never looks at the two properties."""
    source = inspect.getsource(provisioners._ddb_create)
    return "TimeToLive" not in source and "PointInTimeRecovery" not in source


def apply() -> None:
    """Hand both settings to DynamoDB's own functions after a table is created or updated."""
    seam.expect(holds=needed(), seam="provisioners._ddb_create")
    seam.attribute(dynamodb, "_update_ttl")
    seam.attribute(dynamodb, "_update_continuous_backups")
    cloudformation.after_change("AWS::DynamoDB::Table", _settle_table)
    cloudformation.after_change("AWS::DynamoDB::GlobalTable", _settle_global_table)


def _settle_table(name: str, properties: cloudformation.Properties) -> None:
    expiry = properties.get("TimeToLiveSpecification")
    if expiry:
        response = dynamodb._update_ttl(
            {
                "TableName": name,
                "TimeToLiveSpecification": {
                    "Enabled": cloudformation.truthy(expiry.get("Enabled", True)),
                    "AttributeName": expiry.get("AttributeName", ""),
                },
            }
        )
        cloudformation.succeed(response, f"time to live of table {name}")
    recovery = properties.get("PointInTimeRecoverySpecification")
    if recovery:
        enabled = cloudformation.truthy(recovery.get("PointInTimeRecoveryEnabled"))
        response = dynamodb._update_continuous_backups(
            {
                "TableName": name,
                "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": enabled},
            }
        )
        cloudformation.succeed(response, f"point-in-time recovery of table {name}")


def _settle_global_table(name: str, properties: cloudformation.Properties) -> None:
    first_replica = (properties.get("Replicas") or [{}])[0]
    recovery = first_replica.get("PointInTimeRecoverySpecification")
    _settle_table(name, {**properties, "PointInTimeRecoverySpecification": recovery})
