"""A DynamoDB table in the project's one form: pk and sk, on demand, encrypted, restorable."""

from collections.abc import Mapping

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from constructs import Construct

from claimtrail.kernel.names import Index
from infra.constructs.python_function import removal_policy
from infra.retention import TTL_ATTRIBUTE, Store, has_ttl
from infra.settings import Settings


class RetainedTable(Construct):
    """Creates a table with the named indexes, point-in-time recovery and TTL by the table.

    `streamed` adds a stream of new images.
    """

    def __init__(  # noqa: PLR0913 - a construct's properties are its keyword arguments
        self,
        scope: Construct,
        *,
        store: Store,
        settings: Settings,
        key: kms.IKey,
        indexes: Mapping[Index, dynamodb.ProjectionType],
        streamed: bool = False,
    ) -> None:
        super().__init__(scope, store.value.removesuffix(" table").title())
        self.table = dynamodb.Table(
            self,
            "Table",
            partition_key=_text("pk"),
            sort_key=_text("sk"),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=key,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            time_to_live_attribute=TTL_ATTRIBUTE if has_ttl(store) else None,
            stream=dynamodb.StreamViewType.NEW_IMAGE if streamed else None,
            deletion_protection=settings.keep_data,
            removal_policy=removal_policy(settings),
        )
        for index, projection in indexes.items():
            stem = index.removeprefix("by_")
            self.table.add_global_secondary_index(
                index_name=index,
                partition_key=_text(f"{stem}_pk"),
                sort_key=_text(f"{stem}_sk"),
                projection_type=projection,
            )


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
