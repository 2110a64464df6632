"""The person who types, as decisions of access go by them.

On a deployed stage IAM has let that person act on the stage's tables and bus (docs/people.md); the
command stands for the role that the deed needs, and the name is recorded.
"""

from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import EVERYWHERE, Principal
from claimtrail.cli.core.stage import Stage


def acting(stage: Stage, role: JobRole) -> Principal:
    """Return who types, in a role, for all facilities and payers."""
    everywhere = frozenset({EVERYWHERE})
    return Principal(
        id=stage.caller().removeprefix("user:"),
        roles=frozenset({role}),
        facilities=everywhere,
        payers=everywhere,
    )
