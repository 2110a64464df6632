"""The page of access patterns has every method of the store, as it is measured, and no scan."""

import ast
import os
from pathlib import Path

import pytest

import claimtrail
from claimtrail.aws.claims.table import DynamoClaimStore
from tests.harness.aws.access_patterns import PATTERNS, measure, render
from tests.harness.aws.claim_tables import make_claim_table
from tests.harness.stage.cloud import RunningCloud

PAGE = Path(__file__).resolve().parents[3] / "docs" / "access-patterns.md"
FUNCTIONS = Path(__file__).resolve().parents[3] / "functions"
SCANS = {"scan", "Scan", "rate_limited_scan"}


@pytest.mark.capability("C3.8")
def test_every_method_of_the_store_has_its_key_condition() -> None:
    methods = {name for name in dir(DynamoClaimStore) if not name.startswith("_")}

    assert {pattern.method for pattern in PATTERNS} == methods - {"pages_of_items"}


@pytest.mark.cloud
@pytest.mark.capability("C3.8")
def test_each_pattern_takes_the_capacity_that_the_page_says(cloud: RunningCloud) -> None:
    store = DynamoClaimStore(make_claim_table(cloud.client("dynamodb")))

    page = render(measure(store))

    if os.environ.get("WRITE_PAGES"):
        PAGE.write_text(page, encoding="utf-8")
    assert page == PAGE.read_text(encoding="utf-8")


RECOVERY = {"core/dynamo/table.py", "core/dynamo/copy_back.py"}
"""Adapters by which people recover a table: they read all of it, and no function does."""


@pytest.mark.capability("C3.8")
def test_no_work_of_every_day_scans_a_table() -> None:
    scanning = []
    roots = [Path(claimtrail.__file__).parent / "aws", FUNCTIONS]
    for path in (path for root in roots for path in root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.attr if isinstance(node, ast.Attribute) else ""
            name = node.value if isinstance(node, ast.Constant) else name
            if name in SCANS:
                scanning.append(path)
    package = Path(claimtrail.__file__).parent / "aws"
    assert {path for path in scanning if path not in {package / one for one in RECOVERY}} == set()
