"""Both kinds of claim store."""

import pytest

from claimtrail.aws.claim_table import DynamoClaimStore
from claimtrail.claims.memory import MemoryClaimStore
from tests.support.claim_tables import make_claim_table

Store = MemoryClaimStore | DynamoClaimStore


@pytest.fixture(params=["memory", pytest.param("dynamodb", marks=pytest.mark.cloud)])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "memory":
        return MemoryClaimStore()
    cloud = request.getfixturevalue("cloud")
    return DynamoClaimStore(make_claim_table(cloud.client("dynamodb")))
