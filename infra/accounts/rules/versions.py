"""Rules about the tools on this machine."""

from infra.accounts.checks import Context, Judgment, Rule, failed, ok, warning
from infra.local.prerequisites import NODE_MINIMUM, PYTHON_MINIMUM

_SETUP = "Run `make setup`."
_NODE_SUPPORTED = 22
"""The oldest release of Node.js that the CDK supports: 20 ended on 2026-10-30."""


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version)) or "none"


def _judge_python(context: Context, _: None) -> Judgment:
    found = context.tools.python
    if found >= PYTHON_MINIMUM:
        return ok(_dotted(found))
    return failed(
        f"{_dotted(found)}; {_dotted(PYTHON_MINIMUM)} or newer is needed",
        "Install a newer Python, remove .venv, and run `make setup`.",
    )


def _judge_node(context: Context, _: None) -> Judgment:
    found = context.tools.node
    if found >= (_NODE_SUPPORTED,):
        return ok(_dotted(found))
    if found >= (NODE_MINIMUM,):
        return warning(
            f"{_dotted(found)}; AWS supports the CDK on {_NODE_SUPPORTED} and newer",
            f"Install Node.js {_NODE_SUPPORTED} or newer and put it first on PATH.",
        )
    return failed(
        f"{_dotted(found)}; the CDK needs {NODE_MINIMUM} or newer",
        f"Install Node.js {NODE_MINIMUM} or newer and put it first on PATH.",
    )


def _judge_cdk(context: Context, _: None) -> Judgment:
    tools, needed = context.tools, context.needs.schema_major
    if not tools.cdk:
        return failed("the CDK command line is not installed", _SETUP)
    if tools.cdk_schema_major < needed:
        return failed(
            f"{tools.cdk} reads cloud assemblies up to {tools.cdk_schema_major}, the library "
            f"writes {needed}",
            _SETUP,
        )
    if tools.cdk != tools.cdk_pinned:
        return failed(f"{tools.cdk}; this version was tested with {tools.cdk_pinned}", _SETUP)
    return ok(f"{tools.cdk}; reads assemblies up to {tools.cdk_schema_major}, ours is {needed}")


def _judge_library(context: Context, _: None) -> Judgment:
    tools = context.tools
    if tools.library != tools.library_pinned:
        return failed(f"{tools.library}; this version pins {tools.library_pinned}", _SETUP)
    return ok(tools.library)


RULES = (
    Rule(name="Python", judge=_judge_python),
    Rule(name="Node.js", judge=_judge_node),
    Rule(name="CDK command line", judge=_judge_cdk),
    Rule(name="aws-cdk-lib", judge=_judge_library),
)
