"""CloudTrail's record of a query that somebody started, as EventBridge delivers it."""

from typing import Any

ANALYST = "arn:aws:sts::123456789012:assumed-role/Analyst/jane"
WORKGROUP = "claimtrail-prod"


def call_of(execution_id: str, *, workgroup: str = WORKGROUP) -> dict[str, Any]:
    """The envelope and record contents that AWS documents; the SQL is left out there too."""
    return {
        "version": "0",
        "id": "36eb8523-97d0-4518-b33d-ee3579ff19f0",
        "detail-type": "AWS API Call via CloudTrail",
        "source": "aws.athena",
        "account": "123456789012",
        "time": "2026-11-20T09:30:12Z",
        "region": "us-east-1",
        "resources": [],
        "detail": {
            "eventVersion": "1.09",
            "userIdentity": {
                "type": "AssumedRole",
                "principalId": "AROAEXAMPLE:jane",
                "arn": ANALYST,
                "accountId": "123456789012",
            },
            "eventTime": "2026-11-20T09:30:10Z",
            "eventSource": "athena.amazonaws.com",
            "eventName": "StartQueryExecution",
            "awsRegion": "us-east-1",
            "sourceIPAddress": "192.0.2.7",
            "userAgent": "Boto3/1.40",
            "requestParameters": {
                "workGroup": workgroup,
                "queryString": "HIDDEN_DUE_TO_SECURITY_REASONS",
            },
            "responseElements": {"queryExecutionId": execution_id},
            "requestID": "a1b2",
            "eventID": "c3d4",
            "readOnly": False,
            "eventType": "AwsApiCall",
            "managementEvent": True,
            "recipientAccountId": "123456789012",
        },
    }
