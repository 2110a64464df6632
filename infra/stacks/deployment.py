"""The parts of a deployment that its stacks take from one another."""

from dataclasses import dataclass

from infra.assets import Assets
from infra.functions.declaration import FunctionDeclaration
from infra.stacks.edge import EdgeStack
from infra.stacks.resources import Resources
from infra.stacks.storage import StorageStack
from infra.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A stage under composition: stacks read it, and add what they create to its resources."""

    stage: Stage
    assets: Assets
    storage: StorageStack
    resources: Resources
    functions: tuple[FunctionDeclaration, ...]
    edge: EdgeStack | None
    """The web ACL in front of the pages; None where nothing stands in front of them."""

    def functions_of(self, stack: str) -> tuple[FunctionDeclaration, ...]:
        """Return the functions that are declared for a stack."""
        return tuple(one for one in self.functions if one.stack == stack)
