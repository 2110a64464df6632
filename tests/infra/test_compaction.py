"""Compaction may change the datasets' views, and runs when a deployment may have put them back."""

from claimtrail.analytics.datasets import DATASETS
from tests.harness.templates.templates import Synthesized


def test_compaction_changes_the_datasets_views_and_nothing_else_of_the_catalog(
    local: Synthesized,
) -> None:
    statements = [
        statement
        for policy in local.resources("AWS::IAM::Policy")
        for statement in policy.properties["PolicyDocument"]["Statement"]
        if "glue:UpdateTable" in str(statement["Action"])
    ]

    [statement] = statements
    named = {arn.split("/")[-1] for arn in map(str, statement["Resource"]) if ":table/" in arn}
    assert {name.rstrip("'\"]}") for name in named} == set(DATASETS)


def test_the_end_of_a_deployment_starts_compaction(local: Synthesized) -> None:
    patterns = [
        rule.properties["EventPattern"]
        for rule in local.resources("AWS::Events::Rule")
        if rule.properties.get("EventPattern", {}).get("source") == ["aws.cloudformation"]
    ]

    [pattern] = patterns
    assert {"UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"} <= set(
        pattern["detail"]["status-details"]["status"]
    )


def test_views_are_marked_as_the_engine_knows_its_own(local: Synthesized) -> None:
    views = [
        table.properties["TableInput"]
        for table in local.resources("AWS::Glue::Table")
        if table.properties["TableInput"]["TableType"] == "VIRTUAL_VIEW"
    ]

    assert len(views) > len(DATASETS)
    for view in views:
        assert view["Description"] == view["Parameters"]["comment"] == "Presto View"
        assert view["PartitionKeys"] == []
