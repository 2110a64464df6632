"""The rosters of a submitted set: how acknowledgments find its claims."""

from collections.abc import Iterator

from claimtrail.claims.store.rosters import Roster
from claimtrail.intake.records.file_context import (
    FileContext,
    file_day,
)
from claimtrail.x12.model import (
    SetHeader,
)

ROSTER_SIZE = 1000
"""Claims in one roster: about 30 KB, far below DynamoDB's 400 KB an item."""


def rosters_of(
    payer_id: str, claims: list[tuple[int, str]], header: SetHeader, context: FileContext
) -> Iterator[Roster]:
    """Yield the rosters of a payer's claims in a set, each of ROSTER_SIZE claims at most."""
    for first in range(0, len(claims), ROSTER_SIZE):
        chunk = claims[first : first + ROSTER_SIZE]
        yield Roster(
            payer_id=payer_id,
            interchange_control_number=header.interchange.control_number,
            group_control_number=header.group.control_number,
            set_control_number=header.control_number,
            file_id=context.file_id,
            offset=chunk[0][0],
            claim_ids=tuple(dict.fromkeys(claim for _, claim in chunk)),
            submitted_on=file_day(header.interchange, context),
            partner_id=context.profile.id,
        )
