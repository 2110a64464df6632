"""Queries that somebody starts by any tool reach the access log."""

import pytest

from tests.harness.templates.templates import Synthesized


@pytest.mark.capability("C5.4")
def test_whoever_starts_a_query_in_a_workgroup_of_the_stage_is_recorded(stage: Synthesized) -> None:
    patterns = [
        rule.properties.get("EventPattern", {}) for rule in stage.resources("AWS::Events::Rule")
    ]
    [pattern] = [one for one in patterns if one.get("source") == ["aws.athena"]]

    assert pattern["detail-type"] == ["AWS API Call via CloudTrail"]
    assert pattern["detail"]["eventName"] == ["StartQueryExecution"]
    workgroups = stage.resources("AWS::Athena::WorkGroup")
    assert len(pattern["detail"]["requestParameters"]["workGroup"]) == len(workgroups) == 2
