"""A function's environment: one frozen model a function, read and checked once an invocation."""

import os
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from claimtrail.kernel.errors import ConfigurationError, Explanation

_OF_EVERY_FUNCTION = frozenset({"stage", "organization_id", "code_version"})
"""Fields whose variables carry the project's name."""

Name = Annotated[str, StringConstraints(min_length=1)]
"""A physical name or an id: of a table, a bucket, a bus, an organization, a version."""
Arn = Annotated[str, StringConstraints(pattern=r"^arn:[^:]+:[^:]+:")]
QueueUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^/]+/.")]


def variable_of(field: str) -> str:
    """Return the name of the environment variable of a field: `claim_table` is `CLAIM_TABLE`."""
    prefix = "CLAIMTRAIL_" if field in _OF_EVERY_FUNCTION else ""
    return prefix + field.upper()


class Environment(BaseModel):
    """The variables of one function; a subclass has a field for each."""

    model_config = ConfigDict(
        frozen=True, alias_generator=variable_of, hide_input_in_errors=True, extra="forbid"
    )

    @classmethod
    def variables(cls) -> tuple[str, ...]:
        """Return the names of the variables that the function reads."""
        return tuple(variable_of(field) for field in cls.model_fields)

    @classmethod
    def from_env(cls) -> Self:
        """Return the environment of this process.

        Raises ConfigurationError (ENVIRONMENT_INCOMPLETE), which names every variable that is
        missing, empty or wrong, and shows no value.
        """
        given = {name: os.environ[name] for name in cls.variables() if os.environ.get(name)}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            faults = [f"{fault['loc'][0]} ({_fault(fault['type'])})" for fault in error.errors()]
            raise _incomplete(faults) from None


def _fault(kind: str) -> str:
    return "missing" if kind == "missing" else f"wrong: {kind}"


def _incomplete(faults: list[str]) -> ConfigurationError:
    return ConfigurationError(
        Explanation(
            code="ENVIRONMENT_INCOMPLETE",
            what=f"environment variables are missing or wrong: {', '.join(faults)}",
            where="the function's configuration",
            next_step="Deploy the stage again; the stacks set them.",
        )
    )
