"""The smoke test on the deployed stage: twins have no IAM, bus, stream, Athena or SFTP server."""

from typing import Any

import pytest

from claimtrail.aws.claims.keys import claim_partition
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.partners.synthetic import PAYER_ID
from claimtrail.smoke.files import FileKind
from tests.harness.stage.deployed import Deployed

pytestmark = pytest.mark.e2e

LIMIT = "5000"


@pytest.fixture(scope="module")
def report(deployed: Deployed) -> dict[str, Any]:
    """The report of one run, with the synthetic payer's key."""
    sftp = ("--sftp-key", str(deployed.keys / PAYER_ID), "--sftp-port")
    found = deployed.claimtrail("smoke", *sftp, str(deployed.cloud.sftp_port))
    return dict(found)


@pytest.mark.capability("C6.1")
def test_given_a_sound_stage_when_it_tests_itself_then_every_hop_passes(
    report: dict[str, Any],
) -> None:
    left = [one for one in report["hops"] if one["status"] != "passed"]

    assert left == []
    assert report["passed"]


@pytest.mark.capability("C6.1")
def test_given_a_synthetic_claim_then_only_the_list_of_synthetic_ones_has_it(
    deployed: Deployed, report: dict[str, Any]
) -> None:
    listed = deployed.claimtrail("claims", "--limit", LIMIT)["claims"]
    marked = deployed.claimtrail("claims", "--synthetic", "--limit", LIMIT)["claims"]

    assert report["claim_id"] not in [row["claim_id"] for row in listed]
    assert [row["state"] for row in marked if row["claim_id"] == report["claim_id"]] == ["PAID"]
    assert {row["payer_id"] for row in marked} == {PAYER_ID}


@pytest.mark.capability("C6.1")
def test_given_a_run_then_what_it_left_in_the_table_expires(
    deployed: Deployed, report: dict[str, Any]
) -> None:
    answer = deployed.client("dynamodb").query(
        TableName=deployed.bucket(ClaimOutput.CLAIM_TABLE),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": claim_partition(report["claim_id"])}},
    )

    staying = [item["sk"]["S"] for item in answer["Items"] if "expires_at" not in item]
    assert len(answer["Items"]) > len(FileKind)
    assert staying == []
