"""The base of all stacks of a stage."""

from aws_cdk import Environment, Stack
from constructs import Construct

from infra.settings import Settings


class StageStack(Stack):
    """A stack in the stage's region, protected from deletion where the stage keeps its data."""

    def __init__(
        self, scope: Construct, name: str, *, settings: Settings, description: str
    ) -> None:
        super().__init__(
            scope,
            name,
            description=f"ClaimTrail {settings.stage}: {description}",
            env=Environment(region=settings.region),
            termination_protection=settings.keep_data,
            tags={"application": "claimtrail", "stage": settings.stage},
        )
        self.settings = settings
