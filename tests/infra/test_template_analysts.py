"""Analysts' tables, views and workgroups of every stage."""

import base64
import json
from typing import Any

import pytest

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.masking import MASKED
from claimtrail.analytics.saved import saved_queries
from claimtrail.analytics.views import VIEWS
from tests.harness.templates.templates import Synthesized, as_list


def test_analysts_have_projected_days_of_trail_and_lake_for_each_dataset(
    stage: Synthesized,
) -> None:
    tables = _tables(stage, "")
    assert set(tables) == {name + end for name in DATASETS for end in ("_trail", "_lake")}
    for name, table in tables.items():
        dataset, _, form = name.rpartition("_")
        columns = [(c["Name"], c["Type"]) for c in table["StorageDescriptor"]["Columns"]]
        assert columns == [(c.name, c.type) for c in DATASETS[dataset].columns]
        assert [key["Name"] for key in table["PartitionKeys"]] == ["dt"]
        parameters = table["Parameters"]
        assert parameters["projection.enabled"] == "true"
        assert parameters["projection.dt.type"] == "date"
        assert parameters["classification"] == {"trail": "json", "lake": "parquet"}[form]
        folder = {"trail": f"/{dataset}", "lake": f"/lake/{dataset}"}[form]
        template = json.dumps(parameters["storage.location.template"])
        assert f"{folder}/dt=${{dt}}" in template


def test_what_athena_asks_of_a_view_is_there(stage: Synthesized) -> None:
    """A list of partition keys and a SerDe: without them Athena calls the view invalid."""
    for table in stage.resources("AWS::Glue::Table"):
        given = table.properties["TableInput"]
        if given["TableType"] == "VIRTUAL_VIEW":
            assert given["PartitionKeys"] == []
            serde = given["StorageDescriptor"]["SerdeInfo"]
            assert serde["Name"]
            assert serde["SerializationLibrary"]
        else:
            first = stage.source.first_day.isoformat()
            assert given["Parameters"]["projection.dt.range"] == f"{first},NOW+1DAY"


def test_views_say_in_athenas_form_what_they_select(stage: Synthesized) -> None:
    views = {
        table.properties["TableInput"]["Name"]: table.properties["TableInput"]
        for table in stage.resources("AWS::Glue::Table")
        if table.properties["TableInput"]["TableType"] == "VIRTUAL_VIEW"
        and "Masked" not in table.path
    }
    assert set(views) == set(VIEWS)
    for name, view in views.items():
        text = view["ViewOriginalText"].removeprefix("/* Presto View: ").removesuffix(" */")
        definition = json.loads(base64.b64decode(text))
        assert definition["originalSql"] == VIEWS[name].sql
        assert definition["schema"] == f"claimtrail_{stage.stage}"
        assert [column["name"] for column in definition["columns"]] == [
            column["Name"] for column in view["StorageDescriptor"]["Columns"]
        ]


@pytest.mark.capability("C5.3")
def test_masked_analysts_reach_masked_tables_and_files_and_nothing_else(
    stage: Synthesized,
) -> None:
    tables = _tables(stage, "_masked")
    assert set(tables) == set(MASKED)
    for name, table in tables.items():
        columns = {column["Name"] for column in table["StorageDescriptor"]["Columns"]}
        assert not {"file_id", "source_start", "payment_trace_number"} & columns
        location = json.dumps(table["StorageDescriptor"]["Location"])
        assert f"/masked/{name}/" in location
    assert all("masked/*" in text for text in _objects(stage, "Masked"))
    assert not any("masked/*" in text for text in _objects(stage, "Analysts"))


def _objects(stage: Synthesized, group: str) -> list[str]:
    """The objects that a group of analysts may read or write."""
    return [
        json.dumps(resource)
        for policy in stage.resources("AWS::IAM::ManagedPolicy")
        if policy.path.startswith(f"{group}/")
        for statement in policy.properties["PolicyDocument"]["Statement"]
        if {"s3:GetObject", "s3:PutObject"} & set(as_list(statement["Action"]))
        for resource in as_list(statement["Resource"])
    ]


def _tables(stage: Synthesized, database: str) -> dict[str, dict[str, Any]]:
    """Tables over files, by name, of one of the databases."""
    names = {
        resource.logical_id: resource.properties["DatabaseInput"]["Name"]
        for resource in stage.resources("AWS::Glue::Database")
    }
    wanted = f"claimtrail_{stage.stage}{database}"
    return {
        table.properties["TableInput"]["Name"]: table.properties["TableInput"]
        for table in stage.resources("AWS::Glue::Table")
        if table.properties["TableInput"]["TableType"] == "EXTERNAL_TABLE"
        and names[table.properties["DatabaseName"]["Ref"]] == wanted
    }


def test_athena_cancels_what_scans_too_much_and_encrypts_answers(stage: Synthesized) -> None:
    groups = stage.resources("AWS::Athena::WorkGroup")
    assert len(groups) == 2
    for workgroup in groups:
        configuration = workgroup.properties["WorkGroupConfiguration"]
        assert configuration["EnforceWorkGroupConfiguration"] is True
        limit = stage.settings.athena_scan_limit_bytes
        assert configuration["BytesScannedCutoffPerQuery"] == limit
        encryption = configuration["ResultConfiguration"]["EncryptionConfiguration"]
        assert encryption["EncryptionOption"] == "SSE_KMS"
    named = {q.properties["Name"]: q for q in stage.resources("AWS::Athena::NamedQuery")}
    assert set(named) == {query.name for query in saved_queries()}
