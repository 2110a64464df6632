"""Given a wrong environment, each function names every variable at once, and shows no value."""

import importlib
from typing import Any

import pytest
from pydantic import Json, PositiveInt

from claimtrail.aws.core.account import environment
from claimtrail.kernel.errors import ConfigurationError
from infra.functions.registry import declared_functions
from tests.harness.invocation import CONTEXT


class Example(environment.Environment):
    """A field of each kind."""

    organization_id: environment.Name
    claim_table: environment.Name
    queue_url: environment.QueueUrl
    key_arn: environment.Arn
    chunk_bytes: PositiveInt
    queues: Json[dict[environment.Name, environment.QueueUrl]]


RIGHT = {
    "CLAIMTRAIL_ORGANIZATION_ID": "harborlight",
    "CLAIM_TABLE": "claims",
    "QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/queue",
    "KEY_ARN": "arn:aws:kms:us-east-1:123456789012:key/one",
    "CHUNK_BYTES": "4096",
    "QUEUES": '{"Ingest": "http://127.0.0.1:4566/000000000000/ingest"}',
}


def given(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name in RIGHT:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("module", [one.module for one in declared_functions()])
def test_given_no_variables_then_a_function_names_all_that_it_reads(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = importlib.import_module(f"functions.{module}")
    for variable in function.Environment.variables():
        monkeypatch.delenv(variable, raising=False)

    with pytest.raises(ConfigurationError, match="ENVIRONMENT_INCOMPLETE") as raised:
        function.handler({"Records": []}, CONTEXT)

    what = raised.value.explanation.what
    assert [
        each for each in function.Environment.variables() if f"{each} (missing)" not in what
    ] == []


def test_given_right_variables_then_they_have_their_types(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, RIGHT)

    read = Example.from_env()

    assert read.model_dump() == {
        "organization_id": "harborlight",
        "claim_table": "claims",
        "queue_url": RIGHT["QUEUE_URL"],
        "key_arn": RIGHT["KEY_ARN"],
        "chunk_bytes": 4096,
        "queues": {"Ingest": "http://127.0.0.1:4566/000000000000/ingest"},
    }


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CLAIM_TABLE", ""),
        ("QUEUE_URL", "ZT-queue"),
        ("QUEUE_URL", "ftp://host/ZT"),
        ("KEY_ARN", "ZT-alias"),
        ("CHUNK_BYTES", "ZT"),
        ("CHUNK_BYTES", "-1"),
        ("QUEUES", "ZT"),
        ("QUEUES", '{"Ingest": "ZT"}'),
    ],
)
def test_given_a_wrong_variable_then_it_alone_is_named_and_its_value_is_not_shown(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(monkeypatch, RIGHT | {variable: value})

    with pytest.raises(ConfigurationError) as raised:
        Example.from_env()

    text = str(raised.value)
    assert [name for name in RIGHT if name in text] == [variable]
    assert "ZT" not in text


def test_given_several_faults_then_all_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong: dict[str, Any] = RIGHT | {"CHUNK_BYTES": "many", "CLAIM_TABLE": ""}
    given(monkeypatch, wrong)

    with pytest.raises(ConfigurationError) as raised:
        Example.from_env()

    assert {name for name in RIGHT if name in str(raised.value)} == {"CHUNK_BYTES", "CLAIM_TABLE"}
