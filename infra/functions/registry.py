"""Every declared function, collected from the files of the nouns."""

from importlib import import_module
from pkgutil import iter_modules

from claimtrail.bootstrap.stacks import STACK_NAMES
from claimtrail.kernel.errors import ConfigurationError, Explanation
from infra import functions
from infra.functions.declaration import FunctionDeclaration

_TABLE = "FUNCTIONS"
WITH_FUNCTIONS = STACK_NAMES[1:]
"""The stacks but the first, which keeps what all of them use."""


def declared_functions() -> tuple[FunctionDeclaration, ...]:
    """Return the declarations of all nouns.

    Raises:
        ConfigurationError: as `check` does.
    """
    modules = (
        import_module(f"{functions.__name__}.{found.name}")
        for found in sorted(iter_modules(functions.__path__), key=lambda found: found.name)
    )
    declared = tuple(one for module in modules for one in getattr(module, _TABLE, ()))
    check(declared)
    return declared


def check(declared: tuple[FunctionDeclaration, ...]) -> None:
    """Refuse declarations of which a part would not be deployed.

    Raises:
        ConfigurationError: FUNCTION_AMBIGUOUS, two functions or two queues have one name;
            FUNCTION_MISPLACED, no such stack has functions; FUNCTION_WITHOUT_QUEUE, a stream's
            function has no queue for what fails; FUNCTION_SCHEDULED_TWICE, a further schedule
            without a first. Each names the modules.
    """
    seen: dict[str, str] = {}
    for one in declared:
        for name in (one.name, *((one.queue.name,) if one.queue else ())):
            other = seen.setdefault(name, one.module)
            if other != one.module:
                raise _refused(
                    "FUNCTION_AMBIGUOUS",
                    f"two declarations have the name {name!r}",
                    f"{other} and {one.module}",
                    "Give each function and each queue a name of its own.",
                )
        if one.stack not in WITH_FUNCTIONS:
            raise _refused(
                "FUNCTION_MISPLACED",
                f"there is no stack {one.stack!r} with functions",
                one.module,
                f"The stacks are {', '.join(WITH_FUNCTIONS)}.",
            )
        if one.also_scheduled and not one.schedule:
            raise _refused(
                "FUNCTION_SCHEDULED_TWICE",
                "a further schedule is declared, and no first one",
                one.module,
                "Declare it as `schedule`.",
            )
        if one.stream and not one.queue:
            raise _refused(
                "FUNCTION_WITHOUT_QUEUE",
                "a stream is declared, and no queue for what fails on it",
                one.module,
                "Declare a queue beside the stream.",
            )


def _refused(code: str, what: str, modules: str, next_step: str) -> ConfigurationError:
    return ConfigurationError(
        Explanation(
            code=code, what=what, where=f"{modules}, in infra/functions", next_step=next_step
        )
    )
