"""Both kinds of claim store."""

import pytest

from claimtrail.aws.claims.table import DynamoClaimStore
from tests.harness.aws.claim_tables import make_claim_table
from tests.twins.claims import MemoryClaimStore

Store = MemoryClaimStore | DynamoClaimStore


@pytest.fixture(params=["memory", pytest.param("dynamodb", marks=pytest.mark.cloud)])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "memory":
        return MemoryClaimStore()
    cloud = request.getfixturevalue("cloud")
    return DynamoClaimStore(make_claim_table(cloud.client("dynamodb")))
