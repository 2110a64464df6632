"""The base of models that never change once they are made."""

from pydantic import BaseModel, ConfigDict


class FrozenModel(BaseModel):
    """A model whose values are set once, and that takes no field which it does not declare."""

    model_config = ConfigDict(frozen=True, extra="forbid")
