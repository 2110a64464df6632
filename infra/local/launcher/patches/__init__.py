"""The patches, one module per gap; each offers `needed()` and `apply()`."""

from types import ModuleType

from infra.local.launcher.patches import (
    athena_dialect,
    athena_json_tables,
    athena_named_queries,
    athena_views,
    batched_actions,
    bucket_settings,
    execution_resume,
    function_environment,
    lambda_error_names,
    lock_persistence,
    orderly_shutdown,
    reserved_concurrency,
    secret_reference,
    secure_transport,
    stream_partial_batches,
    stream_persistence,
    table_settings,
    task_timeouts,
    task_tokens,
    transfer_resources,
    transfer_uploads,
    unpacked_once,
)

PATCHES: tuple[ModuleType, ...] = (
    lambda_error_names,
    function_environment,
    unpacked_once,
    reserved_concurrency,
    table_settings,
    bucket_settings,
    lock_persistence,
    secret_reference,
    athena_dialect,
    athena_json_tables,
    athena_named_queries,
    athena_views,
    transfer_resources,
    transfer_uploads,
    secure_transport,
    batched_actions,
    stream_persistence,
    stream_partial_batches,
    task_timeouts,
    task_tokens,
    execution_resume,
    orderly_shutdown,
)
"""In the order of their application."""
