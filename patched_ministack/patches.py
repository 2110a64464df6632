"""The patches, one module a gap, in a folder for each AWS service.

A patch offers `needed()` and `apply()`. The first line of its docstring names the behavior of the
emulator that it stands in for, after `Gap: `; its `FOLLOWS` is the page of AWS that it follows.
"""

from types import ModuleType

from patched_ministack.access import (
    assumed_role_arn,
    batched_actions,
    function_credentials,
    query_workgroups,
    schedule_groups,
    secure_transport,
    signed_requests,
    task_tokens,
)
from patched_ministack.apigateway import proxy_events
from patched_ministack.athena import (
    catalog_statements,
    dialect,
    error_texts,
    json_tables,
    many_objects,
    named_queries,
    parquet_columns,
    result_files,
    views,
)
from patched_ministack.cloudwatch import alarm_evaluation, composite_alarms, service_metrics
from patched_ministack.cognito import (
    attribute_values,
    federated_codes,
    identity_providers,
    saml_signatures,
    user_info,
)
from patched_ministack.dynamodb import point_in_time, stream_persistence, table_settings
from patched_ministack.lambda_functions import (
    environment,
    error_names,
    prompt_answers,
    queued_events,
    stream_partial_batches,
    unpacked_once,
)
from patched_ministack.s3 import bucket_settings, event_versions, lock_persistence, versioned_ranges
from patched_ministack.secretsmanager import secret_reference
from patched_ministack.server import interrupted_deployments, orderly_shutdown, periodic_save
from patched_ministack.stacks import output_changes
from patched_ministack.stepfunctions import callback_errors, execution_resume, task_timeouts
from patched_ministack.transfer import (
    exit_status,
    listed_owners,
    permissions,
    removals,
    resources,
    set_attributes,
    uploads,
)

PATCHES: tuple[ModuleType, ...] = (
    error_names,
    environment,
    unpacked_once,
    prompt_answers,
    queued_events,
    table_settings,
    point_in_time,
    bucket_settings,
    lock_persistence,
    versioned_ranges,
    event_versions,
    secret_reference,
    output_changes,
    proxy_events,
    dialect,
    json_tables,
    many_objects,
    parquet_columns,
    named_queries,
    views,
    catalog_statements,
    result_files,
    error_texts,
    identity_providers,
    attribute_values,
    user_info,
    federated_codes,
    saml_signatures,
    resources,
    uploads,
    removals,
    permissions,
    listed_owners,
    set_attributes,
    exit_status,
    secure_transport,
    assumed_role_arn,
    batched_actions,
    query_workgroups,
    schedule_groups,
    stream_persistence,
    stream_partial_batches,
    task_timeouts,
    task_tokens,
    callback_errors,
    execution_resume,
    alarm_evaluation,
    composite_alarms,
    service_metrics,
    interrupted_deployments,
    periodic_save,
    orderly_shutdown,
    function_credentials,
    signed_requests,
)
"""In the order of their application."""


def name_of(patch: ModuleType) -> str:
    """Return a patch's name: its service and its module, as in `s3.bucket_settings`."""
    return ".".join(patch.__name__.split(".")[-2:])
