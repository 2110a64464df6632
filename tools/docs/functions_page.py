"""The page docs/functions.md, rendered from the declarations of functions."""

from collections.abc import Iterable, Iterator

from infra.functions.declaration import FunctionDeclaration, Objects, Reachable, Resource

_HEAD = """\
# Functions

```python
# infra/functions/claims.py
FUNCTIONS = (
    FunctionDeclaration(
        module="claims.open_exceptions",
        stack="workflow",
        memory_mb=512,
        timeout_seconds=60,
        reads=(Resource.CLAIM_TABLE,),
        writes=(Resource.CLAIM_TABLE,),
        schedule=Schedule(
            name="Exceptions", every_minutes=lambda settings: settings.schedule_minutes
        ),
        begins_trace=True,
    ),
)
```

```console
$ make synth STAGE=local   # after a field `ticket_table` in functions/claims/open_exceptions.py
FUNCTION_FIELD_OUT_OF_REACH: open_exceptions reads the field 'ticket_table', and may not reach
TICKET_TABLE (functions/claims/open_exceptions.py). Add it to what the function reads or writes, or
remove the field; infra/functions/claims.py declares the function.
```

A function is declared once, in its noun's file of `infra/functions`, and its handler is
`functions/<noun>/<verb_noun>.py`. Role and grants, environment, queue, dead-letter queue, log
group, alarms, the acknowledgments of cdk-nag and the rows below follow from both. A new function
touches these two files; a new kind of resource is a row of `infra/stacks/resources.py`. Rendered
from the declarations (`make docs`).

| Function | Stack | Started by | Reads | Writes | Single actions | MB | Seconds |
| --- | --- | --- | --- | --- | --- | ---: | ---: |
"""


def render(functions: Iterable[FunctionDeclaration]) -> str:
    """Return the whole page as Markdown."""
    return _HEAD + "".join(f"| {' | '.join(_cells(one))} |\n" for one in functions)


def _cells(function: FunctionDeclaration) -> Iterator[str]:
    path = f"functions/{function.noun}/{function.name}.py"
    yield f"[{function.name}](../{path})"
    yield function.stack
    yield ", ".join(_starts(function)) or "its caller"
    yield ", ".join(map(_name, function.reads))
    yield ", ".join(map(_name, function.writes))
    yield ", ".join(
        f"{_name(resource)}: {' '.join(f'`{action}`' for action in actions)}"
        for resource, actions in function.actions.items()
    )
    yield f"{function.memory_mb:,}"
    yield str(function.timeout_seconds)


def _starts(function: FunctionDeclaration) -> Iterator[str]:
    if function.stream:
        yield "claim table's stream"
    if function.queue:
        filled_by = ", ".join(rule.name for rule in function.queue.filled_by)
        yield f"queue {function.queue.name}" + (f" ({filled_by})" if filled_by else "")
    for schedule in function.schedules:
        yield f"schedule {schedule.name}"
    yield from (f"event {rule.name}" for rule in function.invoked_by)


def _name(reached: Reachable) -> str:
    if isinstance(reached, Objects):
        return f"{_name(reached.bucket)} (`{reached.pattern}`)"
    return reached.name.lower().replace("_", " ") if isinstance(reached, Resource) else str(reached)
