"""Types of the CDK are checked for every module that is imported, and no other one is read."""

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
IMPORTING = ("infra", "tools")


def followed() -> set[str]:
    """Return the modules of the CDK that mypy reads."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    overrides = settings["tool"]["mypy"]["overrides"]
    [names] = [each["module"] for each in overrides if each.get("follow_imports") == "normal"]
    return {name.removesuffix(".*") for name in names}


def imported() -> set[str]:
    """Return the modules of the CDK that are imported."""
    paths = (path for folder in IMPORTING for path in (ROOT / folder).rglob("*.py"))
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules = {node.module for node in nodes if node.module}
    named = {alias.name for node in nodes if node.module == "aws_cdk" for alias in node.names}
    return {name for name in modules if name.startswith("aws_cdk")} | {
        f"aws_cdk.{name}" for name in named if name.islower()
    }


def test_each_module_of_the_cdk_that_is_imported_is_one_that_types_are_read_of() -> None:
    assert imported() > {"aws_cdk", "aws_cdk.aws_s3"}
    assert imported() - followed() == set()


def test_no_module_of_the_cdk_is_read_that_nothing_imports() -> None:
    part_of_others = {"aws_cdk._jsii", "aws_cdk.cx_api", "aws_cdk.interfaces"}
    assert followed() - imported() == part_of_others
