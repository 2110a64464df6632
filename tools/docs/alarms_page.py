"""The rendered parts of docs/runbooks/alarms.md, docs/people.md and the alarms' price."""

from collections.abc import Iterator

from infra.alarms.dashboard import WIDGETS, Line, Widget
from infra.alarms.drill import DRILL
from infra.people.commands import COMMANDS
from infra.people.roles import IN_CONSOLE, OF_COMMANDS, ROLES, Permission
from tools.docs.pages import renew_sections


def render(text: str) -> str:
    """Return the runbook with the dashboard's widgets and the drill's table."""
    return renew_sections(text, {"widgets": "\n".join(_widgets()), "drill": "\n".join(_drill())})


def render_people(text: str) -> str:
    """Return the page about people's roles with their commands and rights."""
    return renew_sections(
        text, {"commands": "\n".join(_commands()), "permissions": "\n".join(_permissions())}
    )


def _widgets() -> Iterator[str]:
    yield "| Row | Widget | Question | Metrics |"
    yield "| --- | --- | --- | --- |"
    for one in WIDGETS:
        yield f"| {one.section} | {one.title} | {one.says} | {_metrics(one)} |"


def _metrics(widget: Widget) -> str:
    return ", ".join(dict.fromkeys(map(_metric, widget.lines)))


def _metric(line: Line) -> str:
    return line.label or f"{line.metric} ({line.namespace})"


def _drill() -> Iterator[str]:
    yield "| Alarm | What makes it ring in the drill |"
    yield "| --- | --- |"
    for anchor, cause in DRILL.items():
        yield f"| [{anchor}](#{anchor}) | {cause.value} |"


def _commands() -> Iterator[str]:
    yield "| Role | Outputs with the policies' ARNs | Commands |"
    yield "| --- | --- | --- |"
    for role, commands in COMMANDS.items():
        typed = "<br/>".join(f"`{one}`" for one in commands) or "none: Athena's console, PyAthena"
        policies = ROLES[role].policies if role in ROLES else (role,)
        outputs = "<br/>".join(f"`{one}PolicyArn`" for one in policies)
        yield f"| {role} | {outputs} | {typed} |"


def _permissions() -> Iterator[str]:
    yield "| Role | Statement | Actions | On | Why |"
    yield "| --- | --- | --- | --- | --- |"
    for role in ROLES.values():
        for one in role.permissions:
            yield _permission(role.name, one)
    for one in OF_COMMANDS:
        yield _permission("Analyst", one)
    for one in IN_CONSOLE:
        yield _permission("Analyst, masked analyst", one)


def _permission(role: str, one: Permission) -> str:
    places = ", ".join(one.on)
    if one.leading_keys:
        places += f", keys {' '.join(f'`{key}`' for key in one.leading_keys)}"
    actions = " ".join(f"`{action}`" for action in one.actions)
    return f"| {role} | {one.sid} | {actions} | {places} | {one.why} |"
