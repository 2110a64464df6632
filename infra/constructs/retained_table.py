"""A DynamoDB table in the project's one form: pk and sk, on demand, encrypted, restorable."""

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from constructs import Construct

from claimtrail.bootstrap.registry.indexes import INDEXES
from claimtrail.bootstrap.registry.retention import RETENTION
from claimtrail.kernel.retention import TTL_ATTRIBUTE, Store
from infra.constructs.python_function import removal_policy
from infra.settings import Settings


class RetainedTable(Construct):
    """Creates a table with the indexes declared for it, point-in-time recovery and TTL.

    `streamed` adds a stream of new images.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        store: Store,
        settings: Settings,
        key: kms.IKey,
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
            time_to_live_attribute=TTL_ATTRIBUTE if RETENTION.has_ttl(store) else None,
            stream=dynamodb.StreamViewType.NEW_IMAGE if streamed else None,
            deletion_protection=settings.keep_data,
            removal_policy=removal_policy(settings),
        )
        for index in INDEXES[store]:
            self.table.add_global_secondary_index(
                index_name=index.name,
                partition_key=_text(index.partition_key),
                sort_key=_text(index.sort_key),
                projection_type=dynamodb.ProjectionType(index.projection),
            )


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
