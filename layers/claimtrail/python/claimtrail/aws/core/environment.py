"""Reading a function's environment, once per invocation, into its own frozen type."""

import os

from claimtrail.kernel.errors import ConfigurationError, Explanation
from claimtrail.kernel.names import Variable


def require(variable: Variable) -> str:
    """Return the variable's value. Raises ConfigurationError when it is missing or empty."""
    value = os.environ.get(variable, "")
    if value:
        return value
    raise ConfigurationError(
        Explanation(
            code="ENVIRONMENT_INCOMPLETE",
            what=f"the environment variable {variable} is missing",
            where="the function's configuration",
            next_step="Deploy the stage again; the stacks set it.",
        )
    )


def require_number(variable: Variable) -> int:
    """Return the variable's value as a whole number. Raises ConfigurationError when it is none."""
    value = require(variable)
    if value.isascii() and value.isdecimal():
        return int(value)
    raise ConfigurationError(
        Explanation(
            code="ENVIRONMENT_INCOMPLETE",
            what=f"the environment variable {variable} is no whole number",
            where="the function's configuration",
            next_step="Deploy the stage again; the stacks set it.",
        )
    )
