"""The runbook of alarms says who may type each of its commands, as the roles of people have it."""

import re

import pytest

from infra.people.commands import COMMANDS
from infra.people.roles import OPERATOR
from infra.settings import REPOSITORY

PAGE = (REPOSITORY / "docs" / "runbooks" / "alarms.md").read_text(encoding="utf-8")
HEAD, REST = PAGE.split("## Who hears of them")
PROGRAM = r"((?:claimtrail|aws|make\s+deploy)\s"
IN_BLOCKS = re.compile(rf"^    {PROGRAM}.*)$", re.MULTILINE)
IN_SENTENCES = re.compile(rf"`{PROGRAM}[^`]*)`")
ACTIONS = {
    "aws logs tail": "logs:FilterLogEvents",
    "aws lambda list-event-source-mappings": "lambda:ListEventSourceMappings",
}
"""AWS calls that an operator types, with the action that each needs."""


def takers() -> dict[str, str]:
    """Command to the role that it takes, as the page's table has them."""
    rows = [line.split("|")[1:3] for line in HEAD.splitlines() if line.startswith("| ")][2:]
    return {command: role.strip() for role, cell in rows for command in re.findall("`(.+?)`", cell)}


def of_role(role: str) -> set[str]:
    return {command for command, taker in takers().items() if taker == role}


def typed() -> set[str]:
    """The commands below the table, each on one line."""
    return {
        " ".join(found.split()) for found in (*IN_BLOCKS.findall(REST), *IN_SENTENCES.findall(REST))
    }


def test_every_command_of_the_page_has_who_may_type_it() -> None:
    assert len(typed()) > 20
    assert {one for one in typed() if not one.startswith(tuple(takers()))} == set()
    assert {one for one in takers() if not any(line.startswith(one) for line in typed())} == set()


@pytest.mark.parametrize("role", ["Operator", "Auditor"])
def test_what_a_role_types_is_in_its_policy(role: str) -> None:
    commands = of_role(role) - ACTIONS.keys()
    assert commands
    assert {one for one in commands if not any(own.startswith(one) for own in COMMANDS[role])} == (
        set()
    )


def test_an_operators_aws_calls_are_in_the_policy() -> None:
    allowed = {action for permission in OPERATOR.permissions for action in permission.actions}
    assert {ACTIONS[one] for one in of_role("Operator") if one.startswith("aws ")} <= allowed


def test_what_takes_an_administrator_is_in_no_policy() -> None:
    given = tuple(own for role in COMMANDS.values() for own in role)
    assert not [
        one for one in of_role("an administrator") if any(own.startswith(one) for own in given)
    ]
