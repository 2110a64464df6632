"""A trail in a bucket that does not exist: its versions were not examined."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from claimtrail.aws.trail.copy import S3Copy
from claimtrail.trail.verification.copies import UnreadableObjectError


class NoBucket:
    """An S3 client that knows no bucket."""

    def get_paginator(self, operation: str) -> Any:
        raise ClientError({"Error": {"Code": "NoSuchBucket", "Message": ""}}, operation)


def test_versions_of_a_missing_bucket_count_as_not_examined() -> None:
    copy = S3Copy(NoBucket(), "nobucket")

    with pytest.raises(UnreadableObjectError):
        list(copy.entries(""))

    assert copy.unseen_versions
