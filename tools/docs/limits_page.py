"""The page docs/limits.md, rendered from the tables of limits."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from claimtrail.intake.model.limits import LIMITS
from claimtrail.x12.model.limits import LIMITS as X12_LIMITS
from claimtrail.x12.model.limits import Limit

_HEAD = """\
# Limits

    $ claimtrail x12 check too-many-groups.835
    X12_TOO_MANY_GROUPS  interchange  GS at byte 540,105: The file has more functional groups than
    are read of one file; this interchange and what follows are not read.

A file may hold so much, and no more is read of it. What is beyond a limit ends in a finding, with
its place and the next step, never in a worker that runs out of time or memory. The bytes are kept
as they came, in the archive or in quarantine. Rendered from `claimtrail/x12/model/limits.py` and
`claimtrail/intake/model/limits.py` (`make docs`); no partner's rule changes the findings.

Between the limits, time grows with the size of the file and no faster ([growth.md](growth.md)).
What does not fit the time of a worker all the same is tried once more, then preserved
(`INTAKE_OUT_OF_TIME`): a file goes to quarantine, the sets of a message are held.
[projection-limits.md](projection-limits.md) has the limits of a claim,
[messages.md](runbooks/messages.md) the attempts and waits of a message, and
[deploying.md](deploying.md#before-a-deployment) what an account has to have.
"""
_TABLE = """
| What | Most | Finding | Why | Real files | What becomes of the rest |
| --- | ---: | --- | --- | --- | --- |
"""


def render() -> str:
    """Return the whole page as Markdown."""
    parts = [_HEAD, "\n## Reading\n", _TABLE, *_rows(X12_LIMITS.items())]
    parts += ["\n## Intake\n", _TABLE, *_rows(LIMITS.items())]
    return "".join(parts)


def _rows(limits: Iterable[tuple[StrEnum, Limit[Any]]]) -> Iterator[str]:
    for counted, limit in limits:
        code = f"`{limit.finding}`" if limit.finding else ""
        cells = (counted.value, f"{limit.most:,}", code, limit.reason, limit.real, limit.then)
        yield "| " + " | ".join(cells) + " |\n"
