"""The base of all stacks of a stage."""

from aws_cdk import Environment, PermissionsBoundary, Stack
from constructs import Construct

from infra.settings import Settings


class StageStack(Stack):
    """A stack, protected from deletion where the stage keeps its data.

    It is in the stage's region, unless it names another one.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        settings: Settings,
        description: str,
        region: str | None = None,
    ) -> None:
        super().__init__(
            scope,
            name,
            description=f"ClaimTrail {settings.stage}: {description}",
            env=Environment(account=settings.account, region=region or settings.region),
            termination_protection=settings.keep_data,
            tags=_tags(settings),
            permissions_boundary=_boundary(settings),
        )
        self.settings = settings


def _tags(settings: Settings) -> dict[str, str]:
    """Return the tags of all that a stack deploys; AWS refuses an empty one."""
    tags = {
        "application": "claimtrail",
        "stage": settings.stage,
        "owner": settings.tags.owner,
        "cost-center": settings.tags.cost_center,
        "data-classification": settings.tags.data_classification,
    }
    return {name: value for name, value in tags.items() if value}


def _boundary(settings: Settings) -> PermissionsBoundary | None:
    arn = settings.permissions_boundary
    return PermissionsBoundary.from_arn(arn) if arn else None
