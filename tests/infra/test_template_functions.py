"""Functions of every stage: sizes, variables, streams, traces and alarms as they are declared."""

import importlib
import json

import pytest

from claimtrail.aws.core.account.environment import variable_of
from claimtrail.aws.core.messages.queue_batch import RETRY_SECONDS
from claimtrail.aws.core.telemetry.metrics import NAMESPACE
from infra.functions.fields import OF_EVERY_FUNCTION, fields_of
from infra.functions.registry import declared_functions
from tests.harness.templates.templates import Synthesized

DECLARED = {one.name: one for one in declared_functions()}
ENTRANCES = {
    "receive_file",
    "seal_audit",
    "compact_day",
    "reconcile_figures",
    "review_access",
    "check_identity_providers",
    "start_escalations",
    "open_exceptions",
    "serve_pages",
}
STREAM_CONSUMERS = {"project_claims", "publish_changes"}


def test_what_functions_count_rings_where_it_is_declared(stage: Synthesized) -> None:
    counted = {
        (dimension["Value"], alarm.properties["MetricName"]): alarm.properties["Threshold"]
        for alarm in stage.resources("AWS::CloudWatch::Alarm")
        if alarm.properties["Namespace"] == NAMESPACE
        for dimension in alarm.properties["Dimensions"]
        if dimension["Name"] == "service"
        and {"Name": "stage", "Value": stage.stage} in alarm.properties["Dimensions"]
    }
    assert counted == {
        ("route_tickets", "TicketsUnallocated"): 2,
        ("notify_people", "NoticesGivenUp"): 1,
        ("receive_file", "FilesQuarantined"): 20,
        ("queue_arrival", "ArrivalsMissed"): 1,
        ("queue_arrival", "InboxSweepsCut"): 1,
        ("record_audit", "AuditChainsRefused"): 1,
        ("project_claims", "ProjectionsDeferred"): 100,
        ("project_claims", "FunctionsFailed"): 1,
        ("publish_changes", "PublicationsDeferred"): 100,
        ("publish_changes", "FunctionsFailed"): 1,
        ("seal_audit", "TrailsSealed"): 1,
        ("compact_day", "CompactionsEnded"): 1,
        ("reconcile_figures", "FiguresDiffered"): 1,
        ("review_access", "ReviewsOverdue"): 1,
        ("write_export", "ExportsFailed"): 3,
        ("serve_pages", "SignInsRefused"): 30,
        ("serve_pages", "SignInsFailed"): 5,
    } | (
        {
            ("check_identity_providers", "IdentityProvidersUnreachable"): 2,
            ("check_identity_providers", "SigningCertificatesExpiring"): 1,
            ("check_identity_providers", "SigningCertificatesEnding"): 1,
        }
        if stage.settings.sign_in.providers
        else {}
    )


def test_the_stream_gives_each_function_the_new_items_that_it_is_for(stage: Synthesized) -> None:
    patterns_of = {}
    for source in stage.resources("AWS::Lambda::EventSourceMapping"):
        if "StartingPosition" not in source.properties:
            continue
        assert source.properties["DestinationConfig"]["OnFailure"]
        patterns = [
            json.loads(rule["Pattern"]) for rule in source.properties["FilterCriteria"]["Filters"]
        ]
        patterns_of[source.path.split("/")[0]] = {
            tuple(pattern["eventName"]): pattern["dynamodb"]["Keys"]["sk"]["S"]
            for pattern in patterns
        }
    assert patterns_of == {
        "ProjectClaims": {
            ("INSERT",): [{"prefix": "event#"}, {"prefix": "roster#"}, {"prefix": "ack#"}],
            ("INSERT", "MODIFY"): ["entity"],
        },
        "PublishChanges": {
            ("INSERT",): [{"prefix": "event#"}],
            ("INSERT", "MODIFY"): ["claim"],
        },
    }


def test_functions_run_what_the_stage_names_with_logs_and_traces(stage: Synthesized) -> None:
    settings = stage.settings
    for function in stage.resources("AWS::Lambda::Function"):
        properties = function.properties
        assert properties["Runtime"] == f"python{settings.python}"
        assert properties["Architectures"] == [settings.architecture]
        assert properties["LoggingConfig"]["LogGroup"]
        own = DECLARED[function.handler].layers
        assert len(properties["Layers"]) == 3 + len(own)
        assert "FunctionName" not in properties
    for group in stage.resources("AWS::Logs::LogGroup"):
        assert "KmsKeyId" in group.properties, group.path


def test_every_function_has_the_size_that_is_declared(stage: Synthesized) -> None:
    for function in stage.resources("AWS::Lambda::Function"):
        given, declared = function.properties, DECLARED[function.handler]
        assert given["MemorySize"] == declared.memory_mb
        assert given["Timeout"] == declared.timeout_seconds


def test_a_trace_begins_with_a_file_or_a_schedule_and_with_every_hop_where_the_stage_says(
    stage: Synthesized,
) -> None:
    begin = {
        function.handler
        for function in stage.resources("AWS::Lambda::Function")
        if function.properties["TracingConfig"]["Mode"] == "Active"
    }
    every = {function.handler for function in stage.resources("AWS::Lambda::Function")}
    hops = every - STREAM_CONSUMERS
    assert begin == (hops if stage.settings.trace_every_hop else ENTRANCES)


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_a_function_is_given_the_variables_that_it_reads_and_no_others(
    stage: Synthesized, name: str
) -> None:
    module = importlib.import_module(f"functions.{DECLARED[name].module}")
    fields = tuple(module.Environment.model_fields)
    assert fields_of(DECLARED[name]) == fields
    if not stage.has_function(name):
        assert not DECLARED[name].is_wanted(stage.settings)
        return
    given = stage.function(name).properties["Environment"]["Variables"]
    of_all = {variable_of(field) for field in OF_EVERY_FUNCTION}
    powertools = {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_LOG_LEVEL"}
    retries = {RETRY_SECONDS} if DECLARED[name].queue else set()
    assert set(given) == {variable_of(field) for field in fields} | of_all | powertools | retries
    assert given["POWERTOOLS_SERVICE_NAME"] == name
    if retries:
        waits = [int(seconds) for seconds in given[RETRY_SECONDS].split(",")]
        assert waits == ([5, 15, 20] if stage.stage == "local" else [60, 240, 900])
