"""Assumptions about rights, SFTP, analysts' tools and telemetry."""

from claimtrail.smoke.assumptions.model import Assumption

_IAM, _TRANSFER, _ATHENA, _GLUE = "IAM", "Transfer Family", "Athena", "Glue"

ACCESS: tuple[Assumption, ...] = (
    Assumption(
        id="IAM-1",
        service=_IAM,
        says="A function's role allows what its declaration names; AWS evaluates conditions, "
        "boundaries and service control policies beside it.",
        page="Policy evaluation logic",
        path="/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
        failure="AccessDenied in a function's log; its message goes to the dead-letter queue.",
    ),
    Assumption(
        id="IAM-2",
        service=_IAM,
        says="`dynamodb:LeadingKeys` confines a role to the partitions that its policy names.",
        page="Using IAM policy conditions for fine-grained access control",
        path="/amazondynamodb/latest/developerguide/specifying-conditions.html",
        failure="The role of legal holds reads or writes items beside `hold#`.",
        elsewhere="IAM policy simulator on the hold role; CloudTrail data events",
    ),
    Assumption(
        id="IAM-3",
        service=_IAM,
        says="The hold role may be taken by those alone whom the account's administrator lets.",
        page="Granting a user permissions to switch roles",
        path="/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html",
        failure="A hold can be set by somebody who should not hold.",
        elsewhere="CloudTrail: AssumeRole of the hold role",
    ),
    Assumption(
        id="TRF-1",
        service=_TRANSFER,
        says="An uploaded file is an S3 object with the metadata `user-agent: AWSTransfer`, and "
        "S3 publishes it as any other.",
        page="Post upload processing",
        path="/transfer/latest/userguide/post-processing-upload.html",
        failure="The receipt of a file that came by SFTP says `s3`, or there is none.",
    ),
    Assumption(
        id="TRF-2",
        service=_TRANSFER,
        says="Two logical directories without `/` show an account its inbox and outbox alone.",
        page="Using logical directories to simplify your Transfer Family directory structures",
        path="/transfer/latest/userguide/logical-dir-mappings.html",
        failure="`claimtrail sftp --payer ID` names other folders, or its login fails.",
    ),
    Assumption(
        id="TRF-3",
        service=_TRANSFER,
        says="A rename is a copy and a removal, which the account's role allows for temporary "
        "names alone.",
        page="Supported SFTP, FTPS and FTP commands",
        path="/transfer/latest/userguide/supported-sftp-commands.html",
        failure="A partner's client reports `Permission denied` after its upload.",
        elsewhere="`claimtrail files`: INTAKE_UPLOAD_UNFINISHED",
    ),
    Assumption(
        id="TRF-4",
        service=_TRANSFER,
        says="A server costs by the hour, and keeps its host key over updates.",
        page="Edit server details",
        path="/transfer/latest/userguide/edit-server-config.html",
        failure="Partners' clients refuse the server after a deployment.",
        elsewhere="`claimtrail sftp --payer ID`: the fingerprint before and after an update",
    ),
    Assumption(
        id="ATH-1",
        service=_ATHENA,
        says="The OpenX JSON SerDe reads gzip lines by name, with absent fields as null.",
        page="OpenX JSON SerDe",
        path="/athena/latest/ug/openx-json-serde.html",
        failure="HIVE_CURSOR_ERROR or HIVE_BAD_DATA for a table of the trail.",
    ),
    Assumption(
        id="ATH-2",
        service=_ATHENA,
        says="Partitions are projected by day from `dt`; no crawler and no ALTER TABLE is needed.",
        page="Use partition projection with Amazon Athena",
        path="/athena/latest/ug/partition-projection.html",
        failure="A query of today's partition gives no row, and the object is there.",
    ),
    Assumption(
        id="ATH-3",
        service=_ATHENA,
        says="A Glue table of type VIRTUAL_VIEW with `Presto View` text is a view.",
        page="Work with views",
        path="/athena/latest/ug/views.html",
        failure="`claimtrail query` fails with TABLE_NOT_FOUND or a stale view.",
    ),
    Assumption(
        id="ATH-4",
        service=_ATHENA,
        says="Engine version 3 runs the functions that the saved queries use as Trino does.",
        page="Functions in Amazon Athena",
        path="/athena/latest/ug/functions.html",
        failure="A saved query fails with FUNCTION_NOT_FOUND or SYNTAX_ERROR.",
    ),
    Assumption(
        id="ATH-5",
        service=_ATHENA,
        says="The workgroup's limit cancels a query that scans more, and its settings override a "
        "client's.",
        page="Configure per-query and workgroup-wide data usage controls",
        path="/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html",
        failure="A query over everything ends, and its bill shows terabytes.",
        elsewhere="`scanned_bytes` of `claimtrail query --json`; the bill",
    ),
    Assumption(
        id="ATH-6",
        service=_ATHENA,
        says="CloudTrail publishes StartQueryExecution to EventBridge when a trail logs "
        "management events.",
        page="Log Amazon Athena API calls with AWS CloudTrail",
        path="/athena/latest/ug/monitor-with-cloudtrail.html",
        failure="`access_log` has no row of a query from the console.",
        elsewhere="`claimtrail query --saved who_accessed_a_claim` after a query in the console",
    ),
    Assumption(
        id="GLU-1",
        service=_GLUE,
        says="The account's catalog is under IAM alone: Lake Formation grants to "
        "IAMAllowedPrincipals.",
        page="Changing the default settings for your data lake",
        path="/lake-formation/latest/dg/change-settings.html",
        failure="`Insufficient Lake Formation permission(s)` at the first query.",
    ),
    Assumption(
        id="XRY-1",
        service="X-Ray",
        says="A trace goes on from EventBridge through SQS into Lambda, as it is sampled.",
        page="Amazon SQS and AWS X-Ray",
        path="/xray/latest/devguide/xray-services-sqs.html",
        failure="The service map ends at a queue.",
        elsewhere="the service map of CloudWatch; no outcome depends on it",
    ),
    Assumption(
        id="CLW-1",
        service="CloudWatch",
        says="A metric in the embedded metric format of a log line raises its alarm in minutes.",
        page="Specification: Embedded metric format",
        path="/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html",
        failure="A dead letter of an exercise raises no alarm.",
        elsewhere="`aws cloudwatch set-alarm-state` on one alarm shows who is called",
    ),
)
