"""The pages docs/smoke.md and docs/aws-assumptions.md, rendered from the smoke test's tables."""

from collections.abc import Iterator

from claimtrail.smoke.assumptions.model import DOCUMENTATION, Assumption
from claimtrail.smoke.assumptions.table import ASSUMPTIONS
from claimtrail.smoke.hops import HOPS
from tools.docs.pages import renew_sections

_HEAD = """\
# What is assumed of AWS

    $ claimtrail smoke --stage prod --json | jq '.hops[] | {hop, status, assumptions}'
    {"hop": "receipt", "status": "passed", "assumptions": ["EVT-1", "LAM-1", "IAM-1", ...]}

The tests of this repository run on an emulator. What it does not enforce or does otherwise stands
here, with the page of AWS that says so, how a failure would show, and the hop of
[`claimtrail smoke`](smoke.md) that shows it on a deployed stage. What no hop can show names the
place where it would be seen; [alarms.md](runbooks/alarms.md#every-alarm) has a section for each
alarm that is named. [patched_ministack](../patched_ministack/README.md#the-patches) lists the
emulator's own gaps. Rendered from `claimtrail/smoke/assumptions` (`make docs`).
"""
_TABLE = """
| Id | Assumption | AWS says so in | If it fails | Shown by |
| --- | --- | --- | --- | --- |
"""


def render_assumptions() -> str:
    """Return the page of assumptions as Markdown."""
    parts = [_HEAD]
    for service in dict.fromkeys(one.service for one in ASSUMPTIONS):
        parts += [f"\n## {service}\n", _TABLE]
        parts += [_row(one) for one in ASSUMPTIONS if one.service == service]
    return "".join(parts)


def _row(one: Assumption) -> str:
    source = f"[{one.page}]({DOCUMENTATION}{one.path})"
    hops = [hop.name for hop, _ in HOPS if one.id in hop.assumptions]
    shown = "hop " + ", ".join(f"`{name}`" for name in hops) if hops else one.elsewhere
    return f"| {one.id} | {one.says} | {source} | {one.failure} | {shown} |\n"


def render_smoke(text: str) -> str:
    """Return the page of the smoke test with its hops renewed."""
    return renew_sections(text, {"hops": "\n".join(_hops())})


def _hops() -> Iterator[str]:
    yield "| Hop | Passes when | Within | If not, look at | Assumptions |"
    yield "| --- | --- | ---: | --- | --- |"
    for hop, _ in HOPS:
        ids = " ".join(hop.assumptions)
        yield f"| `{hop.name}` | {hop.what} | {hop.seconds} s | {hop.look_at()} | {ids} |"
